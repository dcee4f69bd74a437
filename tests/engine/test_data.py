from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.data import make_dataset
from app.engine.initializers import BIAS_INITIALIZERS, INITIALIZERS, LayerPlace
from app.engine.network import Network
from app.engine.streams import Streams

X = np.linspace(-1, 1, 50)[None]
Y = np.vstack([X, X**2])


@given(seed=st.integers(0, 2**32 - 1), noise=st.floats(0.01, 10), fraction=st.floats(0, 0.9))
def test_noise_changes_neither_split_nor_pattern_nor_weights(seed: int, noise: float, fraction: float) -> None:
    def build(noise: float) -> tuple[np.ndarray, ...]:
        streams = Streams.from_seed(seed)
        data = make_dataset(X, Y, noise=noise, validation_fraction=fraction, rng=streams.data)
        network = Network.initialized(
            (1, 4, 2), ["relu"], "he_uniform", "zeros", domain=[(-1, 1)], rng=streams.initialization
        )
        return data.x_train, data.x_validation, network.parameters, data.y_train, data.y_validation

    clean, some, twice = build(0.0), build(noise), build(2 * noise)
    for part in range(3):
        np.testing.assert_array_equal(clean[part], some[part])
    for part in (3, 4):
        np.testing.assert_allclose(twice[part] - clean[part], 2 * (some[part] - clean[part]), atol=1e-9)


@given(fraction=st.floats(0, 0.99), seed=st.integers(0, 1000))
def test_the_split_takes_every_sample_once_in_order(fraction: float, seed: int) -> None:
    data = make_dataset(X, Y, noise=0, validation_fraction=fraction, rng=Streams.from_seed(seed).data)
    assert data.x_validation.shape == (1, min(49, round(50 * fraction)))
    np.testing.assert_array_equal(np.sort(np.hstack([data.x_train, data.x_validation])), X)
    assert (np.diff(data.x_train) > 0).all()
    np.testing.assert_array_equal(data.y_train[1], data.x_train[0] ** 2)


def test_noise_has_the_given_standard_deviation() -> None:
    x = np.zeros((1, 20_000))
    data = make_dataset(x, x, noise=0.3, validation_fraction=0, rng=Streams.from_seed(0).data)
    assert data.y_train.std() == pytest.approx(0.3, rel=0.03)


def test_float32_data_are_the_rounded_float64_data() -> None:
    exact, rounded = (
        make_dataset(X, Y, noise=0.1, validation_fraction=0.2, rng=Streams.from_seed(3).data, dtype=dtype)
        for dtype in (np.float64, np.float32)
    )
    assert rounded.dtype == np.float32
    np.testing.assert_array_equal(exact.y_train.astype(np.float32), rounded.y_train)


@pytest.mark.parametrize(
    ("x", "y"), [(X, Y[:, :-1]), (X[0], Y), (X[:, :0], Y[:, :0]), (X * math.nan, Y), (X, Y + math.inf)]
)
def test_unfit_samples_are_refused(x: np.ndarray, y: np.ndarray) -> None:
    with pytest.raises(ValueError, match="x"):
        make_dataset(x, y, noise=0, validation_fraction=0, rng=Streams.from_seed(0).data)


def test_streams_are_independent_and_resume_exactly() -> None:
    streams, other = Streams.from_seed(5), Streams.from_seed(5)
    other.data.random(100)
    assert streams.batches.random() == other.batches.random()
    firsts = [Streams.from_seed(5).state()[name]["state"]["state"] for name in Streams.from_seed(5).state()]
    assert len(set(firsts)) == 5
    state = streams.state()
    drawn = [generator.random(3).tolist() for generator in (streams.batches, streams.dropout, streams.surgery)]
    streams.restore(state)
    assert drawn == [generator.random(3).tolist() for generator in (streams.batches, streams.dropout, streams.surgery)]


BOUNDS = {
    "uniform": 1.0,
    "xavier_uniform": math.sqrt(6 / (50 + 40)),
    "he_uniform": math.sqrt(6 / 50),
}
DEVIATIONS = {
    "normal": 1.0,
    "xavier_normal": math.sqrt(2 / (50 + 40)),
    "he_normal": math.sqrt(2 / 50),
    "lecun_normal": math.sqrt(1 / 50),
}


def test_initializers_have_the_spread_of_their_formula() -> None:
    assert {*BOUNDS, *DEVIATIONS, "zeros", "bends"} == set(INITIALIZERS)
    for name, bound in BOUNDS.items():
        drawn = INITIALIZERS[name].draw(np.random.default_rng(0), LayerPlace(50, 40))
        assert drawn.shape == (50, 40)
        assert 0.99 * bound < np.abs(drawn).max() <= bound
        assert drawn.std() == pytest.approx(bound / math.sqrt(3), rel=0.05)
    for name, deviation in DEVIATIONS.items():
        drawn = INITIALIZERS[name].draw(np.random.default_rng(0), LayerPlace(50, 40))
        assert drawn.std() == pytest.approx(deviation, rel=0.05)


