"""Backpropagation against finite differences."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from app.engine.activations import ACTIVATIONS
from app.engine.data import stack
from app.engine.losses import LOSSES
from app.engine.network import Network
from app.engine.passes import GradientPass, LossPass
from app.engine.penalties import penalty_operations
from tests.engine.building import make_data


def gradient_of(losses: LossPass, network: Network) -> np.ndarray:
    """Return the gradient of the mean loss."""
    gradient = np.empty(network.parameter_count)
    backward = GradientPass(losses, network, gradient)
    for operation in (*backward.forward_operations, *backward.backward_operations):
        operation()
    return gradient * losses.scale


def differences_of(losses: LossPass, network: Network, step: float = 1e-6) -> np.ndarray:
    """Return the central differences of the mean loss."""
    slopes = []
    for i in range(network.parameter_count):
        sides = []
        for sign in (1, -1):
            kept = network.parameters[i]
            network.parameters[i] = kept + sign * step
            sides.append(losses.run())
            network.parameters[i] = kept
        slopes.append((sides[0] - sides[1]) / (2 * step))
    return np.array(slopes)


@pytest.mark.parametrize("sizes", [(1, 4, 1), (3, 4, 3, 2), (2, 2)], ids=str)
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_gradients_are_the_slopes_of_the_loss(activation: str, loss: str, sizes: tuple[int, ...]) -> None:
    rng = np.random.default_rng(7)
    count = sum((a + 1) * b for a, b in pairwise(sizes))
    network = Network(sizes, [activation] * (len(sizes) - 2), rng.uniform(-1, 1, count))
    data = make_data(sizes[0], sizes[-1], samples=23, validation_fraction=0)
    losses = LossPass(network, stack(data.x_train, data.y_train), LOSSES[loss])
    np.testing.assert_allclose(gradient_of(losses, network), differences_of(losses, network), rtol=0, atol=2e-8)


def test_the_l2_penalty_pulls_on_weights_and_never_on_biases() -> None:
    network = Network((1, 2, 1), ["relu"], [1.0, -2.0, 5.0, 5.0, 0.0, 3.0, 5.0])
    gradient = np.zeros(7)
    for operation in penalty_operations(network, gradient, l2=0.01, scale=0.5):
        operation()
    np.testing.assert_allclose(gradient * 0.5, [0.01, -0.02, 0, 0, 0, 0.03, 0], atol=1e-15)


def test_samples_of_another_width_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        LossPass(Network((1, 1), [], np.zeros(2)), np.zeros((2, 5)), LOSSES["huber"])
