"""A network trained on scaled points, written out in the units they had."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.engine.anatomy.collapse import collapse
from app.engine.anatomy.expression import closed_form
from app.engine.anatomy.float64_forward import AnatomyError
from app.engine.anatomy.units import Units, fold
from app.engine.network import Network
from tests.engine.test_anatomy_expression import compute, from_short, random_network

if TYPE_CHECKING:
    from collections.abc import Sequence

DOMAIN = (-3.0, 3.0)
YEARS = Units(x_offset=1989.0, x_scale=31 / 3, y_offset=352.5, y_scale=42.25)
TINY = Units(x_offset=4e-9, x_scale=2e-10, y_offset=-1.5e12, y_scale=3e11)

NETWORKS = {
    "relu": ((6,), ("relu",)),
    "deep": ((4, 3), ("relu", "leaky_relu")),
    "smooth": ((5,), ("tanh",)),
    "deep smooth": ((3, 3), ("swish", "sigmoid")),
    "no hidden layer": ((), ()),
    "linear": ((3, 2), ("linear", "linear")),
}


def network_of(name: str) -> Network:
    hidden, activations = NETWORKS[name]
    return random_network(len(name), hidden, activations)


def by_hand(network: Network, units: Units, x: np.ndarray) -> np.ndarray:
    """Scale x, predict, scale back."""
    scaled = (x - units.x_offset) / units.x_scale
    return np.asarray(network.predict(scaled[None, :])[0] * units.y_scale + units.y_offset)


@pytest.mark.parametrize("units", [YEARS, TINY, Units()])
@pytest.mark.parametrize("name", NETWORKS)
def test_the_folded_expression_is_the_network_scaled_by_hand(name: str, units: Units) -> None:
    network = network_of(name)
    low, high = units.interval(DOMAIN)
    x = np.linspace(low, high, 1000)
    expected = by_hand(network, units, x)
    written = closed_form(fold(network, units), (low, high))
    size = np.abs(expected).max()
    computed = [compute(written.text, float(each), NETWORKS[name][1]) for each in x]
    np.testing.assert_allclose(computed, expected, rtol=1e-9, atol=1e-9 * size)
    np.testing.assert_allclose(fold(network, units).predict(x[None, :])[0], expected, rtol=1e-9, atol=1e-9 * size)
    if written.pieces is not None:
        np.testing.assert_allclose(written.pieces.at(x), expected, rtol=1e-9, atol=1e-9 * size)


@pytest.mark.parametrize("name", ["relu", "deep"])
def test_knots_and_slopes_are_those_of_training_in_units(name: str) -> None:
    network = network_of(name)
    trained = closed_form(network, DOMAIN).pieces
    shown = closed_form(fold(network, YEARS), YEARS.interval(DOMAIN)).pieces
    assert trained is not None
    assert shown is not None
    assert len(shown.knots) == len(trained.knots) > 0
    for knot, before in zip(shown.knots, trained.knots, strict=True):
        assert knot.x == pytest.approx(before.x * YEARS.x_scale + YEARS.x_offset)
        assert knot.y == pytest.approx(before.y * YEARS.y_scale + YEARS.y_offset)
        assert knot.neurons == before.neurons
    np.testing.assert_allclose(shown.slopes, trained.slopes * YEARS.y_scale / YEARS.x_scale, rtol=1e-9, atol=1e-12)


def test_the_given_network_stays_as_it_is() -> None:
    network = network_of("relu")
    before = network.parameters.copy()
    fold(network, YEARS)
    np.testing.assert_array_equal(network.parameters, before)


def test_a_float32_network_is_folded_in_float64() -> None:
    trained = network_of("relu")
    network = Network(trained.sizes, trained.activation_names(), trained.parameters, np.float32)
    folded = fold(network, YEARS)
    x = np.linspace(*YEARS.interval(DOMAIN), 50)
    exact = Network(network.sizes, network.activation_names(), network.parameters)
    np.testing.assert_allclose(folded.predict(x[None, :])[0], by_hand(exact, YEARS, x), rtol=1e-12)


def test_short_numbers_far_from_zero_have_enough_digits_to_compute_with() -> None:
    network = network_of("relu")
    written = closed_form(fold(network, YEARS), YEARS.interval(DOMAIN), "neurons", YEARS.digits)
    x = np.linspace(*YEARS.interval(DOMAIN), 40)
    expected = by_hand(network, YEARS, x)
    computed = [compute(from_short(written.short_text), float(each)) for each in x]
    assert np.abs(np.array(computed) - expected).max() < 0.03 * np.ptp(expected)
    assert Units().digits == 3
    assert YEARS.digits == 5
    assert Units(x_offset=1e15, x_scale=1e-15).digits == 15


def test_linear_layers_collapse_in_units() -> None:
    network = network_of("linear")
    found = collapse(fold(network, YEARS))
    ends = np.array(YEARS.interval(DOMAIN))
    np.testing.assert_allclose(found.slope * ends + found.intercept, by_hand(network, YEARS, ends))


def test_what_cannot_be_folded_is_refused() -> None:
    with pytest.raises(AnatomyError, match="no curve"):
        fold(Network((2, 1), (), np.zeros(3)), YEARS)
    huge = Network((1, 1), (), [1e300, 0.0])
    with pytest.raises(AnatomyError):
        closed_form(fold(huge, Units(y_scale=1e15)), DOMAIN)


@pytest.mark.parametrize("sizes", list(pairwise([(1, 1), (1, 2, 1), (1, 2, 2, 1)])))
def test_no_units_change_nothing(sizes: tuple[Sequence[int], Sequence[int]]) -> None:
    for each in sizes:
        network = random_network(3, each[1:-1], ("relu",) * (len(each) - 2))
        np.testing.assert_array_equal(fold(network, Units()).parameters, network.parameters)
