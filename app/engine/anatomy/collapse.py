"""Multiplies linear layers out to one line, y = A·x + B: why a network needs nonlinearity.

With z = A·x + B below, the next layer gives Σ wᵢ·(Aᵢ·x + Bᵢ) + b = (Σ wᵢAᵢ)·x + (Σ wᵢBᵢ + b): again a line.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from app.engine.anatomy.float64_forward import AnatomyError, Matrix, affine, read_matrices, require_finite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.engine.anatomy.float64_forward import Neuron
    from app.engine.anatomy.styles import Style
    from app.engine.network import Network


@dataclass(frozen=True)
class Row:
    """How one neuron's line comes about, in three equal forms.

    Attributes:
        neuron: the neuron; the output layer is the last.
        substituted: Σ wᵢ·(Aᵢ·x + Bᵢ) + b.
        gathered: (w₁·A₁ + w₂·A₂)·x + (w₁·B₁ + w₂·B₂ + b).
        collected: A·x + B.
    """

    neuron: Neuron
    substituted: str
    gathered: str
    collected: str


@dataclass(frozen=True)
class Collapse:
    """A network of linear layers and one input, multiplied out.

    Attributes:
        slopes: A for each neuron of each layer, (neurons,); the last are the outputs'.
        intercepts: B for each.
    """

    slopes: tuple[Matrix, ...]
    intercepts: tuple[Matrix, ...]
    _matrices: Sequence[Matrix]

    @property
    def slope(self) -> float:
        """A of the (first) output."""
        return float(self.slopes[-1][0])

    @property
    def intercept(self) -> float:
        """B of the (first) output."""
        return float(self.intercepts[-1][0])

    def rows(self, layer: int, style: Style) -> list[Row]:
        """Return how each neuron's line of a layer comes about from those of the layer below; of the first, from x."""
        collected = self._lines(layer, style)
        columns = self._matrices[layer].T.tolist()
        if layer == 0:
            return [Row((0, j), line, line, line) for j, line in enumerate(collected)]
        below = [f"({line})" for line in self._lines(layer - 1, style)]
        slopes, intercepts = self.slopes[layer - 1].tolist(), self.intercepts[layer - 1].tolist()
        rows = []
        for j, (*weights, bias) in enumerate(columns):
            factor = _products(weights, slopes, 0.0, style)
            rest = _products(weights, intercepts, bias, style)
            gathered = f"({factor}){style.times}x + ({rest})"
            rows.append(Row((layer, j), style.sum(weights, below, bias), gathered, collected[j]))
        return rows

    def chain(self, style: Style) -> list[str]:
        """Return the whole formula from a·(c·(e·x + f) + d) + b to A·x + B, one multiplication or sum at a time.

        Empty where a layer has several neurons; ``rows`` shows those.
        """
        if any(matrix.shape != (2, 1) for matrix in self._matrices):
            return []
        pairs = [(float(matrix[0, 0]), float(matrix[1, 0])) for matrix in self._matrices]
        inner = style.sum([pairs[0][0]], ["x"], pairs[0][1])
        steps = [_wrap(inner, pairs[1:], style)]
        for k, (weight, bias) in enumerate(pairs[1:], 1):
            slope, intercept = float(self.slopes[k][0]), float(self.intercepts[k][0])
            carried = weight * float(self.intercepts[k - 1][0])
            spread = [(slope, "x"), (carried, ""), (bias, "")]
            kept = [term for term in spread if term[0]] or [(0.0, "")]
            multiplied = "".join(style.terms(*zip(*kept, strict=True)))
            collected = style.sum([slope], ["x"], intercept)
            steps += [_wrap(line, pairs[k + 1 :], style) for line in dict.fromkeys((multiplied, collected))]
        return steps

    def _lines(self, layer: int, style: Style) -> list[str]:
        rows = zip(self.slopes[layer].tolist(), self.intercepts[layer].tolist(), strict=True)
        return [style.sum([slope], ["x"], intercept) for slope, intercept in rows]


def collapse(network: Network) -> Collapse:
    """Multiply out a network of one input whose activations are all linear.

    Raises:
        AnatomyError: if it has several inputs or an activation that bends, or a number is not finite or grows beyond
            float64.
    """
    if network.sizes[0] != 1:
        raise AnatomyError(f"a network of {network.sizes[0]} inputs is no line in x")
    for activation in network.activations:
        if not activation.is_identity:
            raise AnatomyError(
                f"a network with the activation {activation.name} is not linear: it does not multiply out"
            )
    matrices = read_matrices(network)
    slopes, intercepts = [], []
    slope, intercept = np.ones(1), np.zeros(1)
    for k, matrix in enumerate(matrices):
        with np.errstate(all="ignore"):
            slope = require_finite(matrix[:-1].T @ slope, k)
        intercept = affine(matrix, intercept[:, None], k)[:, 0]
        slopes.append(slope)
        intercepts.append(intercept)
    return Collapse(tuple(slopes), tuple(intercepts), matrices)


def _wrap(line: str, pairs: Sequence[tuple[float, float]], style: Style) -> str:
    """Put a line through further layers, w·(line) + b each."""
    for weight, bias in pairs:
        line = style.sum([weight], [f"({line})"], bias)
    return line


def _products(weights: Sequence[float], values: Sequence[float], constant: float, style: Style) -> str:
    """Write Σ weight · value + constant with every number, those weighed with 0 left out."""
    names = [f"({style.number(value)})" if value < 0 else style.number(value) for value in values]
    return replace(style, times=style.dot).sum(weights, names, constant)
