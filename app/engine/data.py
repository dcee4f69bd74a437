"""The points a network learns from, and those set aside to see whether it learned or memorized."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import DTypeLike, NDArray

    from app.engine.arrays import Floats


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
