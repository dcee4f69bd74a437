"""The engine computes what PyTorch computes, step by step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.engine.activations import ACTIVATIONS
from app.engine.data import Dataset
from app.engine.losses import LOSSES
from app.engine.network import Network
from app.engine.optimizers import OPTIMIZERS
from app.engine.streams import Streams
from app.engine.training import Trainer, TrainingSettings

if TYPE_CHECKING:
    from numpy.typing import NDArray

GOLDEN: dict[str, NDArray[np.float64]] = dict(np.load(Path(__file__).parents[1] / "golden" / "trajectories.npz"))
SIZES = (2, 5, 4, 2)
VALUES = {
    "sgd": {"learning_rate": 0.05},
    "momentum": {"learning_rate": 0.02},
    "nesterov": {"learning_rate": 0.02},
    "adagrad": {"learning_rate": 0.05},
    "rmsprop": {"learning_rate": 0.005},
    "adam": {"learning_rate": 0.01},
    "adamw": {"learning_rate": 0.01, "weight_decay": 0.05},
}


def check(name: str, activation: str, settings: TrainingSettings) -> None:
    """Train as the golden case did and compare every loss and the parameters every 50 steps."""
    nothing = np.empty((2, 0))
    dataset = Dataset(GOLDEN["x"], GOLDEN["y"], nothing, nothing)
    network = Network(SIZES, [activation] * 2, GOLDEN["start"])
    trainer = Trainer(network, dataset, settings, Streams.from_seed(0))
    losses: list[float] = []
    for parameters in GOLDEN[f"{name}/parameters"]:
        trainer.advance(50, losses)
        np.testing.assert_allclose(trainer.network.parameters, parameters, rtol=0, atol=1e-9)
    np.testing.assert_allclose(losses, GOLDEN[f"{name}/losses"], rtol=0, atol=1e-9)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_and_loss_follows_pytorch(activation: str, loss: str) -> None:
    settings = TrainingSettings(loss=loss, optimizer="adam", hyperparameters={"learning_rate": 0.01})
    check(f"{activation}/{loss}", activation, settings)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_follows_pytorch_with_penalties_on(optimizer: str) -> None:
    settings = TrainingSettings(
        loss="mean_squared_error",
        optimizer=optimizer,
        hyperparameters=VALUES[optimizer],
        l1_penalty=0.003,
        l2_penalty=0.02,
    )
    check(f"penalties/{optimizer}", "tanh", settings)
