"""What an optimizer is, and the parts its rules share: how a gradient moves the parameters.

The rules are PyTorch's, to rounding. Each is written twice in its own file: as the textbook has it, to be read and
shown, and fused for speed. The fused operations take a gradient left unscaled: with g the written gradient and
k = ``scale``, the true gradient is k·g. Running averages are kept without their constant factors, too: where the
textbook keeps v ← βv + (1 − β)(kg)², the buffer is v / ((1 − β)k²), which takes two calls instead of three. All these
factors end up in a rule's few scalar ``constants``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from app.engine.arithmetic import Quantity, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from app.engine.arrays import Floats, Operation

    Values = Mapping[str, float]
    Steps = NDArray[np.float64]
    Constants = tuple[NDArray[np.float64] | float, ...]

LEARNING_RATE = Quantity("learning_rate", "η")
GRADIENT = Quantity("gradient", "g")
PARAMETER = Quantity("before", "p")
UPDATE = Quantity("step", "t")
"""Which update of the parameter this is, from 1."""
L1 = Quantity("l1", "λ₁")
"""The L1 penalty of a parameter, see ``penalties``."""


@dataclass(frozen=True)
class Hyperparameter(Quantity):
    """A number an optimizer has beside its learning rate, with its limits."""

    default: float
    minimum: float
    maximum: float
    exclusive_minimum: bool = False
    exclusive_maximum: bool = False


def fraction(name: str, symbol: str, default: float) -> Hyperparameter:
    """Return a hyperparameter from 0 to below 1."""
    return Hyperparameter(name, symbol, default, 0.0, 1.0, exclusive_maximum=True)


def epsilon(default: float) -> Hyperparameter:
    """Return ε, which keeps a division by a root from being one by 0."""
    return Hyperparameter("epsilon", "ε", default, 0.0, 1.0, exclusive_minimum=True)


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
class Fused:
    """A rule as prepared NumPy calls.

    Attributes:
        units: ``units(values, scale)`` gives for each buffer what one unit of it is in the textbook's quantity.
        constants: ``constants(values, scale, step)`` gives the rule's constants at steps (any shape) counted from 1;
            the learning rate may be an array that goes with them.
        remember: ``remember(workspace, values)`` prepares the first half of an update: taking in the gradient.
        move: ``move(workspace, constants)`` prepares the second: moving the parameters; a constant is 0-d or (P,).
            With an L1 penalty those of ``reach`` come last, and parameters are pulled toward 0 after they have moved.
        reach: ``reach(values, scale, step)`` gives the constants that say how far an L1 penalty of 1 pulls.
    """

    units: Callable[[Values, float], tuple[float, ...]]
    constants: Callable[[Values, float, Steps], Constants]
    remember: Callable[[Workspace, Values], list[Operation]]
    move: Callable[[Workspace, Sequence[Floats]], list[Operation]]
    reach: Callable[[Values, float, Steps], Constants]


@dataclass(frozen=True)
class PyTorch:
    """A rule in PyTorch's words.

    Attributes:
        constructor: ``constructor(values)`` gives the call behind ``torch.optim.``; its parameters are
            ``groups(network)``.
        reach: what the rule multiplies a steady gradient of the weight ``w`` by, from the parameter ``group`` and the
            optimizer's ``state`` of w: see ``penalties``.
    """

    constructor: Callable[[Values], str]
    reach: str


@dataclass(frozen=True)
class Optimizer:
    """One update rule, with everything that is known of it.

    Attributes:
        name: the name users write.
        year: when it was published; menus list the oldest first.
        formula: the rule in plain text; g gradient, p parameter, η learning rate.
        latex: the rule in LaTeX.
        learning_rate: a sensible default.
        steps: the textbook's steps in their order, from ``GRADIENT`` to the step ``change``, what is added to p.
        threshold: how far an L1 penalty then pulls p + change toward 0.
        fused: the same for speed.
        pytorch: the same in PyTorch.
        hyperparameters: its own numbers.
        decay_limit: ``decay_limit(values)`` gives the largest η·λ with which a decay λ of the weights still shrinks
            them; None where there is none.
    """

    name: str
    year: int
    formula: str
    latex: str
    learning_rate: float
    steps: tuple[Step, ...]
    threshold: Step
    fused: Fused
    pytorch: PyTorch
    hyperparameters: tuple[Hyperparameter, ...] = ()
    decay_limit: Callable[[Values], float] | None = None

    @property
    def memory(self) -> tuple[str, ...]:
        """The names of what it remembers for each parameter, in the order of its buffers."""
        return tuple(step.name for step in self.steps if step.remembered)

    @property
    def buffers(self) -> int:
        """How many numbers it remembers for each parameter."""
        return len(self.memory)

    def defaults(self) -> dict[str, float]:
        """Return every hyperparameter's default by name, the learning rate included."""
        return {"learning_rate": self.learning_rate, **{entry.name: entry.default for entry in self.hyperparameters}}


# ---- Fused operations that several rules share ---------------------------------------------------------------------


def no_memory(_work: Workspace, _values: Values) -> list[Operation]:
    """Take in the gradient of a rule that remembers nothing."""
    return []


def scaled_rate(values: Values, scale: float, _step: Steps) -> tuple[float]:
    """Return the one constant of rules that move by their direction times the learning rate."""
    return (values["learning_rate"] * scale,)


def move_by(direction: Floats, work: Workspace, constants: Sequence[Floats]) -> list[Operation]:
    """p ← p − rate · direction; with an L1 penalty then the pull by l1 · reach."""
    rate, *reach = constants
    moved: list[Operation] = [
        partial(np.multiply, direction, rate, work.scratch),
        partial(np.subtract, work.parameters, work.scratch, work.parameters),
    ]
    if work.l1 is None:
        return moved
    return [*moved, partial(np.multiply, work.l1, reach[0], work.thresholds), *_pull(work)]


def divided_move(numerator: Floats, squares: Floats, work: Workspace, constants: Sequence[Floats]) -> list[Operation]:
    """p ← p − rate · numerator / (√squares + ε), with the constants rate and ε.

    With an L1 penalty the divisor is √squares + ε + l1, for the move and for the pull l1 · rate / divisor alike: where
    gradients are small, the pull would else be as large as ε is small. So it is never more than the learning rate.
    """
    rate, epsilon_, *reach = constants
    divided: list[Operation] = [
        partial(np.sqrt, squares, work.scratch),
        partial(np.add, work.scratch, epsilon_, work.scratch),
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


def _pull(work: Workspace) -> list[Operation]:
    """p ← sign(p)·max(|p| − τ, 0), as p − (p clipped to [−τ, τ]): exactly 0 where |p| ≤ τ."""
    return [
        partial(np.minimum, work.parameters, work.thresholds, out=work.scratch),
        partial(np.negative, work.thresholds, work.thresholds),
        partial(np.maximum, work.scratch, work.thresholds, out=work.scratch),
        partial(np.subtract, work.parameters, work.scratch, work.parameters),
    ]
