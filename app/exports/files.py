"""An exported file, and the options of its looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from app.fields import OneOf
from app.resources import STATIC

LANGUAGES = {path.stem: path for path in sorted((STATIC / "i18n").glob("*.json"))}
"""The languages the page has, and where their words are."""

Language = Annotated[str, OneOf(LANGUAGES)]
Theme = Literal["light", "dark"]
Spreadsheet = Literal["none", "point", "comma"]
"""For which spreadsheet a table is: none, or one whose decimals have a point or a comma."""


class ExportError(ValueError):
    """A format cannot express this network; the message says why, and which format can."""


@dataclass(frozen=True)
class ExportFile:
    """A file to download."""

    filename: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Options:
    """How a file is to look, where its format has a look.

    Attributes:
        lang: the language of its words.
        theme: its colors.
        title: what the run is called; empty for no name.
        spreadsheet: how a spreadsheet that a table is for writes decimals.
    """

    lang: Language = "en"
    theme: Theme = "light"
    title: str = ""
    spreadsheet: Spreadsheet = "none"
