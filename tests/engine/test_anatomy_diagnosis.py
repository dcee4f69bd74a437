"""What is said to be wrong is wrong, checked by brute force; and where all is well nothing is said."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pytest

from app.engine.activations import ACTIVATIONS
from app.engine.anatomy.diagnosis import diagnose
from app.engine.anatomy.findings import DEFINITIONS, Finding, Kind
from app.engine.anatomy.gradients import send_back
from app.engine.anatomy.network_health import linear_network, unexplained_by_line, vanishing_gradients
from app.engine.anatomy.neurons import equal_neurons, saturated_neurons, sleeping_neurons, twin_neurons
from app.engine.anatomy.rates import learning_rate
from app.engine.anatomy.reading import trace
from app.engine.data import Dataset, make_dataset
from app.engine.network import Network
from app.engine.optimizers import OPTIMIZERS
from app.engine.settings import TrainingSettings
from app.engine.streams import Streams
from app.engine.targets import TARGETS
from app.engine.training import Trainer
from tests.engine.building import make_trainer

if TYPE_CHECKING:
    from collections.abc import Iterable

STEPS = 150


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


def record(seed: int) -> Recorded:
    """Return a short training with settings drawn at random, sensible ones and others."""
    rng = np.random.default_rng(seed)
    hidden = rng.choice([1, 2, 3, 4, 8, 16], rng.integers(0, 4)).tolist()
    names = [str(rng.choice(list(ACTIVATIONS)))] * len(hidden)
    optimizer = str(rng.choice(list(OPTIMIZERS)))
    settings = TrainingSettings(
        loss=str(rng.choice(["mean_squared_error", "mean_absolute_error", "huber"])),
        optimizer=optimizer,
        hyperparameters={"learning_rate": OPTIMIZERS[optimizer].learning_rate * 10 ** rng.uniform(-3, 1.5)},
        batch_size=16 if rng.random() < 0.2 else None,
    )
    streams = Streams.from_seed(seed)
    initializer = str(rng.choice(["zeros", "normal", "he_uniform", "xavier_uniform", "lecun_normal"]))
    network = Network.initialized(
        (1, *hidden, 1), names, initializer, str(rng.choice(["zeros", "spread"])),
        domain=(-3, 3), rng=streams.initialization, dtype=np.float32,
    )  # fmt: skip
    dataset = make_curve(str(rng.choice(list(TARGETS))), noise=float(rng.choice([0, 0.2])), seed=seed)
    recorded = Recorded(Trainer(network, dataset, settings, streams), [])
    recorded.trainer.advance(STEPS, recorded.losses)
    return recorded


@pytest.fixture(scope="module")
def recordings() -> list[Recorded]:
    return [record(seed) for seed in range(200)]


def of_kind(found: Iterable[Finding], kind: Kind) -> set[tuple[int, int]]:
    return {neuron for entry in found if entry.kind == kind for neuron in entry.neurons}


def slope_by_hand(name: str, z: float) -> float:
    value = 1 / (1 + math.exp(-z)) if z > -700 else 0.0
    return value * (1 - value) * 4 if name == "sigmoid" else 1 - math.tanh(z) ** 2


def test_neurons_by_brute_force_on_recorded_runs(recordings: list[Recorded]) -> None:
    """Each neuron point by point."""
    seen = 0
    for recorded in recordings:
        network = recorded.trainer.network
        passed = trace(network, recorded.trainer.dataset.x_train)
        found = [*sleeping_neurons(network, passed), *saturated_neurons(network, passed)]
        expected: dict[str, set[tuple[int, int]]] = {"asleep": set(), "straight": set(), "saturated": set()}
        for layer, name in enumerate(network.activation_names()):
            for j, row in enumerate(passed.preactivations[layer].tolist()):
                positive = [z > 0 for z in row]
                if name == "relu" and not any(positive):
                    expected["asleep"].add((layer, j))
                elif (name in ("relu", "leaky_relu") and all(positive)) or (name == "leaky_relu" and not any(positive)):
                    expected["straight"].add((layer, j))
                elif name in ("sigmoid", "tanh") and all(slope_by_hand(name, z) < 0.05 for z in row):
                    expected["saturated"].add((layer, j))
        for kind in ("asleep", "straight", "saturated"):
            assert of_kind(found, kind) == expected[kind]
        seen += len(found)
    assert seen > 100


def test_sleeping_neurons_get_no_gradient_on_recorded_runs(recordings: list[Recorded]) -> None:
    for recorded in recordings:
        dataset, network = recorded.trainer.dataset, recorded.trainer.network
        found = recorded.diagnose()
        backward = send_back(network, dataset.x_train, dataset.y_train, recorded.trainer.settings.loss)
        for layer, j in of_kind(found, "asleep"):
            assert not backward.layers[layer].weights[j].any()
            assert not backward.layers[layer + 1].weights[:, j].any()


def test_twins_by_brute_force_on_recorded_runs(recordings: list[Recorded]) -> None:
    """Least squares between every two neurons of a layer, with NumPy's own solver."""
    seen = 0
    for recorded in recordings:
        network = recorded.trainer.network
        passed = trace(network, recorded.trainer.dataset.x_train)
        groups = [entry.neurons for entry in twin_neurons(network, passed, set())]
        grouped = {neuron for group in groups for neuron in group}
        for layer, name in enumerate(network.activation_names()):
            a = passed.activations[layer]
            for i, j in combinations(range(len(a)), 2):
                if name == "linear" or min(a[i].std(), a[j].std()) <= 1e-5 * np.abs(a[[i, j]]).max():
                    continue
                basis = np.column_stack([a[i] / a[i].std(), np.ones(a.shape[1])])
                rest = float((a[j] - basis @ np.linalg.lstsq(basis, a[j])[0]).std() / a[j].std())
                together = any(group[0] == (layer, i) and (layer, j) in group for group in groups)
                assert not together or rest < 0.01001
                assert rest > 0.00999 or {(layer, i), (layer, j)} & grouped
                seen += together
    assert seen > 20


