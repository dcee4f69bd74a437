"""Runs recorded to be diagnosed."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from app.engine.anatomy.diagnosis import diagnose
from app.engine.data import Dataset, make_dataset
from app.engine.network import Network
from app.engine.streams import Streams
from app.engine.targets import TARGETS
from app.engine.training import Trainer

if TYPE_CHECKING:
    from app.engine.anatomy.findings import Finding


@dataclass
class Recorded:
    """A training and the losses before each of its steps."""

    trainer: Trainer
    losses: list[float]

    def diagnose(self) -> list[Finding]:
        trainer = self.trainer
        return diagnose(
            trainer.network, trainer.dataset, trainer.settings,
            losses=self.losses, step=trainer.step, diverged=trainer.stopped == "diverged",
        )  # fmt: skip

    def later(self, factor: float) -> float:
        """Return the mean loss of the last of 150 more steps with the learning rate changed, nan where it diverges."""
        kept, settings = self.trainer, self.trainer.settings
        network = Network(kept.network.sizes, kept.network.activation_names(), kept.network.parameters, np.float32)
        trainer = Trainer(network, kept.dataset, settings, Streams.from_seed(0))
        trainer.restore(kept.state())
        rate = settings.hyperparameters["learning_rate"] * factor
        trainer.reconfigure(replace(settings, hyperparameters={"learning_rate": rate}))
        losses: list[float] = []
        trainer.advance(150, losses)
        return math.inf if trainer.stopped else float(np.mean(losses[-50:]))


def make_curve(target: str = "two_sines", samples: int = 64, noise: float = 0.0, seed: int = 0) -> Dataset:
    entry = TARGETS[target]
    x = np.linspace(*entry.domain, samples)
    rng = Streams.from_seed(seed).data
    return make_dataset(x[None], entry.function(x)[None], noise=noise, validation_fraction=0, rng=rng, dtype=np.float32)
