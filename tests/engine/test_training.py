from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.data import Batches, stack
from app.engine.losses import LOSSES, mean_loss
from app.engine.optimizers import OPTIMIZERS
from app.engine.passes import GradientPass, LossPass
from app.engine.streams import Streams
from app.engine.surgery import add_neuron
from app.engine.training import EarlyStopping, Trainer, TrainingSettings
from tests.engine.building import make_data, make_trainer

some_settings = st.fixed_dictionaries(
    {
        "loss": st.sampled_from(list(LOSSES)),
        "optimizer": st.sampled_from(list(OPTIMIZERS)),
        "batch_size": st.sampled_from([None, 7, 30]),
        "dropout": st.sampled_from([0.0, 0.3]),
        "l1_penalty": st.sampled_from([0.0, 0.01]),
        "schedule": st.sampled_from(["constant", "cosine"]),
        "early_stopping": st.sampled_from([None, EarlyStopping(patience=8, min_delta=0.01)]),
    }
)


def advance_in_slices(trainer: Trainer, slices: list[int]) -> None:
    for count in slices:
        trainer.advance(count)


@given(settings=some_settings, slices=st.lists(st.integers(1, 40), min_size=1, max_size=6), seed=st.integers(0, 99))
def test_the_same_seed_gives_the_same_run_however_it_is_sliced(
    settings: dict[str, Any], slices: list[int], seed: int
) -> None:
    whole, sliced = (make_trainer(seed=seed, dtype=np.float32, **settings) for _ in range(2))
    whole.advance(sum(slices))
    for count in slices:
        if sliced.advance(count) < count:
            break
    assert (whole.step, whole.epoch, whole.stopped) == (sliced.step, sliced.epoch, sliced.stopped)
    np.testing.assert_array_equal(whole.network.parameters, sliced.network.parameters)


@given(settings=some_settings, before=st.integers(0, 70), after=st.integers(1, 70))
def test_a_saved_state_continues_bit_for_bit(settings: dict[str, Any], before: int, after: int) -> None:
    trainer = make_trainer((1, 4, 3, 1), "swish", seed=1, **settings)
    trainer.advance(before)
    state = trainer.state()
    trainer.advance(after)
    other = make_trainer((1, 2, 1), seed=2, **settings)
    other.dataset = trainer.dataset
    other.replace_data(trainer.dataset)
    for continued in (other, trainer):
        continued.restore(state)
        continued.advance(after)
        assert continued.state().present.training.step == trainer.step
        np.testing.assert_array_equal(continued.network.parameters, trainer.network.parameters)
    assert (other.epoch, other.stopped) == (trainer.epoch, trainer.stopped)
    assert other.streams.state() == trainer.streams.state()


def test_a_state_is_detached_and_knows_its_size() -> None:
    trainer = make_trainer(batch_size=7, optimizer="adam")
    trainer.advance(10)
    state = trainer.state()
    kept = state.present.training.parameters.copy()
    buffers = state.present.training.optimizer.buffers.copy()
    trainer.advance(50)
    np.testing.assert_array_equal(state.present.training.parameters, kept)
    np.testing.assert_array_equal(state.present.training.optimizer.buffers, buffers)
    assert state.nbytes >= 2 * (kept.nbytes + buffers.nbytes)


@given(count=st.integers(1, 40), batch_size=st.integers(1, 45))
def test_minibatches_visit_every_sample_once_an_epoch(count: int, batch_size: int) -> None:
    dataset = make_data(samples=max(2, count), validation_fraction=0)
    count = dataset.x_train.shape[1]
    batches = Batches(dataset, batch_size, Streams.from_seed(3).batches)
    orders = []
    for _ in range(3):
        seen: list[float] = []
        for i in range(batches.per_epoch):
            samples = np.empty((3, batches.next_size))
            batches.load(samples)
            last = i == batches.per_epoch - 1
            assert samples.shape[1] == (count - i * batches.size if last else batches.size)
            np.testing.assert_array_equal(samples[1], 1)
            seen += samples[0].tolist()
        assert sorted(seen) == sorted(dataset.x_train[0].tolist())
        orders.append(seen)
    assert batches.epoch == 3
    if batches.per_epoch > 3:
        assert orders[0] != orders[1]


