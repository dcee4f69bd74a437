from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine import surgery
from app.engine.activations import ACTIVATIONS
from app.engine.data import Dataset
from app.engine.errors import SurgeryError
from app.engine.network import Network, layer_views
from app.engine.streams import Streams
from app.engine.training import Trainer, TrainingSettings
from tests.engine.building import curve, make_data, make_trainer

if TYPE_CHECKING:
    from collections.abc import Callable

shapes = st.tuples(st.integers(1, 2), st.lists(st.integers(1, 4), min_size=1, max_size=3), st.integers(1, 2)).map(
    lambda parts: (parts[0], *parts[1], parts[2])
)
EXACT = ["linear", "relu", "leaky_relu", "elu", "swish", "gelu", "softplus"]


# ---- Neurons ---------------------------------------------------------------------------------------------------------


@given(sizes=shapes, activation=st.sampled_from(list(ACTIVATIONS)), steps=st.integers(0, 30), data=st.data())
def test_adding_a_neuron_keeps_the_curve_at_any_moment(
    sizes: tuple[int, ...], activation: str, steps: int, data: st.DataObject
) -> None:
    trainer = make_trainer(sizes, activation)
    trainer.advance(steps)
    layer = data.draw(st.integers(0, len(sizes) - 3))
    before = curve(trainer)
    assert surgery.add_neuron(trainer, layer) == sizes[layer + 1]
    assert trainer.network.sizes == (*sizes[: layer + 1], sizes[layer + 1] + 1, *sizes[layer + 2 :])
    np.testing.assert_allclose(curve(trainer), before, rtol=0, atol=1e-13)
    trainer.advance(5)
    assert trainer.step == steps + 5


@pytest.mark.parametrize("layer", [0, 1])
@pytest.mark.parametrize("activation", [name for name in ACTIVATIONS if name != "linear"])
def test_a_new_neuron_is_pulled_at_once(activation: str, layer: int) -> None:
    trainer = make_trainer((1, 3, 3, 1), activation, optimizer="sgd", hyperparameters={"learning_rate": 0.01})
    trainer.advance(50)
    surgery.add_neuron(trainer, layer)
    np.testing.assert_array_equal(trainer.network.weights(layer + 1)[:, 3], 0)
    trainer.advance(1)
    assert np.abs(trainer.network.weights(layer + 1)[:, 3]).max() > 1e-6


@pytest.mark.parametrize("knot", [-1.1, 0.3, 1.2])
def test_a_new_relu_bends_where_the_curve_does(knot: float) -> None:
    x = np.linspace(-2, 2, 81)[None]
    data = Dataset(x, np.abs(x - knot), x[:, :0], x[:, :0])
    trainer = make_trainer((1, 1, 1), "relu", dataset=data)
    trainer.network.parameters[:] = [1, 5, 0.3, -1]  # awake everywhere: a straight line
    trainer.forget_past()
    surgery.add_neuron(trainer, 0)
    bend = -trainer.network.biases(0)[1] / trainer.network.weights(0)[1, 0]
    assert bend == pytest.approx(knot, abs=0.13)


def test_an_added_neuron_helps_a_stuck_network() -> None:
    trainer = make_trainer((1, 2, 1), "relu", loss="mean_squared_error", dataset=make_data(samples=80))
    trainer.advance(3000)
    stuck = trainer.training_loss()
    surgery.add_neuron(trainer, 0)
    trainer.advance(1500)
    assert trainer.training_loss() < 0.7 * stuck


def test_the_optimizer_remembers_what_stays_and_counts_new_steps_apart() -> None:
    trainer = make_trainer((1, 3, 1), optimizer="adam")
    trainer.advance(40)
    before = trainer.state().present.training.optimizer
    surgery.add_neuron(trainer, 0)
    trainer.advance(2)
    trainer_again = make_trainer((1, 3, 1), optimizer="adam")
    trainer_again.advance(40)
    surgery.add_neuron(trainer_again, 0)
    after = trainer_again.state().present.training.optimizer
    for row in range(2):
        old = layer_views(before.buffers[row], (1, 3, 1))
        new = layer_views(after.buffers[row], (1, 4, 1))
        np.testing.assert_array_equal(new[0][:, :3], old[0])
        np.testing.assert_array_equal(new[1][[0, 1, 2, 4]], old[1])
        np.testing.assert_array_equal(new[0][:, 3], 0)
    ages = layer_views(trainer.state().present.training.optimizer.ages[after.group], (1, 4, 1))
    assert ages[0].tolist() == [[42, 42, 42, 2]] * 2
    assert ages[1].ravel().tolist() == [42, 42, 42, 2, 42]


