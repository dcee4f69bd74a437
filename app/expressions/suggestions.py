"""Turns a parser's error into a message with its position, and suggests formulas that may have been meant.

A candidate is only a guess at the text: ``formula`` keeps those that can be read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from lark import Token
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedToken

from app.expressions.building import MisreadError
from app.expressions.errors import ExpressionError
from app.expressions.functions import ALIASES, CONSTANTS, FOREIGN, FUNCTIONS, VARIABLE
from app.expressions.reading import SUPERSCRIPTS

if TYPE_CHECKING:
    from app.expressions.reading import Reading

_LEFT_SIDE = re.compile(r"\s*(?:y|f\s*\(\s*x\s*\))\s*=(?!=)", re.IGNORECASE)
_BARE_POWER = re.compile(r"([a-z]+[0-9]*) *(?:\*\*|\^) *$")
_LAST_NAME = re.compile(r"([a-z_]+[0-9]*) *$")
_NAMES = (*FUNCTIONS, *ALIASES, *CONSTANTS, VARIABLE)


@dataclass(frozen=True)
class Mistake:
    """What is wrong, and what may have been meant.

    Attributes:
        error: what is wrong and where, without suggestions.
        candidates: texts that may have been meant, the likeliest first.
        rewrite: whether candidates are only good to be read, and are to be shown rewritten.
    """

    error: ExpressionError
    candidates: tuple[str, ...] = ()
    rewrite: bool = False


def left_side(text: str) -> Mistake | None:
    """Return the mistake of a text that begins with ``y =``, None if it does not."""
    found = _LEFT_SIDE.match(text)
    if found is None:
        return None
    error = ExpressionError("unexpected", "leave out what stands before the =", 0, found.end(), sign="=")
    return Mistake(error, (text[found.end() :].strip(),))


def placed(error: MisreadError, text: str, reading: Reading) -> Mistake:
    """Return an error found while building, placed in the original."""
    start, end = (0, len(text)) if error.token is None else _place_of(error.token, reading)
    names, rewrite = _names_meant(str(error.token), error.code)
    candidates: tuple[str, ...]
    if names == [VARIABLE]:
        candidates = _with_variable(str(error.token), text, reading)
    else:
        candidates = tuple(text[:start] + name + text[end:] for name in names)
    return Mistake(ExpressionError(error.code, error.message, start, end - start, **error.params), candidates, rewrite)


def _with_variable(letter: str, text: str, reading: Reading) -> tuple[str, ...]:
    """Return the formula in x where it was written in another letter; none where that is a second one or is called."""
    alone = r"(?<![a-z_]){}(?![a-z_0-9])"
    if re.search(alone.format(VARIABLE), reading.text) or re.search(rf"{alone.format(letter)} *\(", reading.text):
        return ()
    return (re.sub(alone.format(letter), VARIABLE, text, flags=re.IGNORECASE),)


def _names_meant(name: str, code: str) -> tuple[list[str], bool]:
    """Return what a name may have meant, and whether that is the name's own parts with spaces between."""
    if code == "not_a_function":
        return [f"{name}({VARIABLE})"], False
    if code != "unknown_name":
        return [], False
    if name.rstrip("0123456789") in (VARIABLE, *CONSTANTS):
        letter = name.rstrip("0123456789")
        digits = name[len(letter) :]
        return [f"{letter}^{digits}", f"{letter}*{digits}"], False
    parts = _parts_of(name)
    if parts:
        return [" ".join(parts)], True
    if name in FOREIGN:
        return [], False
    close = get_close_matches(name, [*FUNCTIONS, *ALIASES, *CONSTANTS], n=1, cutoff=0.7)
    return (close or ([VARIABLE] if len(name) == 1 else [])), False


def _parts_of(name: str) -> list[str] | None:
    """Return the names, and digits after a function, that a word is made of without spaces, as few as possible.

    The e at the end of ``sine`` is not the number e: after a function only x, π and τ may follow.
    """
    best: dict[int, list[str]] = {0: []}
    for end in range(1, len(name) + 1):
        for start in range(max(0, end - 8), end):
            part, parts = name[start:end], best.get(start)
            if parts is None or not _may_follow(part, parts):
                continue
            if end not in best or len(parts) + 1 < len(best[end]):
                best[end] = [*parts, part]
    found = best.get(len(name))
    return found if found and len(found) > 1 else None


