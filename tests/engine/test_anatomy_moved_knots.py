"""Where an update moves the knots, against the knots after it."""

from __future__ import annotations

import numpy as np
import pytest

from app.engine.anatomy.next_update import moved_knots
from app.engine.anatomy.pieces import find_pieces
from app.engine.network import Network
from tests.engine.building import make_trainer

DOMAIN = (-3.0, 3.0)


def bends(network: Network) -> dict[tuple[int, int], list[float]]:
    found: dict[tuple[int, int], list[float]] = {}
    for x, neuron, _hinge in find_pieces(network, DOMAIN).neuron_bends():
        found.setdefault(neuron, []).append(x)
    return found


@pytest.mark.parametrize("sizes", [(1, 5, 1), (1, 4, 4, 1)])
@pytest.mark.parametrize("activation", ["relu", "leaky_relu"])
def test_the_knots_after_a_small_update_are_where_it_said(sizes: tuple[int, ...], activation: str) -> None:
    rng = np.random.default_rng(4)
    network = make_trainer(sizes, activation).network
    network.parameters += rng.normal(0, 0.4, network.parameter_count)
    after = Network(network.sizes, network.activation_names(), network.parameters)
    after.parameters += rng.normal(0, 1e-5, network.parameter_count)
    found = moved_knots(network, after.parameters, DOMAIN)
    assert len(found) == sum(map(len, bends(network).values())) >= 2
    for knot in found:
        nearest = min(bends(after)[knot.layer, knot.neuron], key=lambda x: abs(x - knot.before))
        assert abs(knot.after - nearest) < 1e-3 * abs(nearest - knot.before) + 1e-9


def test_first_layer_knots_are_exact_however_far_they_go() -> None:
    network = Network((1, 1, 1), ["relu"], [2.0, 1.0, 1.0, 0.0])
    [knot] = moved_knots(network, [1.0, -2.0, 1.0, 0.0], DOMAIN)
    assert (knot.layer, knot.neuron) == (0, 0)
    assert knot.before == -0.5
    assert knot.after == pytest.approx(2.0)


def test_a_neuron_whose_weight_becomes_0_has_no_knot_after() -> None:
    network = Network((1, 1, 1), ["relu"], [2.0, 1.0, 1.0, 0.0])
    assert moved_knots(network, [0.0, -2.0, 1.0, 0.0], DOMAIN) == []


def test_smooth_networks_have_none() -> None:
    network = make_trainer((1, 3, 1), "tanh").network
    assert moved_knots(network, network.parameters, DOMAIN) == []
