"""Textbook formulas as objects: computed over arrays, and given as trees with letters or with numbers in them.

    v = Step("v", "v", momentum * old_v + gradient, remembered=True)

reads like the formula; ``v.formula.at(numbers)`` is its value, ``v.formula.tree(…)`` what a page writes it from.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
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
    "·": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
    "²": np.square,
    "√": np.sqrt,
    "1−": lambda value: 1 - value,
}
"""The operators of trees. ``1−`` is written ``["−", 1, …]``."""


class Formula:
    """Something to compute, made of others by ``+ * / **``, ``-quantity``, ``squared``, ``root`` and ``complement``."""

    def at(self, numbers: Mapping[str, Number]) -> Any:
        """Return the value, given every quantity's number by name; arrays are computed elementwise."""
        raise NotImplementedError

    def tree(self, leaf: Leaf) -> Tree | None:
        """Return the formula with something in the place of each quantity."""
        raise NotImplementedError

    def __add__(self, other: Formula) -> Formula:
        return _Applied("+", (self, other))

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
        if self.operator == "1−":
            return ["−", 1.0, *trees]
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


def complement(formula: Formula) -> Formula:
    """Return 1 − formula; of a single quantity it is written as one number."""
    if isinstance(formula, Quantity):
        return _Folded(f"1 − {formula.symbol}", formula, _OPERATORS["1−"])
    return _Applied("1−", (formula,))
