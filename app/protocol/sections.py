"""The sections of a frame, one entry each: kind, contents, element type. Reading them is the page's ``frame.js``.

A new section is an entry here and its producer in ``app/sessions``. ``python -m app.protocol.sections`` then renews the
table in ``docs/protocol.md`` and the page's constants; a test holds both to this file.
"""

from __future__ import annotations

import re
from enum import IntEnum
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[2]
DOCS, CONSTANTS = ROOT / "docs" / "protocol.md", ROOT / "static" / "js" / "section-kinds.js"


class ElementType(IntEnum):
    """How a section's numbers are written."""

    FLOAT32 = 1
    INT8_ROWS = 2

    @property
    def label(self) -> str:
        """Its name in the documentation."""
        return {ElementType.FLOAT32: "float32", ElementType.INT8_ROWS: "int8 rows"}[self]


class SectionKind(IntEnum):
    """What a section holds; its shape follows from the last layout.

    Attributes:
        contents: what it holds, in words.
        element: how its numbers are written.
        part_of: the section it comes with; None where viewers subscribe to it by its own name.
    """

    contents: str
    element: ElementType
    part_of: str | None

    def __new__(
        cls, kind: int, contents: str, element: ElementType = ElementType.FLOAT32, part_of: str | None = None
    ) -> Self:
        """Return a member whose value is its number in a frame."""
        member = int.__new__(cls, kind)
        member._value_ = kind
        member.contents, member.element, member.part_of = contents, element, part_of
        return member

    PARAMETERS = 1, "all weights and biases, in the layout's order"
    PREDICTION = 2, "one row of the prediction grid for each output"
    NEURONS = (
        3,
        "for each hidden neuron a float32 scale, then for each a row of int8 over the neurons grid: activation = "
        "int8 × scale",
        ElementType.INT8_ROWS,
    )
    CONTRIBUTIONS = (
        4,
        "for each neuron of the last hidden layer v·a over the prediction grid; with the output bias they sum to the "
        "prediction",
    )
    KNOTS = (
        5,
        "rows of x, y, bend (the change of slope), layer, neuron: one for each neuron that makes a knot, left to right",
    )
    PIECES = 6, "rows of from, to, slope, intercept"
    RACE = (
        7,
        "a row for each run: step, training loss, validation loss, and 0, or 1 for stopped, 2 for diverged; with it "
        "come the `prediction` sections of the other runs, whose number is in the section's run byte",
    )
    DROPPED = (
        8,
        "with dropout: 1 for each hidden neuron the last update left out (for its first sample), else 0",
    )
    WATCH = 9, "with early stopping: epochs waited, the best step, its loss"
    BEST = 10, "with `watch`: the prediction at the best step", ElementType.FLOAT32, "watch"

    @property
    def label(self) -> str:
        """The name viewers subscribe to."""
        return self.name.lower()


SUBSCRIBABLE = tuple(kind.label for kind in SectionKind if kind.part_of is None)
"""What a viewer may ask for by name."""


def docs_table() -> str:
    """Return the table of sections in ``docs/protocol.md``."""
    rows = [
        f"| {kind.value} | `{kind.label}` | {kind.element.value}: {kind.element.label} | {kind.contents} |"
        for kind in SectionKind
    ]
    return "\n".join(["| kind | name | element type | contents |", "|---|---|---|---|", *rows])


def page_constants() -> str:
    """Return ``static/js/section-kinds.js``."""
    kinds = [f"export const {kind.name} = {kind.value};" for kind in SectionKind]
    elements = [f"export const {element.name} = {element.value};" for element in ElementType]
    head = [
        "/**",
        " * Numbers of a frame's sections and element types. Written by `python -m app.protocol.sections`.",
        " */",
        "",
    ]
    return "\n".join([*head, *kinds, "", *elements, ""])


def renewed_docs(text: str) -> str:
    """Return the text of ``docs/protocol.md`` with the present table in it."""
    return re.sub(r"\| kind \| name \| element type \|.*?(?=\n\n)", lambda _: docs_table(), text, flags=re.DOTALL)


def main() -> None:
    """Write the table and the constants anew."""
    DOCS.write_text(renewed_docs(DOCS.read_text("utf-8")), "utf-8")
    CONSTANTS.write_text(page_constants(), "utf-8")


if __name__ == "__main__":
    main()
