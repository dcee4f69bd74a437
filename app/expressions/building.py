"""From the grammar's rules to functions, built while the parser reads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
from lark import Token, Transformer, v_args

from app.expressions.functions import CONSTANTS, FUNCTIONS, VARIABLE, Values

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

MAX_NODES = 100
MAX_DEPTH = 24


@dataclass(frozen=True)
class Node:
    """A part of a formula: how it is evaluated at x, and how large it is."""

    evaluate: Callable[[Values], Values]
    nodes: int = 1
    depth: int = 1


class MisreadError(Exception):
    """An error found while building, at a token of the plain text."""

    def __init__(self, code: str, message: str, token: Token | None = None, **params: str | int | float) -> None:
        super().__init__(message)
        self.code, self.message, self.token, self.params = code, message, token, params


def _join(function: Callable[..., Values], *parts: Node) -> Node:
    nodes, depth = 1 + sum(part.nodes for part in parts), 1 + max(part.depth for part in parts)
    if nodes > MAX_NODES or depth > MAX_DEPTH:
        raise MisreadError("too_complex", "this formula is too long to be evaluated: make it simpler")
    evaluators = [part.evaluate for part in parts]
    return Node(lambda x: function(*(evaluate(x) for evaluate in evaluators)), nodes, depth)


_COMPARISONS: dict[str, Any] = {
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "==": np.equal, "!=": np.not_equal,
}  # fmt: skip


@v_args(inline=True)
class Builder(Transformer[Token, Node]):
    """One method for each rule of the grammar."""

    def number(self, token: Token) -> Node:
        value = np.asarray(float(token))
        return Node(lambda _x: value)

    def name(self, token: Token) -> Node:
        if token == VARIABLE:
            return Node(lambda x: x)
        if token in CONSTANTS:
            value = np.asarray(CONSTANTS[token])
            return Node(lambda _x: value)
        if token in FUNCTIONS:
            raise MisreadError("not_a_function", f"{token} needs what it is of, in parentheses", token, name=str(token))
        raise MisreadError("unknown_name", f"there is no {token}", token, name=str(token))

    def call(self, opening: Token, *arguments: Node | Token) -> Node:
        name = opening[:-1].strip()
        given = [argument for argument in arguments if isinstance(argument, Node)]
        token = Token.new_borrow_pos("NAME", name, opening)
        if name in CONSTANTS or name == VARIABLE:
            if len(given) > 1:
                raise MisreadError("unknown_name", f"there is no function {name}", token, name=name)
            return _join(np.multiply, self.name(token), *given)
        if name not in FUNCTIONS:
            raise MisreadError("unknown_name", f"there is no {name}", token, name=name)
        wanted = FUNCTIONS[name].arguments
        if len(given) != wanted and not (wanted is None and len(given) > 1):
            words = "two or more values" if wanted is None else "one value" if wanted == 1 else f"{wanted} values"
            raise MisreadError("arguments", f"{name} takes {words}", token, name=name, wanted=wanted or 2)
        return _join(FUNCTIONS[name].apply, *given)

    def choose(self, condition: Node, a: Node, b: Node) -> Node:
        return _join(lambda c, left, right: np.asarray(np.where(c != 0, left, right)), condition, a, b)

    def compare(self, *parts: Node | Token) -> Node:
        signs = [_COMPARISONS[str(part)] for part in parts if isinstance(part, Token)]
        values = [part for part in parts if isinstance(part, Node)]

        def holds(*sides: Values) -> Values:
            pairs = zip(signs, sides[:-1], sides[1:], strict=True)
            return np.asarray(reduce(np.logical_and, [sign(a, b) for sign, a, b in pairs]), dtype=np.float64)

        return _join(holds, *values)

    def add(self, a: Node, b: Node) -> Node:
        return _join(np.add, a, b)

    def subtract(self, a: Node, b: Node) -> Node:
        return _join(np.subtract, a, b)

    def multiply(self, a: Node, b: Node) -> Node:
        return _join(np.multiply, a, b)

    def divide(self, a: Node, b: Node) -> Node:
        return _join(np.divide, a, b)

    def power(self, a: Node, _sign: Token, b: Node) -> Node:
        return _join(np.float_power, a, b)

    def negate(self, a: Node) -> Node:
        return _join(np.negative, a)

    def keep(self, a: Node) -> Node:
        return a

    def group(self, a: Node) -> Node:
        return a

    def absolute(self, _opening: Token, a: Node, _closing: Token) -> Node:
        return _join(np.abs, a)
