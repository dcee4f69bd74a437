"""The language of formulas, for lark.

From loosest to tightest: ``c ? a : b``, comparisons (also chained, ``0 < x < 1``), sums, products (``*`` may be left
out: ``3x``, ``2(x + 1)``), signs, powers (from right to left, ``-x^2`` is −(x²)), and bars for the absolute value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lark import Lark, Token

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

GRAMMAR = r"""
?start: choice
?choice: comparison
    | comparison "?" choice ":" choice -> choose
?comparison: sum
    | sum (COMPARE sum)+ -> compare
?sum: product
    | sum "+" product -> add
    | sum "-" product -> subtract
?product: sign
    | product "*" sign -> multiply
    | product "/" sign -> divide
    | product beside -> multiply
?sign: factor
    | "-" sign -> negate
    | "+" sign -> keep
?factor: atom
    | atom POWER exponent -> power
?beside: value
    | value POWER exponent -> power
?exponent: factor
    | "-" exponent -> negate
    | "+" exponent -> keep
?atom: NUMBER -> number
    | value
?value: NAME -> name
    | CALL choice ("," choice)* ")" -> call
    | "(" choice ")" -> group
    | OPEN_BAR choice CLOSE_BAR -> absolute

CALL.2: /[a-z_]+[0-9]*[ ]*\(/
NAME: /[a-z_]+[0-9]*/
NUMBER.2: /(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?/
COMPARE: "<=" | ">=" | "==" | "!=" | "<" | ">"
POWER.2: "**" | "^"
BAR: "|"
%declare OPEN_BAR CLOSE_BAR
%ignore " "
"""

_CLOSING = frozenset(("RPAR", "CLOSE_BAR", "NUMBER", "NAME"))
"""After one of these a value is complete: a bar then closes, if one is open."""


class Bars:
    """Tells opening bars from closing ones, which look alike: by what stands before them and what is open."""

    always_accept = ("BAR",)

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        """Pass tokens on, each bar as OPEN_BAR or CLOSE_BAR."""
        open_signs: list[str] = []
        before = ""
        for token in stream:
            kind = token.type
            if kind in ("LPAR", "CALL"):
                open_signs.append("(")
            elif kind == "RPAR" and open_signs and open_signs[-1] == "(":
                open_signs.pop()
            elif kind == "BAR":
                closes = before in _CLOSING and open_signs[-1:] == ["|"]
                kind = "CLOSE_BAR" if closes else "OPEN_BAR"
                if closes:
                    open_signs.pop()
                else:
                    open_signs.append("|")
            before = kind
            yield Token.new_borrow_pos(kind, token.value, token)


def make_parser(transformer: Any) -> Lark:
    """Return the parser, which builds with a transformer while it reads."""
    return Lark(GRAMMAR, parser="lalr", lexer="basic", postlex=Bars(), transformer=transformer)
