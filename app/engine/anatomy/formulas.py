"""A network as lines of terms, each term with the neurons it stands for.

Two forms. In the *neuron form* each neuron is one term, v·R(w·x + b), nested for deeper networks; where that would
explode, every hidden neuron gets a line and a name of its own. In the *hinge form* the curve of a piecewise linear
network is its leftmost line and one ramp for each knot, c + m·x + Σ sᵢ·R(x − tᵢ), as functions on the domain equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.engine.anatomy.float64_forward import Matrix, Neuron
    from app.engine.anatomy.pieces import Pieces
    from app.engine.anatomy.styles import Style

LARGEST_NESTED = 64
"""A deep network's formula is nested as long as it holds no more numbers than this."""


class Term(NamedTuple):
    """One term of a sum, with its sign."""

    neurons: tuple[Neuron, ...]
    """The neurons it stands for: one that is weighed, one whose bias it is, or those that make a knot."""
    text: str


@dataclass(frozen=True)
class Line:
    """name = opening, terms, closing.

    Attributes:
        name: y, or that of a hidden neuron.
        neuron: the neuron whose activation, or the output whose value, the line gives.
        opening: what stands before the terms, name and equals sign included, e.g. ``h1_2 = R(``.
        written: the terms, to be written one after the other.
        sources: for each term the neurons it stands for.
        closing: what stands after them.
    """

    name: str
    neuron: Neuron
    opening: str
    written: Sequence[str]
    sources: Sequence[tuple[Neuron, ...]]
    closing: str = ""

    @property
    def terms(self) -> list[Term]:
        """The terms with their neurons."""
        return [Term(*row) for row in zip(self.sources, self.written, strict=True)]

    @property
    def body(self) -> str:
        """What stands on the right of the equals sign."""
        return self.text.partition(" = ")[2]

    @property
    def text(self) -> str:
        """The whole line."""
        return self.opening + "".join(self.written) + self.closing


def count_nested_numbers(sizes: Sequence[int]) -> int:
    """Return how many numbers the nested formula of a network of one input holds."""
    count = 0
    for fan_in in sizes[:-1]:
        count = fan_in * (1 + count) + 1
    return count


def is_nested(sizes: Sequence[int]) -> bool:
    """Whether the neuron form is one line: at most one hidden layer, or few numbers."""
    return len(sizes) <= 3 or count_nested_numbers(sizes) <= LARGEST_NESTED


def neuron_lines(matrices: Sequence[Matrix], activations: Sequence[str], style: Style) -> list[Line]:
    """Return the neuron form: the output's line last, before it those of hidden neurons that got one.

    Args:
        matrices: each layer, (fan_in + 1, fan_out); the first has one input and the last one output.
        activations: each hidden layer's, by name.
        style: how to write.
    """
    nested = is_nested((1, *(matrix.shape[1] for matrix in matrices)))
    names, lines = ["x"], []
    sources: list[tuple[Neuron, ...]] = [()]
    for layer, activation in enumerate(activations):
        columns = matrices[layer].T.tolist()
        if nested:
            names = [style.function(activation, style.sum(column[:-1], names, column[-1])) for column in columns]
        else:
            hidden = _hidden_lines(layer, activation, columns=columns, names=names, sources=sources, style=style)
            names = [line.name for line in hidden]
            lines += hidden
        sources = [((layer, j),) for j in range(len(columns))]
    output: Neuron = (len(activations), 0)
    factors = matrices[-1][:, 0].tolist()
    terms = _terms(factors, [*names, ""], [*sources, (output,)], style, keep=len(names))
    return [*lines, Line("y", output, "y" + style.equals, *terms)]


def _hidden_lines(
    layer: int,
    activation: str,
    *,
    columns: Sequence[list[float]],
    names: Sequence[str],
    sources: Sequence[tuple[Neuron, ...]],
    style: Style,
) -> list[Line]:
    opening, _, closing = style.function(activation, "\0").partition("\0")
    read = [*names, ""]
    lines = []
    for j, column in enumerate(columns):
        name = style.neuron(layer + 1, j + 1)
        terms = _terms(column, read, [*sources, ((layer, j),)], style)
        lines.append(Line(name, (layer, j), name + style.equals + opening, *terms, closing))
    return lines


def _terms(
    factors: Sequence[float],
    names: Sequence[str],
    sources: Sequence[tuple[Neuron, ...]],
    style: Style,
    *,
    keep: int = 0,
    spare: int = -1,
) -> tuple[list[str], Sequence[tuple[Neuron, ...]]]:
    """Write a sum without the terms that are exactly 0, but for the first ``keep``; ``spare`` if none is left."""
    if all(factors):
        return style.terms(factors, names), sources
    kept = [i for i, factor in enumerate(factors) if factor or i < keep] or [spare]
    return style.terms([factors[i] for i in kept], [names[i] for i in kept]), [sources[i] for i in kept]


def hinge_line(pieces: Pieces, style: Style) -> Line:
    """Return the hinge form: c and m are the leftmost piece's, each knot adds its change of slope."""
    knots = pieces.knots
    ramps = [style.ramp(knot.x) for knot in knots]
    factors = [float(pieces.intercepts[0]), float(pieces.slopes[0]), *(knot.bend for knot in knots)]
    sources: list[tuple[Neuron, ...]] = [(), (), *(knot.neurons for knot in knots)]
    terms = _terms(factors, ["", "x", *ramps], sources, style, spare=0)
    return Line("y", (pieces.layers - 1, 0), "y" + style.equals, *terms)
