"""Writes Python source: exact numbers, wrapped lines, and values of a config as literals only."""

from __future__ import annotations

import json
import textwrap
from pprint import pformat
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

WIDTH = 110


def literal(value: object) -> str:
    """Return plain data as a Python literal over as many lines as it needs, in ASCII."""
    return ascii_only(pformat(value, width=WIDTH, compact=True, sort_dicts=False))


def ascii_only(text: str) -> str:
    """Return literals with everything beyond ASCII escaped: no hidden character turns text around."""
    return "".join(c if c.isascii() else json.dumps(c)[1:-1] if ord(c) < 0x10000 else f"\\U{ord(c):08x}" for c in text)


def numbers(values: Iterable[float], indent: int = 4) -> str:
    """Return numbers as the inside of a list, wrapped and indented; each reads back as the same float64."""
    return textwrap.indent(textwrap.fill(", ".join(map(repr, values)), WIDTH - indent), " " * indent)


def vector(values: NDArray[Any] | Sequence[float]) -> str:
    """Return a list of numbers."""
    return f"[\n{numbers(map(float, values))},\n]" if len(values) else "[]"


def matrix(rows: NDArray[Any]) -> str:
    """Return a list of lists of numbers, one row after the other."""
    lines = []
    for row in rows.tolist():
        inside = numbers(row, 8)
        short = f"    [{inside.strip()}],"
        lines.append(short if len(short) <= WIDTH + 10 and "\n" not in inside else f"    [\n{inside},\n    ],")
    return "[\n" + "\n".join(lines) + "\n]"
