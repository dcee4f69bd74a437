"""Bends that have bunched, spread over the data again, the curve kept as well as the new places allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.engine.errors import SurgeryError, check_finite
from app.engine.network import ForwardPass, Network

if TYPE_CHECKING:
    from app.engine.training import Trainer


@np.errstate(all="ignore")
def spread_bends(trainer: Trainer) -> float:
    """Place the first layer's bends evenly over the training inputs, from left to right as they were.

    Each neuron keeps its steepness |w|, and every other one opens to the left, so that some are awake at either end.
    What reads them gets the weights that come nearest in the mean square to what it got before.

    Returns:
        The largest change of the curve on the training inputs.

    Raises:
        SurgeryError: if the network has no hidden layer or more than one input, or numbers have grown too large.
    """
    network, x = trainer.network, trainer.dataset.x_train
    if network.sizes[0] != 1 or not network.activations:
        raise SurgeryError("bends can be spread in a network of one input with a hidden layer")
    before = network.predict(x)
    exact = Network(network.sizes, network.activation_names(), network.parameters)
    forward = ForwardPass(exact, x)
    forward.run()
    weights, biases = exact.layers[0]
    wanted = exact.layers[1].T @ forward.inputs[1]
    check_finite(forward.inputs[0], wanted)
    count = network.sizes[1]
    order = np.argsort(np.where(weights == 0, np.inf, -biases / weights), kind="stable")
    steepness = np.where(weights == 0, 1 / max(float(x.std()), 1e-12), np.abs(weights))
    bends = np.quantile(x[0].astype(np.float64), (np.arange(count) + 0.5) / count)
    weights[order] = np.where(np.arange(count) % 2, -1, 1) * steepness[order]
    biases[order] = -weights[order] * bends
    forward.run()
    check_finite(forward.inputs[1])
    exact.layers[1][:] = np.linalg.lstsq(forward.inputs[1].T, wanted.T)[0]
    check_finite(exact.parameters)
    origin = np.arange(network.parameter_count)
    origin[: exact.layers[0].size + exact.layers[1].size] = -1
    placed = Network(network.sizes, network.activation_names(), exact.parameters, network.dtype)
    trainer.transplant(placed, origin)
    return float(np.abs(trainer.network.predict(x) - before).max())
