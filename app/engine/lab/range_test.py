"""Which learning rate suits: the loss while the rate rises from far too small to far too large.

L. Smith, "Cyclical Learning Rates for Training Neural Networks", WACV 2017.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from app.engine.network import Network
from app.engine.streams import Streams
from app.engine.training import Trainer

if TYPE_CHECKING:
    from app.engine.data import Dataset
    from app.engine.settings import TrainingSettings

BLOWN_UP = 4.0
"""The test ends when the loss is this many times the lowest so far."""
BACK = 10.0
"""The rate suggested is this many times below the one with the lowest loss: at the lowest it is about to blow up."""
SMOOTHING = 0.7


@dataclass(frozen=True)
class RangeTest:
    """What a range test found.

    Attributes:
        rates: the learning rates, rising.
        losses: the training loss before the update with each.
        suggestion: the rate to use; None where no loss fell.
    """

    rates: list[float]
    losses: list[float]
    suggestion: float | None


def range_test(
    network: Network, dataset: Dataset, settings: TrainingSettings, *, seed: int, low: float, high: float, steps: int
) -> RangeTest:
    """Train a copy of a network while the learning rate rises evenly on a logarithmic axis.

    Args:
        network: where to start; it is not changed.
        dataset: the points.
        settings: how it is trained; its learning rate, schedule and early stopping are not used.
        seed: for batches and dropout.
        low: the first learning rate.
        high: the last one.
        steps: updates, at least 2.
    """
    copy = Network(network.sizes, network.activation_names(), network.parameters, network.dtype)
    rising = replace(
        settings,
        hyperparameters={**settings.hyperparameters, "learning_rate": low},
        schedule="exponential",
        schedule_values={"steps": steps - 1, "final": high / low},
        early_stopping=None,
    )
    trainer = Trainer(copy, dataset, rising, Streams.from_seed(seed))
    rates = np.geomspace(low, high, steps).tolist()
    losses: list[float] = []
    while len(losses) < steps and trainer.stopped is None:
        trainer.advance(1, losses)
        if losses and not losses[-1] <= BLOWN_UP * min(losses):
            break
    return RangeTest(rates[: len(losses)], losses, _suggest(rates, losses))


def _suggest(rates: list[float], losses: list[float]) -> float | None:
    if len(losses) < 2:
        return None
    smooth = losses[:1]
    for loss in losses[1:]:
        smooth.append(SMOOTHING * smooth[-1] + (1 - SMOOTHING) * loss)
    best = int(np.argmin(smooth))
    return rates[best] / BACK if smooth[best] < 0.98 * smooth[0] else None
