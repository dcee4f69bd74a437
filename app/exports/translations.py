"""A report's texts in each of the page's languages: the part ``report`` of the page's strings."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from app.exports.files import LANGUAGES

if TYPE_CHECKING:
    from app.exports.files import Language

_TURNING = dict.fromkeys((0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Characters that change the direction of the text around them."""


def visible(text: str) -> str:
    """Return typed text without characters that change the direction of the text around it."""
    return text.translate(_TURNING).strip()


class Translations:
    """What a report says in one language."""

    def __init__(self, language: Language) -> None:
        self._page = _page_words(language)

    def __call__(self, key: str, **values: object) -> str:
        """Return one of the report's own words, in the form its number takes."""
        text = self._page["report"][key]
        if isinstance(text, dict):
            text = text["one" if str(values[text.get("by", "count")]) == "1" else "other"]
        return str(text).format(**values)

    def name(self, group: str, key: str) -> str:
        """Return what the page calls something, e.g. the optimizer ``adam``."""
        return str(self._page[group][key])


@cache
def _page_words(language: Language) -> dict[str, Any]:
    return dict(json.loads((LANGUAGES[language]).read_bytes()))
