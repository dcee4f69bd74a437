"""A network along a line is a network of one input, exactly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.activations import ACTIVATIONS
from app.engine.anatomy.float64_forward import AnatomyError
from app.engine.anatomy.pieces import find_pieces
from app.engine.anatomy.slices import along_line
from app.engine.network import Network, count_parameters

Slice = tuple[Network, list[float], list[float], int]
"""A network, a point, a direction and an output."""

T = np.arange(-8, 9) / 4
"""Quarters: with small whole numbers everywhere, float64 computes what follows without rounding."""


def whole_network(seed: int, sizes: tuple[int, ...], activation: str = "relu") -> Network:
    """Return a network whose weights and biases are whole numbers from −3 to 3."""
    rng = np.random.default_rng(seed)
    return Network(sizes, [activation] * (len(sizes) - 2), rng.integers(-3, 4, count_parameters(sizes)))


@st.composite
def slices(draw: st.DrawFn) -> Slice:
    hidden = draw(st.lists(st.integers(1, 5), max_size=3))
    sizes = (draw(st.integers(1, 6)), *hidden, draw(st.integers(1, 4)))
    line = st.lists(st.integers(-4, 4).map(float), min_size=sizes[0], max_size=sizes[0])
    return whole_network(draw(st.integers(0, 999)), sizes), draw(line), draw(line), draw(st.integers(0, sizes[-1] - 1))


@given(slices())
def test_a_slice_is_the_network_on_its_line_to_the_last_bit(
    given: Slice,
) -> None:
    network, point, direction, output = given
    found = along_line(network, point, direction, output)
    assert found.sizes == (1, *network.sizes[1:-1], 1)
    x = np.array(point)[:, None] + np.array(direction)[:, None] * T
    np.testing.assert_array_equal(found.predict(T[None])[0], network.predict(x)[output])


@given(slices())
def test_the_pieces_of_a_slice_are_exact(given: Slice) -> None:
    network, point, direction, output = given
    pieces = find_pieces(along_line(network, point, direction, output), (-2, 2))
    x = np.array(point)[:, None] + np.array(direction)[:, None] * T
    expected = network.predict(x)[output]
    np.testing.assert_allclose(pieces.at(T), expected, rtol=0, atol=1e-9 * max(1, np.abs(expected).max()))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_and_float32_networks_have_slices(activation: str, dtype: type[np.floating]) -> None:
    rng = np.random.default_rng(5)
    sizes = (3, 6, 4, 2)
    network = Network(sizes, [activation] * 2, rng.normal(size=count_parameters(sizes)), dtype)
    exact = Network(sizes, [activation] * 2, network.parameters, np.float64)
    point, direction = rng.normal(size=(2, 3))
    x = point[:, None] + direction[:, None] * T
    for output in range(2):
        found = along_line(network, point, direction, output)
        assert found.dtype == np.float64
        np.testing.assert_allclose(found.predict(T[None])[0], exact.predict(x)[output], rtol=1e-12, atol=1e-12)


def test_the_line_through_an_input_of_a_curve_is_the_curve() -> None:
    network = whole_network(1, (1, 4, 3, 1))
    np.testing.assert_array_equal(along_line(network, [0], [1]).parameters, network.parameters)


@pytest.mark.parametrize(
    ("point", "direction", "output", "message"),
    [
        ([0], [1], 0, r"\(1,\) numbers does not fit 2 inputs"),
        ([0, 0], [1], 0, r"\(1,\) numbers does not fit 2 inputs"),
        ([0, 0], [1, 0], 2, "no output 2 of 2"),
        ([0, 0], [1, 0], -1, "no output -1 of 2"),
        ([0, np.inf], [1, 0], 0, "beyond what float64 holds"),
        ([0, 0], [np.nan, 0], 0, "beyond what float64 holds"),
        ([0, 1e308], [0, 0], 0, "beyond what float64 holds"),
    ],
)
def test_lines_that_do_not_fit_are_refused(
    point: list[float], direction: list[float], output: int, message: str
) -> None:
    network = Network((2, 3, 2), ["relu"], np.full(count_parameters((2, 3, 2)), 3.0))
    with pytest.raises(AnatomyError, match=message):
        along_line(network, point, direction, output)
