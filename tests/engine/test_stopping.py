"""Early stopping and divergence: where training stops, and that it does so however it is sliced."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.data import Dataset, stack
from app.engine.losses import LOSSES, mean_loss
from app.engine.network import Network
from app.engine.passes import GradientPass, LossPass
from app.engine.state import EarlyStoppingState, SeenLosses
from app.engine.surgery import add_neuron, set_bias
from app.engine.training import EarlyStopping, Trainer, TrainingSettings
from tests.engine.building import make_data, make_trainer

if TYPE_CHECKING:
    from collections.abc import Callable

# ---- Early stopping --------------------------------------------------------------------------------------------------


def test_a_hand_worked_sequence_of_losses() -> None:
    trainer = make_trainer()
    snapshot = trainer.state().present.training
    stopping, rule = EarlyStoppingState(), EarlyStopping(patience=3, min_delta=0.1)
    waited, best = [], []
    for step, loss in enumerate((5.0, 4.0, 4.5, 3.95, 3.9, 3.85, 3.8, 3.8, float("nan"))):
        stopping = stopping.look(step, loss, rule, lambda: snapshot)
        waited.append(stopping.waited)
        best.append(stopping.best_loss)
    assert waited == [0, 0, 1, 2, 3, 0, 1, 2, 3]
    assert best == [5, 4, 4, 4, 4, 3.85, 3.85, 3.85, 3.85]
    assert stopping.best_step == 5
    np.testing.assert_array_equal(stopping.losses.points[:3], [[0, 5], [1, 4], [2, 4.5]])


def test_it_remembers_evenly_spaced_looks_and_the_last_one() -> None:
    losses = SeenLosses()
    for step in range(1001):
        losses = losses.add(step, -step)
    assert (losses.every, losses.looks, losses.last) == (4, 1001, (1000, -1000))
    np.testing.assert_array_equal(losses.points[:, 0], np.arange(0, 1001, 4))


@pytest.mark.parametrize("seed", range(8))
def test_where_it_begins_to_watch_is_the_first_candidate(seed: int) -> None:
    """A network trained well before early stopping comes on is never left worse than it was."""
    data = make_data(samples=60, noise=0.1, seed=seed)
    trainer = make_trainer((1, 20, 1), "tanh", dataset=data, seed=seed, hyperparameters={"learning_rate": 0.01})
    trainer.advance(3000)
    begun, rule = trainer.step, EarlyStopping(patience=5)
    rough = TrainingSettings("mean_absolute_error", "sgd", {"learning_rate": 0.3}, early_stopping=rule)
    trainer.reconfigure(rough)
    before = trainer.validation_loss()
    trainer.advance(1000)
    assert trainer.stopped == "early_stopping"
    assert trainer.validation_loss() <= before
    story = trainer.stopping
    assert (story.resting, story.best_step, story.best_loss) == (True, trainer.step, trainer.validation_loss())
    assert story.losses.points[0].tolist() == [begun, before]
    assert story.losses.last is not None
    assert story.losses.last[0] == trainer.step + rule.patience


def test_every_change_makes_the_present_state_the_first_candidate_anew() -> None:
    trainer = overfitting(early_stopping=EarlyStopping(patience=10))

    def first_candidate() -> tuple[int | None, float]:
        return trainer.stopping.best_step, trainer.stopping.best_loss

    changes: tuple[Callable[[], object], ...] = (
        lambda: trainer.replace_data(make_data(samples=20, noise=0.1, validation_fraction=0.4, seed=5)),
        lambda: trainer.reconfigure(TrainingSettings(early_stopping=EarlyStopping(patience=7))),
        lambda: add_neuron(trainer, 0),
        lambda: set_bias(trainer, 1, 0, 0.5),
    )
    for change in changes:
        trainer.advance(20)
        change()
        assert first_candidate() == (trainer.step, trainer.validation_loss())
        assert len(trainer.stopping.losses.points) == 1


def overfitting(**settings: Any) -> Trainer:
    """Return a trainer whose validation loss falls and then rises: much noise, few points."""
    data = make_data(samples=20, noise=0.6, validation_fraction=0.4, seed=4)
    values = {"learning_rate": 0.03}
    return make_trainer((1, 20, 1), "tanh", dataset=data, seed=4, hyperparameters=values, **settings)


@pytest.mark.parametrize("batch_size", [None, 5])
def test_it_stops_where_the_rule_says_and_goes_back_to_the_best_step(batch_size: int | None) -> None:
    rule = EarlyStopping(patience=25, min_delta=1e-3)
    per_epoch = 1 if batch_size is None else 3
    reference = overfitting(batch_size=batch_size)
    best, best_epoch, epoch = np.inf, 0, 0
    while epoch - best_epoch < rule.patience:
        reference.advance(per_epoch)
        epoch += 1
        if reference.validation_loss() < best - rule.min_delta:
            best, best_epoch, parameters = reference.validation_loss(), epoch, reference.network.parameters.copy()
    trainer = overfitting(batch_size=batch_size, early_stopping=rule)
    losses: list[float] = []
    done = trainer.advance(100_000, losses)
    assert 1 < best_epoch < epoch
    assert done == len(losses) == epoch * per_epoch
    assert (trainer.stopped, trainer.step, trainer.epoch) == ("early_stopping", best_epoch * per_epoch, best_epoch)
    assert trainer.validation_loss() == best
    np.testing.assert_array_equal(trainer.network.parameters, parameters)


def test_training_goes_on_past_the_stop_as_if_there_had_been_none() -> None:
    rule = EarlyStopping(patience=10)
    trainer, free = overfitting(early_stopping=rule), overfitting()
    trainer.advance(10_000)
    free.advance(trainer.step + 300)
    assert trainer.advance(300) == 300
    assert trainer.stopped is None
    np.testing.assert_array_equal(trainer.network.parameters, free.network.parameters)


def test_new_settings_or_data_wake_it_again() -> None:
    trainer = overfitting(early_stopping=EarlyStopping(patience=10))
    trainer.advance(10_000)
    trainer.reconfigure(TrainingSettings(early_stopping=EarlyStopping(patience=5)))
    assert trainer.advance(10_000) < 10_000
    trainer.replace_data(trainer.dataset)
    assert trainer.advance(10_000) < 10_000
    assert trainer.stopped == "early_stopping"


def test_it_watches_the_training_loss_where_nothing_is_set_aside() -> None:
    data = make_data(validation_fraction=0)
    trainer = make_trainer(dataset=data, early_stopping=EarlyStopping(patience=3, min_delta=10.0))
    assert trainer.advance(100) == 3
    assert (trainer.stopped, trainer.step) == ("early_stopping", 0)


# ---- Divergence ------------------------------------------------------------------------------------------------------


def expected_stop(trainer: Trainer, loss: str, rate: float) -> tuple[int, np.ndarray]:
    """Descend by hand and return the last step before the loss is over the contract's limit, and its parameters."""
    network, data = trainer.network, trainer.dataset
    gradient = np.empty(network.parameter_count)
    losses = LossPass(network, stack(data.x_train, data.y_train), LOSSES[loss])
    backward = GradientPass(losses, network, gradient)
    mean = np.broadcast_to(data.y_train.mean(axis=1, keepdims=True), data.y_train.shape)
    limit = 1000 * (1 + max(mean_loss(LOSSES[loss], mean, data.y_train), losses.run()))
    step, before = -1, network.parameters.copy()
    while losses.run() <= limit:
        step, before = step + 1, network.parameters.copy()
        for operation in (*backward.forward_operations, *backward.backward_operations):
            operation()
        network.parameters -= rate * losses.scale * gradient
    return step, before


