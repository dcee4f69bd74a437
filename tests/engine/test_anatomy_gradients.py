"""Gradients against finite differences, the optimizer's arithmetic against the updates really made."""

from __future__ import annotations

import json

import numpy as np
import pytest

from app.engine.activations import ACTIVATIONS
from app.engine.anatomy.float64_forward import AnatomyError
from app.engine.anatomy.gradients import backpropagate, penalty_gradient
from app.engine.anatomy.next_update import next_update, no_memory, plan_update, read_memory
from app.engine.losses import LOSSES, mean_loss
from app.engine.network import Network
from app.engine.optimizers import OPTIMIZERS
from app.engine.registry import UnknownNameError
from app.engine.settings import TrainingSettings
from app.engine.surgery import add_neuron
from tests.engine.building import make_data, make_trainer

SIZES = (1, 3, 2, 1)


def loss_at(network: Network, x: np.ndarray, y: np.ndarray, loss: str) -> float:
    return mean_loss(LOSSES[loss], network.predict(x), y)


def differences(network: Network, x: np.ndarray, y: np.ndarray, loss: str, step: float = 1e-6) -> np.ndarray:
    """Return the central differences of the mean loss by every parameter."""
    slopes = []
    for i in range(network.parameter_count):
        sides = []
        for sign in (1, -1):
            moved = Network(network.sizes, network.activation_names(), network.parameters)
            moved.parameters[i] += sign * step
            sides.append(loss_at(moved, x, y, loss))
        slopes.append((sides[0] - sides[1]) / (2 * step))
    return np.array(slopes)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("count", [1, 23])
def test_every_gradient_is_the_slope_of_the_loss(activation: str, loss: str, count: int) -> None:
    rng = np.random.default_rng(3)
    network = make_trainer((2, 4, 3, 2), activation).network
    network.parameters += rng.normal(0, 0.3, network.parameter_count)
    x, y = rng.uniform(-2, 2, (2, count)), rng.uniform(-2, 2, (2, count))
    found = backpropagate(network, x, y, loss)
    np.testing.assert_allclose(found.flat(), differences(network, x, y, loss), rtol=0, atol=2e-8)
    assert found.loss == pytest.approx(loss_at(network, x, y, loss), rel=1e-13)


@pytest.mark.parametrize("count", [1, 9])
def test_every_gradient_is_the_product_of_its_factors(count: int) -> None:
    rng = np.random.default_rng(1)
    network = make_trainer(SIZES, ["relu", "swish"]).network
    found = backpropagate(network, rng.uniform(-2, 2, count), rng.uniform(-2, 2, count), "mean_squared_error")
    for layer, part in enumerate(found.layers):
        np.testing.assert_array_equal(part.deltas, part.upstream * part.derivatives)
        for to in range(SIZES[layer + 1]):
            for from_ in range(SIZES[layer]):
                product = part.upstream[to] * part.derivatives[to] * found.trace.inputs(layer)[from_]
                assert product.sum() == pytest.approx(part.weights[to, from_], rel=1e-12, abs=1e-15)
            product = part.upstream[to] * part.derivatives[to]
            assert product.sum() == pytest.approx(part.biases[to], rel=1e-12)
    for layer in range(2):
        for neuron in range(SIZES[layer + 1]):
            arriving = network.layers[layer + 1][neuron] @ found.layers[layer + 1].deltas
            np.testing.assert_allclose(arriving, found.layers[layer].upstream[neuron], rtol=1e-12, atol=1e-16)


def test_one_pass_by_hand() -> None:
    """y = 3·R(x − 4) − 5 at x = 6 is 1; with the target 2, r = −1 and the squared error's slope is −2."""
    found = backpropagate(Network((1, 1, 1), ["relu"], [1.0, -4.0, 3.0, -5.0]), 6, 2, "mean_squared_error")
    view = json.loads(json.dumps(found.to_view()))
    assert (view["x"], view["prediction"], view["target"], view["loss"]) == ([6], [1], [2], 1)
    hidden, output = view["layers"]
    assert (hidden["preactivations"], hidden["activations"], hidden["derivatives"]) == ([2], [2], [1])
    assert (hidden["upstream"], hidden["deltas"]) == ([-6], [-6])
    assert (hidden["weight_gradients"], hidden["bias_gradients"]) == ([[-36]], [-6])
    assert (output["upstream"], output["deltas"], output["derivatives"]) == ([-2], [-2], [1])
    assert (output["weight_gradients"], output["bias_gradients"]) == ([[-4]], [-2])
    assert found.flat().tolist() == [-36, -6, -4, -2]


def test_a_sleeping_neuron_gets_no_gradient() -> None:
    found = backpropagate(Network((1, 1, 1), ["relu"], [1.0, -4.0, 3.0, -5.0]), [0, 1, 4], [0, 0, 0], "huber")
    assert found.flat()[:3].tolist() == [0, 0, 0]
    assert found.layers[0].derivatives.tolist() == [[0, 0, 0]]


