"""A trainer's whole state, taken out and put back without losing a bit. Nothing here changes once taken."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.engine.arrays import Floats
    from app.engine.descent import DescentState
    from app.engine.settings import EarlyStopping
    from app.engine.streams import GeneratorState

Stopped = Literal["early_stopping", "diverged"]

GENERATOR_BYTES = 400
"""What one generator's state takes, about: a dict of a few long numbers."""

OBJECT_BYTES = 2000
"""What the objects around a snapshot's arrays take, about; of a small network they are most of it."""


@dataclass(frozen=True)
class Snapshot:
    """What an update changes.

    Attributes:
        step: updates done.
        parameters: the flat vector.
        descent: the optimizer's memory.
        batches: epochs done, position in the epoch, generator state at its start.
        dropout: the dropout generator's state, None without dropout.
    """

    step: int
    parameters: Floats
    descent: DescentState
    batches: tuple[float, int, GeneratorState | None]
    dropout: GeneratorState | None

    @property
    def nbytes(self) -> int:
        """Bytes held, about."""
        generators = sum(state is not None for state in (self.batches[2], self.dropout))
        return OBJECT_BYTES + self.parameters.nbytes + self.descent.nbytes + generators * GENERATOR_BYTES


@dataclass(frozen=True)
class Watch:
    """Early stopping's memory.

    Attributes:
        best_loss: the lowest loss seen.
        waited: epochs since.
        best: the training's state at that loss.
        resting: it has stopped training once, and lets it go on.
    """

    best_loss: float = math.inf
    waited: int = 0
    best: Snapshot | None = None
    resting: bool = False

    def look(self, loss: float, rule: EarlyStopping, snapshot: Callable[[], Snapshot]) -> Watch:
        """Return the memory after one more epoch; ``snapshot`` is called if it was the best."""
        if loss < self.best_loss - rule.min_delta:
            return Watch(loss, 0, snapshot())
        return Watch(self.best_loss, self.waited + 1, self.best)


@dataclass(frozen=True)
class Moment:
    """One point of a training, with all that decides how it goes on."""

    snapshot: Snapshot
    watch: Watch


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
    """

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    present: Moment
    checkpoint: Moment
    streams: dict[str, GeneratorState]
    stopped: Stopped | None

    @property
    def nbytes(self) -> int:
        """Bytes held, about; parts shared with other states are counted in each."""
        moments = (self.present, self.checkpoint)
        parts = [*(moment.snapshot for moment in moments), *(moment.watch.best for moment in moments)]
        snapshots = {id(part): part for part in parts if part is not None}.values()
        return sum(part.nbytes for part in snapshots) + len(self.streams) * GENERATOR_BYTES
