"""Builds the tree from the grammar's rules while the parser reads.

Where school notation can be read in two ways, the node keeps the other one: ``1/2x``, ``sin x/2``, ``e^2x``,
``sin x(x + 1)``, ``sin^-1(x)``, ``log``.
"""

from __future__ import annotations

from dataclasses import replace

from lark import Token, Transformer, v_args

from app.expressions.functions import ALIASES, CONSTANTS, FUNCTIONS, INVERSES, VARIABLE
from app.expressions.tree import Node

_WITH_TWO_BASES = ("log",)
"""Logarithms that are natural to some and to the base 10 to others."""

MAX_NODES = 100
MAX_DEPTH = 24


class MisreadError(Exception):
    """An error found while building, at a token of the plain text."""

    def __init__(self, code: str, message: str, token: Token | None = None, **params: str | int | float) -> None:
        super().__init__(message)
        self.code, self.message, self.token, self.params = code, message, token, params


def _join(op: str, *parts: Node, text: str = "", form: str = "", other: Node | None = None) -> Node:
    nodes, depth = 1 + sum(part.nodes for part in parts), 1 + max(part.depth for part in parts)
    if nodes > MAX_NODES or depth > MAX_DEPTH:
        raise MisreadError("too_complex", "this formula is too long to be evaluated: make it simpler")
    return Node(op, parts, text, nodes, depth, form, other)


def _other(op: str, *parts: Node, text: str = "") -> Node:
    """Return a second reading, which is not counted: it is only ever written."""
    return Node(op, parts, text)


def _is_simple(node: Node) -> bool:
    """Whether it is a number, a name, or a power or a sign of one: what a bare function may have been meant to take."""
    if node.form == "group":
        return False
    return node.op in ("number", "name") or (node.op in ("power", "negate") and _is_simple(node.parts[0]))


def _taking(left: Node, op: str, right: Node) -> Node | None:
    """Return ``2 sin x`` with what follows taken into the function, None where its last factor is no bare function."""
    if left.op == "multiply" and left.form != "group":
        taken = _taking(left.parts[1], op, right)
        return None if taken is None else _other("multiply", left.parts[0], taken)
    if left.form != "bare":
        return None
    if left.op == "power":
        return _other(
            "power", _other("call", _other(op, left.parts[0].parts[0], right), text=left.parts[0].text), left.parts[1]
        )
    return _other("call", _other(op, left.parts[0], right), text=left.text)


def _extended(other: Node, factor: Node) -> Node:
    """Return a second reading whose last part, a denominator, an exponent or a root, takes one more factor."""
    first, *rest = other.parts
    if other.op == "call":
        return _other("call", _other("multiply", first, factor), text=other.text)
    last = _extended(rest[0], factor) if other.op == "multiply" else _other("multiply", rest[0], factor)
    return _other(other.op, first, last)