def test_what_does_not_fit_is_refused() -> None:
    network = make_trainer().network
    for y in ([1.0, 2.0], np.zeros((2, 1)), np.nan):
        with pytest.raises(AnatomyError, match=r"do not fit|finite"):
            backpropagate(network, 0.0, y, "huber")
    with pytest.raises(AnatomyError, match="do not fit"):
        backpropagate(network, [], [], "huber")
    with pytest.raises(UnknownNameError):
        backpropagate(network, 0.0, 0.0, "cubic")
    with pytest.raises(AnatomyError, match="one x"):
        backpropagate(network, [0, 1], [0, 1], "huber").to_view()
    with pytest.raises(AnatomyError, match="loss grows beyond"):
        backpropagate(Network((1, 1), [], [1e200, 0.0]), 1.0, 0.0, "mean_squared_error")
    with pytest.raises(AnatomyError, match="grow beyond"):
        backpropagate(Network((1, 1, 1), ["relu"], [1e158, 0.0, 1e-10, 0.0]), 100.0, 0.0, "mean_squared_error")


# ---- Updates -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("steps", [0, 1, 7, 100])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_planned_move_is_the_one_made(optimizer: str, steps: int) -> None:
    values = {"learning_rate": OPTIMIZERS[optimizer].learning_rate / 2}
    values |= {"weight_decay": 0.3} if optimizer == "adamw" else {}
    trainer = make_trainer(
        SIZES, "tanh", optimizer=optimizer, hyperparameters=values, l1_penalty=0.01, l2_penalty=0.02,
    )  # fmt: skip
    trainer.advance(steps)
    move = next_update(trainer)
    np.testing.assert_array_equal(move.before, trainer.network.parameters)
    assert set(move.quantities["step"].tolist()) == {steps + 1}
    trainer.advance(1)
    np.testing.assert_allclose(move.after, trainer.network.parameters, rtol=0, atol=1e-14)
    after = read_memory(trainer.state().present.training.optimizer)
    assert tuple(after.buffers) == OPTIMIZERS[optimizer].memory
    for name, buffer in after.buffers.items():
        np.testing.assert_allclose(move.quantities[name], buffer, rtol=1e-11, atol=1e-18)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_neurons_with_step_counts_of_their_own(optimizer: str) -> None:
    trainer = make_trainer((1, 3, 1), "relu", optimizer=optimizer, loss="mean_absolute_error")
    trainer.advance(20)
    add_neuron(trainer, 0)
    trainer.advance(5)
    move = next_update(trainer)
    ages = [sorted({26, 6})] if OPTIMIZERS[optimizer].memory else [[26], sorted({26, 6})]
    assert sorted(set(move.quantities["step"].tolist())) in ages
    trainer.advance(1)
    np.testing.assert_allclose(move.after, trainer.network.parameters, rtol=0, atol=1e-14)


@pytest.mark.parametrize("loss", LOSSES)
def test_the_move_after_settings_changed(loss: str) -> None:
    trainer = make_trainer((1, 4, 1), "sigmoid", optimizer="adam", loss="mean_squared_error")
    trainer.advance(10)
    trainer.reconfigure(
        TrainingSettings(loss=loss, optimizer="adam", hyperparameters={"learning_rate": 0.3, "beta2": 0.9})
    )
    move = next_update(trainer)
    trainer.advance(1)
    np.testing.assert_allclose(move.after, trainer.network.parameters, rtol=0, atol=1e-13)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_move_of_a_live_float32_training(optimizer: str) -> None:
    trainer = make_trainer((1, 4, 4, 1), "relu", optimizer=optimizer, dtype=np.float32)
    trainer.advance(30)
    move = next_update(trainer)
    trainer.advance(1)
    np.testing.assert_allclose(move.after, trainer.network.parameters, rtol=0, atol=1e-5)


def test_planning_changes_nothing() -> None:
    one, other = (make_trainer((1, 4, 1), "tanh", optimizer="adam", batch_size=8, dropout=0.2) for _ in range(2))
    one.advance(13)
    other.advance(13)
    next_update(one)
    one.advance(13)
    other.advance(13)
    np.testing.assert_array_equal(one.network.parameters, other.network.parameters)


def test_the_first_step_of_adam_by_hand() -> None:
    """m = 0.1·g, v = 0.001·g²; corrected they are g and g², so that p moves by η against the sign of g."""
    network = Network((1, 1), [], [2.0, 1.0])
    settings = TrainingSettings(optimizer="adam", hyperparameters={"learning_rate": 0.5}, l2_penalty=0.25)
    move = plan_update(network, [3.5, -4.0], settings)
    found = move.numbers(0, 0, 0)
    assert (found["before"], found["data_gradient"], found["penalty_gradient"]) == (2, 3.5, 0.5)
    assert (found["gradient"], found["step"]) == (4, 1)
    assert found == pytest.approx(
        {"m_old": 0, "m": 0.4, "m_correction": 0.1, "m_corrected": 4, "v_old": 0, "v": 0.016, "v_correction": 0.001,
         "v_corrected": 16, "change": -0.5, "after": 1.5, "l1": 0,
         "threshold": 0}
        | {name: found[name] for name in ("before", "data_gradient", "penalty_gradient", "gradient", "step")}
    )  # fmt: skip
    bias = move.numbers(0, 0)
    assert bias["penalty_gradient"] == 0
    assert bias["change"] == pytest.approx(0.5)


