"""The settings of a training."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from app.engine.optimizers import OPTIMIZERS
from app.engine.schedules import SCHEDULES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray


@dataclass(frozen=True)
class EarlyStopping:
    """When to stop: the loss has not fallen by more than ``min_delta`` for ``patience`` epochs."""

    patience: int
    min_delta: float = 0.0


@dataclass(frozen=True)
class TrainingSettings:
    """How a network is trained; may change while it is.

    Attributes:
        loss: a name in ``LOSSES``.
        optimizer: a name in ``OPTIMIZERS``.
        hyperparameters: its learning rate and own numbers by name; those left out have their defaults.
        schedule: a name in ``SCHEDULES``: how the learning rate changes.
        schedule_values: its numbers by name; those left out have their defaults.
        batch_size: samples an update sees; None for all.
        l1_penalty: weight of Σ|w|.
        l2_penalty: weight of Σw²/2.
        dropout: the probability with which a hidden activation is dropped, 0 ≤ dropout < 1.
        early_stopping: None to train on.
    """

    loss: str = "mean_squared_error"
    optimizer: str = "adam"
    hyperparameters: Mapping[str, float] = field(default_factory=dict)
    schedule: str = "constant"
    schedule_values: Mapping[str, float] = field(default_factory=dict)
    batch_size: int | None = None
    l1_penalty: float = 0.0
    l2_penalty: float = 0.0
    dropout: float = 0.0
    early_stopping: EarlyStopping | None = None

    def __post_init__(self) -> None:
        if self.batch_size is not None and self.batch_size < 1:
            raise ValueError(f"batch_size {self.batch_size} must be at least 1")
        if not 0 <= self.dropout < 1:
            raise ValueError(f"dropout {self.dropout} must be at least 0 and below 1")
        if min(self.l1_penalty, self.l2_penalty) < 0:
            raise ValueError("penalties must not be negative")

    def differs_in_rate_only(self, other: TrainingSettings) -> bool:
        """Tell whether nothing but the learning rate and its schedule is different."""
        numbers = {**other.hyperparameters}
        numbers.pop("learning_rate", None)
        if "learning_rate" in self.hyperparameters:
            numbers["learning_rate"] = self.hyperparameters["learning_rate"]
        same = replace(other, hyperparameters=numbers, schedule=self.schedule, schedule_values=self.schedule_values)
        return self == same

    def rate_factors(self, steps: NDArray[np.float64]) -> NDArray[np.float64] | None:
        """Return what the schedule multiplies the learning rate by after so many updates (n,); None for always 1."""
        schedule = SCHEDULES[self.schedule]
        if schedule.factor is None:
            return None
        return schedule.factor(steps, {**schedule.defaults(), **self.schedule_values})

    def at_step(self, step: int) -> TrainingSettings:
        """Return the settings of one update, its learning rate the one the schedule gives after so many before."""
        factors = self.rate_factors(np.array([float(step)]))
        if factors is None:
            return self
        rate = self.hyperparameters.get("learning_rate", OPTIMIZERS[self.optimizer].learning_rate)
        values = {**self.hyperparameters, "learning_rate": rate * float(factors[0])}
        return replace(self, hyperparameters=values, schedule="constant", schedule_values={})
