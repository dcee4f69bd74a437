"""Apply an optimizer to one parameter vector: its buffers, step counts and prepared updates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from app.engine.arrays import aligned_empty
from app.engine.optimizers import OPTIMIZERS, Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from numpy.typing import NDArray

    from app.engine.arrays import Floats, Operation

SLOTS = 64
"""How many updates are prepared ahead, each with its own constants."""

KNOWN = 512
"""How many updates' constants are computed at once: a few NumPy calls, which cost the same for many as for one."""

_AHEAD = np.arange(1.0, KNOWN + 1)[:, None]


@dataclass(frozen=True)
class OptimizerState:
    """What an optimizer remembers, never changed once taken.

    Attributes:
        optimizer: its name.
        units: what one unit of each buffer stood for.
        buffers: (buffers, P).
        ages: how many updates each group of parameters has had, (groups,).
        group: each parameter's group, (P,).
    """

    optimizer: str
    units: tuple[float, ...]
    buffers: Floats
    ages: NDArray[np.int64]
    group: NDArray[np.intp]

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return self.buffers.nbytes + self.ages.nbytes + self.group.nbytes


class OptimizerRunner:
    """Applies an update rule to a parameter vector.

    Parameters added later have had fewer updates than the others, which Adam's bias correction counts; parameters of
    the same age form a group. While there is one group only, the constants are scalars.

    Args:
        optimizer: a name in ``OPTIMIZERS``.
        values: the learning rate and the hyperparameters, by name; those not given have their defaults.
        scale: what the written gradient is multiplied by to be the true one.
        parameters: (P,), updated in place.
        gradients: (2, P), the gradient in row 0.
        state: what to go on from, converted to the present units; ignored if it is another optimizer's.
        step: updates done before, whichever optimizer did them.
        factors: the schedule, as ``TrainingSettings.rate_factors``.
        l1: the L1 penalty of each parameter, (P,); None without one.

    Raises:
        ValueError: if a value is unknown to the optimizer.
    """

    def __init__(
        self,
        optimizer: str,
        values: Mapping[str, float],
        *,
        scale: float,
        parameters: Floats,
        gradients: Floats,
        state: OptimizerState | None = None,
        step: int = 0,
        factors: Callable[[NDArray[np.float64]], NDArray[np.float64] | None] = lambda _steps: None,
        l1: Floats | None = None,
    ) -> None:
        self.rule = OPTIMIZERS[optimizer]
        unknown = values.keys() - self.rule.defaults().keys()
        if unknown:
            raise ValueError(f"{optimizer} has no {', '.join(sorted(unknown))}")
        self._values = {**self.rule.defaults(), **values}
        self._scale = scale
        self._units = self.rule.fused.units(self._values, scale)
        count, dtype = parameters.size, parameters.dtype
        self._buffers = aligned_empty((self.rule.buffers, count), dtype)
        self._buffers[:] = 0
        self._ages: NDArray[np.int64] = np.zeros(1, dtype=np.int64)
        self._aged = 0
        self._group: NDArray[np.intp] = np.zeros(count, dtype=np.intp)
        self._step, self._factors = step, factors
        self._next_slot, self._known_from = SLOTS, step - KNOWN
        scratch = aligned_empty((count,), dtype)
        thresholds = scratch if l1 is None else aligned_empty((count,), dtype)
        self._work = Workspace(parameters, gradients, self._buffers, scratch, l1, thresholds)
        if state is not None:
            if state.optimizer == self.rule.name:
                self._group = state.group
            self.restore(state, step)

    def state(self) -> OptimizerState:
        """Return what is remembered, detached."""
        return OptimizerState(self.rule.name, self._units, self._buffers.copy(), self._ages + self._aged, self._group)

    def restore(self, state: OptimizerState, step: int) -> None:
        """Go on from a state of the same groups: exactly in the same units, else converted to the present ones.

        Another optimizer's memory means nothing here and is ignored.

        Args:
            state: what was remembered.
            step: updates done before.
        """
        self._step = step
        self._next_slot, self._known_from = SLOTS, step - KNOWN
        if state.optimizer != self.rule.name:
            return
        self._ages, self._aged = state.ages, 0
        self._buffers[:] = state.buffers
        if state.units != self._units:
            ratios = np.array(state.units) / np.array(self._units)
            self._buffers *= ratios[:, None].astype(self._buffers.dtype)

    def set_rates(
        self,
        values: Mapping[str, float],
        factors: Callable[[NDArray[np.float64]], NDArray[np.float64] | None],
    ) -> None:
        """Go on with another learning rate or schedule: no prepared update is laid out anew.

        Args:
            values: as before, but for the learning rate.
            factors: the schedule.
        """
        self._values = {**self.rule.defaults(), **values}
        self._factors = factors
        self._next_slot, self._known_from = SLOTS, self._step - KNOWN

    def updates(self) -> list[list[Operation]]:
        """Return the calls of each of ``SLOTS`` successive updates; ``take_slots`` sets their constants."""
        dtype, groups = self._work.parameters.dtype, len(self._ages)
        remember = self.rule.fused.remember(self._work, self._values)
        names = len(self._constants(self._values, _AHEAD))
        self._known: Floats = np.empty((KNOWN, names, groups), dtype=dtype)
        self._table: Floats = np.zeros((SLOTS, names, groups), dtype=dtype)
        if groups == 1:
            scalars = ([constant.reshape(()) for constant in constants] for constants in self._table)
            return [[*remember, *self.rule.fused.move(self._work, constants)] for constants in scalars]
        vectors: Floats = np.empty((names, self._group.size), dtype=dtype)
        move = self.rule.fused.move(self._work, list(vectors))
        spread = (partial(constants.take, self._group, 1, vectors, "clip") for constants in self._table)
        return [[*remember, operation, *move] for operation in spread]

    def take_slots(self, count: int) -> int:
        """Return the first of ``count`` ≤ ``SLOTS`` successive slots whose constants are those of the next updates."""
        if self._next_slot + count > SLOTS:
            start = self._step - self._known_from
            if start + SLOTS > KNOWN:
                constants = self._constants(self._scheduled(), self._ages + self._aged + _AHEAD)
                for k, constant in enumerate(constants):
                    self._known[:, k] = constant
                self._known_from, start = self._step, 0
            self._table[:] = self._known[start : start + SLOTS]
            self._next_slot = 0
        return self._next_slot

    def _constants(self, values: Mapping[str, Any], steps: NDArray[Any]) -> tuple[NDArray[np.float64] | float, ...]:
        """Return the rule's constants, and with an L1 penalty those of its thresholds after them."""
        constants = self.rule.fused.constants(values, self._scale, steps)
        return constants if self._work.l1 is None else (*constants, *self.rule.fused.reach(values, self._scale, steps))

    def _scheduled(self) -> Mapping[str, Any]:
        """Return the rule's numbers, the learning rate that of each of the next ``KNOWN`` updates, (KNOWN, 1)."""
        factors = self._factors(self._step + _AHEAD[:, 0] - 1)
        if factors is None:
            return self._values
        return {**self._values, "learning_rate": self._values["learning_rate"] * factors[:, None]}

    def count(self, done: int) -> None:
        """Note that updates have been done, in the slots last taken."""
        self._step += done
        self._aged += done
        self._next_slot += done


def transplant(state: OptimizerState, origin: NDArray[np.intp]) -> OptimizerState:
    """Return a state for parameters rearranged: each had been at ``origin``, or is new where that is negative."""
    new = origin < 0
    buffers = np.where(new, 0, state.buffers[:, origin]).astype(state.buffers.dtype)
    ages = np.where(new, 0, state.ages[state.group[origin]])
    distinct, group = np.unique(ages, return_inverse=True)
    return OptimizerState(state.optimizer, state.units, buffers, distinct, group)
