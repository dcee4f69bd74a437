"""Small trainings for the tests to work on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from app.engine.data import Dataset, make_dataset
from app.engine.network import Network
from app.engine.streams import Streams
from app.engine.training import Trainer, TrainingSettings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import DTypeLike

    from app.engine.arrays import Floats


def make_data(
    inputs: int = 1, outputs: int = 1, *, samples: int = 40, validation_fraction: float = 0.25, noise: float = 0.0,
    seed: int = 0, dtype: DTypeLike = np.float64,
) -> Dataset:  # fmt: skip
    """Return samples of smooth functions on [-2, 2]."""
    grid = np.linspace(-2, 2, samples)
    x = np.stack([np.roll(grid, 7 * i) for i in range(inputs)])
    y = np.stack([np.sin((2 + i) * x).sum(axis=0) for i in range(outputs)])
    rng = Streams.from_seed(seed).data
    return make_dataset(x, y, noise=noise, validation_fraction=validation_fraction, rng=rng, dtype=dtype)


def make_trainer(
    sizes: Sequence[int] = (1, 5, 1),
    activation: str | Sequence[str] = "tanh",
    *,
    dataset: Dataset | None = None,
    seed: int = 0,
    dtype: DTypeLike = np.float64,
    **settings: Any,
) -> Trainer:
    """Return a trainer at step 0; ``settings`` are those of ``TrainingSettings``."""
    names = [activation] * (len(sizes) - 2) if isinstance(activation, str) else activation
    streams = Streams.from_seed(seed)
    network = Network.initialized(
        sizes, names, "xavier_uniform", "spread", domain=[(-2, 2)] * sizes[0], rng=streams.initialization, dtype=dtype
    )
    data = dataset or make_data(sizes[0], sizes[-1], dtype=dtype)
    return Trainer(network, data, TrainingSettings(**settings), streams)


def curve(trainer: Trainer) -> Floats:
    """Return the prediction on all points, training and validation."""
    return trainer.network.predict(np.hstack([trainer.dataset.x_train, trainer.dataset.x_validation]))


def zigzag_layers(width: int, depth: int) -> list[dict[str, Any]]:
    """Return ReLU layers that fold [0, 1] onto itself ``depth`` times: ``width`` to the power of it pieces."""
    biases = [-i / width for i in range(width)]
    slopes = [float(width)] + [2.0 * width * (-1) ** i for i in range(1, width)]
    folds = [{"weights": [slopes] * width, "biases": biases}] * (depth - 1)
    return [{"weights": [[1.0]] * width, "biases": biases}, *folds, {"weights": [slopes], "biases": [0.0]}]