def test_adamw_decays_beside_the_gradient() -> None:
    network = Network((1, 1), [], [2.0, 1.0])
    values = {"learning_rate": 0.5, "weight_decay": 0.1}
    settings = TrainingSettings(optimizer="adamw", hyperparameters=values)
    found = plan_update(network, [1.0, 1.0], settings).numbers(0, 0, 0)
    assert found["decay"] == pytest.approx(-0.1)
    assert found["change"] == pytest.approx(-0.6)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_textbook_steps_of_every_optimizer(name: str) -> None:
    """They begin at the gradient, name what they compute once, end at the change, and read nothing unknown."""
    rule = OPTIMIZERS[name]
    assert rule.steps[-1].name == "change"
    names = [step.name for step in (*rule.steps, rule.threshold)]
    assert len(set(names)) == len(names)
    move = plan_update(Network((1, 1), [], [2.0, 1.0]), [1.0, 0.0], TrainingSettings(optimizer=name))
    assert move.change[0] < 0
    assert len(no_memory(name, 2).buffers) == rule.buffers == len(rule.fused.units(rule.defaults(), 1.0))


def test_the_steps_are_written_in_letters_and_in_numbers() -> None:
    network = Network((1, 1), [], [2.0, 1.0])
    values = {"learning_rate": 0.5, "momentum": 0.75}
    settings = TrainingSettings(optimizer="nesterov", hyperparameters=values, l1_penalty=0.25)
    move = plan_update(network, [-1.0, 2.0], settings)
    weight, bias = (move.arithmetic(move.numbers(0, 0, place)) for place in (0, None))
    assert [(step["symbol"], step["letters"]) for step in weight] == [
        ("v", ["+", ["·", "μ", "v"], "g"]),
        ("Δ", ["·", "−η", ["+", "g", ["·", "μ", "v"]]]),
        ("τ", ["/", ["·", "η", "λ₁"], "1 − μ"]),
    ]
    assert weight[0]["numbers"] == ["+", ["·", 0.75, 0.0], -1.0]
    assert weight[1]["numbers"] == ["·", -0.5, ["+", -1.0, ["·", 0.75, -1.0]]]
    assert weight[2]["numbers"] == ["/", ["·", 0.5, 0.25], 0.25]
    assert [step["value"] for step in weight] == [-1, 0.875, 0.5]
    assert [step["name"] for step in bias] == ["v", "change"]


def test_a_penalty_that_is_not_there_stands_in_no_divisor() -> None:
    network = Network((1, 1), [], [2.0, 1.0])
    for l1, letters in ((0.0, ["+", ["√", "v̂"], "ε"]), (0.1, ["+", ["√", "v̂"], "ε", "λ₁"])):
        move = plan_update(network, [-1.0, 2.0], TrainingSettings(l1_penalty=l1))
        change = next(step for step in move.arithmetic(move.numbers(0, 0, 0)) if step["name"] == "change")
        assert change["letters"] == ["/", ["·", "−η", "m̂"], letters]


def test_moves_that_are_refused() -> None:
    network = Network((1, 1), [], [2.0, 1.0])
    with pytest.raises(AnatomyError, match="grows beyond"):
        plan_update(network, [1e308, 0], TrainingSettings(optimizer="sgd", hyperparameters={"learning_rate": 1e4}))
    with pytest.raises(ValueError, match="reshape"):
        plan_update(network, [1.0], TrainingSettings())


def test_penalties_leave_biases_alone() -> None:
    network = Network((1, 2, 1), ["relu"], [1.0, -2.0, 5.0, 5.0, 0.0, 3.0, 5.0])
    np.testing.assert_allclose(penalty_gradient(network, 0.01), [0.01, -0.02, 0, 0, 0, 0.03, 0], atol=1e-15)


def test_gradients_of_a_whole_dataset_are_the_mean_over_its_samples() -> None:
    data = make_data(samples=12, validation_fraction=0)
    network = make_trainer(SIZES, "gelu").network
    whole = backpropagate(network, data.x_train, data.y_train, "huber").flat()
    each = [backpropagate(network, x, y, "huber").flat() for x, y in zip(data.x_train.T, data.y_train.T, strict=True)]
    np.testing.assert_allclose(np.mean(each, axis=0), whole, rtol=1e-11, atol=1e-16)
