"""The update rules: how a gradient moves the parameters.

The rules are PyTorch's, to rounding. They are written here for a gradient left unscaled: with g the written gradient
and k = ``scale``, the true gradient is k·g. Running averages are kept without their constant factors, too: where the
textbook keeps v ← βv + (1 − β)(kg)², the buffer is v / ((1 − β)k²), which takes two calls instead of three. All these
factors end up in a rule's few scalar ``constants``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from app.engine.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from app.engine.arrays import Floats, Operation


@dataclass(frozen=True)
class Hyperparameter:
    """A number an optimizer has beside its learning rate, with its limits."""

    name: str
    default: float
    minimum: float
    maximum: float
    exclusive_minimum: bool = False
    exclusive_maximum: bool = False


@dataclass(frozen=True)
class Workspace:
    """The arrays an update reads and writes; P is the number of parameters.

    Attributes:
        parameters: (P,), to be updated in place.
        gradients: (2, P), the gradient and room for its square.
        buffers: (rule.buffers, P), what the rule remembers.
        scratch: (P,).
        l1: the L1 penalty of each parameter, (P,); None without one.
        thresholds: (P,), how far it pulls each of them in an update; of no use without one.
    """

    parameters: Floats
    gradients: Floats
    buffers: Floats
    scratch: Floats
    l1: Floats | None
    thresholds: Floats


@dataclass(frozen=True)
class Optimizer:
    """One update rule.

    Attributes:
        name: the name users write.
        formula: the rule in plain text; g gradient, p parameter, η learning rate.
        latex: the rule in LaTeX.
        learning_rate: a sensible default.
        hyperparameters: its own numbers.
        buffers: how many numbers it remembers for each parameter.
        units: ``units(values, scale)`` gives for each buffer what one unit of it is in the textbook's quantity.
        constants: ``constants(values, scale, step)`` gives the rule's constants at steps (any shape) counted from 1;
            the learning rate may be an array that goes with them.
        remember: ``remember(workspace, values)`` prepares the first half of an update: taking in the gradient.
        move: ``move(workspace, constants)`` prepares the second: moving the parameters; a constant is 0-d or (P,).
            With an L1 penalty those of ``reach`` come last, and parameters are pulled toward 0 after they have moved.
        reach: ``reach(values, scale, step)`` gives the constants that say how far an L1 penalty of 1 pulls.
    """

    name: str
    formula: str
    latex: str
    learning_rate: float
    hyperparameters: tuple[Hyperparameter, ...]
    buffers: int
    units: Callable[[Mapping[str, float], float], tuple[float, ...]]
    constants: Callable[[Mapping[str, float], float, NDArray[np.float64]], tuple[NDArray[np.float64] | float, ...]]
    remember: Callable[[Workspace, Mapping[str, float]], list[Operation]]
    move: Callable[[Workspace, Sequence[Floats]], list[Operation]]
    reach: Callable[[Mapping[str, float], float, NDArray[np.float64]], tuple[NDArray[np.float64] | float, ...]]

    def defaults(self) -> dict[str, float]:
        """Return every hyperparameter's default by name, the learning rate included."""
        return {"learning_rate": self.learning_rate, **{entry.name: entry.default for entry in self.hyperparameters}}


# ---- The L1 penalty: see ``penalties`` -----------------------------------------------------------------------------


def _pull(work: Workspace) -> list[Operation]:
    """p ← sign(p)·max(|p| − τ, 0), as p − (p clipped to [−τ, τ]): exactly 0 where |p| ≤ τ."""
    return [
        partial(np.minimum, work.parameters, work.thresholds, out=work.scratch),
        partial(np.negative, work.thresholds, work.thresholds),
        partial(np.maximum, work.scratch, work.thresholds, out=work.scratch),
        partial(np.subtract, work.parameters, work.scratch, work.parameters),
    ]


# ---- Plain, momentum and Nesterov ----------------------------------------------------------------------------------


def _rate(values: Mapping[str, float], scale: float, _step: NDArray[np.float64]) -> tuple[float]:
    return (values["learning_rate"] * scale,)


