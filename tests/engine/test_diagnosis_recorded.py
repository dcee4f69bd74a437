"""Diagnoses against brute force on recorded runs."""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.engine.activations import ACTIVATIONS
from app.engine.anatomy.float64_forward import trace
from app.engine.anatomy.gradients import backpropagate
from app.engine.anatomy.neurons import (
    equal_neurons,
    saturated_neurons,
    sleeping_neurons,
    twin_neurons,
    vanishing_gradients,
)
from app.engine.network import Network
from app.engine.optimizers import OPTIMIZERS
from app.engine.settings import TrainingSettings
from app.engine.streams import Streams
from app.engine.targets import TARGETS
from app.engine.training import Trainer
from tests.engine.recordings import Recorded, make_curve

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.engine.anatomy.findings import Finding, Kind

STEPS = 150


def record(seed: int) -> Recorded:
    """Return a short training with settings drawn at random, sensible ones and others."""
    rng = np.random.default_rng(seed)
    hidden = rng.choice([1, 2, 3, 4, 8, 16], rng.integers(0, 4)).tolist()
    names = [str(rng.choice(list(ACTIVATIONS)))] * len(hidden)
    optimizer = str(rng.choice(list(OPTIMIZERS)))
    settings = TrainingSettings(
        loss=str(rng.choice(["mean_squared_error", "mean_absolute_error", "huber"])),
        optimizer=optimizer,
        hyperparameters={"learning_rate": OPTIMIZERS[optimizer].learning_rate * 10 ** rng.uniform(-3, 3)},
        batch_size=16 if rng.random() < 0.2 else None,
    )
    streams = Streams.from_seed(seed)
    initializer = str(rng.choice(["zeros", "normal", "he_uniform", "xavier_uniform", "lecun_normal"]))
    network = Network.initialized(
        (1, *hidden, 1), names, initializer, str(rng.choice(["zeros", "spread"])),
        domain=[(-3, 3)], rng=streams.initialization, dtype=np.float32,
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
        backward = backpropagate(network, dataset.x_train, dataset.y_train, recorded.trainer.settings.loss)
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
        backward = backpropagate(network, dataset.x_train, dataset.y_train, recorded.trainer.settings.loss)
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
            squares += np.square(backpropagate(network, x, y, loss).layers[0].biases).tolist()
        whole = backpropagate(network, dataset.x_train, dataset.y_train, loss)
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
