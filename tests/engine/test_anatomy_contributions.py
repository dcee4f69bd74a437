"""What each neuron adds, against the network's own prediction."""

from __future__ import annotations

import numpy as np
import pytest

from app.engine.activations import ACTIVATIONS
from app.engine.anatomy.contributions import contributions
from app.engine.anatomy.float64_forward import AnatomyError, trace
from app.engine.network import ForwardPass, Network
from tests.engine.building import make_trainer


@pytest.mark.parametrize("sizes", [(1, 1), (1, 3, 1), (1, 5, 4, 2), (2, 6, 3)], ids=str)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_contributions_and_the_output_bias_add_up_to_the_prediction(activation: str, sizes: tuple[int, ...]) -> None:
    network = make_trainer(sizes, activation).network
    network.layers[-1][-1] = np.arange(sizes[-1]) + 0.5
    x = np.random.default_rng(0).uniform(-3, 3, (sizes[0], 200))
    found = contributions(network, x)
    total = found.contributions.sum(axis=1) + found.biases[:, None]
    np.testing.assert_allclose(total, network.predict(x), rtol=0, atol=1e-14)
    np.testing.assert_allclose(found.trace.prediction, network.predict(x), rtol=0, atol=1e-14)
    sums = found.sums()
    assert sums.shape == (sizes[-1], sizes[-2] + 1, 200)
    np.testing.assert_array_equal(sums[:, 0], np.repeat(found.biases[:, None], 200, axis=1))
    np.testing.assert_allclose(sums[:, -1], total, rtol=0, atol=1e-14)


def test_the_trace_is_that_of_the_forward_pass() -> None:
    network = make_trainer((1, 5, 4, 1), ["swish", "tanh"]).network
    x = np.linspace(-2, 2, 50)
    forward = ForwardPass(network, x[None])
    forward.run()
    seen = trace(network, x)
    np.testing.assert_allclose(seen.preactivations[0], forward.preactivation_block[forward.hidden_rows[0]], atol=1e-15)
    for k, a in enumerate(forward.activations):
        np.testing.assert_allclose(seen.activations[k], a, atol=1e-15)
        np.testing.assert_array_equal(seen.inputs(k + 1), seen.activations[k])
    np.testing.assert_array_equal(seen.inputs(0), x[None])


def test_three_stages_of_a_neuron_by_hand() -> None:
    """x − 4, then R, then times 3; minus 5 is the one output bias."""
    network = Network((1, 1, 1), ["relu"], [1.0, -4.0, 3.0, -5.0])
    found = contributions(network, [0, 4, 5, 8])
    assert found.trace.preactivations[0].tolist() == [[-4, 0, 1, 4]]
    assert found.trace.activations[0].tolist() == [[0, 0, 1, 4]]
    assert found.contributions.tolist() == [[[0, 0, 3, 12]]]
    assert found.biases.tolist() == [-5]
    assert found.bends.tolist() == [4]


def test_bends_of_first_layer_neurons_wherever_they_are() -> None:
    network = Network((1, 4, 1), ["tanh"], [2.0, 0.0, 1e-300, 1e-320, 1.0, 1.0, -1.0, 1.0, *[1.0] * 5])
    bends = contributions(network, 0).bends
    np.testing.assert_allclose(bends[[0, 2]], [-0.5, 1e300])
    assert np.isnan(bends[[1, 3]]).all()
    assert contributions(make_trainer((2, 3, 1)).network, [[0], [0]]).bends.size == 0


def test_float32_networks_are_read_exactly() -> None:
    network = make_trainer((1, 4, 1), "relu", dtype=np.float32).network
    wide = Network(network.sizes, ["relu"], network.parameters)
    x = np.linspace(-2, 2, 9)
    np.testing.assert_array_equal(trace(network, x).prediction, trace(wide, x).prediction)


@pytest.mark.parametrize("x", [np.zeros((2, 3)), np.zeros((1, 1, 1)), np.nan, np.inf])
def test_inputs_that_do_not_fit_are_refused(x: object) -> None:
    with pytest.raises(AnatomyError, match=r"do not fit|finite"):
        contributions(make_trainer().network, x)  # type: ignore[arg-type]


def test_numbers_beyond_float64_are_refused() -> None:
    with pytest.raises(AnatomyError, match="layer 1 grow beyond"):
        contributions(Network((1, 1, 1), ["relu"], [1e200, 0.0, 1e200, 0.0]), 1.0)
