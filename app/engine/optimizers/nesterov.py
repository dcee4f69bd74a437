"""Nesterov's momentum, which takes the gradient's step before the velocity's.

Y. Nesterov, 1983, in the form of I. Sutskever et al., "On the importance of initialization and momentum in deep
learning", ICML 2013.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from app.engine.arithmetic import Step
from app.engine.optimizers.momentum import (
    MOMENTUM,
    REACH_IN_PYTORCH,
    THRESHOLD,
    VELOCITY,
    add_to_velocity,
    velocity_reach,
)
from app.engine.update_rule import (
    GRADIENT,
    LEARNING_RATE,
    Fused,
    Optimizer,
    PyTorch,
    Workspace,
    move_by,
    scaled_rate,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.engine.arrays import Floats, Operation


def _look_ahead(work: Workspace, values: Mapping[str, float]) -> list[Operation]:
    """Update the velocity v and leave g + μv in the scratch."""
    decay = np.array(values["momentum"], dtype=work.buffers.dtype)
    return [
        *add_to_velocity(work, values),
        partial(np.multiply, work.buffers[0], decay, work.scratch),
        partial(np.add, work.scratch, work.gradients[0], work.scratch),
    ]


def _move(work: Workspace, constants: Sequence[Floats]) -> list[Operation]:
    return move_by(work.scratch, work, constants)


def _in_pytorch(values: Mapping[str, float]) -> str:
    """PyTorch refuses Nesterov's rule without momentum, where it is plain gradient descent."""
    more = ", nesterov=True" if values["momentum"] else ""
    return f"SGD(groups(network), lr={values['learning_rate']!r}, momentum={values['momentum']!r}{more})"


OPTIMIZER = Optimizer(
    "nesterov",
    1983,
    "v ← μ·v + g;  p ← p − η·(g + μ·v)",
    r"v \leftarrow \mu v + g,\quad p \leftarrow p - \eta (g + \mu v)",
    learning_rate=0.001,
    steps=(VELOCITY, Step("change", "Δ", -LEARNING_RATE * (GRADIENT + MOMENTUM * VELOCITY))),
    threshold=THRESHOLD,
    fused=Fused(
        units=lambda _values, scale: (scale,),
        constants=scaled_rate,
        remember=_look_ahead,
        move=_move,
        reach=velocity_reach,
    ),
    pytorch=PyTorch(_in_pytorch, REACH_IN_PYTORCH),
    hyperparameters=(MOMENTUM,),
    # From the roots of w ← w·(1 + μ) − … for this rule.
    decay_limit=lambda values: 2 * (1 + values["momentum"]) / (1 + 2 * values["momentum"]),
)
