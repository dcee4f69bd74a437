"""Writes a network out as a closed-form expression."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from app.engine.anatomy.breakpoints import check_domain
from app.engine.anatomy.float64_forward import AnatomyError, NotPiecewiseError, read_matrices, require_curve
from app.engine.anatomy.formulas import hinge_line, is_nested, neuron_lines
from app.engine.anatomy.pieces import find_pieces
from app.engine.anatomy.styles import EXACT_LATEX, EXACT_TEXT, SHORT_DIGITS, definitions, short_styles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.engine.anatomy.float64_forward import Matrix
    from app.engine.anatomy.formulas import Line
    from app.engine.anatomy.pieces import Pieces
    from app.engine.anatomy.styles import Definition, Style
    from app.engine.network import Network

Form = Literal["neurons", "hinges"]


@dataclass(frozen=True)
class Expression:
    """A network of one input and output, written out. Detached from the network; each text is made when asked for.

    Attributes:
        domain: the interval on which ``pieces``, and the hinge form, hold.
        form: ``neurons``, equal to the network everywhere, or ``hinges``, equal on the domain.
        pieces: the exact straight pieces; None where an activation is smooth.
        activations: the hidden layers' activations by name.
        digits: how many digits the numbers to be read have.
    """

    domain: tuple[float, float]
    form: Form
    pieces: Pieces | None
    activations: tuple[str, ...]
    digits: int
    _matrices: Sequence[Matrix]

    @cached_property
    def text(self) -> str:
        """The exact expression in x, plain arithmetic in Python's notation.

        One expression where there is one line; else lines ``name = expression``, the last one of y.
        """
        return _join(self.lines(EXACT_TEXT))

    @cached_property
    def latex(self) -> str:
        """The exact expression in LaTeX; several lines are an ``aligned`` block."""
        return _join_latex(self.lines(EXACT_LATEX))

    @cached_property
    def short_text(self) -> str:
        """The expression with few digits, to be read."""
        return _join(self.lines(short_styles(self.digits)[0]))

    @cached_property
    def short_latex(self) -> str:
        """The expression with few digits, in LaTeX."""
        return _join_latex(self.lines(short_styles(self.digits)[1]))

    def lines(self, style: Style) -> list[Line]:
        """Return the formula's lines and terms, with the neurons they stand for."""
        if self.form == "hinges" and self.pieces is not None:
            return [hinge_line(self.pieces, style)]
        return neuron_lines(self._matrices, self.activations, style)

    def definitions(self) -> list[Definition]:
        """Return what the functions in the formula mean."""
        return definitions(["relu"] if self.form == "hinges" else self.activations)

    def to_format(self) -> dict[str, Any]:
        """Return the format ``pieces``: domain, knots, pieces, text and latex, the numbers and formulas exact.

        ``knots`` and ``pieces`` are None where no exact pieces exist.
        """
        knots = pieces = None
        if self.pieces is not None:
            knots = [knot.x for knot in self.pieces.knots]
            pieces = [
                {"from": piece.start, "to": piece.end, "slope": piece.slope, "intercept": piece.intercept}
                for piece in self.pieces.pieces
            ]
        return {"domain": list(self.domain), "knots": knots, "pieces": pieces, "text": self.text, "latex": self.latex}

    def to_view(self) -> dict[str, Any]:
        """Return what a page needs beside ``to_format``: the short formula term by term, with neurons to color by.

        ``lines`` holds for each line its name, neuron, opening, terms and closing, in text and LaTeX; ``marks`` for
        each knot x, y, bend and neurons; neurons are [layer, index].
        """
        pairs = zip(*(self.lines(style) for style in short_styles(self.digits)), strict=True)
        marks = None
        if self.pieces is not None:
            marks = [
                {"x": knot.x, "y": knot.y, "bend": knot.bend, "neurons": [list(neuron) for neuron in knot.neurons]}
                for knot in self.pieces.knots
            ]
        return {
            "form": self.form,
            "lines": [_line_view(text, latex) for text, latex in pairs],
            "definitions": [{"text": entry.text, "latex": entry.latex} for entry in self.definitions()],
            "marks": marks,
        }


def closed_form(
    network: Network, domain: Sequence[float], form: Form | None = None, digits: int = SHORT_DIGITS
) -> Expression:
    """Return a network of one input and output as an expression.

    Args:
        network: the network.
        domain: the interval of x.
        form: how; by default neurons where that is one expression, else hinges where exact pieces exist, else lines
            of named neurons.
        digits: how many digits the numbers to be read have.

    Raises:
        NotPiecewiseError: if hinges are asked for and an activation is smooth; names it.
        AnatomyError: if the network is no curve, the domain no interval, or a number is not finite or grows beyond
            float64.
    """
    require_curve(network)
    interval = check_domain(domain)
    if form not in (None, "neurons", "hinges"):
        raise AnatomyError(f"no form {form!r}: choose neurons or hinges")
    try:
        pieces = find_pieces(network, interval)
    except NotPiecewiseError:
        if form == "hinges":
            raise
        pieces = None
    matrices = read_matrices(network) if pieces is None else pieces.matrices
    chosen: Form = form or ("neurons" if is_nested(network.sizes) or pieces is None else "hinges")
    return Expression(interval, chosen, pieces, network.activation_names(), digits, matrices)


def _join(lines: Sequence[Line]) -> str:
    return lines[0].body if len(lines) == 1 else "\n".join([line.text for line in lines])


def _join_latex(lines: Sequence[Line]) -> str:
    if len(lines) == 1:
        return lines[0].body
    rows = " \\\\\n".join([line.text.replace(" = ", " &= ", 1) for line in lines])
    return f"\\begin{{aligned}}\n{rows}\n\\end{{aligned}}"


def _line_view(line: Line, latex: Line) -> dict[str, Any]:
    terms = zip(line.terms, latex.terms, strict=True)
    return {
        "name": line.name,
        "neuron": list(line.neuron),
        "opening": line.opening,
        "closing": line.closing,
        "latex_opening": latex.opening,
        "latex_closing": latex.closing,
        "terms": [
            {"neurons": [list(neuron) for neuron in term.neurons], "text": term.text, "latex": written.text}
            for term, written in terms
        ],
    }
