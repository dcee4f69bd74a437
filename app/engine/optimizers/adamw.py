"""AdamW, Adam with a weight decay beside the gradient; it acts on every parameter, as PyTorch's does.

I. Loshchilov and F. Hutter, "Decoupled Weight Decay Regularization", ICLR 2019.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from app.engine.arithmetic import Step
from app.engine.optimizers import adam
from app.engine.update_rule import (
    LEARNING_RATE,
    PARAMETER,
    Fused,
    Hyperparameter,
    Optimizer,
    PyTorch,
    Workspace,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from app.engine.arrays import Floats, Operation

_WEIGHT_DECAY = Hyperparameter("weight_decay", "λ", 0.01, 0.0, 100.0)
_ADAM_CHANGE = Step("adam_change", "Δ₁", adam.CHANGE)
_DECAY = Step("decay", "Δ₂", -LEARNING_RATE * _WEIGHT_DECAY * PARAMETER)


def _constants(
    values: Mapping[str, float], scale: float, step: NDArray[np.float64]
) -> tuple[NDArray[np.float64] | float, ...]:
    """Return which part of a parameter the decay leaves, and Adam's constants."""
    return 1 - values["learning_rate"] * values["weight_decay"], *adam.constants(values, scale, step)


def _move(work: Workspace, constants: Sequence[Floats]) -> list[Operation]:
    kept, *rest = constants
    return [partial(np.multiply, work.parameters, kept, work.parameters), *adam.move(work, rest)]


OPTIMIZER = Optimizer(
    "adamw",
    2019,
    f"p ← (1 − η·λ)·p;  {adam.FORMULA}",
    r"p \leftarrow (1 - \eta\lambda) p,\quad " + adam.LATEX,
    learning_rate=0.01,
    steps=(*adam.AVERAGES, _ADAM_CHANGE, _DECAY, Step("change", "Δ", _ADAM_CHANGE + _DECAY)),
    threshold=adam.THRESHOLD,
    fused=Fused(units=adam.units, constants=_constants, remember=adam.average_both, move=_move, reach=adam.reach),
    pytorch=PyTorch(f"AdamW({adam.ARGUMENTS}, weight_decay={{weight_decay!r}})".format_map, adam.REACH_IN_PYTORCH),
    hyperparameters=(*adam.HYPERPARAMETERS, _WEIGHT_DECAY),
    decay_limit=lambda _values: 2.0,
)