def test_each_batch_is_one_update_on_its_own_mean() -> None:
    """A line trained by hand on the same batches, the last of 2 samples included."""
    dataset = make_data(samples=12, validation_fraction=0)
    trainer = make_trainer(
        (1, 1), dataset=dataset, optimizer="sgd", hyperparameters={"learning_rate": 0.1}, batch_size=5
    )
    w, b = trainer.network.parameters
    batches = Batches(dataset, 5, Streams.from_seed(0).batches)
    for _ in range(6):
        samples = np.empty((3, batches.next_size))
        batches.load(samples)
        error = w * samples[0] + b - samples[2]
        w, b = w - 0.1 * 2 * np.mean(error * samples[0]), b - 0.1 * 2 * np.mean(error)
    assert trainer.advance(6) == 6
    assert trainer.epoch == 2
    np.testing.assert_allclose(trainer.network.parameters, [w, b], atol=1e-14)


def test_recorded_losses_are_those_before_each_update() -> None:
    for settings in ({}, {"batch_size": 7}, {"dropout": 0.4}):
        recorded, stepped = (make_trainer(**settings) for _ in range(2))
        losses: list[float] = []
        validation: list[float] = []
        recorded.advance(70, losses, validation)
        expected = []
        for _ in range(70):
            expected.append((stepped.training_loss(), stepped.validation_loss()))
            stepped.advance(1)
        np.testing.assert_allclose(losses, [pair[0] for pair in expected], rtol=1e-13)
        np.testing.assert_allclose(validation, [pair[1] for pair in expected], rtol=1e-13)


def test_losses_are_those_of_predicting_on_all_points() -> None:
    trainer = make_trainer((2, 4, 3), loss="huber", dropout=0.5)
    trainer.advance(20)
    data, predict = trainer.dataset, trainer.network.predict
    assert trainer.training_loss() == pytest.approx(mean_loss(LOSSES["huber"], predict(data.x_train), data.y_train))
    assert trainer.validation_loss() == pytest.approx(
        mean_loss(LOSSES["huber"], predict(data.x_validation), data.y_validation)
    )
    alone = make_trainer(dataset=make_data(validation_fraction=0))
    assert np.isnan(alone.validation_loss())


def reference_adam(trainer: Trainer, phases: list[tuple[int, str, float, float]]) -> np.ndarray:
    """Adam from the paper, in whose phases (steps, loss, learning rate, β₂) only the moments are carried on."""
    network, data = trainer.network, trainer.dataset
    gradient = np.empty(network.parameter_count)
    m, v, step = np.zeros_like(gradient), np.zeros_like(gradient), 0
    for steps, loss, rate, beta2 in phases:
        losses = LossPass(network, stack(data.x_train, data.y_train), LOSSES[loss])
        backward = GradientPass(losses, network, gradient)
        for _ in range(steps):
            for operation in (*backward.forward_operations, *backward.backward_operations):
                operation()
            step += 1
            g = gradient * losses.scale
            m = 0.9 * m + 0.1 * g
            v = beta2 * v + (1 - beta2) * g**2
            network.parameters -= rate * m / (1 - 0.9**step) / (np.sqrt(v / (1 - beta2**step)) + 1e-8)
    return network.parameters


def test_settings_may_change_live_and_the_optimizer_remembers() -> None:
    phases = [
        (20, "mean_squared_error", 0.01, 0.999),
        (20, "mean_squared_error", 0.03, 0.99),
        (20, "huber", 0.03, 0.99),
    ]
    trainer = make_trainer()
    for steps, loss, rate, beta2 in phases:
        trainer.reconfigure(TrainingSettings(loss, "adam", {"learning_rate": rate, "beta2": beta2}))
        trainer.advance(steps)
    np.testing.assert_allclose(trainer.network.parameters, reference_adam(make_trainer(), phases), rtol=1e-10)


def test_another_optimizer_starts_fresh_from_the_same_weights() -> None:
    trainer = make_trainer(optimizer="momentum")
    trainer.advance(30)
    weights = trainer.network.to_layers()
    trainer.reconfigure(TrainingSettings(optimizer="adagrad"))
    assert trainer.network.to_layers() == weights
    fresh = make_trainer(optimizer="adagrad")
    fresh.network.parameters[:] = trainer.network.parameters
    for continued in (trainer, fresh):
        continued.advance(10)
    np.testing.assert_array_equal(trainer.network.parameters, fresh.network.parameters)