@v_args(inline=True)
class Builder(Transformer[Token, Node]):
    """One method for each rule of the grammar."""

    def number(self, token: Token) -> Node:
        return Node("number", text=str(token))

    def name(self, token: Token) -> Node:
        if token != VARIABLE and token not in CONSTANTS:
            raise MisreadError("unknown_name", f"there is no {token}", token, name=str(token))
        return Node("name", text=str(token))

    # ---- functions ---------------------------------------------------------------------------------------------------

    def lonely(self, token: Token, *_power: Node) -> Node:
        raise MisreadError("not_a_function", f"{token} needs what it is of, in parentheses", token, name=str(token))

    def call(self, token: Token, *given: Node | Token) -> Node:
        parts = tuple(part for part in given if isinstance(part, Node))
        name = ALIASES.get(token, str(token))
        wanted = FUNCTIONS[name].arguments
        if len(parts) != wanted and not (wanted is None and len(parts) > 1):
            words = "two or more values" if wanted is None else "one value" if wanted == 1 else f"{wanted} values"
            raise MisreadError("arguments", f"{token} takes {words}", token, name=str(token), wanted=wanted or 2)
        other = _other("call", *parts, text="lg") if str(token) in _WITH_TWO_BASES else None
        return _join("call", *parts, text=name, other=other)

    def call_power(self, token: Token, exponent: Node, *given: Node | Token) -> Node:
        made = self.call(token, *given)
        raised = _join("power", made, exponent)
        inverse = INVERSES.get(made.text)
        if exponent.op == "negate" and float(exponent.parts[0].text) == 1 and inverse is not None:
            return _join("call", *made.parts, text=inverse, other=replace(raised, other=None))
        return replace(raised, form="raised")

    def apply(self, token: Token, argument: Node) -> Node:
        made = self.call(token, argument)
        other = made.other
        if other is None and argument.form == "beside" and argument.parts[1].form == "group":
            other = self._apart(made.text, argument)
        if other is None and argument.op == "power" and argument.parts[0].op == "absolute":
            inner, exponent = argument.parts
            other = _other("power", _other("call", inner, text=made.text), exponent)
        return replace(made, form="bare", other=other)

    @staticmethod
    def _apart(name: str, argument: Node) -> Node | None:
        """Return ``sin x(x + 1)`` as a product, None for ``sin 2(x + 1)``."""
        first, rest = argument.parts
        return None if first.op == "number" else _other("multiply", _other("call", first, text=name), rest)

    def apply_tight(self, token: Token, argument: Node) -> Node:
        """``log2x`` is log2(x), or log(2x)."""
        made = self.apply(token, argument)
        name = token.rstrip("0123456789")
        meant = _other("multiply", Node("number", text=token[len(name) :]), argument)
        return replace(made, other=_other("call", meant, text=ALIASES.get(name, name)))

    def apply_power(self, token: Token, exponent: Node, argument: Node) -> Node:
        return replace(self.call_power(token, exponent, argument), form="bare")

    def function_power(self, *tokens: Token) -> Node:
        number = self.number(next(token for token in tokens if token.type == "NUMBER"))
        return _join("negate", number) if any(token.type == "MINUS" for token in tokens) else number

    def root(self, sign: Token, a: Node) -> Node:
        return _join("call", a, text="sqrt" if sign == "√" else "cbrt", form="root")

    # ---- operations --------------------------------------------------------------------------------------------------

    def choose(self, condition: Node, a: Node, b: Node) -> Node:
        return _join("choose", condition, a, b)

    def compare(self, *parts: Node | Token) -> Node:
        signs = " ".join(str(part) for part in parts if isinstance(part, Token))
        return _join("compare", *(part for part in parts if isinstance(part, Node)), text=signs)

    def add(self, a: Node, b: Node) -> Node:
        return _join("add", a, b)

    def subtract(self, a: Node, b: Node) -> Node:
        return _join("subtract", a, b)

    def multiply(self, a: Node, b: Node) -> Node:
        return _join("multiply", a, b, other=_taking(a, "multiply", b) if _is_simple(b) else None)

    def divide(self, a: Node, b: Node) -> Node:
        """``x^1/3`` is x/3 as written: a first power is pointless, so the root may be meant."""
        other = _taking(a, "divide", b) if _is_simple(b) else None
        if (
            a.op == "power"
            and not a.form
            and a.parts[1].op == "number"
            and float(a.parts[1].text) == 1
            and _is_simple(b)
        ):
            other = _other("power", a.parts[0], _other("divide", a.parts[1], b))
        return _join("divide", a, b, other=other)

    def juxtapose(self, a: Node, b: Node) -> Node:
        return _join("multiply", a, b, form="beside", other=self._other_product(a, b))

    @staticmethod
    def _other_product(a: Node, b: Node) -> Node | None:
        """Return how else two factors side by side may be meant, None where that is clear."""
        if a.form == "group":
            return None
        if a.op == "divide":
            return _other("divide", a.parts[0], _other("multiply", a.parts[1], b))
        if a.form == "beside" and a.other is not None and (a.other.op == "divide" or _is_simple(b)):
            return _extended(a.other, b)
        last = a.parts[1] if a.form == "beside" else a
        taken: Node | None = None
        if last.form == "root" and b.form != "group":
            taken = _other("call", _other("multiply", last.parts[0], b), text=last.text)
        elif last.op == "power" and not last.form and _is_simple(last.parts[1]) and _is_simple(b):
            taken = _other("power", last.parts[0], _other("multiply", last.parts[1], b))
        return taken if last is a or taken is None else _other("multiply", a.parts[0], taken)

    def power(self, a: Node, _sign: Token, b: Node) -> Node:
        other = None
        if a.form == "root":
            other = _other("call", _other("power", a.parts[0], b), text=a.text)
        return _join("power", a, b, other=other)

    def negate(self, *parts: Node | Token) -> Node:
        return _join("negate", *(part for part in parts if isinstance(part, Node)))

    def keep(self, a: Node) -> Node:
        return a

    def group(self, a: Node) -> Node:
        return replace(a, form="group")

    def absolute(self, _opening: Token, a: Node, _closing: Token) -> Node:
        return _join("absolute", a)
