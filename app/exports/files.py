"""What a format is, and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Literal, Protocol

from app.fields import OneOf
from app.resources import STATIC

if TYPE_CHECKING:
    from app.exports.material import Material

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
    """A file to take away."""

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


class Writer(Protocol):
    """``write`` of a module in ``formats``."""

    def __call__(self, material: Material, options: Options) -> bytes:
        """Return the file's bytes.

        Raises:
            ExportError: if the format cannot express this network.
        """


@dataclass(frozen=True)
class Exporter:
    """One format.

    Attributes:
        name: the name users write.
        filename: what the file is called, e.g. ``piecewise.onnx``.
        media_type: its MIME type.
        module: the module in ``formats`` that writes it; imported when first needed, since some bring large libraries.
        summary: what the file is, in one line.
        readable: whether it is text that somebody may want to see in a terminal.
    """

    name: str
    filename: str
    media_type: str
    module: str
    summary: str
    readable: bool = True

    @property
    def extension(self) -> str:
        """The file's extension, without the dot."""
        return self.filename.rpartition(".")[2]

    @property
    def write(self) -> Writer:
        """What writes the file."""
        writer: Writer = import_module(f"app.exports.formats.{self.module}").write
        return writer