def test_changing_the_rate_within_an_epoch_goes_on_with_the_epoch() -> None:
    trainer, reference = (make_trainer(batch_size=7) for _ in range(2))
    trainer.advance(3)
    trainer.reconfigure(TrainingSettings(batch_size=7, hyperparameters={"learning_rate": 1e-9}))
    assert trainer.epoch == 3 / 5
    advance_in_slices(trainer, [2, 5])
    reference.advance(10)
    assert trainer.epoch == 2
    assert trainer.streams.state()["batches"] == reference.streams.state()["batches"]


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
@pytest.mark.parametrize(
    "more",
    [
        {}, {"batch_size": 8}, {"l1_penalty": 0.01}, {"dropout": 0.3, "batch_size": 8}, {"schedule": "cosine"},
        {"early_stopping": EarlyStopping(patience=500)},
    ],
)  # fmt: skip
def test_a_new_rate_is_written_into_the_table_and_changes_what_a_new_loop_would(
    optimizer: str, more: dict[str, Any]
) -> None:
    live, bound = (make_trainer(optimizer=optimizer, **more) for _ in range(2))
    for trainer in (live, bound):
        trainer.advance(37)
        add_neuron(trainer, 0)  # younger than the others, which Adam minds
        trainer.advance(5)
    loop = live._loop
    for rate, schedule in ((0.003, live.settings.schedule), (0.002, "constant"), (0.004, "cosine")):
        rated = replace(live.settings, hyperparameters={"learning_rate": rate}, schedule=schedule)
        live.reconfigure(rated)
        assert live._loop is loop
        bound.settings = rated
        bound._bind(bound._loop.memory())
        bound._forget_past(new_start=False)
        for trainer in (live, bound):
            trainer.advance(100)
    assert live.network.parameters.tobytes() == bound.network.parameters.tobytes()
    live.reconfigure(replace(live.settings, l2_penalty=0.1))
    assert live._loop is not loop


def test_new_data_and_batch_sizes_keep_weights_epochs_and_steps() -> None:
    trainer = make_trainer(batch_size=7)
    trainer.advance(12)
    weights = trainer.network.to_layers()
    trainer.replace_data(make_data(samples=20, noise=0.5, seed=9))
    trainer.reconfigure(TrainingSettings(batch_size=None))
    assert trainer.network.to_layers() == weights
    assert (trainer.step, trainer.epoch) == (12, 2.4)
    trainer.advance(1)
    assert trainer.epoch == 3.4


def test_activations_may_change_and_the_weights_stay() -> None:
    trainer = make_trainer((1, 4, 4, 1), "tanh")
    trainer.advance(30)
    changed = trainer.with_activations(["relu", "sine"])
    assert changed.step == 30
    np.testing.assert_array_equal(changed.network.parameters, trainer.network.parameters)
    before = changed.training_loss()
    assert before != trainer.training_loss()
    changed.advance(50)
    assert changed.training_loss() < before


def test_a_wide_and_deep_network_with_several_outputs_learns() -> None:
    trainer = make_trainer((3, *[64] * 8, 2), "relu", dtype=np.float32, hyperparameters={"learning_rate": 1e-3})
    before = trainer.training_loss()
    trainer.advance(40)
    assert trainer.training_loss() < before / 2


def test_a_network_without_hidden_layers_finds_the_line_of_least_squares() -> None:
    trainer = make_trainer((2, 2), optimizer="nesterov", dropout=0.0)
    trainer.advance(2000)
    data = trainer.dataset
    rows = np.vstack([data.x_train, np.ones(data.x_train.shape[1])])
    best = np.linalg.lstsq(rows.T, data.y_train.T)[0]
    np.testing.assert_allclose(trainer.network.layers[0], best, atol=1e-8)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"dropout": 1.0}, "dropout"),
        ({"batch_size": 0}, "batch_size"),
        ({"l1_penalty": -1.0}, "penalties"),
        ({"loss": "mse"}, "unknown loss 'mse'"),
        ({"optimizer": "sdg"}, "unknown optimizer 'sdg'"),
        ({"hyperparameters": {"beta3": 0.5}}, "adam has no beta3"),
    ],
)
def test_settings_that_mean_nothing_are_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make_trainer(**change)


def test_network_and_data_must_fit_together() -> None:
    with pytest.raises(ValueError, match="float32 cannot train on data of float64"):
        make_trainer(dtype=np.float32, dataset=make_data())
    with pytest.raises(ValueError, match="do not fit"):
        make_trainer((2, 3, 1), dataset=make_data(1, 1))


# ---- Schedules -------------------------------------------------------------------------------------------------------
