"""The straight pieces of a piecewise linear network, and which neurons bend where.

Once every breakpoint is known, a piece's line is the network's value and derivative at the piece's middle, where it is
clear which neurons are awake. Breakpoints at which the curve does not bend, since what bends there is weighed with 0 or
bends cancel each other, are no knots: the pieces on both sides are shown as one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from app.engine.anatomy.breakpoints import MAX_PIECES, check_domain, find_breakpoints, read_bend
from app.engine.anatomy.float64_forward import (
    AnatomyError,
    Matrix,
    affine,
    read_matrices,
    require_curve,
    require_finite,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from app.engine.anatomy.breakpoints import Bend
    from app.engine.anatomy.float64_forward import Neuron
    from app.engine.network import Network

    Mask = NDArray[np.bool_]

SAME_SLOPE = 1e-12
"""Slopes that differ by less than this part of the terms they are summed from are equal: that is rounding."""

STEEP = 1e-6
"""Pieces that miss the curve by more than this part of its largest value are refused, not shown."""

ROUNDING = 4 * np.finfo(np.float64).eps


@dataclass(frozen=True)
class Piece:
    """One straight piece: y = slope·x + intercept for start ≤ x ≤ end."""

    start: float
    end: float
    slope: float
    intercept: float


@dataclass(frozen=True)
class Knot:
    """Where two pieces meet.

    Attributes:
        x: the place.
        y: the curve's value there.
        bend: by how much the slope changes.
        neurons: which neurons bend there and so make it.
    """

    x: float
    y: float
    bend: float
    neurons: tuple[Neuron, ...]


@dataclass(frozen=True)
class _Stretch:
    """Each hidden layer between breakpoints, one column for each stretch.

    Attributes:
        segments: on which segment of its activation each neuron is, (neurons, stretches).
        gains: R′(z) there.
        slopes: dz/dx.
    """

    segments: list[NDArray[np.intp]]
    gains: list[Matrix]
    slopes: list[Matrix]


@dataclass(frozen=True)
class Pieces:
    """A network's curve on a domain, as n straight pieces.

    Attributes:
        x: the domain's ends and the knots between them, (n + 1,), rising.
        y: the curve's values there.
        slopes: (n,).
        intercepts: (n,).
        breakpoints: every x at which some neuron's z passes a hinge of its activation, whether or not the curve bends
            there, and the ends.
        widest: for each piece the stretch between ``breakpoints`` that stands for it where it has several.
        cuts: which of ``breakpoints`` are ``x``.
        matrices: the network's layers at the time, (fan_in + 1, fan_out).
    """

    x: Matrix
    y: Matrix
    slopes: Matrix
    intercepts: Matrix
    breakpoints: Matrix
    widest: NDArray[np.intp]
    cuts: NDArray[np.intp]
    matrices: Sequence[Matrix]
    _bends: Sequence[Bend]
    _stretches: _Stretch

    @property
    def domain(self) -> tuple[float, float]:
        """The interval the pieces cover."""
        return float(self.x[0]), float(self.x[-1])

    @property
    def layers(self) -> int:
        """How many layers the network has, the output layer included."""
        return len(self.matrices)

    @cached_property
    def pieces(self) -> list[Piece]:
        """The pieces from left to right."""
        ends = self.x.tolist()
        rows = zip(ends[:-1], ends[1:], self.slopes.tolist(), self.intercepts.tolist(), strict=True)
        return [Piece(*row) for row in rows]

    @cached_property
    def knots(self) -> list[Knot]:
        """The knots from left to right."""
        rows = zip(self.x[1:-1].tolist(), self.y[1:-1].tolist(), np.diff(self.slopes).tolist(), strict=True)
        return [Knot(*row, makers) for row, makers in zip(rows, self._makers(), strict=True)]

    def at(self, x: ArrayLike) -> Matrix:
        """Return the value at x (any shape) of the piece x lies on; beyond the domain the outer pieces go on."""
        points = np.asarray(x, dtype=np.float64)
        piece = np.searchsorted(self.x[1:-1], points)
        return np.asarray(self.slopes[piece] * points + self.intercepts[piece])

    def awake(self, piece: int) -> list[Neuron]:
        """Return the hidden neurons awake on a piece; where some change over within it, on its widest stretch.

        A neuron is awake where its activation is as steep as it gets: a ReLU or leaky ReLU where z > 0.
        """
        stretch = self.widest[piece]
        layers = enumerate(zip(self._stretches.segments, self._bends, strict=True))
        return [
            (layer, j)
            for layer, (segments, bend) in layers
            for j in np.flatnonzero(bend.is_steepest(segments[:, stretch])).tolist()
        ]

    def slope_parts(self, piece: int) -> dict[Neuron, float]:
        """Return what each neuron of the last hidden layer adds to a piece's slope, those that add 0 left out.

        On a network with one hidden layer that is v·w for each awake neuron. Their sum is the slope, to rounding.
        """
        layer = len(self._bends) - 1
        if layer < 0:
            return {}
        stretch = self.widest[piece]
        weights = self.matrices[-1][:-1, 0]
        parts = weights * self._stretches.gains[layer][:, stretch] * self._stretches.slopes[layer][:, stretch]
        return {(layer, j): float(parts[j]) for j in np.flatnonzero(parts).tolist()}

    def neuron_bends(self) -> list[tuple[float, Neuron, float]]:
        """Return where each hidden neuron's z passes a hinge within the domain, and which; seen in the curve or not."""
        inner = self.breakpoints[1:-1]
        found = []
        for layer, (segments, bend) in enumerate(zip(self._stretches.segments, self._bends, strict=True)):
            for j, i in np.argwhere(segments[:, 1:] != segments[:, :-1]).tolist():
                low, high = sorted(segments[j, i : i + 2].tolist())
                found += [(float(inner[i]), (layer, j), hinge) for hinge in bend.hinges[low:high]]
        return sorted(found)

    def _makers(self) -> list[tuple[Neuron, ...]]:
        """The neurons that make each knot: their segment changes there, and the curve depends on them."""
        cuts = self.cuts[1:-1]
        makers: list[list[Neuron]] = [[] for _ in cuts]
        matters = self._matters()
        for layer, segments in enumerate(self._stretches.segments):
            seen = matters[layer][:, cuts - 1] | matters[layer][:, cuts]
            changes = (segments[:, cuts - 1] != segments[:, cuts]) & seen
            for i, j in np.argwhere(changes.T).tolist():
                makers[i].append((layer, j))
        return [tuple(neurons) for neurons in makers]

    def _matters(self) -> list[Mask]:
        """Whether on each stretch the curve would change with a neuron's activation and that with x."""
        found: list[Mask] = []
        sensitivity = np.repeat(self.matrices[-1][:-1], len(self.breakpoints) - 1, axis=1)
        for layer in reversed(range(len(self._bends))):
            found.insert(0, (sensitivity != 0) & (self._stretches.slopes[layer] != 0))
            with np.errstate(all="ignore"):
                sensitivity = self.matrices[layer][:-1] @ (sensitivity * self._stretches.gains[layer])
        return found


