"""More neurons fit better: a sample of benchmarks/fitting.py, and what a new neuron does for a network at rest."""

from __future__ import annotations

import numpy as np
import pytest

from app.engine import surgery
from app.engine.optimizers import OPTIMIZERS
from app.experiment import build_trainer
from app.tasks.curve import CurveExperiment
from benchmarks.fitting import LEAST, STEPS, Tally, share_of_bound, start_of, trained


@pytest.mark.parametrize(("name", "neurons"), [("three_pieces", 3), ("parabola", 8), ("heartbeat", 16), ("sine", 16)])
def test_a_curve_is_fitted_from_the_default_start(name: str, neurons: int) -> None:
    tally = Tally()
    trained(name, 0, neurons, tally)
    assert tally.succeeded == 1, tally.misses()


def test_sixteen_neurons_fit_the_sine_far_better_than_three() -> None:
    errors = {}
    for neurons in (3, 16):
        trainer = start_of("sine", 1, neurons)
        trainer.advance(STEPS // 4)
        errors[neurons] = trainer.training_loss()
    assert errors[16] < errors[3] / 50


@pytest.mark.parametrize("loss", ["mean_squared_error", "mean_absolute_error"])
@pytest.mark.parametrize("seed", range(2))
def test_a_neuron_added_to_a_network_at_rest_lowers_the_loss_beside_a_copy_without_it(loss: str, seed: int) -> None:
    config = {"network": {"hidden": [2]}, "training": {"loss": loss}, "seed": seed}
    trainer = build_trainer(CurveExperiment.model_validate(config))
    trainer.advance(6000)
    without, before = trainer.copy(), trainer.network.predict(trainer.dataset.x_train)
    surgery.add_neuron(trainer, 0)
    np.testing.assert_array_equal(trainer.network.predict(trainer.dataset.x_train), before)
    for each in (trainer, without):
        each.advance(600)
    assert trainer.training_loss() < 0.75 * without.training_loss()


def test_trying_places_leaves_the_trainer_as_it_was() -> None:
    trainer = start_of("heartbeat", 0, 4)
    trainer.advance(500)
    twin = trainer.copy()
    step, loss = trainer.step, trainer.training_loss()
    surgery.add_neuron(trainer, 0)
    assert (trainer.step, trainer.training_loss()) == (step, loss)
    surgery.add_neuron(twin, 0)
    for each in (trainer, twin):
        each.advance(100)
    np.testing.assert_array_equal(trainer.network.parameters, twin.network.parameters)


@pytest.mark.parametrize(("name", "neurons"), [("heartbeat", 10), ("bump", 11), ("absolute_value", 6)])
def test_an_addition_leaves_training_no_worse_than_without_it(name: str, neurons: int) -> None:
    trainer = start_of(name, 1, neurons)
    trainer.advance(6000)
    without = trainer.copy()
    surgery.add_neuron(trainer, 0)
    for each in (trainer, without):
        each.advance(600)
    assert trainer.training_loss() <= max(1.05 * without.training_loss(), LEAST)


def test_what_grows_goes_on_getting_better() -> None:
    trainer = start_of("heartbeat", 0, 3)
    trainer.advance(1000)
    for _ in range(8):
        surgery.add_neuron(trainer, 0)
        trainer.advance(1000)
    trainer.advance(3000)
    assert share_of_bound(trainer, "heartbeat", 0) <= 1


@pytest.mark.parametrize("neurons", [3, 8, 16])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_learns_from_the_default_start_at_its_own_rate(optimizer: str, neurons: int) -> None:
    for batch_size in (None, 20):
        training = {"optimizer": {"name": optimizer}, "batch_size": batch_size}
        config = {"network": {"hidden": [neurons]}, "training": training, "seed": 0}
        trainer = build_trainer(CurveExperiment.model_validate(config))
        begun = trainer.training_loss()
        trainer.advance(2000)
        assert trainer.stopped is None
        assert trainer.training_loss() < 0.4 * begun
