"""What went wrong in a formula, placed in what was typed, with a mend where one can be guessed."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedToken

from app.expressions.errors import ExpressionError
from app.expressions.functions import CONSTANTS, FUNCTIONS, VARIABLE

if TYPE_CHECKING:
    from lark import Token

    from app.expressions.building import MisreadError
    from app.expressions.reading import Reading

LONGEST_MEND = 200
"""A longer suggestion helps nobody."""


def placed(error: MisreadError, text: str, reading: Reading) -> ExpressionError:
    """Return an error found while building, placed in the original and with a mend where one can be guessed."""
    start, end = (0, len(text)) if error.token is None else _place_of(error.token, reading)
    suggestion = _mend_name(str(error.token), error.code)
    if suggestion is not None:
        suggestion = text[:start] + suggestion + text[end:]
    if suggestion is not None and len(suggestion) > LONGEST_MEND:
        suggestion = None
    return ExpressionError(error.code, error.message, start, end - start, suggestion=suggestion, **error.params)


def _mend_name(name: str, code: str) -> str | None:
    """Return what a name may have meant."""
    if code == "not_a_function":
        return f"{name}({VARIABLE})"
    if code != "unknown_name":
        return None
    if name.removesuffix(VARIABLE) in FUNCTIONS:
        return f"{name.removesuffix(VARIABLE)}({VARIABLE})"
    if set(name) == {VARIABLE}:
        return "*".join(name)
    if name.rstrip("0123456789") == VARIABLE:
        return f"{VARIABLE}^{name.removeprefix(VARIABLE)}"
    close = get_close_matches(name, [*FUNCTIONS, *CONSTANTS], n=1, cutoff=0.7)
    return close[0] if close else VARIABLE if len(name) == 1 else None


def explain(
    error: UnexpectedToken | UnexpectedCharacters | UnexpectedEOF, text: str, reading: Reading
) -> ExpressionError:
    """Return what the parser stumbled over, in words."""
    token = error.token if isinstance(error, UnexpectedToken) else None
    equals = text.find("=")
    if equals >= 0 and text[:equals].strip().lower() in ("y", "f(x)"):
        return ExpressionError(
            "unexpected", "leave out what stands before the =", 0, equals + 1,
            suggestion=text[equals + 1 :].strip(), sign="=",
        )  # fmt: skip
    if isinstance(error, UnexpectedCharacters):
        start = reading.places[error.pos_in_stream or 0]
        return ExpressionError("unexpected", f"{text[start]!r} does not fit here", start, sign=text[start])
    if token is None or token.type == "$END":
        if _open_signs(reading.text) > 0:
            missing = ")" * _open_signs(reading.text)
            return ExpressionError(
                "missing_close", "a closing parenthesis is missing", len(text), 1, suggestion=text + missing
            )
        return ExpressionError("incomplete", "something is missing at the end", len(text), 1)
    start, end = _place_of(token, reading)
    sign = text[start:end]
    suggestion = text[:start] + text[end:] if sign == ")" else None
    return ExpressionError(
        "unexpected", f"{sign!r} does not fit here", start, end - start, suggestion=suggestion, sign=sign
    )


def _place_of(token: Token, reading: Reading) -> tuple[int, int]:
    """Return where a token of the plain text began and ended in the original."""
    start = token.start_pos or 0
    return reading.places[start], reading.places[start + max(len(token), 1) - 1] + 1


def _open_signs(text: str) -> int:
    return text.count("(") - text.count(")")
