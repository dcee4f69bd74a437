"""From a config to something that trains: the one place where schema and engine meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.engine.anatomy.units import Units
from app.engine.data import Dataset, make_dataset
from app.engine.network import Network
from app.engine.streams import Streams
from app.engine.targets import TARGETS
from app.engine.training import EarlyStopping, Trainer, TrainingSettings
from app.expressions.formula import parse_formula
from app.schema import ExperimentConfig, ExpressionSource, PointsSource, TargetSource

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from numpy.typing import DTypeLike, NDArray


def build_trainer(
    config: ExperimentConfig, dtype: DTypeLike = np.float32, layers: Sequence[dict[str, Any]] | None = None
) -> Trainer:
    """Return a trainer at step 0 of a config.

    Args:
        config: the experiment.
        dtype: float32 for the live page, float64 for ``piecewise fit``.
        layers: weights to start from instead of the initializer's.

    Raises:
        ValueError: if the layers do not fit the config's shape; the message names the layer.
    """
    streams = Streams.from_seed(config.seed)
    dataset = build_dataset(config, dtype)
    activations = config.network.activations()
    if layers is None:
        network = Network.initialized(
            config.sizes(),
            activations,
            config.network.initializer,
            config.network.bias_initializer,
            domain=[config.data.domain],
            rng=streams.initialization,
            dtype=dtype,
        )
    else:
        network = Network.from_layers(layers, activations, dtype)
        if network.sizes != config.sizes():
            raise ValueError(f"layers have the sizes {list(network.sizes)} but the config's are {list(config.sizes())}")
    return Trainer(network, dataset, training_settings(config), streams)


def build_dataset(config: ExperimentConfig, dtype: DTypeLike = np.float32) -> Dataset:
    """Return the training and validation points of a config; the same config gives the same points."""
    x, y = sample_source(config)
    return make_dataset(
        x[None, :],
        y[None, :],
        noise=config.data.noise,
        validation_fraction=config.data.validation_fraction,
        rng=Streams.data_of(config.seed, config.data.shuffle),
        dtype=dtype,
    )


def sample_source(config: ExperimentConfig) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return x and y (n,) of the curve to find, without noise: given points, or samples of a curve."""
    source = config.data.source
    if isinstance(source, PointsSource):
        return np.array(source.x), np.array(source.y)
    x = domain_grid(config, config.data.samples)
    return x, curve_values(config, x)


def domain_grid(config: ExperimentConfig, count: int) -> NDArray[np.float64]:
    """Return ``count`` equally spaced points of the domain, ends included."""
    low, high = config.data.domain
    return np.linspace(low, high, count)


def shown_grid(config: ExperimentConfig, count: int) -> NDArray[np.float64]:
    """Return ``count`` equally spaced points of what charts show, ends included."""
    return np.linspace(*config.data.shown_range(), count)


def curve_values(config: ExperimentConfig, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the curve to find at x (n,), without noise; between given points it is straight, beyond them level.

    A formula's values may not be finite between the samples.
    """
    source = config.data.source
    if isinstance(source, TargetSource):
        return np.asarray(TARGETS[source.name].function(x), dtype=np.float64)
    if isinstance(source, ExpressionSource):
        units = units_of(config)
        return (parse_formula(source.expression)(x * units.x_scale + units.x_offset) - units.y_offset) / units.y_scale
    points, heights = np.array(source.x), np.array(source.y)
    order = np.argsort(points, kind="stable")
    between: NDArray[np.float64] = np.interp(x, points[order], heights[order])
    return between


def units_of(config: ExperimentConfig) -> Units:
    """Return how points or a formula were scaled; as they are where they were not, and for a built-in curve."""
    source = config.data.source
    units = None if isinstance(source, TargetSource) else source.units
    return Units(units.x_offset, units.x_scale, units.y_offset, units.y_scale) if units else Units()


def training_settings(config: ExperimentConfig) -> TrainingSettings:
    """Return the engine's settings of a config."""
    training = config.training
    stopping = training.early_stopping
    return TrainingSettings(
        loss=training.loss,
        optimizer=training.optimizer.name,
        hyperparameters=training.optimizer.values(),
        schedule=training.schedule.name,
        schedule_values=training.schedule.values(),
        batch_size=training.batch_size,
        l1_penalty=training.l1_penalty,
        l2_penalty=training.l2_penalty,
        dropout=training.dropout,
        early_stopping=EarlyStopping(stopping.patience, stopping.min_delta) if stopping else None,
    )
