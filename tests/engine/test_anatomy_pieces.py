"""Knots and pieces against the network itself, and against curves worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.activations import ACTIVATIONS
from app.engine.anatomy.breakpoints import find_breakpoints, has_more_pieces, read_bend
from app.engine.anatomy.contributions import contributions
from app.engine.anatomy.float64_forward import AnatomyError, NotPiecewiseError, TooManyPiecesError, read_matrices
from app.engine.anatomy.pieces import Pieces, find_pieces
from app.engine.network import Network, count_parameters
from app.engine.targets import TARGETS
from tests.engine.building import make_trainer, zigzag_layers

DOMAIN = (-3.0, 3.0)
BENDING = ("relu", "leaky_relu", "linear")


def make_relu(first: list[tuple[float, float]], weights: list[float], bias: float) -> Network:
    """Return Σ v·R(w·x + b) + c from (w, b) pairs, v and c."""
    layers = [
        {"weights": [[w] for w, _ in first], "biases": [b for _, b in first]},
        {"weights": [weights], "biases": [bias]},
    ]
    return Network.from_layers(layers, ["relu"])


def difference(network: Network, found: Pieces, count: int = 10_000) -> float:
    """Return the largest difference between pieces and network, relative to the curve's largest value."""
    x = np.linspace(*found.domain, count)
    y = network.predict(x[None])[0]
    return float(np.abs(found.at(x) - y).max() / max(np.abs(y).max(), 1e-300))


def random_network(rng: np.random.Generator, layers: int, widest: int) -> Network:
    """Return a network of random shape, activations and start, its biases moved off 0 half the time."""
    sizes = (1, *rng.integers(1, widest + 1, layers).tolist(), 1)
    names = ["relu"] * layers if rng.random() < 0.5 else rng.choice(BENDING, layers, p=[0.6, 0.3, 0.1]).tolist()
    initializer = str(rng.choice(["he_uniform", "he_normal", "normal", "uniform", "xavier_uniform"]))
    place = str(rng.choice(["zeros", "spread"]))
    network = Network.initialized(sizes, names, initializer, place, domain=[DOMAIN], rng=rng)
    if rng.random() < 0.5:
        for layer in network.layers:
            layer[-1] += rng.normal(0, 0.3, layer.shape[1])
    return network


def test_the_two_ramps_of_the_brief() -> None:
    network = make_relu([(1, -1), (1, -4)], [1, 3], -5)
    found = find_pieces(network, (0, 8))
    assert [(piece.start, piece.end, piece.slope, piece.intercept) for piece in found.pieces] == [
        (0, 1, 0, -5), (1, 4, 1, -6), (4, 8, 4, -18),
    ]  # fmt: skip
    assert [(knot.x, knot.y, knot.bend, knot.neurons) for knot in found.knots] == [
        (1, -5, 1, ((0, 0),)), (4, -2, 3, ((0, 1),)),
    ]  # fmt: skip
    assert [found.awake(i) for i in range(3)] == [[], [(0, 0)], [(0, 0), (0, 1)]]
    assert found.slope_parts(2) == {(0, 0): 1.0, (0, 1): 3.0}


def test_one_ramp_moved_and_stretched() -> None:
    found = find_pieces(make_relu([(1, -4)], [3], -5), (0, 8))
    assert [(piece.slope, piece.intercept) for piece in found.pieces] == [(0, -5), (3, -17)]
    assert [knot.x for knot in found.knots] == [4]


def test_three_pieces_solved_by_hand_with_three_neurons() -> None:
    """One neuron awake everywhere gives the first slope, 1.25; two bend it by −2.25 and by 2.25."""
    network = make_relu([(1, 3), (1, 1), (1, -1)], [1.25, -2.25, 2.25], -1)
    found = find_pieces(network, DOMAIN)
    target = TARGETS["three_pieces"]
    x = np.linspace(*DOMAIN, 601)
    np.testing.assert_allclose(found.at(x), target.function(x), atol=1e-15)
    assert found.x.tolist() == [-3, *target.knots, 3]
    assert found.y.tolist() == [-1, 1.5, -0.5, 2]
    assert found.slopes.tolist() == [1.25, -1, 1.25]
    assert found.slope_parts(1) == {(0, 0): 1.25, (0, 1): -2.25}