def find_pieces(network: Network, domain: Sequence[float], most: int = MAX_PIECES) -> Pieces:
    """Return the straight pieces of a network of one input and output and piecewise linear activations.

    Args:
        network: the network.
        domain: the interval of x.
        most: into how many pieces its neurons may cut it; by default, more than anyone could use.

    Raises:
        NotPiecewiseError: if an activation is smooth; names it.
        TooManyPiecesError: if there are more pieces.
        AnatomyError: if the network is no curve, the domain no interval, a number grows beyond float64, or the curve is
            too steep for its pieces to be told apart.
    """
    require_curve(network)
    bends = [read_bend(activation) for activation in network.activations]
    low, high = check_domain(domain)
    matrices = read_matrices(network)
    x = find_breakpoints(matrices, bends, (low, high), most)
    middles = 0.5 * x[:-1] + 0.5 * x[1:]
    stretches, slopes, sizes, values = _differentiate(matrices, bends, middles)
    slopes[np.abs(slopes) <= SAME_SLOPE * sizes] = 0
    with np.errstate(all="ignore"):
        turns = np.abs(np.diff(slopes))
        rises = slopes * middles
        intercepts = values - rises
    require_finite(np.concatenate([turns, rises, intercepts]), len(bends))
    intercepts[np.abs(intercepts) <= ROUNDING * np.maximum(np.abs(values), np.abs(rises))] = 0
    bent = turns > SAME_SLOPE * np.maximum(sizes[1:], sizes[:-1])
    cuts = np.flatnonzero(np.concatenate([[True], bent, [True]]))
    widest = _widest(x, cuts)
    slopes, intercepts = slopes[widest], intercepts[widest]
    y, terms = _values(matrices, bends, x)
    stretch = np.repeat(np.arange(len(widest)), np.diff(cuts))
    _check(x, y, STEEP * np.abs(y).max() + ROUNDING * terms, slopes[stretch], intercepts[stretch])
    return Pieces(x[cuts], y[cuts], slopes, intercepts, x, widest, cuts, matrices, bends, stretches)


