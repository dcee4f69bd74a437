"""What the penalties do to the weights of a known problem: L1 keeps a few of them, L2 all of them and small."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.engine.anatomy.diagnosis import diagnose
from app.experiment import build_trainer
from app.tasks.curve import CurveExperiment

if TYPE_CHECKING:
    from app.engine.anatomy.findings import Finding
    from app.engine.training import Trainer

STEPS = 5000
NEAR_ZERO = 0.01
SEEDS = (0, 1, 2, 3)
NEEDED = 2
"""Three pieces have two corners; a third neuron tilts the line."""


def trained(seed: int, **penalty: float) -> Trainer:
    """Return a 1-16-1 ReLU network, its biases 0 at first, that has learned three pieces under a penalty."""
    config = {
        "version": 1,
        "data": {"source": {"kind": "target", "name": "three_pieces"}},
        "network": {"hidden": [16], "activation": "relu"},
        "training": {"loss": "mean_squared_error", "optimizer": {"name": "adam", "learning_rate": 0.01}, **penalty},
        "seed": seed,
    }
    trainer = build_trainer(CurveExperiment.model_validate(config))
    trainer.advance(STEPS)
    return trainer


def neurons_left(trainer: Trainer) -> int:
    """Return how many neurons have both an incoming and an outgoing weight above 1% of the layer's largest."""
    incoming, outgoing = (np.abs(layer[:-1]) for layer in trainer.network.layers)
    arrives = (incoming >= NEAR_ZERO * incoming.max()).any(axis=0)
    leaves = (outgoing >= NEAR_ZERO * outgoing.max()).any(axis=1)
    return int((arrives & leaves).sum())


def zeros(trainer: Trainer) -> int:
    """Return how many weights are exactly 0."""
    return sum(int((layer[:-1] == 0).sum()) for layer in trainer.network.layers)


def findings(trainer: Trainer) -> list[Finding]:
    return diagnose(trainer.network, trainer.dataset, trainer.settings, step=trainer.step)


@pytest.mark.parametrize("seed", SEEDS)
def test_l1_keeps_the_few_neurons_that_matter_where_l2_keeps_most(seed: int) -> None:
    sparse, spread = trained(seed, l1_penalty=0.01), trained(seed, l2_penalty=0.01)
    assert max(sparse.training_loss(), spread.training_loss()) < 0.01  # measured: 0.001 each
    assert NEEDED <= neurons_left(sparse) <= 5  # measured: 3
    assert neurons_left(spread) >= 11  # measured: 15 or 16
    assert zeros(sparse) >= 20  # of 32; measured: 26
    assert zeros(spread) == 0
    assert not [entry for entry in findings(sparse) if entry.kind == "asleep"]


@pytest.mark.parametrize("seed", SEEDS[:2])
def test_l2_keeps_the_largest_weight_smaller_than_none_does(seed: int) -> None:
    def largest(trainer: Trainer) -> float:
        return max(float(np.abs(layer[:-1]).max()) for layer in trainer.network.layers)

    assert largest(trained(seed, l2_penalty=0.01)) < 0.9 * largest(trained(seed))
