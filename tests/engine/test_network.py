from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.network import ForwardPass, LayersError, Network
from app.engine.registry import UnknownNameError
from tests.engine.building import make_trainer

HAND = [
    {"weights": [[1.0], [1.0]], "biases": [-1.0, -4.0]},
    {"weights": [[1.0, 3.0]], "biases": [-5.0]},
]


def test_two_relu_neurons_give_the_hand_worked_curve() -> None:
    network = Network.from_layers(HAND, ["relu"])
    np.testing.assert_allclose(network.predict([[0, 1, 2, 4, 5, 6]]), [[-5, -5, -4, -2, 2, 6]])
    assert network.sizes == (1, 2, 1)
    assert network.parameter_count == 7
    assert network.weights(1).tolist() == [[1, 3]]
    assert network.biases(0).tolist() == [-1, -4]


def test_layers_are_views_of_the_flat_vector_with_the_biases_last() -> None:
    network = Network.from_layers(HAND, ["relu"])
    assert network.parameters.tolist() == [1, 1, -1, -4, 1, 3, -5]
    network.layers[1][-1] = 7
    network.weights(0)[1, 0] = 9
    assert network.parameters.tolist() == [1, 9, -1, -4, 1, 3, 7]


@given(hidden=st.lists(st.integers(1, 5), max_size=3), ends=st.tuples(st.integers(1, 3), st.integers(1, 3)))
def test_layers_survive_json_exactly(hidden: list[int], ends: tuple[int, int]) -> None:
    network = make_trainer((ends[0], *hidden, ends[1]), "tanh").network
    again = Network.from_layers(json.loads(json.dumps(network.to_layers())), network.activation_names())
    assert again.sizes == network.sizes
    np.testing.assert_array_equal(again.parameters, network.parameters)


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ([], "layers: must be a list"),
        ({}, "layers: must be a list"),
        ([{"weights": [[1]]}], r"layers\[0\]: must have"),
        ([[1]], r"layers\[0\]: must have"),
        ([{**HAND[0], "bias": [0]}, HAND[1]], r"layers\[0\]: must have weights and biases, and nothing else"),
        ([HAND[0], {"weights": [[1, 3], [1]], "biases": [0, 0]}], r"layers\[1\].weights: must be rows"),
        ([HAND[0], {"weights": [["a", "b"]], "biases": [0]}], r"layers\[1\].weights: must be rows"),
        ([HAND[0], {"weights": [1, 2], "biases": [0]}], r"layers\[1\].weights: must be rows"),
        ([{"weights": [[True]], "biases": [0]}], r"layers\[0\].weights: must be rows"),
        ([HAND[0], {"weights": [[1, float("nan")]], "biases": [0]}], r"layers\[1\].weights: must be finite"),
        ([HAND[0], {"weights": [[1, 2]], "biases": [float("inf")]}], r"layers\[1\].biases: must be finite"),
        ([HAND[0], {"weights": [[1, 2]], "biases": [0, 1]}], r"layers\[1\].biases: 2 numbers for 1"),
        ([HAND[0], {"weights": [[1, 2, 3]], "biases": [0]}], r"layers\[1\].weights: rows of 3"),
        ([HAND[1]], "layers: 1 of them, but 1 hidden"),
    ],
)
def test_faulty_layers_are_refused_by_path(layers: Any, message: str) -> None:
    with pytest.raises(LayersError, match=message):
        Network.from_layers(layers, ["relu"])


def test_numbers_beyond_float32_are_refused_in_float32_only() -> None:
    layers = [HAND[0], {"weights": [[1e39, 1]], "biases": [0]}]
    assert Network.from_layers(layers, ["relu"]).weights(1)[0, 0] == 1e39
    with pytest.raises(LayersError, match=r"layers\[1\]: has numbers too large for float32"):
        Network.from_layers(layers, ["relu"], np.float32)


@pytest.mark.parametrize(
    ("sizes", "activations", "count", "message"),
    [
        ((1,), [], 0, "at least an input and an output"),
        ((1, 0, 1), ["relu"], 1, "none empty"),
        ((1, 2, 1), [], 7, "0 activations for 1"),
        ((1, 2, 1), ["relu"], 6, "do not fit"),
    ],
)
def test_parts_that_do_not_fit_are_refused(
    sizes: tuple[int, ...], activations: list[str], count: int, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        Network(sizes, activations, np.zeros(count))


def test_an_unknown_activation_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="relu"):
        Network((1, 2, 1), ["rleu"], np.zeros(7))


def test_a_network_without_hidden_layers_is_a_line() -> None:
    network = Network((2, 1), [], [2.0, -1.0, 0.5])
    np.testing.assert_allclose(network.predict([[0, 1, 0], [0, 0, 1]]), [[0.5, 2.5, -0.5]])


def test_a_forward_pass_follows_the_parameters_and_shows_each_layer() -> None:
    network = Network.from_layers(HAND, ["relu"])
    forward = ForwardPass(network, [[2, 5]])
    forward.run()
    np.testing.assert_allclose(forward.activations[0], [[1, 4], [0, 1]])
    np.testing.assert_allclose(forward.output, [[-4, 2]])
    network.biases(1)[0] = 0
    forward.x[:] = 6
    forward.run()
    np.testing.assert_allclose(forward.output, [[11, 11]])


def test_each_layer_may_have_its_own_activation() -> None:
    trainer = make_trainer((2, 3, 4, 2, 2), ["relu", "swish", "swish"])
    network, x = trainer.network, trainer.dataset.x_train
    a = np.maximum(0, network.weights(0) @ x + network.biases(0)[:, None])
    for k in (1, 2):
        z = network.weights(k) @ a + network.biases(k)[:, None]
        a = z / (1 + np.exp(-z))
    expected = network.weights(3) @ a + network.biases(3)[:, None]
    np.testing.assert_allclose(network.predict(x), expected, atol=1e-13)


def test_inputs_of_another_width_are_refused() -> None:
    with pytest.raises(ValueError, match="2 inputs"):
        Network((2, 1), [], np.zeros(3)).predict([[1.0, 2.0]])
