"""A trainer's state as immutable values: restoring one continues bit for bit."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from app.engine.arrays import Floats
    from app.engine.optimizer_runner import OptimizerState
    from app.engine.settings import EarlyStopping
    from app.engine.streams import GeneratorState

Stopped = Literal["early_stopping", "diverged"]

GENERATOR_BYTES = 400
"""Approximate size of one generator's state: a dict of a few long numbers."""

OBJECT_BYTES = 2000
"""Approximate size of the objects around a snapshot's arrays; for a small network they are most of it."""

MOST_SEEN = 256
"""How many of the losses seen by early stopping are kept; an even number."""


@dataclass(frozen=True)
class TrainingState:
    """What an update changes.

    Attributes:
        step: updates done.
        parameters: the flat vector.
        optimizer: the optimizer's memory.
        batches: epochs done, position in the epoch, generator state at its start.
        dropout: the dropout generator's state, None without dropout.
    """

    step: int
    parameters: Floats
    optimizer: OptimizerState
    batches: tuple[float, int, GeneratorState | None]
    dropout: GeneratorState | None

    @property
    def nbytes(self) -> int:
        """Bytes held, about."""
        generators = sum(state is not None for state in (self.batches[2], self.dropout))
        return OBJECT_BYTES + self.parameters.nbytes + self.optimizer.nbytes + generators * GENERATOR_BYTES


@dataclass(frozen=True)
class SeenLosses:
    """The losses early stopping has seen, in bounded memory: when full, every second one is dropped.

    Attributes:
        points: step and loss of every ``every``-th look from the first one on, (n, 2) with n ≤ ``MOST_SEEN``.
        every: a power of 2.
        looks: how many looks there were.
        last: step and loss of the last one, whether or not it is among the points; None before the first.
    """

    points: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 2)), compare=False)
    every: int = 1
    looks: int = 0
    last: tuple[int, float] | None = None

    def add(self, step: int, loss: float) -> SeenLosses:
        """Return the losses with one more."""
        points, every = self.points, self.every
        if self.looks % every == 0:
            if len(points) == MOST_SEEN:
                points, every = points[::2], 2 * every
            points = np.concatenate((points, ((step, loss),)))
        return SeenLosses(points, every, self.looks + 1, (step, loss))


@dataclass(frozen=True)
class EarlyStoppingState:
    """What early stopping has seen.

    Attributes:
        best_loss: the lowest loss seen.
        waited: epochs since.
        best: the training's state at that loss.
        best_step: the step of that state.
        losses: what it has seen.
        resting: it has stopped training once, and lets it go on; ``best`` is None then.
    """

    best_loss: float = math.inf
    waited: int = 0
    best: TrainingState | None = None
    best_step: int | None = None
    losses: SeenLosses = field(default_factory=SeenLosses)
    resting: bool = False

    @staticmethod
    def beginning(loss: float, start: TrainingState) -> EarlyStoppingState:
        """Return the memory of early stopping that begins at a state: the first candidate for the best one."""
        losses = SeenLosses().add(start.step, loss)
        if not math.isfinite(loss):
            return EarlyStoppingState(losses=losses)
        return EarlyStoppingState(loss, 0, start, start.step, losses)

    def look(
        self, step: int, loss: float, rule: EarlyStopping, snapshot: Callable[[], TrainingState]
    ) -> EarlyStoppingState:
        """Return the memory after one more epoch, at a step; ``snapshot`` is called if it was the best."""
        losses = self.losses.add(step, loss)
        if loss < self.best_loss - rule.min_delta:
            return EarlyStoppingState(loss, 0, snapshot(), step, losses)
        return EarlyStoppingState(self.best_loss, self.waited + 1, self.best, self.best_step, losses)

    def rested(self) -> EarlyStoppingState:
        """Return the memory after it has stopped training: with the losses seen, without the best state."""
        return replace(self, best=None, resting=True)


@dataclass(frozen=True)
class Checkpoint:
    """A training state and early stopping's: together they decide how training goes on."""

    training: TrainingState
    stopping: EarlyStoppingState


@dataclass(frozen=True)
class TrainerState:
    """Everything a trainer is but its data and settings.

    Attributes:
        sizes: the network's layer sizes.
        activations: its hidden layers' activations by name.
        present: where training is.
        checkpoint: where a return from divergence starts.
        streams: every generator's state by name.
        stopped: why training stopped, if it did.
        start_loss: the training loss where this training began, see ``Loop.begin``.
    """

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    present: Checkpoint
    checkpoint: Checkpoint
    streams: dict[str, GeneratorState]
    stopped: Stopped | None
    start_loss: float

    @property
    def nbytes(self) -> int:
        """Bytes held, about; parts shared with other states are counted in each."""
        checkpoints = (self.present, self.checkpoint)
        parts = [*(each.training for each in checkpoints), *(each.stopping.best for each in checkpoints)]
        snapshots = {id(part): part for part in parts if part is not None}.values()
        seen = {id(each.stopping.losses): each.stopping.losses.points.nbytes for each in checkpoints}
        held = sum(part.nbytes for part in snapshots) + sum(seen.values())
        return held + len(self.streams) * GENERATOR_BYTES
