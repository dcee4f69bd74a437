"""How many neurons a curve of corners takes: enough of them draw it, one fewer cannot."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from app.engine.corners import Shape, shape_of
from app.engine.targets import TARGETS

FULL = (-3.0, 3.0)
CORNERED = [name for name, target in TARGETS.items() if (shape := shape_of(target, FULL)) and 0 < shape.corners <= 6]


def least_left(name: str, neurons: int) -> float:
    """Return the least that rectified neurons leave of a curve, each bending at a corner or outside, either way."""
    x = np.linspace(*FULL, 601)
    y = TARGETS[name].function(x)
    knots = [*TARGETS[name].knots, FULL[0] - 1][:neurons]
    best = np.inf
    for signs in product((1, -1), repeat=neurons):
        ramps = [np.maximum(0, sign * (x - knot)) for sign, knot in zip(signs, knots, strict=True)]
        features = np.stack([*ramps, np.ones_like(x)], axis=1)
        rest = y - features @ np.linalg.lstsq(features, y)[0]
        best = min(best, float(np.abs(rest).max()))
    return best


@pytest.mark.parametrize("name", CORNERED)
def test_so_many_neurons_are_enough_and_one_fewer_is_not(name: str) -> None:
    shape = shape_of(TARGETS[name], FULL)
    assert shape is not None
    assert shape.corners == len(TARGETS[name].knots)
    assert least_left(name, shape.neurons) < 1e-9
    assert least_left(name, shape.neurons - 1) > 0.05


def test_jumps_take_two_bends_each_and_smooth_curves_have_no_corners() -> None:
    assert shape_of(TARGETS["step"], FULL) == Shape(0, 1, 2)
    assert shape_of(TARGETS["sawtooth"], FULL) == Shape(0, 2, 5)
    assert shape_of(TARGETS["line"], FULL) == Shape(0, 0, 1)
    sine = shape_of(TARGETS["sine"], FULL)
    assert sine is not None
    assert sine.smooth


def test_only_what_lies_in_the_domain_counts_and_nothing_is_said_beyond_the_curve() -> None:
    assert shape_of(TARGETS["mountains"], (-1.0, 1.0)) == Shape(2, 0, 3)
    assert shape_of(TARGETS["triangle_wave"], (-10.0, 10.0)) is None
