"""What is said to be wrong is wrong, checked by brute force; and where all is well nothing is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pytest

from app.engine.anatomy.diagnosis import diagnose, learning_rate
from app.engine.anatomy.findings import DEFINITIONS, Finding, Kind
from app.engine.anatomy.neurons import linear_network, unexplained_by_line
from app.engine.network import Network
from app.engine.settings import TrainingSettings
from app.engine.streams import Streams
from app.engine.training import Trainer
from tests.engine.building import make_trainer
from tests.engine.recordings import Recorded, make_curve

if TYPE_CHECKING:
    from app.engine.data import Dataset

STEPS = 150


def test_every_kind_is_defined() -> None:
    assert set(DEFINITIONS) == set(get_args(Kind))
    assert {kind for kind in get_args(Kind) if Finding(kind).remark} == {"straight", "twins"}


# ---- Where all is well ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["two_sines", "three_pieces", "bump"])
@pytest.mark.parametrize("activation", ["relu", "tanh", "swish"])
def test_nothing_is_wrong_with_a_sensible_training(activation: str, target: str) -> None:
    streams = Streams.from_seed(4)
    network = Network.initialized(
        (1, 8, 1), [activation], "he_uniform", "spread", domain=[(-3, 3)], rng=streams.initialization, dtype=np.float32
    )
    settings = TrainingSettings(optimizer="adam", hyperparameters={"learning_rate": 0.01})
    recorded = Recorded(Trainer(network, make_curve(target, 128), settings, streams), [])
    for _ in range(8):
        assert [entry for entry in recorded.diagnose() if not entry.remark] == []
        recorded.trainer.advance(150, recorded.losses)


def test_the_converged_and_the_solved_are_left_alone() -> None:
    steady = list(np.full(150, 0.4) + 1e-9 * np.arange(150, 0, -1))
    settled = list(0.4 + 0.1 * np.exp(-np.arange(150) / 20))
    tiny = list(1e-4 * (1 + 0.5 * (-1) ** np.arange(150)))
    short = list(np.linspace(1, 2, 50))
    for losses in (steady, settled, tiny, short, [0.0] * 150):
        assert list(learning_rate(losses, mean_loss=0.5, rate=0.001, usual_rate=0.01)) == []


@pytest.mark.parametrize("noise", [0.1, 0.5, 2.0])
def test_a_noisy_line_is_no_bent_target(noise: float) -> None:
    network = make_trainer((1, 3, 3, 1), "linear", dtype=np.float32).network
    for seed in range(60):
        for samples in (8, 20, 64):
            assert list(linear_network(network, make_curve("line", samples, noise, seed))) == []


# ---- Where it is not -----------------------------------------------------------------------------------------------


def kinds(network: Network, dataset: Dataset | None = None, **more: Any) -> list[str]:
    data = dataset or make_curve()
    return sorted(entry.kind for entry in diagnose(network, data, TrainingSettings(), **more))


def test_a_neuron_asleep_and_one_that_is_straight() -> None:
    network = Network((1, 3, 1), ["relu"], [1.0, -1.0, 1.0, -9.0, 5.0, 0.0, 1.0, 1.0, 1.0, 0.0])
    found = diagnose(network, make_curve(), TrainingSettings())
    assert [(entry.kind, entry.neurons) for entry in found] == [("asleep", ((0, 0),)), ("straight", ((0, 1),))]


def test_a_knot_on_the_last_training_point_leaves_its_neuron_asleep() -> None:
    network = Network((1, 1, 1), ["relu"], [1.0, -3.0, 1.0, 0.0])
    assert kinds(network) == ["asleep"]
    network.parameters[1] = -2.99
    assert kinds(network) == []


@pytest.mark.parametrize(("activation", "bias"), [("sigmoid", 5.0), ("sigmoid", -5.0), ("tanh", 3.0)])
def test_a_saturated_neuron(activation: str, bias: float) -> None:
    network = Network((1, 1, 1), [activation], [0.1, bias, 1.0, 0.0])
    assert kinds(network) == ["saturated"]
    network.parameters[1] /= 5
    assert kinds(network) == []


def test_two_neurons_doing_the_same_once_training_is_under_way() -> None:
    network = Network((1, 3, 1), ["relu"], [1.0, 2.0, -1.0, 1.0, 2.0, 1.0, 1.0, 3.0, 1.0, 0.0])
    assert kinds(network, step=50) == []
    (found,) = diagnose(network, make_curve(), TrainingSettings(), step=100)
    assert (found.kind, found.neurons) == ("twins", ((0, 0), (0, 1)))
    network.parameters[3] = 1.2
    assert kinds(network, step=100) == []


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
@pytest.mark.parametrize("value", [0.0, 0.5])
def test_equal_weights(activation: str, value: float) -> None:
    network = Network((1, 3, 3, 1), [activation] * 2, np.full(22, value))
    network.parameters[-1] = 0.3
    found = [entry for entry in diagnose(network, make_curve(), TrainingSettings()) if entry.kind == "equal_weights"]
    assert [entry.neurons for entry in found] == [tuple((layer, j) for j in range(3)) for layer in range(2)]
    network.parameters[:] += np.arange(22) / 10
    assert "equal_weights" not in kinds(network)


def test_a_single_neuron_at_zero_does_not_move() -> None:
    assert kinds(Network((1, 1, 1), ["tanh"], np.zeros(4))) == ["equal_weights"]
    assert kinds(Network((1, 1, 1), ["sigmoid"], np.zeros(4))) == []


def test_vanishing_gradients_in_a_deep_sigmoid_network() -> None:
    deep = make_trainer((1, *[8] * 8, 1), "sigmoid").network
    assert kinds(deep) == ["vanishing_gradients"]
    assert kinds(make_trainer((1, 8, 8, 1), "sigmoid").network) == []


def test_a_linear_network_on_a_bent_target() -> None:
    network = make_trainer((1, 3, 3, 1), "linear").network
    assert kinds(network) == ["linear_network"]
    assert kinds(network, make_curve("line")) == []
    assert kinds(network, make_curve("two_sines", noise=0.1, samples=200)) == ["linear_network"]
    assert kinds(Network((1, 1), [], [1.0, 0.0]), make_curve("absolute_value", 16)) == ["linear_network"]


def test_what_a_line_leaves_unexplained() -> None:
    x = np.linspace(-1, 1, 201)
    assert unexplained_by_line(x, 3 * x - 1) == 0
    assert unexplained_by_line(x, np.ones(201)) == 0
    assert unexplained_by_line(np.ones(201), x) == 0
    assert unexplained_by_line(x[:5], np.abs(x[:5])) == 0
    assert unexplained_by_line(x, np.abs(x)) == pytest.approx(1)
    order = np.random.default_rng(0).permutation(201)
    assert unexplained_by_line(x[order], np.abs(x)[order]) == pytest.approx(1)


def test_a_learning_rate_too_large() -> None:
    rising = list(np.linspace(1, 2, 100))
    swinging = list(1 + 0.5 * (-1.0) ** np.arange(120))
    for losses in (rising, swinging):
        (found,) = learning_rate(losses, mean_loss=0.5, rate=1.0, usual_rate=0.01)
        assert found.kind == "rate_too_large"
    (found,) = learning_rate([], mean_loss=0.5, rate=1.0, usual_rate=0.01, diverged=True)
    assert found.kind == "rate_too_large"


def test_a_learning_rate_too_small() -> None:
    creeping = list(1 - 1e-5 * np.arange(150))
    (found,) = learning_rate(creeping, mean_loss=0.5, rate=1e-5, usual_rate=0.01)
    assert (found.kind, found.numbers["rate"]) == ("rate_too_small", 1e-5)
    assert found.numbers["fallen"] == pytest.approx(0.00099, rel=0.01)
    assert list(learning_rate(creeping, mean_loss=0.5, rate=0.01, usual_rate=0.01)) == []


def test_a_cause_is_named_and_not_what_follows_from_it() -> None:
    creeping = list(1 - 1e-5 * np.arange(150))
    settings = TrainingSettings(optimizer="adam", hyperparameters={"learning_rate": 1e-5})
    network = make_trainer((1, 3, 1), "linear").network
    found = diagnose(network, make_curve(), settings, losses=creeping, step=150)
    assert [entry.kind for entry in found] == ["linear_network"]
    zeros = Network((1, 3, 1), ["relu"], np.zeros(10))
    assert kinds(zeros, step=150) == ["equal_weights"]
