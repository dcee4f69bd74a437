"""RMSProp: T. Tieleman and G. Hinton, "Lecture 6.5: RMSProp", 2012."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from app.engine.arithmetic import Quantity, Step, complement, root, squared
from app.engine.update_rule import (
    GRADIENT,
    L1,
    LEARNING_RATE,
    Fused,
    Optimizer,
    PyTorch,
    Workspace,
    divided_move,
    epsilon,
    fraction,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from app.engine.arrays import Floats, Operation

_DECAY, _EPSILON = fraction("decay", "α", 0.99), epsilon(1e-8)
_AVERAGE = Step(
    "v", "v", _DECAY * Quantity("v_old", "v") + complement(_DECAY) * squared(GRADIENT), remembered=True
)  # fmt: skip
_DIVISOR = root(_AVERAGE) + _EPSILON + L1


def _constants(values: Mapping[str, float], scale: float, _step: NDArray[np.float64]) -> tuple[float, float]:
    factor = math.sqrt(1 - values["decay"])
    return values["learning_rate"] / factor, values["epsilon"] / (factor * scale)


def _reach(values: Mapping[str, float], scale: float, _step: NDArray[np.float64]) -> tuple[float, float]:
    """Return what one unit of the true root is in that of the buffer, and the learning rate."""
    return 1 / (math.sqrt(1 - values["decay"]) * scale), values["learning_rate"]


def _average_squares(work: Workspace, values: Mapping[str, float]) -> list[Operation]:
    (gradient, square), average = work.gradients, work.buffers[0]
    decay = np.array(values["decay"], dtype=average.dtype)
    return [
        partial(np.square, gradient, square),
        partial(np.multiply, average, decay, average),
        partial(np.add, average, square, average),
    ]


def _move(work: Workspace, constants: Sequence[Floats]) -> list[Operation]:
    return divided_move(work.gradients[0], work.buffers[0], work, constants)


OPTIMIZER = Optimizer(
    "rmsprop",
    2012,
    "v ← α·v + (1 − α)·g²;  p ← p − η·g / (√v + ε)",
    r"v \leftarrow \alpha v + (1 - \alpha) g^2,\quad p \leftarrow p - \eta\,\frac{g}{\sqrt{v} + \varepsilon}",
    learning_rate=0.002,
    steps=(_AVERAGE, Step("change", "Δ", -LEARNING_RATE * GRADIENT / _DIVISOR)),
    threshold=Step("threshold", "τ", LEARNING_RATE * L1 / _DIVISOR),
    fused=Fused(
        units=lambda values, scale: ((1 - values["decay"]) * scale**2,),
        constants=_constants,
        remember=_average_squares,
        move=_move,
        reach=_reach,
    ),
    pytorch=PyTorch(
        "RMSprop(groups(network), lr={learning_rate!r}, alpha={decay!r}, eps={epsilon!r})".format_map,
        'group["lr"] / (state["square_avg"].sqrt() + group["eps"])',
    ),
    hyperparameters=(_DECAY, _EPSILON),
)
