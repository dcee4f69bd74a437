"""Minibatches: every sample once an epoch, in an order drawn anew for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.engine.data import stack

if TYPE_CHECKING:
    from app.engine.arrays import Floats
    from app.engine.data import Dataset
    from app.engine.streams import GeneratorState


class Batches:
    """Where training is in its epoch.

    Args:
        dataset: the points.
        batch_size: samples an update sees; None, or as many as there are, for all.
        rng: the batches stream; a full batch draws nothing from it.
        epochs: how many epochs have been done, from another order of things perhaps not a whole number.

    Attributes:
        size: samples in a batch, the last of an epoch excepted.
        last_size: samples in that one.
        per_epoch: batches in an epoch.
        position: batches done in this epoch.
        full: whether a batch is all samples.
    """

    def __init__(self, dataset: Dataset, batch_size: int | None, rng: np.random.Generator, epochs: float = 0.0) -> None:
        count: int = dataset.x_train.shape[1]
        self.size = min(batch_size or count, count)
        self.per_epoch = -(-count // self.size)
        self.last_size = count - (self.per_epoch - 1) * self.size
        self.full = self.per_epoch == 1
        self.position = 0
        self._epochs: float = epochs
        self._rng = rng
        self._samples = stack(dataset.x_train, dataset.y_train)
        self._shuffled = np.empty_like(self._samples)
        self._epoch_start: GeneratorState | None = None

    @property
    def epoch(self) -> float:
        """How many times all samples have been seen."""
        return self._epochs + self.position / self.per_epoch

    @property
    def next_size(self) -> int:
        """Samples in the next batch."""
        return self.last_size if self.position == self.per_epoch - 1 else self.size

    def load(self, samples: Floats) -> None:
        """Copy the next batch into an array (inputs + 1 + outputs, next_size) and go on to the one after."""
        if self.position == 0:
            self._shuffle()
        start = self.position * self.size
        np.copyto(samples, self._shuffled[:, start : start + self.size])
        self.position += 1
        if self.position == self.per_epoch:
            self.position = 0
            self._epochs += 1

    def count_full(self, done: int) -> None:
        """Note that full batches have been done."""
        self._epochs += done

    def state(self) -> tuple[float, int, GeneratorState | None]:
        """Return epochs done, position in the epoch and the generator's state at its start, None for full batches."""
        if self.full:
            return self._epochs, 0, None
        start = self._epoch_start if self.position else self._rng.bit_generator.state
        return self._epochs, self.position, start

    def restore(self, state: tuple[float, int, GeneratorState | None]) -> None:
        """Continue exactly where ``state`` was taken, on the same samples and batch size."""
        self._epochs, self.position, start = state
        if start is not None:
            self._rng.bit_generator.state = start
            if self.position:
                self._shuffle()

    def _shuffle(self) -> None:
        self._epoch_start = self._rng.bit_generator.state
        order = self._rng.permutation(self._samples.shape[1])
        np.take(self._samples, order, axis=1, out=self._shuffled, mode="clip")
