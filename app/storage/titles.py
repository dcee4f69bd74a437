"""Cleans titles of runs, which are untrusted text, so that they can be shown anywhere."""

from __future__ import annotations

import unicodedata

from app.storage.errors import TitleError

MAX_TITLE = 120
JOINERS = "\u200c\u200d"
"""Invisible, but Persian and composed emoji are written with them."""


def clean_title(title: str) -> str:
    """Return a title in one line, composed (NFC), without control, bidirectional and other invisible characters.

    Raises:
        TitleError: if more than ``MAX_TITLE`` characters are left.
    """
    spaced = (" " if character.isspace() else character for character in title)
    seen = (c for c in spaced if c in JOINERS or unicodedata.category(c) not in {"Cc", "Cf", "Cs"})
    clean = unicodedata.normalize("NFC", " ".join("".join(seen).split()))
    if len(clean) > MAX_TITLE:
        raise TitleError(f"a title may have {MAX_TITLE} characters at most: this one has {len(clean)}")
    return clean
