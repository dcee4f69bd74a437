"""Builds a trainer from a config: the one place where schema and engine meet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from app.engine.network import Network
from app.engine.streams import Streams
from app.engine.training import EarlyStopping, Trainer, TrainingSettings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import DTypeLike

    from app.schema import ExperimentConfig


MODELS = ("optimizer", "schedule", "early_stopping")
"""Fields of a training that are models of their own; the engine has all others under the same names."""


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
    dataset = config.dataset(dtype)
    activations = config.network.activations()
    if layers is None:
        network = Network.initialized(
            config.sizes(),
            activations,
            config.network.initializer,
            config.network.bias_initializer,
            domain=config.input_intervals(),
            rng=streams.initialization,
            dtype=dtype,
        )
    else:
        network = Network.from_layers(layers, activations, dtype)
        if network.sizes != config.sizes():
            raise ValueError(f"layers have the sizes {list(network.sizes)} but the config's are {list(config.sizes())}")
    return Trainer(network, dataset, training_settings(config), streams)


def training_settings(config: ExperimentConfig) -> TrainingSettings:
    """Return the engine's settings of a config."""
    training = config.training
    stopping = training.early_stopping
    alike: dict[str, Any] = {
        name: getattr(training, name) for name in type(training).model_fields if name not in MODELS
    }
    return TrainingSettings(
        **alike,
        optimizer=training.optimizer.name,
        hyperparameters=training.optimizer.values(),
        schedule=training.schedule.name,
        schedule_values=training.schedule.values(),
        early_stopping=EarlyStopping(stopping.patience, stopping.min_delta) if stopping else None,
    )