def test_equal_neurons_stay_equal_on_recorded_runs(recordings: list[Recorded]) -> None:
    seen = 0
    for seed, recorded in enumerate(recordings):
        network = recorded.trainer.network
        groups = [entry.neurons for entry in equal_neurons(network)]
        for layer in range(len(network.activations)):
            rows = np.hstack([network.layers[layer].T, network.layers[layer + 1][:-1]])
            same = {
                (layer, k) for i, j in combinations(range(len(rows)), 2) if (rows[i] == rows[j]).all() for k in (i, j)
            }
            found = {neuron for group in groups if len(group) > 1 for neuron in group if neuron[0] == layer}
            assert found == same, seed
            seen += len(same)
        dataset = recorded.trainer.dataset
        backward = send_back(network, dataset.x_train, dataset.y_train, recorded.trainer.settings.loss)
        for (layer, first), *others in groups:
            for _, j in others:
                part = backward.layers[layer]
                np.testing.assert_allclose(part.weights[j], part.weights[first], rtol=1e-9, atol=1e-15)
    assert seen > 20


def test_vanished_gradients_by_brute_force_on_recorded_runs(recordings: list[Recorded]) -> None:
    """dL/dz of every neuron and point by a finite difference: the neuron's bias moved for that point alone."""
    seen = 0
    for recorded in recordings[::4]:
        network, dataset = recorded.trainer.network, recorded.trainer.dataset
        loss = recorded.trainer.settings.loss
        if len(network.activations) < 2:
            continue
        squares: list[float] = []
        for x, y in zip(dataset.x_train.T[::8], dataset.y_train.T[::8], strict=True):
            squares += np.square(send_back(network, x, y, loss).layers[0].biases).tolist()
        whole = send_back(network, dataset.x_train, dataset.y_train, loss)
        found = list(vanishing_gradients(network, whole))
        count = dataset.x_train.shape[1]
        assert np.square(whole.layers[0].deltas[:, ::8] * count).mean() == pytest.approx(np.mean(squares), rel=1e-9)
        sizes = [math.sqrt(np.square(layer.deltas).mean()) for layer in (whole.layers[0], whole.layers[-1])]
        assert bool(found) == (0 < sizes[0] < 0.001 * sizes[1])
        seen += bool(found)
    assert seen


def test_learning_rates_by_training_on_with_others(recordings: list[Recorded]) -> None:
    """Said to be too large: a tenth or a fifth ends lower. Said to be too small: five or ten times ends lower."""
    said = {"rate_too_large": 0, "rate_too_small": 0}
    for seed, recorded in enumerate(recordings):
        for entry in recorded.diagnose():
            if entry.kind not in said or recorded.trainer.stopped:
                continue
            said[entry.kind] += 1
            now = recorded.later(1)
            others = (0.1, 0.2) if entry.kind == "rate_too_large" else (5, 10)
            assert min(recorded.later(factor) for factor in others) < now, (seed, entry.kind)
    assert min(said.values()) >= 3


def test_every_kind_is_defined() -> None:
    assert set(DEFINITIONS) == set(get_args(Kind))
    assert {kind for kind in get_args(Kind) if Finding(kind).remark} == {"straight", "twins"}


# ---- Where all is well ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["two_sines", "three_pieces", "bump"])
@pytest.mark.parametrize("activation", ["relu", "tanh", "swish"])
def test_nothing_is_wrong_with_a_sensible_training(activation: str, target: str) -> None:
    streams = Streams.from_seed(4)
    network = Network.initialized(
        (1, 8, 1), [activation], "he_uniform", "spread", domain=(-3, 3), rng=streams.initialization, dtype=np.float32
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
