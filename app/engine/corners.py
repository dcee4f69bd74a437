"""How many corners and jumps a built-in curve has, and how many rectified neurons in one layer can draw it.

A neuron makes one bend, and a jump is two bends close together. The slope that the curve starts with is the sum over
the neurons awake at the left end, those whose ramps open to the left: −Σ over a subset of the changes of slope. Where
no subset gives it, one more neuron is needed, which bends outside the domain.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from app.engine.anatomy.neurons import unexplained_by_line

if TYPE_CHECKING:
    from app.engine.targets import Target

NEAR = 1e-7
"""How far from a knot its two sides are evaluated, as a part of the domain."""
SAME = 1e-4
"""Slopes and heights closer than this are the same."""


@dataclass(frozen=True)
class Shape:
    """What a curve is made of over a domain.

    Attributes:
        corners: places where its slope changes at once.
        jumps: places where its height does.
        neurons: how many rectified neurons in one layer are enough for all of it; 0 for a smooth curve, where every
            one more follows it closer.
    """

    corners: int
    jumps: int
    neurons: int

    @property
    def smooth(self) -> bool:
        """Whether it bends everywhere and has no corner to count."""
        return self.neurons == 0


def shape_of(target: Target, domain: tuple[float, float]) -> Shape | None:
    """Return what a built-in curve is made of; None where that is not known, outside the interval it is meant for."""
    low, high = domain
    if low < target.domain[0] or high > target.domain[1]:
        return None
    x = np.linspace(low, high, 101)
    if not target.knots and unexplained_by_line(x, target.function(x)) > 0:
        return Shape(0, 0, 0)
    near = NEAR * (high - low)
    knots = np.array([knot for knot in target.knots if low + near < knot < high - near])
    ends = np.array([low, *knots, high])
    left, right = target.function(ends[:-1] + near), target.function(ends[1:] - near)
    slopes = (right - left) / np.diff(ends)
    is_jump = np.abs(left[1:] - right[:-1]) > SAME
    changes = np.diff(slopes)[~is_jump]
    changes = changes[np.abs(changes) > SAME]
    corners, jumps = len(changes), int(is_jump.sum())
    bends = corners + 2 * jumps
    return Shape(corners, jumps, bends if _starts_with(slopes[0], changes) and bends else bends + 1)


def _starts_with(slope: float, changes: np.ndarray[tuple[int], np.dtype[np.float64]]) -> bool:
    """Return whether some of the changes of slope, turned to open to the left, give the slope at the start."""
    subsets = (subset for size in range(len(changes) + 1) for subset in combinations(changes, size))
    return any(abs(slope + sum(subset)) < SAME for subset in subsets)
