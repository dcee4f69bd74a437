"""Typed text to plain characters, each of which knows where it stood: an error must point into what was typed."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True))
_SPELLED = {
    "×": "*", "·": "*", "⋅": "*", "∙": "*", "∗": "*", "÷": "/", "∕": "/", "−": "-", "–": "-", "—": "-",
    "≤": "<=", "≥": ">=", "≠": "!=", "√": "sqrt", "π": "pi", "τ": "tau", "∣": "|", "ˆ": "^", "。": ".", "、": ",",
}  # fmt: skip
_ALLOWED = frozenset("abcdefghijklmnopqrstuvwxyz0123456789+-*/^().,|?:<>=!_ ")


@dataclass(frozen=True)
class Reading:
    """Plain text, and for each of its characters and for its end the place in the original."""

    text: str
    places: tuple[int, ...]
    strange: int | None
    """The place of the first character that has no meaning here, None if there is none."""


def read(original: str) -> Reading:
    """Return a text in plain characters: lower case, ``^`` for superscripts, no full-width forms."""
    plain: list[str] = []
    places: list[int] = []
    strange = None
    for at, character in enumerate(original):
        spelled = _spell(character, after="" if at == 0 else original[at - 1], before="".join(plain))
        if strange is None and not _ALLOWED.issuperset(spelled):
            strange = at
        plain.extend(spelled)
        places.extend([at] * len(spelled))
    return Reading("".join(plain), (*places, len(original)), strange)


def _spell(character: str, after: str, before: str) -> str:
    """Return one character in plain ones.

    Args:
        character: the character.
        after: the one before it in the original.
        before: the plain text so far; names that one sign stands for, √ or π, run neither into it nor into what
            follows.
    """
    if character in _SUPERSCRIPTS:
        return _SUPERSCRIPTS[character] if after in _SUPERSCRIPTS else "^" + _SUPERSCRIPTS[character]
    spelled = _SPELLED.get(character) or _SPELLED.get(folded := unicodedata.normalize("NFKC", character), folded)
    if character.isspace():
        return " "
    if before[-1:].isalnum() and spelled[:1].isalnum() and (_is_name(character) or _is_name(after)):
        return " " + spelled
    return spelled.lower()


def _is_name(character: str) -> bool:
    return _SPELLED.get(character, "").isalpha()