@pytest.mark.parametrize("slices", [1, 7, 64, 1000])
@pytest.mark.parametrize(("loss", "rate"), [("mean_squared_error", 0.9), ("mean_squared_error", 1000), ("huber", 1e4)])
def test_divergence_stops_at_the_last_step_before_it_however_sliced(loss: str, rate: float, slices: int) -> None:
    def build() -> Trainer:
        return make_trainer((1, 8, 1), "relu", loss=loss, optimizer="sgd", hyperparameters={"learning_rate": rate})

    step, parameters = expected_stop(build(), loss, rate)
    trainer = build()
    losses: list[float] = []
    while trainer.stopped is None:
        trainer.advance(slices, losses)
    assert (trainer.stopped, trainer.step, len(losses)) == ("diverged", step, step)
    np.testing.assert_allclose(trainer.network.parameters, parameters, rtol=1e-9)
    assert trainer.advance(slices) == 0
    assert (trainer.stopped, trainer.step) == ("diverged", step)


@given(
    rate=st.floats(0.3, 1000),
    slices=st.lists(st.integers(1, 50), min_size=10, max_size=30),
    batch=st.sampled_from([{"batch_size": 7}, {"dropout": 0.5}, {"batch_size": 10, "dropout": 0.2}]),
    recorded=st.booleans(),
)
def test_sampled_divergence_does_not_depend_on_slices_nor_records(
    rate: float, slices: list[int], batch: dict[str, Any], recorded: bool
) -> None:
    settings = {"optimizer": "sgd", "hyperparameters": {"learning_rate": rate}, **batch}
    whole, sliced = (make_trainer((1, 8, 1), "relu", dtype=np.float32, **settings) for _ in range(2))
    total = whole.advance(sum(slices))
    done = 0
    losses: list[float] = []
    for count in slices:
        done += sliced.advance(count, losses if recorded else None)
        assert np.isfinite(sliced.network.parameters).all()
        if sliced.stopped:
            break
    assert (done, sliced.step, sliced.stopped) == (total, whole.step, whole.stopped)
    assert len(losses) == (done if recorded else 0)
    np.testing.assert_array_equal(sliced.network.parameters, whole.network.parameters)