def test_a_second_layer_bends_what_the_first_made() -> None:
    """R(1 − |x|) is a tent: |x| = R(x) + R(−x) bends at 0, the second layer at −1 and 1."""
    layers = [
        {"weights": [[1.0], [-1.0]], "biases": [0.0, 0.0]},
        {"weights": [[-1.0, -1.0]], "biases": [1.0]},
        {"weights": [[2.0]], "biases": [0.5]},
    ]
    found = find_pieces(Network.from_layers(layers, ["relu", "relu"]), DOMAIN)
    assert found.slopes.tolist() == [0, 2, -2, 0]
    assert [(knot.x, knot.y, knot.neurons) for knot in found.knots] == [
        (-1, 0.5, ((1, 0),)),
        (0, 2.5, ((0, 0), (0, 1))),
        (1, 0.5, ((1, 0),)),
    ]


def test_pieces_are_the_network_whatever_its_shape() -> None:
    rng = np.random.default_rng(11)
    networks = [random_network(rng, layers=1 + i % 8, widest=(8, 64, 24)[i % 3]) for i in range(90)]
    worst = max(difference(network, find_pieces(network, DOMAIN), 4000) for network in networks)
    assert worst <= 1e-9


@pytest.mark.parametrize("hidden", [(3,), (16, 16), (8, 8, 8, 8), (32,)])
@pytest.mark.parametrize("activation", ["relu", "leaky_relu"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_pieces_are_the_trained_network(hidden: tuple[int, ...], activation: str, dtype: type) -> None:
    trainer = make_trainer((1, *hidden, 1), activation, dtype=dtype)
    trainer.advance(300)
    network = trainer.network
    wide = Network(network.sizes, network.activation_names(), network.parameters)
    assert difference(wide, find_pieces(network, (-2, 2))) <= 1e-9


@given(seed=st.integers(0, 2**32 - 1), layers=st.integers(0, 5), widest=st.integers(1, 9))
def test_knots_are_where_the_slope_changes_and_neurons_with_it(seed: int, layers: int, widest: int) -> None:
    network = random_network(np.random.default_rng(seed), layers, widest)
    found = find_pieces(network, DOMAIN)
    assert difference(network, found, 500) <= 1e-9
    assert (np.diff(found.x) > 0).all()
    assert (np.diff(found.slopes) != 0).all()
    np.testing.assert_allclose(network.predict(found.x[None])[0], found.y, rtol=1e-12, atol=1e-12)
    scale = np.abs(found.slopes).max() + 1
    for i in range(len(found.slopes)):
        assert sum(found.slope_parts(i).values()) == pytest.approx(found.slopes[i], abs=1e-11 * scale) or not layers
    for knot in found.knots:
        assert knot.neurons


@given(seed=st.integers(0, 2**32 - 1))
def test_awake_neurons_have_positive_z_and_linear_ones_always_are(seed: int) -> None:
    network = random_network(np.random.default_rng(seed), 2, 6)
    found = find_pieces(network, DOMAIN)
    for i, stretch in enumerate(found.widest):
        middle = (found.breakpoints[stretch] + found.breakpoints[stretch + 1]) / 2
        a, awake = np.array([[middle]]), []
        for layer, activation in enumerate(network.activations):
            z = network.weights(layer) @ a + network.biases(layer)[:, None]
            awake += [(layer, j) for j in np.flatnonzero((z[:, 0] > 0) | (activation.name == "linear")).tolist()]
            a = np.empty_like(z)
            activation.apply(z, a)
        assert found.awake(i) == awake


def test_a_network_without_hidden_layers_is_one_piece() -> None:
    network = Network((1, 1), [], [2.0, -1.0])
    found = find_pieces(network, DOMAIN)
    assert [(piece.slope, piece.intercept) for piece in found.pieces] == [(2, -1)]
    assert found.awake(0) == []
    assert found.slope_parts(0) == {}


@pytest.mark.parametrize("weight", [0.0, -0.0])
def test_a_weight_of_zero_bends_nothing(weight: float) -> None:
    found = find_pieces(make_relu([(weight, 2), (1, 0)], [5, weight], 1), DOMAIN)
    assert [(piece.slope, piece.intercept) for piece in found.pieces] == [(0, 11)]
    assert found.neuron_bends() == [(0.0, (0, 1), 0.0)]


def test_a_knot_on_the_end_of_the_domain_is_no_knot() -> None:
    network = make_relu([(1, 3), (1, -3), (2, -6.0000000000000001)], [1, 1, 1], 0)
    found = find_pieces(network, DOMAIN)
    assert [(piece.start, piece.end, piece.slope, piece.intercept) for piece in found.pieces] == [(-3, 3, 1, 3)]
    assert find_pieces(network, (-4, 4)).x.tolist() == [-4, -3, 3, 4]


def test_knots_at_one_place_are_one_knot_of_both_neurons() -> None:
    found = find_pieces(make_relu([(1, -1), (3, -3), (0.1, -0.1)], [1, 1, 10], 0), DOMAIN)
    assert [(knot.x, knot.neurons) for knot in found.knots] == [(1, ((0, 0), (0, 1), (0, 2)))]
    assert found.slopes.tolist() == [0, 5]


def test_bends_that_cancel_are_no_knot() -> None:
    """R(x) − R(−x) = x."""
    found = find_pieces(make_relu([(1, 0), (-1, 0)], [1, -1], 0), DOMAIN)
    assert [(piece.slope, piece.intercept) for piece in found.pieces] == [(1, 0)]
    assert found.neuron_bends() == [(0.0, (0, 0), 0.0), (0.0, (0, 1), 0.0)]


def test_a_dead_network_is_its_output_bias() -> None:
    found = find_pieces(make_relu([(1, -9), (-1, -9)], [4, 5], 0.25), DOMAIN)
    assert [(piece.slope, piece.intercept) for piece in found.pieces] == [(0, 0.25)]
    assert find_pieces(Network((1, 4, 4, 1), ["relu"] * 2, np.zeros(33)), DOMAIN).slopes.tolist() == [0]


def test_tiny_and_huge_weights_that_fit_are_exact() -> None:
    found = find_pieces(make_relu([(1e-300, 1e-300), (1e300, 1e300)], [1e300, 1e-300], 0), DOMAIN)
    np.testing.assert_allclose([knot.x for knot in found.knots], [-1])
    np.testing.assert_allclose(found.slopes, [0, 2])
    assert found.knots[0].neurons == ((0, 0), (0, 1))
    found = find_pieces(make_relu([(1e-300, 1e-300)], [1e-300], 1), DOMAIN)
    assert found.slopes.tolist() == [0]


@pytest.mark.parametrize("weights", [(1e300, 1e300), (1e308, 10.0)])
def test_numbers_beyond_float64_are_refused(weights: tuple[float, float]) -> None:
    with pytest.raises(AnatomyError, match="grow beyond"):
        find_pieces(make_relu([(weights[0], 0)], [weights[1]], 0), DOMAIN)


@pytest.mark.parametrize("steep", [1e6, 1e8])
def test_steep_steps_are_pieces_too(steep: float) -> None:
    """R(s·x) − R(s·x − 1) climbs from 0 to 1 within 1/s."""
    found = find_pieces(make_relu([(steep, 0), (steep, -1)], [1, -1], 0), DOMAIN)
    np.testing.assert_allclose(found.x, [-3, 0, 1 / steep, 3])
    np.testing.assert_allclose(found.y, [0, 0, 1, 1], atol=1e-8)


@pytest.mark.parametrize("steep", [1e13, 1e14])
def test_a_jump_is_refused_and_not_smoothed_over(steep: float) -> None:
    with pytest.raises(AnatomyError, match="too steep"):
        find_pieces(make_relu([(steep, 0.3 * steep), (steep, 0.3 * steep - 1)], [1, -1], 0), DOMAIN)


def test_terms_that_cancel_leave_no_trace() -> None:
    """0.1·R(x) + 0.2·R(x) − 0.3·R(x) is 0 to rounding."""
    found = find_pieces(make_relu([(1, 0)] * 3, [0.1, 0.2, -0.3], 0), DOMAIN)
    assert [(piece.slope, piece.intercept) for piece in found.pieces] == [(0, 0)]


EXTREMES = [0.0, -0.0, 1.0, -1.0, 1e-300, -1e-300, 1e300, -1e300, 5e-324, 1.7e308, 1e16, 1e-16, 1e10, -1e10, 0.1]


@given(
    hidden=st.lists(st.integers(1, 3), max_size=3),
    names=st.lists(st.sampled_from(BENDING), min_size=3, max_size=3),
    numbers=st.lists(st.one_of(st.sampled_from(EXTREMES), st.floats(-3, 3)), min_size=40, max_size=40),
)
def test_extreme_numbers_are_refused_or_right(hidden: list[int], names: list[str], numbers: list[float]) -> None:
    """Right: to a millionth of the curve, or to what the network's own last sum is rounded to."""
    sizes = (1, *hidden, 1)
    network = Network(sizes, names[: len(hidden)], numbers[: count_parameters(sizes)])
    x = np.linspace(*DOMAIN, 200)
    try:
        found, parts = find_pieces(network, DOMAIN), contributions(network, x)
    except AnatomyError:
        return
    y = parts.trace.prediction[0]
    rounding = 1e-15 * (np.abs(parts.contributions).sum(axis=1).max() + np.abs(parts.biases).max())
    assert np.abs(found.at(x) - y).max() <= 1e-6 * np.abs(y).max() + rounding


@pytest.mark.parametrize("number", [np.nan, np.inf])
def test_parameters_that_are_not_finite_are_refused(number: float) -> None:
    network = make_relu([(1, 0)], [1], 0)
    network.parameters[1] = number
    with pytest.raises(AnatomyError, match="layer 0 has a weight or bias that is not finite"):
        find_pieces(network, DOMAIN)


@pytest.mark.parametrize("domain", [(1, 1), (2, 1), (0, np.inf), (np.nan, 1), (-1e308, 1e308), (1, 1 + 1e-15)])
def test_domains_that_are_no_interval_are_refused(domain: tuple[float, float]) -> None:
    with pytest.raises(AnatomyError, match="is not an interval"):
        find_pieces(make_relu([(1, 0)], [1], 0), domain)


@pytest.mark.parametrize("name", [name for name, entry in ACTIVATIONS.items() if not entry.piecewise_linear])
def test_smooth_activations_have_no_pieces(name: str) -> None:
    network = make_trainer((1, 3, 3, 1), ["relu", name]).network
    with pytest.raises(NotPiecewiseError, match=name):
        find_pieces(network, DOMAIN)


@pytest.mark.parametrize("sizes", [(2, 3, 1), (1, 3, 2)])
def test_networks_that_are_no_curve_are_refused(sizes: tuple[int, ...]) -> None:
    with pytest.raises(AnatomyError, match="no curve"):
        find_pieces(make_trainer(sizes, "relu").network, DOMAIN)


def test_a_zigzag_of_too_many_pieces_is_refused() -> None:
    few = Network.from_layers(zigzag_layers(2, 8), ["relu"] * 8)
    assert len(find_pieces(few, (0, 1), most=256).slopes) == 256
    with pytest.raises(TooManyPiecesError, match="more than 255 pieces"):
        find_pieces(few, (0, 1), most=255)
    with pytest.raises(TooManyPiecesError, match="more than 50000 pieces"):
        find_pieces(Network.from_layers(zigzag_layers(4, 8), ["relu"] * 8), (0, 1))
    assert [has_more_pieces(few, (0, 1), most) for most in (255, 256, 10_000)] == [True, False, False]


def test_what_cannot_be_taken_apart_has_no_pieces_to_count() -> None:
    assert not has_more_pieces(make_trainer((1, 9, 9, 1), "tanh").network, DOMAIN, 10)
    assert not has_more_pieces(make_trainer((2, 9, 9, 1), "relu").network, DOMAIN, 10)


def test_breakpoints_rise_and_begin_and_end_with_the_domain() -> None:
    network = random_network(np.random.default_rng(3), 4, 20)
    bends = [read_bend(activation) for activation in network.activations]
    x = find_breakpoints(read_matrices(network), bends, DOMAIN)
    assert (x[0], x[-1]) == DOMAIN
    assert (np.diff(x) > 0).all()
