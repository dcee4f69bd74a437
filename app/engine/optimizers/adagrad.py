"""AdaGrad: J. Duchi, E. Hazan and Y. Singer, "Adaptive Subgradient Methods", JMLR 12 (2011)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from app.engine.arithmetic import Quantity, Step, root, squared
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
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from app.engine.arrays import Floats, Operation

_EPSILON = epsilon(1e-10)
_SUM = Step("s", "s", Quantity("s_old", "s") + squared(GRADIENT), remembered=True)
_DIVISOR = root(_SUM) + _EPSILON + L1


def _constants(values: Mapping[str, float], scale: float, _step: NDArray[np.float64]) -> tuple[float, float]:
    return values["learning_rate"], values["epsilon"] / scale


def _reach(values: Mapping[str, float], scale: float, _step: NDArray[np.float64]) -> tuple[float, float]:
    """Return what one unit of the true root is in that of the buffer, and the learning rate."""
    return 1 / scale, values["learning_rate"]


def _sum_squares(work: Workspace, _values: Mapping[str, float]) -> list[Operation]:
    (gradient, square), total = work.gradients, work.buffers[0]
    return [partial(np.square, gradient, square), partial(np.add, total, square, total)]


def _move(work: Workspace, constants: Sequence[Floats]) -> list[Operation]:
    return divided_move(work.gradients[0], work.buffers[0], work, constants)


OPTIMIZER = Optimizer(
    "adagrad",
    2011,
    "s ← s + g²;  p ← p − η·g / (√s + ε)",
    r"s \leftarrow s + g^2,\quad p \leftarrow p - \eta\,\frac{g}{\sqrt{s} + \varepsilon}",
    learning_rate=0.1,
    steps=(_SUM, Step("change", "Δ", -LEARNING_RATE * GRADIENT / _DIVISOR)),
    threshold=Step("threshold", "τ", LEARNING_RATE * L1 / _DIVISOR),
    fused=Fused(
        units=lambda _values, scale: (scale**2,),
        constants=_constants,
        remember=_sum_squares,
        move=_move,
        reach=_reach,
    ),
    pytorch=PyTorch(
        "Adagrad(groups(network), lr={learning_rate!r}, eps={epsilon!r})".format_map,
        'group["lr"] / (state["sum"].sqrt() + group["eps"])',
    ),
    hyperparameters=(_EPSILON,),
)