def _nothing(_work: Workspace, _values: Mapping[str, float]) -> list[Operation]:
    return []


def _move_by(direction: Floats, work: Workspace, constants: Sequence[Floats]) -> list[Operation]:
    """p ← p − rate · direction; with an L1 penalty then the pull by l1 · reach."""
    rate, *reach = constants
    moved: list[Operation] = [
        partial(np.multiply, direction, rate, work.scratch),
        partial(np.subtract, work.parameters, work.scratch, work.parameters),
    ]
    if work.l1 is None:
        return moved
    return [*moved, partial(np.multiply, work.l1, reach[0], work.thresholds), *_pull(work)]


def _plain_reach(values: Mapping[str, float], _scale: float, _step: NDArray[np.float64]) -> tuple[float]:
    return (values["learning_rate"],)


def _velocity_reach(values: Mapping[str, float], _scale: float, _step: NDArray[np.float64]) -> tuple[float]:
    """A steady gradient g becomes the velocity g/(1 − μ), and g + μ·g/(1 − μ) is the same."""
    return (values["learning_rate"] / (1 - values["momentum"]),)


def _sgd_move(work: Workspace, constants: Sequence[Floats]) -> list[Operation]:
    return _move_by(work.gradients[0], work, constants)


def _add_to_velocity(work: Workspace, values: Mapping[str, float]) -> list[Operation]:
    velocity = work.buffers[0]
    decay = np.array(values["momentum"], dtype=velocity.dtype)
    return [
        partial(np.multiply, velocity, decay, velocity),
        partial(np.add, velocity, work.gradients[0], velocity),
    ]


def _momentum_move(work: Workspace, constants: Sequence[Floats]) -> list[Operation]:
    return _move_by(work.buffers[0], work, constants)


def _look_ahead(work: Workspace, values: Mapping[str, float]) -> list[Operation]:
    """Update the velocity v and leave g + μv in the scratch."""
    decay = np.array(values["momentum"], dtype=work.buffers.dtype)
    return [
        *_add_to_velocity(work, values),
        partial(np.multiply, work.buffers[0], decay, work.scratch),
        partial(np.add, work.scratch, work.gradients[0], work.scratch),
    ]


def _nesterov_move(work: Workspace, constants: Sequence[Floats]) -> list[Operation]:
    return _move_by(work.scratch, work, constants)


# ---- Rules that divide by the root of squared gradients ------------------------------------------------------------


def _divided_move(numerator: Floats, squares: Floats, work: Workspace, constants: Sequence[Floats]) -> list[Operation]:
    """p ← p − rate · numerator / (√squares + ε), with the constants rate and ε.

    With an L1 penalty the divisor is √squares + ε + l1, for the move and for the pull l1 · rate / divisor alike: where
    gradients are small, the pull would else be as large as ε is small. So it is never more than the learning rate.
    """
    rate, epsilon, *reach = constants
    divided: list[Operation] = [
        partial(np.sqrt, squares, work.scratch),
        partial(np.add, work.scratch, epsilon, work.scratch),
    ]
    pull: list[Operation] = []
    if work.l1 is not None:
        unit, learning_rate = reach
        divided += [
            partial(np.multiply, work.l1, unit, work.thresholds),
            partial(np.add, work.scratch, work.thresholds, work.scratch),
            partial(np.divide, work.thresholds, work.scratch, work.thresholds),
            partial(np.multiply, work.thresholds, learning_rate, work.thresholds),
        ]
        pull = _pull(work)
    return [
        *divided,
        partial(np.divide, numerator, work.scratch, work.scratch),
        partial(np.multiply, work.scratch, rate, work.scratch),
        partial(np.subtract, work.parameters, work.scratch, work.parameters),
        *pull,
    ]


def _move_by_gradient(work: Workspace, constants: Sequence[Floats]) -> list[Operation]:
    return _divided_move(work.gradients[0], work.buffers[0], work, constants)


def _adagrad_constants(values: Mapping[str, float], scale: float, _step: NDArray[np.float64]) -> tuple[float, float]:
    return values["learning_rate"], values["epsilon"] / scale