@pytest.mark.parametrize("bias_initializer", BIAS_INITIALIZERS)
def test_zeros_leaves_every_parameter_zero(bias_initializer: str) -> None:
    network = Network.initialized(
        (2, 3, 3, 1),
        ["tanh"] * 2,
        "zeros",
        bias_initializer,
        domain=[(1, 3)] * 2,
        rng=Streams.from_seed(0).initialization,
    )
    np.testing.assert_array_equal(network.parameters, 0)


def test_spread_puts_first_layer_bends_evenly_over_the_domain() -> None:
    rng = Streams.from_seed(0).initialization
    network = Network.initialized((1, 4, 4, 1), ["relu"] * 2, "he_uniform", "spread", domain=[(-2, 6)], rng=rng)
    bends = -network.biases(0) / network.weights(0)[:, 0]
    np.testing.assert_allclose(bends, [-1, 1, 3, 5])
    np.testing.assert_array_equal(network.biases(1), 0)


def test_bends_start_steep_and_rise_outward_whatever_the_domain() -> None:
    for low, high in ((-3.0, 3.0), (100.0, 100.5)):
        rng = Streams.from_seed(0).initialization
        network = Network.initialized((1, 8, 1), ["relu"], "bends", "spread", domain=[(low, high)], rng=rng)
        risen = network.weights(0)[:, 0] * (high - low) / 8
        assert (np.abs(risen) >= 4).all()
        assert (np.abs(risen) <= 6).all()
        np.testing.assert_array_equal(np.sign(risen), [-1] * 4 + [1] * 4)
        assert np.abs(network.weights(1)).max() < 0.15
        np.testing.assert_array_equal(network.biases(1), 0)


@pytest.mark.parametrize(("hidden", "activation"), [([6], "tanh"), ([6, 5], "relu"), ([6, 5], "sigmoid")])
def test_bends_are_gentler_where_they_are_smooth_or_layers_follow(hidden: list[int], activation: str) -> None:
    rng = Streams.from_seed(0).initialization
    sizes = (2, *hidden, 1)
    network = Network.initialized(sizes, [activation] * len(hidden), "bends", "spread", domain=[(-3, 3)] * 2, rng=rng)
    steepness = np.linalg.norm(network.weights(0), axis=1)
    assert (steepness >= 0.8 * 9 / 6).all()
    assert (steepness <= 1.2 * 9 / 6).all()
    np.testing.assert_array_equal(np.sign(network.weights(0).sum(axis=1)), [-1] * 3 + [1] * 3)


@pytest.mark.parametrize("initializer", ["bends", "zeros"])
def test_each_input_has_an_interval_of_its_own(initializer: str) -> None:
    """What an input is measured in changes nothing: 1,000 times the numbers, a thousandth of the weights."""
    start = partial(Network.initialized, (2, 6, 1), ["relu"], initializer, "spread")
    same, wide = (
        start(domain=domain, rng=Streams.from_seed(3).initialization)
        for domain in ([(-1, 1), (2, 3)], [(-1, 1), (2000, 3000)])
    )
    np.testing.assert_allclose(wide.weights(0) * [1, 1000], same.weights(0), rtol=1e-12)
    np.testing.assert_allclose(wide.biases(0), same.biases(0), rtol=1e-12)
    middles = np.stack([-1 + 2 * (np.arange(6) + 0.5) / 6, 2 + (np.arange(6) + 0.5) / 6], axis=1)
    np.testing.assert_allclose((same.weights(0) * middles).sum(axis=1), -same.biases(0), rtol=1e-12)


def test_intervals_that_do_not_fit_the_inputs_are_refused() -> None:
    with pytest.raises(ValueError, match="1 intervals for 2 inputs"):
        Network.initialized((2, 1), [], "zeros", "zeros", domain=[(0, 1)], rng=np.random.default_rng(0))


def test_float32_and_float64_start_from_the_same_numbers() -> None:
    exact, rounded = (
        Network.initialized(
            (1, 9, 1), ["relu"], "he_normal", "spread", domain=[(-1, 1)], rng=Streams.from_seed(1).initialization,
            dtype=dtype,
        ).parameters
        for dtype in (np.float64, np.float32)
    )  # fmt: skip
    np.testing.assert_array_equal(exact.astype(np.float32), rounded)
