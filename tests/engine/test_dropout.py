"""Dropout: its rate, its scale and its gradients."""

from __future__ import annotations

import numpy as np
import pytest

from app.engine.data import stack
from app.engine.losses import LOSSES
from app.engine.passes import Dropout, GradientPass, LossPass
from tests.engine.building import make_trainer


def test_dropout_zeroes_at_its_rate_and_scales_the_rest() -> None:
    dropout = Dropout(0.25, (50, 400), np.dtype(np.float64), np.random.default_rng(0))
    for operation in dropout.draw_operations():
        operation()
    assert set(np.unique(dropout.mask)) == {0.0, 1 / 0.75}
    assert (dropout.mask == 0).mean() == pytest.approx(0.25, abs=0.01)
    assert dropout.mask.mean() == pytest.approx(1, abs=0.02)


def test_no_neuron_is_left_out_before_the_first_update() -> None:
    for _ in range(20):
        dropout = Dropout(0.5, (6, 30), np.dtype(np.float32), np.random.default_rng(0))
        assert (dropout.mask == 1).all()
        dropout.mask[:] = 0  # what the next array of this size may be made of


@pytest.mark.parametrize("activation", ["tanh", "swish"])
def test_dropout_gradients_are_those_of_the_thinned_network(activation: str) -> None:
    trainer = make_trainer((1, 6, 1), activation)
    network, data = trainer.network, trainer.dataset
    losses = LossPass(network, stack(data.x_train, data.y_train), LOSSES["mean_squared_error"])
    dropout = Dropout(0.4, losses.forward.hidden_block.shape, network.dtype, np.random.default_rng(1))
    gradient = np.empty(network.parameter_count)
    backward = GradientPass(losses, network, gradient, dropout)
    for operation in (*backward.forward_operations, *backward.backward_operations):
        operation()

    def thinned_loss() -> float:
        z = network.weights(0) @ data.x_train + network.biases(0)[:, None]
        a = (np.tanh(z) if activation == "tanh" else z / (1 + np.exp(-z))) * dropout.mask[:6]
        prediction = network.weights(1) @ a + network.biases(1)[:, None]
        return float(np.mean((prediction - data.y_train) ** 2))

    for i in range(network.parameter_count):
        kept = network.parameters[i]
        network.parameters[i] = kept + 1e-6
        above = thinned_loss()
        network.parameters[i] = kept - 1e-6
        slope = (above - thinned_loss()) / 2e-6
        network.parameters[i] = kept
        assert gradient[i] * losses.scale == pytest.approx(slope, abs=1e-8)
