"""Where a new neuron helps most.

A new neuron starts with outgoing weights 0, so what counts is how well its output would explain what is still wrong.
Candidates bend at many places in both directions. From each one's output a, everything the layer's present neurons and
the bias can make of it is projected out, a⊥; with δⱼ the pull on neuron j of the next layer (the residual, carried back
to it), the part of the squares of δ that a⊥ explains is Σⱼ (δⱼ·a⊥)² / |a⊥|². The greatest wins. Bending at the largest
residual instead puts most bends at the domain's edge, where they do nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.engine.network import ForwardPass, Network
from app.engine.refusals import check_finite

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.engine.activations import Activation
    from app.engine.data import Dataset

KNOTS = 31
"""Places tried along each direction, from the 5% to the 95% quantile of the data."""
DIRECTIONS = 24
"""Random directions tried where a neuron has several inputs."""
SAMPLES = 256
"""At most so many training points are looked at."""


def place_neuron(network: Network, dataset: Dataset, layer: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return the incoming weights and, last, the bias (fan_in + 1,) for a new neuron in a hidden layer.

    Args:
        network: the network as it is.
        dataset: the points; the training points are looked at.
        layer: the hidden layer.
        rng: the surgery stream.

    Raises:
        SurgeryError: if the network's numbers have grown too large.
    """
    stride = -(-dataset.x_train.shape[1] // SAMPLES)
    exact = Network(network.sizes, network.activation_names(), network.parameters, np.float64)
    forward = ForwardPass(exact, dataset.x_train[:, ::stride])
    forward.run()
    check_finite(forward.inputs[layer], forward.inputs[layer + 1])
    with np.errstate(all="ignore"):
        pull = _pull(exact, forward, dataset.y_train[:, ::stride], layer)
        candidates = _candidates(forward.inputs[layer][:-1], network.activations[layer], rng)
        outputs = candidates @ forward.inputs[layer]
        network.activations[layer].apply(outputs, outputs)
        scores = _explained(outputs, forward.inputs[layer + 1], pull)
    best: NDArray[np.float64] = candidates[np.argmax(np.nan_to_num(scores))]
    return best


def _pull(network: Network, forward: ForwardPass, y: NDArray[np.floating], layer: int) -> NDArray[np.float64]:
    """Return the residual carried back to the preactivations of the layer above ``layer``, (neurons, n)."""
    delta: NDArray[np.float64] = y - forward.output
    for k in range(len(network.layers) - 1, layer + 1, -1):
        rows = forward.hidden_rows[k - 1]
        slope = np.empty_like(forward.activations[k - 1])
        network.activations[k - 1].derivative(forward.preactivation_block[rows], forward.activations[k - 1], slope)
        delta = (network.layers[k][:-1] @ delta) * slope
    return delta


def _candidates(inputs: NDArray[np.floating], activation: Activation, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return candidate neurons, one row each: weights and bias, (candidates, fan_in + 1); the middle bend first."""
    spread = inputs.std(axis=1)
    spread[spread == 0] = 1
    if len(inputs) == 1:
        directions = np.ones((1, 1)) / spread
    else:
        directions = rng.standard_normal((DIRECTIONS, len(inputs))) / spread
        directions /= np.maximum((directions @ inputs).std(axis=1, keepdims=True), 1e-12)
    steepnesses = (1.0,) if activation.piecewise_linear else (1.0, 2.0, 4.0)
    levels = 0.5 + 0.45 * np.linspace(-1, 1, KNOTS)
    levels = levels[np.argsort(np.abs(levels - 0.5), kind="stable")]
    knots = np.quantile(directions @ inputs, levels, axis=1)
    bent = [np.column_stack([directions, -knot]) for knot in knots]
    return np.concatenate([sign * steepness * rows for rows in bent for steepness in steepnesses for sign in (1, -1)])


def _explained(
    outputs: NDArray[np.float64], present: NDArray[np.floating], pull: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how much of the pull each candidate's output explains beyond the present rows, (candidates,)."""
    _, singular, basis = np.linalg.svd(present, full_matrices=False)
    basis = basis[singular > 1e-6 * singular[0]]
    beyond = outputs - (outputs @ basis.T) @ basis
    size = np.einsum("cn,cn->c", beyond, beyond)
    whole = np.einsum("cn,cn->c", outputs, outputs)
    explained: NDArray[np.float64] = np.square(beyond @ pull.T).sum(axis=1) / np.where(
        size > 1e-9 * whole, size, np.inf
    )
    return explained
