"""The language of formulas, for lark.

From loosest to tightest: ``c ? a : b``, comparisons (also chained, ``0 < x < 1``), sums, products, signs, powers (from
right to left, ``-x^2`` is −(x²)), bars for the absolute value.

- Side by side means times: ``3x``, ``2(x + 1)``, ``x(x - 1)``, ``pi(x)``. Only the functions are called. Such a product
  binds like one with a sign, from left to right: ``1/2x`` is (1/2)·x; powers bind tighter: ``x(x - 1)^2``.
- A function without parentheses takes the numbers, names and groups side by side after it, with their powers, up to the
  next sign or function: ``sin 2x^2`` is sin(2x²), ``sin x cos x + 1`` is sin(x)·cos(x) + 1. Bars are as good as
  parentheses: ``ln|x|x`` is ln(|x|)·x. A power of its name is one of its value: ``sin²x``.
- A root sign takes one number, name, group or function: ``√2x`` is √(2)·x, ``√sin x`` is √(sin x).

The grammar is ambiguous where factors stand side by side after a function; lark then shifts, which is the rule above.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lark import Lark, Token

from app.expressions.functions import ALIASES, FUNCTIONS

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
    | product beside -> juxtapose
?sign: factor
    | "-" sign -> negate
    | "+" sign -> keep
?factor: atom
    | atom POWER exponent -> power
    | applied
?beside: value
    | value POWER exponent -> power
    | applied
?exponent: factor
    | "-" exponent -> negate
    | "+" exponent -> keep
?atom: number
    | value
?value: name
    | group
    | bars
    | root
    | FUNCTION "(" choice ("," choice)* ")" -> call
    | FUNCTION function_power "(" choice ("," choice)* ")" -> call_power
    | FUNCTION -> lonely
    | FUNCTION function_power -> lonely

?applied: FUNCTION argument -> apply
    | TIGHT argument -> apply_tight
    | FUNCTION function_power argument -> apply_power
?argument: chain
    | bars
    | bars POWER exponent -> power
    | NEGATIVE argument -> negate
    | applied
?chain: link
    | number
    | number POWER exponent -> power
    | chain next -> juxtapose
?next: link
    | group
    | group POWER exponent -> power
    | bars
    | bars POWER exponent -> power
?link: name
    | root
    | name POWER exponent -> power
    | root POWER exponent -> power
function_power: POWER MINUS? NUMBER
    | POWER "(" MINUS? NUMBER ")"

number: NUMBER
name: NAME
group: "(" choice ")"
bars: OPEN_BAR choice CLOSE_BAR -> absolute
root: ROOT atom
    | ROOT applied

NAME: /[a-z_]+[0-9]*/
NUMBER.2: /(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?/
COMPARE: "<=" | ">=" | "==" | "!=" | "<" | ">"
POWER.2: "**" | "^"
MINUS: "-"
ROOT: "√" | "∛"
BAR: "|"
%declare OPEN_BAR CLOSE_BAR FUNCTION TIGHT NEGATIVE
%ignore " "
"""

_CLOSING = frozenset(("RPAR", "CLOSE_BAR", "NUMBER", "NAME"))
"""After one of these a value is complete: a bar then closes, if one is open."""


class Signs:
    """Tells apart what looks alike, by what stands around it.

    Opening and closing bars; names and functions; the minus of ``exp -x``, which touches what follows, and that of
    ``exp - x``; the functions that end in a digit where a name touches them, ``log2x``.
    """

    always_accept = ("BAR",)

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        """Pass tokens on, with the kinds that the grammar knows."""
        tokens = list(stream)
        open_signs: list[str] = []
        before = ""
        for token, following in zip(tokens, [*tokens[1:], None], strict=True):
            kind = token.type
            touches = following is not None and following.start_pos == token.end_pos
            if kind == "LPAR":
                open_signs.append("(")
            elif kind == "RPAR" and open_signs[-1:] == ["("]:
                open_signs.pop()
            elif kind == "BAR":
                kind = _bar(before, open_signs)
            elif kind == "NAME" and (token in FUNCTIONS or token in ALIASES):
                kind = "FUNCTION"
                if token[-1].isdigit() and touches and following is not None and following.type == "NAME":
                    kind = "TIGHT"
            elif kind == "MINUS" and before == "FUNCTION" and touches:
                kind = "NEGATIVE"
            before = kind
            yield Token.new_borrow_pos(kind, token.value, token)


def _bar(before: str, open_signs: list[str]) -> str:
    """Return what kind of bar this is, and note that it opens or closes."""
    if before in _CLOSING and open_signs[-1:] == ["|"]:
        open_signs.pop()
        return "CLOSE_BAR"
    open_signs.append("|")
    return "OPEN_BAR"


def make_parser(transformer: Any) -> Lark:
    """Return the parser, which builds with a transformer while it reads."""
    return Lark(GRAMMAR, parser="lalr", lexer="basic", postlex=Signs(), transformer=transformer)