def test_a_new_neurons_first_adam_step_is_a_full_one() -> None:
    """Without its own step count, the bias correction would be gone and the step 3 times too large."""
    trainer = make_trainer((1, 3, 1), hyperparameters={"learning_rate": 1e-3})
    trainer.advance(2000)
    surgery.add_neuron(trainer, 0)
    trainer.advance(1)
    assert abs(trainer.network.weights(1)[0, 3]) == pytest.approx(1e-3, rel=1e-3)


@settings(max_examples=15)
@given(slices=st.lists(st.integers(1, 30), min_size=2, max_size=4))
def test_surgery_is_part_of_the_same_run(slices: list[int]) -> None:
    def run(trainer: Trainer, counts: list[int]) -> Trainer:
        for count in counts:
            trainer.advance(count)
        surgery.add_neuron(trainer, 0)
        for count in counts:
            trainer.advance(count)
        return trainer

    sliced, whole = run(make_trainer((2, 3, 1)), slices), run(make_trainer((2, 3, 1)), [sum(slices)])
    np.testing.assert_array_equal(sliced.network.parameters, whole.network.parameters)
    other = make_trainer((2, 1, 1))
    other.restore(whole.state())
    for trainer in (other, whole):
        trainer.advance(20)
    np.testing.assert_array_equal(other.network.parameters, whole.network.parameters)


def test_removing_a_neuron_leaves_the_sum_of_the_other_paths() -> None:
    trainer = make_trainer((1, 4, 1), "relu")
    trainer.advance(30)
    network, x = trainer.network, trainer.dataset.x_train
    a = np.maximum(0, network.weights(0) @ x + network.biases(0)[:, None])
    path = network.weights(1)[0, 2] * a[2]
    before = curve(trainer)[:, : x.shape[1]]
    neuron, moved = surgery.remove_neuron(trainer, 0, 2)
    assert neuron == 2
    assert moved == pytest.approx(np.abs(path).max())
    np.testing.assert_allclose(trainer.network.predict(x), before - path, atol=1e-13)


def test_the_neuron_contributing_least_is_removed_and_named() -> None:
    trainer = make_trainer((1, 4, 1), "relu")
    trainer.network.weights(1)[0] = [2, -1, 1e-3, 1]
    assert surgery.remove_neuron(trainer, 0)[0] == 2


def test_adding_and_removing_again_gives_back_the_same_network() -> None:
    trainer = make_trainer((2, 3, 4, 2), "swish")
    trainer.advance(10)
    before = trainer.network.to_layers()
    for layer in (0, 1):
        added = surgery.add_neuron(trainer, layer)
        assert surgery.remove_neuron(trainer, layer, added)[1] < 1e-12
    assert trainer.network.to_layers() == before


@pytest.mark.parametrize("layer", [0, 1])
def test_a_neuron_asleep_is_woken_without_moving_the_curve(layer: int) -> None:
    trainer = make_trainer((1, 3, 3, 1), "relu", optimizer="sgd", hyperparameters={"learning_rate": 0.01})
    trainer.advance(50)
    surgery.set_bias(trainer, layer, 1, -100.0)
    before = curve(trainer)
    assert surgery.wake_neuron(trainer, layer, 1) < 1e-12
    np.testing.assert_allclose(curve(trainer), before, rtol=0, atol=1e-12)
    trainer.advance(1)
    assert np.abs(trainer.network.weights(layer + 1)[:, 1]).max() > 1e-6


@pytest.mark.parametrize("bias", [60.0, -60.0])
def test_a_saturated_neuron_leaves_no_gap_when_it_is_started_afresh(bias: float) -> None:
    trainer = make_trainer((1, 4, 1), "tanh")
    trainer.advance(50)
    surgery.set_bias(trainer, 0, 2, bias)
    before = curve(trainer)
    surgery.wake_neuron(trainer, 0, 2)
    np.testing.assert_allclose(curve(trainer), before, rtol=0, atol=1e-12)


