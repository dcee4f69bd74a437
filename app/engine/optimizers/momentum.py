"""Momentum: B. Polyak, "Some methods of speeding up the convergence of iteration methods", 1964."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from app.engine.arithmetic import Quantity, Step, complement
from app.engine.update_rule import (
    GRADIENT,
    L1,
    LEARNING_RATE,
    Fused,
    Optimizer,
    PyTorch,
    Workspace,
    fraction,
    move_by,
    scaled_rate,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from app.engine.arrays import Floats, Operation

MOMENTUM = fraction("momentum", "μ", 0.9)
VELOCITY = Step("v", "v", MOMENTUM * Quantity("v_old", "v") + GRADIENT, remembered=True)
THRESHOLD = Step("threshold", "τ", LEARNING_RATE * L1 / complement(MOMENTUM))
REACH_IN_PYTORCH = 'group["lr"] / (1 - group["momentum"])'


def add_to_velocity(work: Workspace, values: Mapping[str, float]) -> list[Operation]:
    """v ← μ·v + g."""
    velocity = work.buffers[0]
    decay = np.array(values["momentum"], dtype=velocity.dtype)
    return [
        partial(np.multiply, velocity, decay, velocity),
        partial(np.add, velocity, work.gradients[0], velocity),
    ]


def velocity_reach(values: Mapping[str, float], _scale: float, _step: NDArray[np.float64]) -> tuple[float]:
    """A steady gradient g becomes the velocity g/(1 − μ), and g + μ·g/(1 − μ) is the same."""
    return (values["learning_rate"] / (1 - values["momentum"]),)


def _move(work: Workspace, constants: Sequence[Floats]) -> list[Operation]:
    return move_by(work.buffers[0], work, constants)


OPTIMIZER = Optimizer(
    "momentum",
    1964,
    "v ← μ·v + g;  p ← p − η·v",
    r"v \leftarrow \mu v + g,\quad p \leftarrow p - \eta v",
    learning_rate=0.0005,
    steps=(VELOCITY, Step("change", "Δ", -LEARNING_RATE * VELOCITY)),
    threshold=THRESHOLD,
    fused=Fused(
        units=lambda _values, scale: (scale,),
        constants=scaled_rate,
        remember=add_to_velocity,
        move=_move,
        reach=velocity_reach,
    ),
    pytorch=PyTorch("SGD(groups(network), lr={learning_rate!r}, momentum={momentum!r})".format_map, REACH_IN_PYTORCH),
    hyperparameters=(MOMENTUM,),
    # The source above: the roots of w's recurrence leave the unit circle there.
    decay_limit=lambda values: 2 * (1 + values["momentum"]),
)
