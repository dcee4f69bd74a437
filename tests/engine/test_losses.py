"""What a loss is the mean of, and what a network that gives one value for every input is measured by."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.engine.anatomy.gradients import backpropagate
from app.engine.losses import LOSSES, Loss, baseline_loss, mean_loss
from tests.engine.building import make_data, make_trainer

if TYPE_CHECKING:
    from app.engine.arrays import Floats

OUTPUTS = 3
SIZES = (2, 5, OUTPUTS)


@pytest.fixture
def over_samples(monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the name of a loss that is the mean over samples of what mean_absolute_error has the mean of."""
    loss = replace(LOSSES["mean_absolute_error"], name="absolute_error", mean_over="samples")
    monkeypatch.setitem(LOSSES._entries, loss.name, loss)
    return loss.name


@pytest.mark.parametrize("batch_size", [None, 10])
def test_a_mean_over_samples_counts_every_output_once(over_samples: str, batch_size: int | None) -> None:
    """Training by it goes the way of the mean over values at a rate that is greater by the number of outputs."""
    data = make_data(2, OUTPUTS, samples=48)
    rates = {"mean_absolute_error": 0.03, over_samples: 0.03 / OUTPUTS}
    whole, single = (
        make_trainer(
            SIZES, dataset=data, loss=loss, optimizer="sgd", hyperparameters={"learning_rate": rate},
            batch_size=batch_size,
        )
        for loss, rate in rates.items()
    )  # fmt: skip
    losses: tuple[list[float], list[float]] = ([], [])
    for trainer, record in zip((whole, single), losses, strict=True):
        assert trainer.advance(60, record) == 60
    np.testing.assert_allclose(single.network.parameters, whole.network.parameters, rtol=1e-9)
    np.testing.assert_allclose(losses[1], np.multiply(losses[0], OUTPUTS), rtol=1e-9)
    assert single.validation_loss() == pytest.approx(OUTPUTS * whole.validation_loss())


def test_every_reader_of_a_loss_takes_the_same_mean(over_samples: str) -> None:
    trainer = make_trainer(SIZES, dataset=make_data(2, OUTPUTS), loss=over_samples)
    data = trainer.dataset
    expected = float(np.abs(trainer.network.predict(data.x_train) - data.y_train).sum(axis=0).mean())
    assert trainer.training_loss() == pytest.approx(expected)
    assert mean_loss(LOSSES[over_samples], trainer.network.predict(data.x_train), data.y_train) == pytest.approx(
        expected
    )
    back = backpropagate(trainer.network, data.x_train, data.y_train, over_samples)
    assert back.loss == pytest.approx(expected)
    signs = np.sign(trainer.network.predict(data.x_train) - data.y_train)
    np.testing.assert_allclose(back.layers[-1].biases, signs.mean(axis=1), atol=1e-12)


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
def test_the_baseline_of_values_is_their_mean(loss: Loss) -> None:
    y = np.array([[1.0, 2.0, 6.0], [-1.0, 0.0, 1.0]])
    means = np.repeat([[3.0], [0.0]], 3, axis=1)
    assert baseline_loss(loss, y) == mean_loss(loss, means, y) > 0


def test_divergence_is_judged_by_the_baseline_of_the_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    """The loss rises by the same factor at each step: ten thousand times the limit is reached later."""
    ends = []
    for value in (0.0, 100.0):

        def baseline(y: Floats, value: float = value) -> Floats:
            return np.full((len(y), 1), value)

        loss = replace(LOSSES["mean_squared_error"], baseline=baseline)
        monkeypatch.setitem(LOSSES._entries, "mean_squared_error", loss)
        trainer = make_trainer((1, 1), optimizer="sgd", hyperparameters={"learning_rate": 1.0})
        trainer.advance(200)
        assert trainer.stopped == "diverged"
        ends.append(trainer.step)
    assert 0 < ends[0] < ends[1]