def test_a_passing_peak_between_two_looks_is_no_divergence() -> None:
    """One far sample in batches of one: each step on it throws the line off, the steps after bring it back."""

    def build() -> Trainer:
        x = np.linspace(-1, 1, 33)[None].copy()
        x[0, 16] = 6
        data = Dataset(x, 0 * x, np.empty((1, 0)), np.empty((1, 0)))
        rate = {"learning_rate": 0.3}
        trainer = make_trainer((1, 1), dataset=data, batch_size=1, optimizer="sgd", hyperparameters=rate)
        trainer.network.parameters[:] = 10
        trainer.forget_past()
        return trainer

    whole, stepped, peaks = build(), build(), 0
    assert whole.advance(132) == 132
    for _ in range(132):
        stepped.advance(1)
        peaks += stepped.training_loss() > 1000
    assert peaks > 0
    assert stepped.stopped is None
    np.testing.assert_array_equal(stepped.network.parameters, whole.network.parameters)


def test_a_smaller_rate_after_divergence_learns() -> None:
    trainer = make_trainer(optimizer="sgd", hyperparameters={"learning_rate": 1000.0})
    trainer.advance(100)
    assert trainer.stopped == "diverged"
    before = trainer.training_loss()
    trainer.reconfigure(TrainingSettings(optimizer="sgd", hyperparameters={"learning_rate": 0.05}))
    assert trainer.advance(200) == 200
    assert trainer.training_loss() < before


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("settings", [{}, {"batch_size": 7}])
def test_a_start_far_off_is_trained_all_the_same(dtype: type, settings: dict[str, Any]) -> None:
    """Its loss is a million times that of the mean; divergence is what goes a thousand times beyond it."""
    trainer = make_trainer((1, 1), dtype=dtype, hyperparameters={"learning_rate": 1.0}, **settings)
    trainer.network.parameters[:] = 2000
    trainer.forget_past()
    before = trainer.training_loss()
    assert trainer.advance(3000) == 3000
    assert trainer.training_loss() < before / 20


def test_a_deep_network_of_large_weights_and_a_curve_far_up_are_trained() -> None:
    """Their losses at the start are 1e12 and 1e4, where predicting the mean has less than 1."""
    deep = make_trainer(dtype=np.float32)
    sizes, rng = (1, *[64] * 8, 1), np.random.default_rng(0)
    weights = rng.normal(size=sum((a + 1) * b for a, b in pairwise(sizes)))
    deep.transplant(Network(sizes, ["relu"] * 8, weights, np.float32), np.full(weights.size, -1))
    x = np.linspace(-3, 3, 128)[None]
    none = np.empty((1, 0))
    far = make_trainer(
        (1, 3, 1), "relu", dataset=Dataset(x, x + 100, none, none), hyperparameters={"learning_rate": 0.1}
    )
    for trainer in (deep, far):
        before = trainer.training_loss()
        assert before > 9000
        assert trainer.advance(1000) == 1000
        assert trainer.training_loss() < before / 1000


@pytest.mark.parametrize("far", [np.inf, np.nan])
def test_a_start_without_a_finite_loss_does_no_step(far: float) -> None:
    trainer = make_trainer((1, 1))
    trainer.network.parameters[:] = far
    trainer.forget_past()
    assert trainer.advance(10) == 0
    assert (trainer.stopped, trainer.step) == ("diverged", 0)


def test_a_new_rate_leaves_the_start_where_it_was_and_new_weights_or_data_or_a_new_loss_move_it() -> None:
    trainer = make_trainer()
    start = trainer.state().start_loss
    assert start == trainer.training_loss()
    trainer.advance(200)
    assert trainer.training_loss() < 0.9 * start
    trainer.reconfigure(TrainingSettings(hyperparameters={"learning_rate": 0.02}, batch_size=7))
    assert trainer.state().start_loss == start
    changes: tuple[Callable[[], object], ...] = (
        lambda: trainer.reconfigure(TrainingSettings(loss="huber")),
        lambda: trainer.replace_data(make_data(noise=0.3, seed=3)),
        lambda: set_bias(trainer, 1, 0, 40.0),
    )
    for change in changes:
        change()
        assert trainer.state().start_loss == trainer.training_loss() != start
        start = trainer.training_loss()
        trainer.advance(3)


def test_the_start_goes_with_the_state() -> None:
    trainer, other = make_trainer(optimizer="sgd", hyperparameters={"learning_rate": 5.0}), make_trainer()
    trainer.network.parameters[:] = 30
    trainer.forget_past()
    state = trainer.state()
    trainer.advance(100)
    other.reconfigure(trainer.settings)
    other.restore(state)
    other.advance(100)
    assert (other.step, other.stopped) == (trainer.step, trainer.stopped) == (trainer.step, "diverged")