def _check(x: Matrix, y: Matrix, tolerance: float, slopes: Matrix, intercepts: Matrix) -> None:
    """Refuse lines, one for each stretch between two x, that do not meet the curve's values y at both ends."""
    with np.errstate(all="ignore"):
        left = np.abs(slopes * x[:-1] + intercepts - y[:-1]).max()
        right = np.abs(slopes * x[1:] + intercepts - y[1:]).max()
    if not (left <= tolerance and right <= tolerance):
        raise AnatomyError("the curve is too steep somewhere for its pieces to be told apart in float64")


def _differentiate(
    matrices: Sequence[Matrix], bends: Sequence[Bend], middles: Matrix
) -> tuple[_Stretch, Matrix, Matrix, Matrix]:
    """Return the network at the middle of each stretch: the hidden layers, slopes, what these sum up, and values.

    What a slope sums up is Σ|vⱼ·daⱼ/dx|: the size rounding is to be compared with.
    """
    stretches = _Stretch([], [], [])
    a, da = middles[None, :], np.ones((1, len(middles)))
    for k, bend in enumerate(bends):
        z = affine(matrices[k], a, k)
        dz = _weigh(matrices[k], da, k)
        segments = bend.segments(z)
        gains = bend.slopes[segments]
        stretches.segments.append(segments)
        stretches.gains.append(gains)
        stretches.slopes.append(dz)
        a, da = gains * z + bend.offsets[segments], gains * dz
    last = len(bends)
    sizes = _weigh(np.abs(matrices[last]), np.abs(da), last)[0]
    return stretches, _weigh(matrices[last], da, last)[0], sizes, affine(matrices[last], a, last)[0]


def _weigh(matrix: Matrix, da: Matrix, layer: int) -> Matrix:
    with np.errstate(all="ignore"):
        return require_finite(matrix[:-1].T @ da, layer)


def _values(matrices: Sequence[Matrix], bends: Sequence[Bend], x: Matrix) -> tuple[Matrix, float]:
    """Return the curve at x, and the largest sum anywhere of the sizes of what it is the sum of."""
    a = x[None, :]
    for k, bend in enumerate(bends):
        a = bend.apply(affine(matrices[k], a, k))
    last = len(bends)
    return affine(matrices[last], a, last)[0], float(affine(np.abs(matrices[last]), np.abs(a), last).max())


def _widest(x: Matrix, cuts: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return for each run of stretches between two cuts the one that is widest."""
    if len(cuts) == len(x):
        return np.arange(len(x) - 1)
    widths = np.diff(x)
    order = np.lexsort((-widths, np.repeat(np.arange(len(cuts) - 1), np.diff(cuts))))
    return np.asarray(order[cuts[:-1]])
