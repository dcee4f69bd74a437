"""Landscape, range test and spread against slow and plain ways of finding the same."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.engine.lab.landscape import along_random, losses_on, through_weights
from app.engine.lab.layer_statistics import histogram, layer_statistics
from app.engine.lab.range_test import range_test
from app.engine.losses import LOSSES, mean_loss
from app.engine.network import Network, layer_views
from app.engine.training import TrainingSettings
from tests.engine.building import make_data, make_trainer


def moved(network: Network, parameters: np.ndarray) -> Network:
    return Network(network.sizes, network.activation_names(), parameters)


@pytest.mark.parametrize("loss", LOSSES)
def test_the_landscape_is_the_loss_of_the_network_moved_there(loss: str) -> None:
    network, data = make_trainer((1, 4, 3, 1)).network, make_data()
    before = network.parameters.copy()
    for plane in (through_weights(network, 2, 9), along_random(network, np.random.default_rng(1))):
        a, b = [-1.0, 0.0, 0.5], [-0.3, 0.0]
        found = losses_on(network, data, loss, plane, a=a, b=b)
        assert found.shape == (2, 3)
        for row, column in np.ndindex(2, 3):
            there = moved(network, plane.at(a[column], b[row]))
            wanted = mean_loss(LOSSES[loss], there.predict(data.x_train), data.y_train)
            assert found[row, column] == pytest.approx(wanted, rel=1e-12)
    np.testing.assert_array_equal(network.parameters, before)


def test_two_chosen_weights_move_and_no_others() -> None:
    network = make_trainer((1, 4, 1)).network
    change = through_weights(network, 1, 5).at(2, -3) - network.parameters
    assert {int(i): float(change[i]) for i in np.flatnonzero(change)} == {1: 2.0, 5: -3.0}


def test_random_directions_are_as_long_as_the_networks_own_filters_and_leave_biases() -> None:
    network = make_trainer((2, 4, 3, 1)).network
    plane = along_random(network, np.random.default_rng(1))
    for view, layer in zip(layer_views(plane.first, network.sizes), network.layers, strict=True):
        np.testing.assert_allclose(np.linalg.norm(view[:-1], axis=0), np.linalg.norm(layer[:-1], axis=0))
        assert not view[-1].any()


def test_a_path_in_the_slice_is_found_again() -> None:
    network = make_trainer((1, 4, 1)).network
    plane = along_random(network, np.random.default_rng(1))
    path = [plane.at(a, b) for a, b in [(0, 0), (0.5, -1), (2, 0.25)]]
    np.testing.assert_allclose(plane.project(path), [(0, 0), (0.5, -1), (2, 0.25)], atol=1e-12)


def test_where_the_loss_is_not_finite_the_landscape_says_inf() -> None:
    network, data = make_trainer((1, 2, 1), "relu").network, make_data()
    found = losses_on(network, data, "mean_squared_error", through_weights(network, 0, 4), a=[1e200], b=[1e200])
    assert found[0, 0] == np.inf


def test_a_range_test_trains_with_rising_rates_and_changes_nothing() -> None:
    trainer = make_trainer((1, 6, 1), optimizer="sgd")
    before = trainer.network.parameters.copy()
    found = range_test(trainer.network, trainer.dataset, trainer.settings, seed=0, low=1e-4, high=10, steps=60)
    np.testing.assert_array_equal(trainer.network.parameters, before)
    np.testing.assert_allclose(found.rates, np.geomspace(1e-4, 10, 60)[: len(found.rates)])
    for rate, loss in zip(found.rates, found.losses, strict=True):
        assert trainer.training_loss() == pytest.approx(loss, rel=1e-9)
        trainer.reconfigure(replace(trainer.settings, hyperparameters={"learning_rate": rate}))
        trainer.advance(1)


def test_the_rate_suggested_trains_well() -> None:
    for optimizer in ("sgd", "adam"):
        trainer = make_trainer((1, 8, 1), optimizer=optimizer)
        found = range_test(trainer.network, trainer.dataset, trainer.settings, seed=0, low=1e-5, high=10, steps=100)
        assert found.suggestion is not None
        start = trainer.training_loss()
        trainer.reconfigure(replace(trainer.settings, hyperparameters={"learning_rate": found.suggestion}))
        trainer.advance(300)
        assert trainer.stopped is None
        assert trainer.training_loss() < 0.5 * start


def test_nothing_is_suggested_where_nothing_falls() -> None:
    trainer = make_trainer((1, 3, 1), optimizer="sgd")
    trainer.network.parameters[:] = 0
    found = range_test(
        trainer.network, trainer.dataset, TrainingSettings("huber"), seed=0, low=1e-9, high=1e-8, steps=10
    )
    assert found.suggestion is None


def test_histograms_count_everything() -> None:
    found = histogram(np.array([[0.0, 1.0], [0.5, 1.0]]))
    assert (found.low, found.high, sum(found.counts), found.counts[-1]) == (0, 1, 4, 2)
    alone = histogram(np.full(7, 3.0))
    assert (alone.low, alone.high, sum(alone.counts), alone.deviation) == (2.5, 3.5, 7, 0)


def test_he_keeps_the_spread_of_relu_layers_and_too_small_weights_lose_it() -> None:
    sizes, data = (1, *[64] * 5, 1), make_data()
    networks = {
        scale: Network.initialized(
            sizes, ["relu"] * 5, "he_normal", "zeros", domain=[(-2, 2)] * sizes[0], rng=np.random.default_rng(0)
        )
        for scale in (1.0, 0.1)
    }
    networks[0.1].parameters *= 0.1
    ratios = {}
    for scale, network in networks.items():
        layers = layer_statistics(network, data, "mean_squared_error")
        assert len(layers) == 5
        ratios[scale] = layers[-1].activations.deviation / layers[0].activations.deviation
    assert 0.2 < ratios[1.0] < 5
    assert ratios[0.1] < 1e-3


@pytest.mark.parametrize("values", [[3.0, 3.0], [1e30, 1e30], [0.0, 1e-320]])
def test_any_numbers_fall_into_bins(values: list[float]) -> None:
    found = histogram(np.array(values))
    assert sum(found.counts) == 2
    assert found.low <= min(values) <= max(values) <= found.high