def test_a_woken_neuron_begins_without_memory_and_the_others_keep_theirs() -> None:
    trainer = make_trainer((1, 3, 1), "relu", optimizer="adam")
    trainer.advance(30)
    memory = trainer.state().present.training.optimizer
    surgery.wake_neuron(trainer, 0, 1)
    after = trainer.state().present.training.optimizer
    places = layer_views(np.arange(trainer.network.parameter_count), trainer.network.sizes)
    fresh = [*places[0][:, 1], places[1][1, 0]]
    kept = np.setdiff1d(np.arange(trainer.network.parameter_count), fresh)
    assert not after.buffers[:, fresh].any()
    assert (after.ages[after.group[fresh]] == 0).all()
    np.testing.assert_array_equal(after.buffers[:, kept], memory.buffers[:, kept])


# ---- Layers ----------------------------------------------------------------------------------------------------------


def test_surgery_works_on_the_largest_network() -> None:
    trainer = make_trainer((1, *[64] * 7, 1), "relu", dtype=np.float32)
    before = curve(trainer)
    surgery.remove_neuron(trainer, 3)
    surgery.add_neuron(trainer, 3)
    moved = surgery.add_layer(trainer, 4)
    assert trainer.network.sizes == (1, *[64] * 8, 1)
    assert moved < 1e-4
    assert np.abs(curve(trainer) - before).max() < 1
    trainer.advance(3)


# ---- Single numbers, and refusals ------------------------------------------------------------------------------------


def test_single_weights_and_biases_are_set() -> None:
    trainer = make_trainer((2, 3, 2))
    surgery.set_weight(trainer, 0, 2, 1, 0.25)
    surgery.set_weight(trainer, 1, 1, 2, -4)
    surgery.set_bias(trainer, 1, 0, 7.5)
    assert trainer.network.weights(0)[2, 1] == 0.25
    assert trainer.network.weights(1)[1, 2] == -4
    assert trainer.network.biases(1)[0] == 7.5


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e39])
def test_numbers_float32_cannot_hold_are_refused(value: float) -> None:
    trainer = make_trainer(dtype=np.float32)
    before = trainer.network.to_layers()
    with pytest.raises(SurgeryError, match="finite number of float32"):
        surgery.set_weight(trainer, 0, 0, 0, value)
    with pytest.raises(SurgeryError, match="finite number of float32"):
        surgery.set_bias(trainer, 1, 0, value)
    assert trainer.network.to_layers() == before


def test_what_is_not_there_is_refused_by_name() -> None:
    trainer = make_trainer((1, 2, 1))
    refusals: list[tuple[Callable[[], object], str]] = [
        (lambda: surgery.add_neuron(trainer, 1), "no hidden layer 1: there are 1"),
        (lambda: surgery.remove_neuron(trainer, 0, 2), "no neuron 2: there are 2"),
        (lambda: surgery.remove_neuron(trainer, -1), "no hidden layer -1"),
        (lambda: surgery.add_layer(trainer, 2), "no position 2: there are 2"),
        (lambda: surgery.remove_layer(trainer, 1), "no hidden layer 1"),
        (lambda: surgery.set_weight(trainer, 2, 0, 0, 1.0), "no layer 2"),
        (lambda: surgery.set_weight(trainer, 0, 2, 0, 1.0), "no neuron 2"),
        (lambda: surgery.set_weight(trainer, 0, 0, 1, 1.0), "no from 1"),
        (lambda: surgery.set_bias(trainer, 1, 1, 1.0), "no neuron 1"),
    ]
    for operation, message in refusals:
        with pytest.raises(SurgeryError, match=message):
            operation()
    surgery.remove_neuron(trainer, 0)
    with pytest.raises(SurgeryError, match="keeps at least one neuron"):
        surgery.remove_neuron(trainer, 0)


def test_surgery_draws_from_its_own_stream_only() -> None:
    trainer = make_trainer((2, 3, 1), batch_size=7)
    before = trainer.streams.state()
    surgery.add_neuron(trainer, 0)
    after = trainer.streams.state()
    assert [name for name in before if before[name] != after[name]] == ["surgery"]


def test_a_perfect_fit_still_gets_a_neuron_within_the_data() -> None:
    x = np.linspace(0, 1, 9)[None]
    network = Network((1, 1, 1), ["relu"], [1.0, 1.0, 2.0, 0.0])
    data = Dataset(x, network.predict(x), x[:, :0], x[:, :0])
    trainer = Trainer(network, data, TrainingSettings(), Streams.from_seed(0))
    surgery.add_neuron(trainer, 0)
    bend = -trainer.network.biases(0)[1] / trainer.network.weights(0)[1, 0]
    assert 0 < bend < 1