def _adagrad_reach(values: Mapping[str, float], scale: float, _step: NDArray[np.float64]) -> tuple[float, float]:
    """Return what one unit of the true root is in that of the buffer, and the learning rate."""
    return 1 / scale, values["learning_rate"]


def _sum_squares(work: Workspace, _values: Mapping[str, float]) -> list[Operation]:
    (gradient, square), total = work.gradients, work.buffers[0]
    return [partial(np.square, gradient, square), partial(np.add, total, square, total)]


def _rmsprop_constants(values: Mapping[str, float], scale: float, _step: NDArray[np.float64]) -> tuple[float, float]:
    root = math.sqrt(1 - values["decay"])
    return values["learning_rate"] / root, values["epsilon"] / (root * scale)


def _rmsprop_reach(values: Mapping[str, float], scale: float, _step: NDArray[np.float64]) -> tuple[float, float]:
    return 1 / (math.sqrt(1 - values["decay"]) * scale), values["learning_rate"]


def _average_squares(work: Workspace, values: Mapping[str, float]) -> list[Operation]:
    (gradient, square), average = work.gradients, work.buffers[0]
    decay = np.array(values["decay"], dtype=average.dtype)
    return [
        partial(np.square, gradient, square),
        partial(np.multiply, average, decay, average),
        partial(np.add, average, square, average),
    ]


# ---- Adam ----------------------------------------------------------------------------------------------------------


def _adam_units(values: Mapping[str, float], scale: float) -> tuple[float, float]:
    return (1 - values["beta1"]) * scale, (1 - values["beta2"]) * scale**2


