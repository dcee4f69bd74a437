"""Finds where a piecewise linear network of one input bends, by carrying breakpoints through the layers.

Between two neighboring breakpoints every neuron so far is straight, so its values there say all. A layer's z are sums
of such lines and have the same breakpoints; where z passes one of the activation's hinges h, R adds one. The crossing
itself is a division of two values of z − h, exact to rounding, and for neurons of the first layer it is (h − b)/w.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.engine.anatomy.float64_forward import (
    AnatomyError,
    Matrix,
    NotPiecewiseError,
    TooManyPiecesError,
    affine,
    read_matrices,
    require_curve,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from app.engine.activations import Activation
    from app.engine.network import Network

MAX_PIECES = 50_000
"""A network of more pieces than this is refused: in principle their number grows exponentially with depth."""

NEAR = 1e-13
"""Breakpoints nearer to each other than this part of the domain's largest number are one."""


@dataclass(frozen=True)
class Bend:
    """A piecewise linear activation: R(z) = slopes[i]·z + offsets[i] on its i-th segment, from 0 on.

    Attributes:
        hinges: the z at which it bends, rising, (h,); each belongs to the segment before it.
        slopes: of the segments, (h + 1,).
        offsets: of the segments, (h + 1,).
    """

    hinges: tuple[float, ...]
    slopes: Matrix
    offsets: Matrix

    @property
    def straight(self) -> bool:
        """Whether it does not bend at all."""
        return not self.hinges

    def segments(self, z: Matrix) -> NDArray[np.intp]:
        """Return on which segment each z lies."""
        found = np.zeros(z.shape, dtype=np.intp)
        for hinge in self.hinges:
            found += z > hinge
        return found

    def is_steepest(self, segments: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Tell of each segment whether none is steeper: there a neuron passes on most of what it reads."""
        steepness = np.abs(self.slopes)
        return np.asarray((steepness == steepness.max())[segments])

    def apply(self, z: Matrix) -> Matrix:
        """Return R(z)."""
        segments = self.segments(z)
        return np.asarray(self.slopes[segments] * z + self.offsets[segments])


def read_bend(activation: Activation) -> Bend:
    """Return the segments of a piecewise linear activation.

    Raises:
        NotPiecewiseError: if it is smooth; names it.
    """
    hinges = activation.breakpoints
    if hinges is None:
        raise NotPiecewiseError(f"a network with the activation {activation.name} is smooth: it has no straight pieces")
    # Two points of each segment: the ends of an inner one, and two beyond the outermost hinge.
    ends = hinges or (0.0,)
    points = np.array([ends[0] - 2, ends[0] - 1, *ends, ends[-1] + 1, ends[-1] + 2])
    values = np.empty_like(points)
    activation.apply(points, values)
    slopes = np.diff(values) / np.diff(points)
    slopes = np.array([slopes[0], *slopes[2 : len(hinges) + 1], slopes[-1]][: len(hinges) + 1])
    at = np.array([ends[0], *hinges][: len(hinges) + 1])
    offsets = values[2:][np.searchsorted(ends, at)] - slopes * at
    return Bend(hinges, slopes, offsets)


def check_domain(domain: Sequence[float]) -> tuple[float, float]:
    """Return the domain as two numbers.

    Raises:
        AnatomyError: if it is not an interval of finite numbers, wide enough to tell points of it apart.
    """
    low, high = (float(end) for end in domain)
    if not (np.isfinite([low, high, high - low]).all() and high - low > 1000 * near(low, high)):
        raise AnatomyError(f"[{low}, {high}] is not an interval wide enough to have pieces")
    return low, high


def near(low: float, high: float) -> float:
    """Return the distance within which points of a domain are one."""
    return NEAR * max(abs(low), abs(high))


def has_more_pieces(network: Network, domain: Sequence[float], most: int) -> bool:
    """Tell whether a network's neurons cut a domain into more pieces, at no more than the cost of finding ``most``.

    A network that cannot be analyzed has none.
    """
    try:
        require_curve(network)
        bends = [read_bend(activation) for activation in network.activations]
        # A layer cuts each piece into one more than it has hinges in all, at most.
        layers = zip(network.sizes[1:-1], bends, strict=True)
        if math.prod(size * len(bend.hinges) + 1 for size, bend in layers) <= most:
            return False
        find_breakpoints(read_matrices(network), bends, check_domain(domain), most)
    except TooManyPiecesError:
        return True
    except AnatomyError:
        return False
    return False


def find_breakpoints(
    matrices: Sequence[Matrix], bends: Sequence[Bend], domain: tuple[float, float], most: int = MAX_PIECES
) -> Matrix:
    """Return the domain's ends and between them every x at which the z of some neuron passes a hinge, rising.

    Args:
        matrices: each layer, (fan_in + 1, fan_out); the first has one input.
        bends: each hidden layer's activation.
        domain: as ``check_domain`` returns it.
        most: how many pieces there may be.

    Raises:
        TooManyPiecesError: as soon as there are more pieces.
        AnatomyError: if a number grows beyond float64.
    """
    x = np.array(domain)
    a = x[None, :]
    for k, bend in enumerate(bends):
        z = affine(matrices[k], a, k)
        for hinge in bend.hinges:
            x, z = _insert_crossings(x, z, hinge, matrices[0] if k == 0 else None, most)
        a = bend.apply(z)
    return x


def _insert_crossings(x: Matrix, z: Matrix, hinge: float, first: Matrix | None, most: int) -> tuple[Matrix, Matrix]:
    """Return the breakpoints x (n,) and the values z (neurons, n) there, with those of the crossings of a hinge."""
    above, below = z > hinge, z < hinge
    neuron, piece = np.nonzero((above[:, :-1] & below[:, 1:]) | (below[:, :-1] & above[:, 1:]))
    if not neuron.size:
        return x, z
    share = _crossing_shares(z[neuron, piece] - hinge, z[neuron, piece + 1] - hinge)
    left, right = x[piece], x[piece + 1]
    crossings = left + (right - left) * share
    if first is not None:
        crossings = np.clip(0.0 - (first[1, neuron] - hinge) / first[0, neuron], left, right)
        share = (crossings - left) / (right - left)
    place, kept = _merge_near(np.concatenate([x, crossings]), len(x))
    if len(kept) - 1 > most:
        raise TooManyPiecesError(f"the network has more than {most} pieces")
    between = z[:, piece] * (1 - share) + z[:, piece + 1] * share
    values = np.hstack([z, between])[:, kept]
    values[neuron, place[len(x) :]] = hinge
    return np.concatenate([x, crossings])[kept], values


def _crossing_shares(z0: Matrix, z1: Matrix) -> Matrix:
    """Return at which part of the way from z0 to z1, of opposite signs, 0 is passed; nothing overflows."""
    size = np.maximum(np.abs(z0), np.abs(z1))
    start = z0 / size
    return np.asarray(start / (start - z1 / size))


def _merge_near(x: Matrix, old: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Sort points into groups of near ones.

    Args:
        x: the ``old`` present breakpoints, rising, then new ones.
        old: how many are present ones.

    Returns:
        each point's group, in order of x, and which point stands for each group: a present one where there is one.
    """
    order = np.argsort(x, kind="stable")
    starts = np.concatenate([[True], np.diff(x[order]) > near(x[0], x[old - 1])])
    place = np.empty(len(x), dtype=np.intp)
    place[order] = np.cumsum(starts) - 1
    kept = np.minimum.reduceat(order, np.flatnonzero(starts))
    kept[-1] = old - 1
    return place, kept
