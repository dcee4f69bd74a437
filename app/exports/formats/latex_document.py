"""``latex``: a document with the formula, and with the exact pieces where there are any.

Exact numbers are long, and so are formulas of large networks. They stand as inline formulas with plain brackets, which
TeX breaks into lines at any plus and minus, however deep.
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

import numpy as np

from app.engine.anatomy.styles import EXACT_LATEX, short_styles

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.engine.anatomy.expression import Expression
    from app.engine.anatomy.formulas import Line
    from app.engine.anatomy.pieces import Piece
    from app.exports.context import CurveContext
    from app.exports.files import Options

WIDTH = 110
CASES_AT_ONCE = 20
"""A brace around more cases than this would not fit on a page."""
OUTPUT = "Y'"
"""The prediction, as the page writes it."""
CHECKED = 9
"""How many values of the curve are listed to compare with."""

_HEAD = r"""\documentclass{article}
\usepackage[a4paper,margin=2cm]{geometry}
\usepackage{amsmath}
\allowdisplaybreaks
\raggedright
\setlength{\parindent}{0pt}
\setlength{\parskip}{6pt plus 2pt}
\begin{document}
\section*{A neural network that learned a curve}
"""

_POWER = re.compile(r"[\d.]+ \\cdot 10\^\{-?\d+\}")


def write(context: CurveContext, _options: Options) -> bytes:
    """Return the document, in the units of the data."""
    expression = context.expression
    comment = textwrap.wrap(f"experiment: {context.config_text}", WIDTH, break_on_hyphens=False)
    lines = [f"% {line}" for line in [*context.made, *comment]]
    lines += [_HEAD + "\n".join(context.made), "", *_formulas(expression, context)]
    if expression.pieces is not None:
        lines += _pieces(expression.pieces.pieces)
    lines += [*_check(context), r"\end{document}", ""]
    return "\n".join(lines).encode()


def _formulas(expression: Expression, context: CurveContext) -> Iterator[str]:
    """Yield the formula with few digits and with all, and what the functions in it mean."""
    low, high = (EXACT_LATEX.number(end) for end in expression.domain)
    yield r"\subsection*{The formula}"
    if expression.form == "hinges":
        count = context.count
        dates = "" if count is None else ", from " + " to ".join(count.text(end) for end in expression.domain)
        yield f"For ${low} \\le x \\le {high}${dates}; beyond it the network may bend again."
    defined = [entry.latex for entry in expression.definitions()]
    yield from (f"\\[ {latex} \\]" for latex in defined)
    yield "With few digits, to read:\n"
    yield from _paragraphs(expression.lines(short_styles(expression.digits)[1]))
    yield r"\subsection*{Exactly}"
    yield "Every number reads back as the same float64.\n"
    yield from _paragraphs(expression.lines(EXACT_LATEX))


def _paragraphs(lines: Sequence[Line]) -> Iterator[str]:
    for line in lines:
        text = line.text if line.name != "y" else OUTPUT + line.text.removeprefix(line.name)
        plain = text.replace(r"\left(", "(").replace(r"\right)", ")")
        breakable = _POWER.sub(lambda found: f"{{{found[0]}}}", plain)
        yield "\n".join(textwrap.wrap(f"${breakable}$", WIDTH, break_long_words=False, break_on_hyphens=False)) + "\n"


def _pieces(pieces: Sequence[Piece]) -> Iterator[str]:
    """Yield the curve as cases, so many at once as fit on a page."""
    yield r"\subsection*{Its straight pieces}"
    for start in range(0, len(pieces), CASES_AT_ONCE):
        rows = [
            f"{EXACT_LATEX.sum([piece.slope], ['x'], piece.intercept)}"
            f" & {EXACT_LATEX.number(piece.start)} \\le x \\le {EXACT_LATEX.number(piece.end)}"
            for piece in pieces[start : start + CASES_AT_ONCE]
        ]
        yield f"{{\\small\n\\[ {OUTPUT} = \\begin{{cases}}\n" + " \\\\\n".join(rows) + "\n\\end{cases} \\]}"


def _check(context: CurveContext) -> Iterator[str]:
    difference = context.formula_difference()
    x, y = context.x, context.y
    yield r"\subsection*{Check}"
    yield (
        f"Largest difference from the curve on the page, computed in float64 at {x.size} points: "
        f"${EXACT_LATEX.number(float(f'{difference:.2g}'))}$. Some values of that curve:"
    )
    yield rf"\[ \begin{{array}}{{ll}} x & {OUTPUT} \\ \hline"
    for i in np.linspace(0, x.size - 1, CHECKED).astype(int):
        yield rf"{EXACT_LATEX.number(float(x[i]))} & {EXACT_LATEX.number(float(y[i]))} \\"
    yield r"\end{array} \]"