def _adam_constants(
    values: Mapping[str, float], scale: float, step: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Fold learning rate, bias corrections, averaging factors and scale into one rate and one ε."""
    beta1, root = values["beta1"], _adam_root(values, step)
    return values["learning_rate"] * (1 - beta1) / ((1 - beta1**step) * root), values["epsilon"] / (root * scale)


def _adam_root(values: Mapping[str, float], step: NDArray[np.float64]) -> NDArray[np.float64]:
    beta2 = values["beta2"]
    return np.asarray(np.sqrt((1 - beta2) / (1 - beta2**step)))


def _adam_reach(
    values: Mapping[str, float], scale: float, step: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    return np.asarray(1 / (_adam_root(values, step) * scale)), values["learning_rate"]


def _average_both(work: Workspace, values: Mapping[str, float]) -> list[Operation]:
    """Update the running averages of the gradient and of its square, both rows at once."""
    gradient, square = work.gradients
    decays = np.empty_like(work.buffers)
    decays[:] = [[values["beta1"]], [values["beta2"]]]
    return [
        partial(np.square, gradient, square),
        partial(np.multiply, work.buffers, decays, work.buffers),
        partial(np.add, work.buffers, work.gradients, work.buffers),
    ]


def _adam_move(work: Workspace, constants: Sequence[Floats]) -> list[Operation]:
    return _divided_move(work.buffers[0], work.buffers[1], work, constants)


def _adamw_constants(
    values: Mapping[str, float], scale: float, step: NDArray[np.float64]
) -> tuple[NDArray[np.float64] | float, ...]:
    """Return which part of a parameter the decay leaves, and Adam's constants."""
    return 1 - values["learning_rate"] * values["weight_decay"], *_adam_constants(values, scale, step)


def _adamw_move(work: Workspace, constants: Sequence[Floats]) -> list[Operation]:
    kept, *adam = constants
    return [partial(np.multiply, work.parameters, kept, work.parameters), *_adam_move(work, adam)]


# ---- The registry --------------------------------------------------------------------------------------------------


def _fraction(name: str, default: float) -> Hyperparameter:
    return Hyperparameter(name, default, 0.0, 1.0, exclusive_maximum=True)


def _epsilon(default: float) -> Hyperparameter:
    return Hyperparameter("epsilon", default, 0.0, 1.0, exclusive_minimum=True)


_ADAM_HYPERPARAMETERS = (_fraction("beta1", 0.9), _fraction("beta2", 0.999), _epsilon(1e-8))
_ADAM_LATEX = (
    r"m \leftarrow \beta_1 m + (1 - \beta_1) g,\quad v \leftarrow \beta_2 v + (1 - \beta_2) g^2,\quad "
    r"p \leftarrow p - \eta\,\frac{m / (1 - \beta_1^t)}{\sqrt{v / (1 - \beta_2^t)} + \varepsilon}"
)

OPTIMIZERS: Registry[Optimizer] = Registry(
    "optimizer",
    (
        Optimizer(
            "sgd", "p ← p − η·g", r"p \leftarrow p - \eta g", 0.1, (), 0,
            units=lambda _values, _scale: (), constants=_rate, remember=_nothing, move=_sgd_move,
            reach=_plain_reach,
        ),
        # B. Polyak, "Some methods of speeding up the convergence of iteration methods", 1964.
        Optimizer(
            "momentum", "v ← μ·v + g;  p ← p − η·v", r"v \leftarrow \mu v + g,\quad p \leftarrow p - \eta v",
            0.03, (_fraction("momentum", 0.9),), 1,
            units=lambda _values, scale: (scale,), constants=_rate, remember=_add_to_velocity, move=_momentum_move,
            reach=_velocity_reach,
        ),
        # Y. Nesterov, 1983, in the form of I. Sutskever et al., "On the importance of initialization and momentum
        # in deep learning", ICML 2013.
        Optimizer(
            "nesterov", "v ← μ·v + g;  p ← p − η·(g + μ·v)",
            r"v \leftarrow \mu v + g,\quad p \leftarrow p - \eta (g + \mu v)",
            0.03, (_fraction("momentum", 0.9),), 1,
            units=lambda _values, scale: (scale,), constants=_rate, remember=_look_ahead, move=_nesterov_move,
            reach=_velocity_reach,
        ),
        # J. Duchi, E. Hazan and Y. Singer, "Adaptive Subgradient Methods", JMLR 12 (2011).
        Optimizer(
            "adagrad", "s ← s + g²;  p ← p − η·g / (√s + ε)",
            r"s \leftarrow s + g^2,\quad p \leftarrow p - \eta\,\frac{g}{\sqrt{s} + \varepsilon}",
            0.1, (_epsilon(1e-10),), 1,
            units=lambda _values, scale: (scale**2,), constants=_adagrad_constants,
            remember=_sum_squares, move=_move_by_gradient, reach=_adagrad_reach,
        ),
        # T. Tieleman and G. Hinton, "Lecture 6.5: RMSProp", 2012.
        Optimizer(
            "rmsprop", "v ← α·v + (1 − α)·g²;  p ← p − η·g / (√v + ε)",
            r"v \leftarrow \alpha v + (1 - \alpha) g^2,\quad p \leftarrow p - \eta\,\frac{g}{\sqrt{v} + \varepsilon}",
            0.01, (_fraction("decay", 0.99), _epsilon(1e-8)), 1,
            units=lambda values, scale: ((1 - values["decay"]) * scale**2,),
            constants=_rmsprop_constants, remember=_average_squares, move=_move_by_gradient,
            reach=_rmsprop_reach,
        ),
        # D. Kingma and J. Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015.
        Optimizer(
            "adam",
            "m ← β₁·m + (1 − β₁)·g;  v ← β₂·v + (1 − β₂)·g²;  p ← p − η·m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε)",
            _ADAM_LATEX, 0.01, _ADAM_HYPERPARAMETERS, 2,
            units=_adam_units, constants=_adam_constants, remember=_average_both, move=_adam_move,
            reach=_adam_reach,
        ),
        # I. Loshchilov and F. Hutter, "Decoupled Weight Decay Regularization", ICLR 2019; λ acts on every parameter.
        Optimizer(
            "adamw", "p ← (1 − η·λ)·p, then as Adam",
            r"p \leftarrow (1 - \eta\lambda) p,\quad " + _ADAM_LATEX,
            0.01, (*_ADAM_HYPERPARAMETERS, Hyperparameter("weight_decay", 0.01, 0.0, 100.0)), 2,
            units=_adam_units, constants=_adamw_constants, remember=_average_both, move=_adamw_move,
            reach=_adam_reach,
        ),
    ),
)  # fmt: skip