def _may_follow(part: str, parts: list[str]) -> bool:
    is_function = [each in FUNCTIONS or each in ALIASES for each in parts]
    if part.isdigit():
        return bool(is_function) and is_function[-1]
    return part in _NAMES and not (part == "e" and any(is_function))


def explain(error: UnexpectedToken | UnexpectedCharacters | UnexpectedEOF, text: str, reading: Reading) -> Mistake:
    """Return what the parser stumbled over, in words."""
    if reading.doubtful_comma is not None:
        at = reading.doubtful_comma
        wrong = ExpressionError("unexpected", "',' does not fit here", at, 1, sign=text[at])
        return Mistake(wrong, (text[:at] + text[at + 1 :], f"{text[:at]}.{text[at + 1 :]}"))
    token = error.token if isinstance(error, UnexpectedToken) else None
    if isinstance(error, UnexpectedCharacters):
        start = reading.places[error.pos_in_stream or 0]
        return Mistake(ExpressionError("unexpected", f"{text[start]!r} does not fit here", start, sign=text[start]))
    if token is None or token.type == "$END":
        return _ended(text, reading)
    start, end = _place_of(token, reading)
    before = reading.text[: token.start_pos or 0]
    powered = _BARE_POWER.search(before)
    if powered is not None and (powered[1] in FUNCTIONS or powered[1] in ALIASES):
        return _powered(powered, text, reading)
    named = _LAST_NAME.search(before)
    if named is not None and named[1] not in _NAMES:
        unknown = MisreadError(
            "unknown_name", f"there is no {named[1]}", Token("NAME", named[1], named.start(), end_pos=named.end(1)),
            name=named[1],
        )  # fmt: skip
        return placed(unknown, text, reading)
    sign = text[start:end]
    wrong = ExpressionError("unexpected", f"{sign!r} does not fit here", start, end - start, sign=sign)
    return Mistake(wrong, _without(token, text, (start, end), before))


def _ended(text: str, reading: Reading) -> Mistake:
    missing = reading.text.count("(") - reading.text.count(")")
    if missing > 0:
        error = ExpressionError("missing_close", "a closing parenthesis is missing", len(text), 1)
        return Mistake(error, (text + ")" * missing,))
    return Mistake(ExpressionError("incomplete", "something is missing at the end", len(text), 1))


def _powered(found: re.Match[str], text: str, reading: Reading) -> Mistake:
    """Return the mistake ``exp^x``: a function that is raised, and of nothing."""
    name = found[1]
    start, end = reading.places[found.start()], reading.places[found.end(1)]
    error = ExpressionError(
        "not_a_function", f"{name} needs what it is of, in parentheses", start, end - start, name=name
    )
    instead = "e" if name == "exp" else f"{name}({VARIABLE})"
    return Mistake(error, (text[:start] + instead + text[end:],))


def _without(token: Token, text: str, place: tuple[int, int], before: str) -> tuple[str, ...]:
    """Return texts in which an unexpected token is left out, or another takes its place."""
    first, rest = text[: place[0]], text[place[1] :]
    if token.type == "RPAR":
        return (first + rest,)
    if token.type == "COLON" and "?" not in text:
        return (f"{first}/{rest}",)
    if token.type == "NUMBER" and before.rstrip()[-1:] in (")", *"abcdefghijklmnopqrstuvwxyz"):
        times = f"{first.rstrip()}*{token}{rest}"
        return (times,) if first[-1:] in SUPERSCRIPTS else (f"{first.rstrip()}^{token}{rest}", times)
    return ()


def _place_of(token: Token, reading: Reading) -> tuple[int, int]:
    """Return where a token of the plain text began and ended in the original."""
    start = token.start_pos or 0
    return reading.places[start], reading.places[start + max(len(token), 1) - 1] + 1
