"""Normalizes typed text to plain characters, each with its position, so that errors point into what was typed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import takewhile

from app.expressions.functions import FUNCTIONS

SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ˣ", "0123456789+-()x", strict=True))
_SUBSCRIPTS = frozenset("₀₁₂₃₄₅₆₇₈₉")
_SPELLED = {
    "×": "*", "·": "*", "⋅": "*", "∙": "*", "∗": "*", "•": "*", "・": "*", "÷": "/", "∕": "/", "⁄": "/",
    "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "‒": "-", "―": "-", "﹣": "-", "－": "-",
    "≤": "<=", "≥": ">=", "⩽": "<=", "⩾": ">=", "≦": "<=", "≧": ">=", "≠": "!=", "π": "pi", "τ": "tau", "σ": "sigmoid",
    "∣": "|", "ˆ": "^", "。": ".", "、": ",", "[": "(", "]": ")",
}  # fmt: skip
_RAMP = "R"
"""How Piecewise writes ReLU."""
_FRACTIONS = {
    "½": "5", "⅓": "33333333333333333", "⅔": "66666666666666667", "¼": "25", "¾": "75", "⅕": "2", "⅖": "4", "⅗": "6",
    "⅘": "8", "⅙": "16666666666666667", "⅚": "83333333333333333", "⅛": "125", "⅜": "375", "⅝": "625", "⅞": "875",
}  # fmt: skip
"""The decimals of a fraction, to the nearest float64."""
_ALLOWED = frozenset("abcdefghijklmnopqrstuvwxyz0123456789+-*/^().,;|?:<>=!_ √∛")
_OF_SEVERAL = frozenset(entry.name for entry in FUNCTIONS.values() if entry.arguments != 1)
_WITH_COMMA = re.compile(r"(?<![\d.,])(\d+),(\d+)(?![\d.,])")
_BETWEEN_DIGITS = re.compile(r"(?<![\d.])(\d+),(\d+)(?![\d.])")
_NAME_BEFORE = re.compile(r"([a-z_]+\d*) *$")


@dataclass(frozen=True)
class Reading:
    """Plain text, and for each of its characters and for its end the place in the original."""

    text: str
    places: tuple[int, ...]
    strange: int | None
    """The place of the first character that has no meaning here, None if there is none."""
    doubtful_comma: int | None = None
    """The place of a comma that may group thousands or begin decimals, None if there is none."""
    other: str | None = None
    """The text with decimals where commas between digits were taken to stand between values; None without any."""


def read(original: str) -> Reading:
    """Return a text in plain characters: lower case, ``^(…)`` for superscripts, no full-width forms."""
    plain: list[str] = []
    places: list[int] = []
    strange = None
    at = 0
    while at < len(original):
        run = "".join(takewhile(SUPERSCRIPTS.__contains__, original[at:]))
        if run:
            spelled = f"^({''.join(map(SUPERSCRIPTS.__getitem__, run))})"
            places.extend([at, at, *range(at, at + len(run)), at + len(run) - 1])
            at += len(run)
        else:
            spelled = _spell(original[at], original[at - 1 : at], original[at + 1 : at + 2], "".join(plain[-1:]))
            if strange is None and not _ALLOWED.issuperset(spelled):
                strange = at
            places.extend([at] * len(spelled))
            at += 1
        plain.extend(spelled)
    text, other, doubtful = _settle_commas("".join(plain))
    places.append(len(original))
    return Reading(text, tuple(places), strange, None if doubtful is None else places[doubtful], other)


def _spell(character: str, before: str, after: str, plain_before: str) -> str:
    """Return one character in plain ones.

    Args:
        character: the character.
        before: the one before it in the original.
        after: the one after it in the original.
        plain_before: the last plain character so far; names that one sign stands for, R or π, run neither into it nor
            into what follows.
    """
    if character in _FRACTIONS:
        return ("." if before.isdecimal() else " 0." if plain_before.isalpha() else "0.") + _FRACTIONS[character]
    if character == _RAMP and (not after.isalpha() or after in "xXπ") and not before.isupper():
        spelled = "relu"
    else:
        folded = unicodedata.normalize("NFKC", character)
        spelled = _SPELLED.get(character) or _SPELLED.get(folded, folded)
    if character.isspace():
        return " "
    if plain_before.isalnum() and spelled[:1].isalnum() and _ends_there(character, before, spelled):
        return " " + spelled.lower()
    return spelled.lower()


def _ends_there(character: str, before: str, spelled: str) -> bool:
    """Whether a character cannot go on with what stands before it, which is complete, or begins a name of its own."""
    if character in _SUBSCRIPTS:
        return False
    is_name = _SPELLED.get(character, "").isalpha() or (character == _RAMP and spelled == "relu")
    after_ramp = before == _RAMP and (not character.isalpha() or character in "xXπ")
    return is_name or after_ramp or _SPELLED.get(before, "").isalpha() or before in (*_SUBSCRIPTS, *_FRACTIONS)


def _settle_commas(text: str) -> tuple[str, str | None, int | None]:
    """Return a text of the same length with a point for every decimal comma and a comma for every semicolon.

    In a function of several values a comma stands between them, unless semicolons do; elsewhere it can only begin
    decimals. Returns as well the text in which commas between digits begin decimals there, too, ``max(0,5x, 1)``, and
    the place of a comma that may also group thousands, ``1,000``.
    """
    if "," not in text and ";" not in text:
        return text, None, None
    around = _enclosing(text)
    several = {
        at: (found := _NAME_BEFORE.search(text[:at])) is not None and found[1] in _OF_SEVERAL for at in set(around)
    }
    semicolons = {around[at] for at, sign in enumerate(text) if sign == ";" and several[around[at]]}
    signs, doubtful = list(text), None
    for found in _WITH_COMMA.finditer(text):
        at = found.end(1)
        if several[around[at]] and around[at] not in semicolons:
            continue
        if found[1][0] != "0" and len(found[1]) <= 3 and len(found[2]) == 3:
            doubtful = at
        else:
            signs[at] = "."
    for at, sign in enumerate(text):
        if sign == ";" and around[at] in semicolons:
            signs[at] = ","
    settled = "".join(signs)
    other = list(settled)
    for found in _BETWEEN_DIGITS.finditer(settled):
        at = found.end(1)
        if several[around[at]] and around[at] not in semicolons:
            other[at] = "."
    return settled, "".join(other) if other != signs else None, doubtful


def _enclosing(text: str) -> list[int]:
    """Return for each character the place of the parenthesis that it stands in, −1 for none."""
    opened, around = [-1], []
    for at, sign in enumerate(text):
        if sign == ")" and len(opened) > 1:
            opened.pop()
        around.append(opened[-1])
        if sign == "(":
            opened.append(at)
    return around
