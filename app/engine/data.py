"""Training and validation points, and which of them each update sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import DTypeLike, NDArray

    from app.engine.arrays import Floats
    from app.engine.streams import GeneratorState


@dataclass(frozen=True)
class Dataset:
    """Training and validation points, one column each.

    Attributes:
        x_train: (inputs, n), n ≥ 1.
        y_train: (outputs, n).
        x_validation: (inputs, m), m may be 0.
        y_validation: (outputs, m).
    """

    x_train: Floats
    y_train: Floats
    x_validation: Floats
    y_validation: Floats

    @property
    def dtype(self) -> np.dtype[np.floating]:
        """The element type of all four arrays."""
        return self.x_train.dtype


def stack(x: Floats, y: Floats) -> Floats:
    """Return samples as one array [x; 1; y], (inputs + 1 + outputs, n): one copy then moves a whole batch."""
    return np.ascontiguousarray(np.concatenate([x, np.ones((1, x.shape[1]), dtype=x.dtype), y]))


def split_rows(
    count: int, validation_fraction: float, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the indices of the samples that train and of those set aside, each in rising order.

    Args:
        count: how many samples there are, at least 1.
        validation_fraction: the part set aside, rounded to whole samples; at least one stays.
        rng: the data stream; the split is the first thing drawn from it.
    """
    set_aside = min(count - 1, round(count * validation_fraction))
    order = rng.permutation(count)
    return np.sort(order[set_aside:]), np.sort(order[:set_aside])


def make_dataset(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    *,
    noise: float,
    validation_fraction: float,
    rng: np.random.Generator,
    dtype: DTypeLike = np.float64,
) -> Dataset:
    """Add noise to samples and split them; the points of each part keep their order.

    Neither the split nor the pattern of the noise depends on ``noise``, which only scales that pattern.

    Args:
        x: inputs, (inputs, n).
        y: outputs, (outputs, n).
        noise: standard deviation of the normal noise added to every y.
        validation_fraction: the part set aside for validation, rounded to whole samples; at least one stays.
        rng: the data stream.
        dtype: float32 or float64.

    Raises:
        ValueError: if the shapes do not match, there is no sample, or a number is not finite.
    """
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if x.ndim != 2 or y.ndim != 2 or x.shape[1] != y.shape[1] or x.shape[1] == 0:
        raise ValueError(f"x {x.shape} and y {y.shape} must be (inputs, n) and (outputs, n) with n ≥ 1")
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError("x and y must be finite")
    train, validation = split_rows(x.shape[1], validation_fraction, rng)
    y = y + noise * rng.standard_normal(y.shape)
    parts = (x[:, train], y[:, train], x[:, validation], y[:, validation])
    return Dataset(*(np.ascontiguousarray(part, dtype=dtype) for part in parts))


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
