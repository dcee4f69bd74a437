"""A formula as a tree: evaluates it, writes it without ambiguity, and lists other readings of it.

``render`` writes what ``formula`` reads back as the same tree; it is what the page shows of a formula that was guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from app.expressions.functions import CONSTANTS, FUNCTIONS, VARIABLE, Values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any


@dataclass(frozen=True, eq=False)
class Node:
    """A part of a formula.

    Attributes:
        op: what it does: number, name, call, or the name of an operation.
        parts: what it does it to.
        text: a number as typed, a name, a function's name, or comparison signs with spaces between.
        nodes: how many nodes it has, itself included.
        depth: how deep it is.
        form: how it was typed, where that decides what may stand beside it: ``bare`` for a function without
            parentheses, ``group`` for what stands in some, ``beside`` for a product without a sign.
        other: what it may have meant as well, None where it can be read in one way only.
    """

    op: str
    parts: tuple[Node, ...] = ()
    text: str = ""
    nodes: int = 1
    depth: int = 1
    form: str = ""
    other: Node | None = None


# ---- evaluating ------------------------------------------------------------------------------------------------------

_OPERATIONS: dict[str, Callable[..., Values]] = {
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "divide": np.divide,
    "power": np.float_power,
    "negate": np.negative,
    "absolute": np.abs,
    "choose": lambda c, a, b: np.asarray(np.where(c != 0, a, b)),
}
_COMPARISONS: dict[str, Any] = {
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "==": np.equal, "!=": np.not_equal,
}  # fmt: skip


def evaluator(node: Node) -> Callable[[Values], Values]:
    """Return the function of x that a tree means; constants are float64 before any arithmetic."""
    if node.op == "number":
        return _constant(float(node.text))
    if node.op == "name":
        return (lambda x: x) if node.text == VARIABLE else _constant(CONSTANTS[node.text])
    if node.op == "call":
        function = FUNCTIONS[node.text].apply
    elif node.op == "compare":
        function = _holds(node.text.split())
    else:
        function = _OPERATIONS[node.op]
    evaluators = [evaluator(part) for part in node.parts]
    return lambda x: function(*(evaluate(x) for evaluate in evaluators))


def _constant(number: float) -> Callable[[Values], Values]:
    value = np.asarray(number, dtype=np.float64)
    return lambda _x: value


def _holds(signs: list[str]) -> Callable[..., Values]:
    def holds(*sides: Values) -> Values:
        pairs = zip(signs, sides[:-1], sides[1:], strict=True)
        true = reduce(np.logical_and, [_COMPARISONS[sign](a, b) for sign, a, b in pairs])
        return np.asarray(true, dtype=np.float64)

    return holds


# ---- writing ---------------------------------------------------------------------------------------------------------

_CHOICE, _COMPARISON, _SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(7)
_LEVELS = {
    "choose": _CHOICE, "compare": _COMPARISON, "add": _SUM, "subtract": _SUM, "multiply": _PRODUCT,
    "divide": _PRODUCT, "negate": _SIGN, "power": _POWER,
}  # fmt: skip


def render(node: Node) -> str:
    """Return a formula in plain signs, with parentheses wherever there could be a doubt."""
    return _WRITERS.get(node.op, _render_call)(node)


def _at(node: Node, level: int) -> str:
    """Return a part, in parentheses where it is looser than its place allows."""
    text = render(node)
    return text if _LEVELS.get(node.op, _ATOM) >= level else f"({text})"


def _render_call(node: Node) -> str:
    return f"{node.text}({', '.join(render(part) for part in node.parts)})"


def _render_multiply(node: Node) -> str:
    left, right = node.parts
    first = f"({render(left)})" if left.op == "divide" else _at(left, _PRODUCT)
    second = _at(right, _POWER)
    number = left.parts[0] if left.op == "negate" else left
    beside = number.op == "number" and (second[0].isalpha() or second[0] in "(|")
    return first + ("" if beside else "*") + second


def _render_divide(node: Node) -> str:
    left, right = node.parts
    first = f"({render(left)})" if left.op == "divide" else _at(left, _PRODUCT)
    return f"{first}/{_at(right, _POWER)}"


def _render_power(node: Node) -> str:
    base, exponent = node.parts
    signed = exponent.op == "negate" and _LEVELS.get(exponent.parts[0].op, _ATOM) == _ATOM
    return f"{_at(base, _ATOM)}^{render(exponent) if signed else _at(exponent, _ATOM)}"


def _render_absolute(node: Node) -> str:
    inner = render(node.parts[0])
    return f"abs({inner})" if "|" in inner else f"|{inner}|"


def _render_compare(node: Node) -> str:
    first, *rest = (_at(part, _SUM) for part in node.parts)
    return first + "".join(f" {sign} {part}" for sign, part in zip(node.text.split(), rest, strict=True))


def _render_choose(node: Node) -> str:
    condition, a, b = node.parts
    return f"{_at(condition, _COMPARISON)} ? {_at(a, _COMPARISON)} : {render(b)}"


_WRITERS: dict[str, Callable[[Node], str]] = {
    "number": lambda node: node.text,
    "name": lambda node: node.text,
    "add": lambda node: f"{_at(node.parts[0], _SUM)} + {_at(node.parts[1], _PRODUCT)}",
    "subtract": lambda node: f"{_at(node.parts[0], _SUM)} - {_at(node.parts[1], _PRODUCT)}",
    "negate": lambda node: f"-{_at(node.parts[0], _POWER)}",
    "multiply": _render_multiply,
    "divide": _render_divide,
    "power": _render_power,
    "absolute": _render_absolute,
    "compare": _render_compare,
    "choose": _render_choose,
}


# ---- variants --------------------------------------------------------------------------------------------------------


def variants(node: Node) -> Iterator[Node]:
    """Yield the trees that differ from this one in one place that can be read in another way."""
    if node.other is not None:
        yield node.other
    for i, part in enumerate(node.parts):
        for variant in variants(part):
            yield replace(node, parts=(*node.parts[:i], variant, *node.parts[i + 1 :]), other=None)


def with_real_roots(node: Node) -> Node:
    """Return the tree with powers p/q, q odd, as roots that exist left of 0 too: x^(1/3) becomes cbrt(x)."""
    parts = tuple(with_real_roots(part) for part in node.parts)
    if node.op == "power" and (root := _odd_root(parts[0], parts[1])) is not None:
        return root
    return node if all(a is b for a, b in zip(parts, node.parts, strict=True)) else replace(node, parts=parts)


def _odd_root(base: Node, exponent: Node) -> Node | None:
    if exponent.op != "divide" or any(part.op != "number" for part in exponent.parts):
        return None
    p, q = (float(part.text) for part in exponent.parts)
    if not p.is_integer() or not q.is_integer() or q % 2 != 1:
        return None
    if q == 3:
        root = Node("call", (base,), "cbrt")
    else:
        size = Node("power", (Node("absolute", (base,)), Node("divide", (Node("number", (), "1"), exponent.parts[1]))))
        root = Node("multiply", (Node("call", (base,), "sign"), size))
    return root if p == 1 else Node("power", (root, exponent.parts[0]))
