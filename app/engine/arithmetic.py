"""Textbook formulas as objects: computed over arrays, and given as trees with letters or with numbers in them.

    v = Step("v", "v", momentum * old_v + gradient, remembered=True)

reads like the formula; ``v.formula.at(numbers)`` is its value, ``v.formula.tree(…)`` what a page writes it from.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

Number = NDArray[np.float64] | float
Tree = float | str | list[Any]
"""A number, letters, or an operator and what it is applied to: ``["+", ["·", "μ", "v"], "g"]``."""
Leaf = Callable[["Quantity"], float | str | None]
"""What stands for a quantity in a tree; None leaves it out of its sum."""

_OPERATORS: Mapping[str, Callable[..., Any]] = {
    "+": operator.add,
    "−": operator.sub,
    "·": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
    "²": np.square,
    "√": np.sqrt,
    "|": np.abs,
    "sign": np.sign,
}
"""The operators of trees."""


class Formula:
    """Something to compute, made of others by ``+ - * / **``, ``-quantity`` and the functions below."""

    def at(self, numbers: Mapping[str, Number]) -> Any:
        """Return the value, given every quantity's number by name; arrays are computed elementwise."""
        raise NotImplementedError

    def tree(self, leaf: Leaf) -> Tree | None:
        """Return the formula with something in the place of each quantity."""
        raise NotImplementedError

    def __add__(self, other: Formula) -> Formula:
        return _Applied("+", (self, other))

    def __sub__(self, other: Formula) -> Formula:
        return _Applied("−", (self, other))

    def __mul__(self, other: Formula) -> Formula:
        return _Applied("·", (self, other))

    def __truediv__(self, other: Formula) -> Formula:
        return _Applied("/", (self, other))

    def __pow__(self, other: Formula) -> Formula:
        return _Applied("^", (self, other))


@dataclass(frozen=True)
class Quantity(Formula):
    """A number with a name.

    Attributes:
        name: what it is called in mappings and messages.
        symbol: how formulas write it.
    """

    name: str
    symbol: str

    def at(self, numbers: Mapping[str, Number]) -> Any:
        """Return its number."""
        return numbers[self.name]

    def tree(self, leaf: Leaf) -> Tree | None:
        """Return what stands for it."""
        return leaf(self)

    def __neg__(self) -> Formula:
        return _Folded(f"−{self.symbol}", self, operator.neg)


@dataclass(frozen=True)
class Step(Quantity):
    """A quantity that is computed from others.

    Attributes:
        formula: from which.
        remembered: whether it replaces the number of the update before, which goes by ``<name>_old``.
    """

    formula: Formula
    remembered: bool = False


@dataclass(frozen=True)
class Constant(Formula):
    """A number that is the same everywhere."""

    value: float

    def at(self, _numbers: Mapping[str, Number]) -> Any:
        """Return the number."""
        return self.value

    def tree(self, _leaf: Leaf) -> Tree:
        """Return the number."""
        return self.value


@dataclass(frozen=True)
class _Folded(Formula):
    """A number worked out of one quantity beforehand, and written as one: −η, 1 − β."""

    symbol: str
    of: Quantity
    compute: Callable[[Any], Any]

    def at(self, numbers: Mapping[str, Number]) -> Any:
        return self.compute(self.of.at(numbers))

    def tree(self, leaf: Leaf) -> Tree:
        found = leaf(self.of)
        return self.symbol if found is None or isinstance(found, str) else float(self.compute(found))


@dataclass(frozen=True)
class _Applied(Formula):
    operator: str
    operands: tuple[Formula, ...]

    def at(self, numbers: Mapping[str, Number]) -> Any:
        values = (operand.at(numbers) for operand in self.operands)
        compute = _OPERATORS[self.operator]
        return compute(*values) if len(self.operands) == 1 else reduce(compute, values)

    def tree(self, leaf: Leaf) -> Tree:
        trees = [tree for operand in self.operands if (tree := operand.tree(leaf)) is not None]
        first = trees[0]
        if self.operator in "+·" and isinstance(first, list) and first[0] == self.operator:
            trees[:1] = first[1:]
        return trees[0] if self.operator == "+" and len(trees) == 1 else [self.operator, *trees]


def squared(formula: Formula) -> Formula:
    """Return formula²."""
    return _Applied("²", (formula,))


def root(formula: Formula) -> Formula:
    """Return √formula."""
    return _Applied("√", (formula,))


def absolute(formula: Formula) -> Formula:
    """Return |formula|."""
    return _Applied("|", (formula,))


def sign(formula: Formula) -> Formula:
    """Return −1, 0 or 1."""
    return _Applied("sign", (formula,))


def complement(formula: Formula) -> Formula:
    """Return 1 − formula; of a single quantity it is written as one number."""
    if isinstance(formula, Quantity):
        return _Folded(f"1 − {formula.symbol}", formula, lambda value: 1 - value)
    return Constant(1.0) - formula


def arithmetic(steps: Iterable[Step], letter: Leaf, numbers: Mapping[str, float], number: Leaf) -> list[dict[str, Any]]:
    """Return steps to be written out.

    Each has its ``name``, its ``symbol``, whether it is ``remembered``, its formula as a tree in ``letters`` and in
    ``numbers``, and its ``value``.

    Args:
        steps: the steps.
        letter: what stands for a quantity in letters.
        numbers: the steps' values by name.
        number: what stands for a quantity in numbers.
    """
    return [
        {
            "name": step.name,
            "symbol": step.symbol,
            "remembered": step.remembered,
            "letters": step.formula.tree(letter),
            "numbers": step.formula.tree(number),
            "value": numbers[step.name],
        }
        for step in steps
    ]
