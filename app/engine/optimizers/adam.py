"""Adam: D. Kingma and J. Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from app.engine.arithmetic import Quantity, Step, complement, root, squared
from app.engine.update_rule import (
    GRADIENT,
    L1,
    LEARNING_RATE,
    UPDATE,
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

_BETA1, _BETA2, _EPSILON = fraction("beta1", "β₁", 0.9), fraction("beta2", "β₂", 0.999), epsilon(1e-8)
HYPERPARAMETERS = (_BETA1, _BETA2, _EPSILON)

_M = Step("m", "m", _BETA1 * Quantity("m_old", "m") + complement(_BETA1) * GRADIENT, remembered=True)
_V = Step("v", "v", _BETA2 * Quantity("v_old", "v") + complement(_BETA2) * squared(GRADIENT), remembered=True)
_M_CORRECTION = Step("m_correction", "1 − β₁ᵗ", complement(_BETA1**UPDATE))
_V_CORRECTION = Step("v_correction", "1 − β₂ᵗ", complement(_BETA2**UPDATE))
_M_CORRECTED = Step("m_corrected", "m̂", _M / _M_CORRECTION)
_V_CORRECTED = Step("v_corrected", "v̂", _V / _V_CORRECTION)
_DIVISOR = root(_V_CORRECTED) + _EPSILON + L1

AVERAGES = (_M, _V, _M_CORRECTION, _V_CORRECTION, _M_CORRECTED, _V_CORRECTED)
CHANGE = -LEARNING_RATE * _M_CORRECTED / _DIVISOR
THRESHOLD = Step("threshold", "τ", LEARNING_RATE * L1 / _DIVISOR)
FORMULA = "m ← β₁·m + (1 − β₁)·g;  v ← β₂·v + (1 − β₂)·g²;  p ← p − η·m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε)"
LATEX = (
    r"m \leftarrow \beta_1 m + (1 - \beta_1) g,\quad v \leftarrow \beta_2 v + (1 - \beta_2) g^2,\quad "
    r"p \leftarrow p - \eta\,\frac{m / (1 - \beta_1^t)}{\sqrt{v / (1 - \beta_2^t)} + \varepsilon}"
)
ARGUMENTS = "groups(network), lr={learning_rate!r}, betas=({beta1!r}, {beta2!r}), eps={epsilon!r}"
REACH_IN_PYTORCH = (
    'group["lr"] / ((state["exp_avg_sq"] / (1 - group["betas"][1] ** state["step"])).sqrt() + group["eps"])'
)


def units(values: Mapping[str, float], scale: float) -> tuple[float, float]:
    """Return what one unit of each buffer is in the textbook's averages."""
    return (1 - values["beta1"]) * scale, (1 - values["beta2"]) * scale**2


def constants(
    values: Mapping[str, float], scale: float, step: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Fold learning rate, bias corrections, averaging factors and scale into one rate and one ε."""
    beta1, factor = values["beta1"], _root_factor(values, step)
    return values["learning_rate"] * (1 - beta1) / ((1 - beta1**step) * factor), values["epsilon"] / (factor * scale)


def reach(values: Mapping[str, float], scale: float, step: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Return what one unit of the true root is in that of the buffer, and the learning rate."""
    return np.asarray(1 / (_root_factor(values, step) * scale)), values["learning_rate"]


def _root_factor(values: Mapping[str, float], step: NDArray[np.float64]) -> NDArray[np.float64]:
    beta2 = values["beta2"]
    return np.asarray(np.sqrt((1 - beta2) / (1 - beta2**step)))


def average_both(work: Workspace, values: Mapping[str, float]) -> list[Operation]:
    """Update the running averages of the gradient and of its square, both rows at once."""
    gradient, square = work.gradients
    decays = np.empty_like(work.buffers)
    decays[:] = [[values["beta1"]], [values["beta2"]]]
    return [
        partial(np.square, gradient, square),
        partial(np.multiply, work.buffers, decays, work.buffers),
        partial(np.add, work.buffers, work.gradients, work.buffers),
    ]


def move(work: Workspace, constants_: Sequence[Floats]) -> list[Operation]:
    """Move by the first average over the root of the second."""
    return divided_move(work.buffers[0], work.buffers[1], work, constants_)


OPTIMIZER = Optimizer(
    "adam",
    2015,
    FORMULA,
    LATEX,
    learning_rate=0.01,
    steps=(*AVERAGES, Step("change", "Δ", CHANGE)),
    threshold=THRESHOLD,
    fused=Fused(units=units, constants=constants, remember=average_both, move=move, reach=reach),
    pytorch=PyTorch(f"Adam({ARGUMENTS})".format_map, REACH_IN_PYTORCH),
    hyperparameters=HYPERPARAMETERS,
)
