"""Where neurons bend: the places where a new one helps most, and bunched bends spread over the data.

A new neuron starts with outgoing weights 0, so what counts is how well its output would explain what is still wrong.
Candidates bend at many places in both directions. From each one's output a, everything the layer's present neurons and
the bias can make of it is projected out, a⊥; with δⱼ the pull on neuron j of the next layer (minus the loss's
derivative, carried back to it), the part of the squares of δ that a⊥ explains is Σⱼ (δⱼ·a⊥)² / |a⊥|². The greatest are
the best places. Bending at the largest residual instead puts most bends at the domain's edge, where they do nothing.

An outgoing weight moves with about the learning rate at each step and a slope is this weight times the steepness, so
that steep neurons help sooner. A neuron of an only hidden layer of straight pieces is as steep as the initializer
``bends`` makes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.engine.errors import SurgeryError, check_finite
from app.engine.losses import LOSSES
from app.engine.network import ForwardPass, Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.engine.activations import Activation
    from app.engine.data import Dataset
    from app.engine.training import Trainer

KNOTS = 31
"""Places tried along each direction, from the 5% to the 95% quantile of the data."""
DIRECTIONS = 24
"""Random directions tried where a neuron has several inputs."""
STEEP = 1.5
"""How steep a neuron beside n others is, over n + 1 and per standard deviation of the inputs: of evenly spread ones,
5·(n + 1)/(b − a) as the initializer ``bends`` has it is 1.44·(n + 1)/σ."""
ALIKE = 0.95
"""Two candidates whose explanations have at least this cosine are the same place."""
CLEAR = 0.8
"""If one place explains this part of what the present neurons cannot, no other is returned."""
SAMPLES = 256
"""At most this many training points are used."""


def neuron_places(
    network: Network, dataset: Dataset, layer: int, rng: np.random.Generator, *, loss: str, count: int = 1
) -> NDArray[np.float64]:
    """Return the incoming weights and, last, the bias for a new neuron in a hidden layer, (k ≤ count, fan_in + 1).

    The best place first, then others that are not nearly the same; none where the first explains nearly all.

    Args:
        network: the network as it is.
        dataset: the points; the training points are used.
        layer: the hidden layer.
        rng: the surgery stream.
        loss: a name in ``LOSSES``: what training makes small.
        count: how many places.

    Raises:
        SurgeryError: if the network's numbers have grown too large.
    """
    stride = -(-dataset.x_train.shape[1] // SAMPLES)
    exact = Network(network.sizes, network.activation_names(), network.parameters, np.float64)
    forward = ForwardPass(exact, dataset.x_train[:, ::stride])
    forward.run()
    check_finite(forward.inputs[layer], forward.inputs[layer + 1])
    with np.errstate(all="ignore"):
        pull = _pull(exact, forward, dataset.y_train[:, ::stride], layer, loss)
        candidates = _candidates(forward.inputs[layer][:-1], network.activations[layer], rng)
        if len(network.activations) == 1 and network.activations[0].piecewise_linear:
            candidates *= STEEP * (network.sizes[1] + 1)
        outputs = candidates @ forward.inputs[layer]
        network.activations[layer].apply(outputs, outputs)
        basis = _basis(forward.inputs[layer + 1])
        beyond = _beyond(outputs, basis)
        scores = np.nan_to_num(np.square(beyond @ pull.T).sum(axis=1))
        if scores.max() >= CLEAR * np.square(pull - (pull @ basis.T) @ basis).sum():
            count = 1
    return candidates[_apart(beyond, scores, count)]


def _apart(beyond: NDArray[np.float64], scores: NDArray[np.float64], count: int) -> list[int]:
    """Return at most ``count`` candidates of the greatest scores, none nearly a multiple of one before."""
    chosen: list[int] = []
    for index in np.argsort(-scores, kind="stable").tolist():
        if len(chosen) == count or (chosen and not scores[index] > 0):
            break
        if not (np.abs(beyond[chosen] @ beyond[index]) > ALIKE).any():
            chosen.append(index)
    return chosen


def _pull(
    network: Network, forward: ForwardPass, y: NDArray[np.floating], layer: int, loss: str
) -> NDArray[np.float64]:
    """Return minus the loss's derivative by the preactivations of the layer above ``layer``, up to a factor."""
    delta = np.empty(y.shape, dtype=np.float64)
    for operation in LOSSES[loss].prepare(forward.output, y, delta).operations:
        operation()
    np.negative(delta, delta)
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


def _basis(present: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return orthonormal rows that span the present neurons' outputs and the ones, (k, n)."""
    _, singular, basis = np.linalg.svd(present, full_matrices=False)
    return np.asarray(basis[singular > 1e-6 * singular[0]])


def _beyond(outputs: NDArray[np.float64], basis: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the direction of each candidate's output beyond the basis, of length 1, or 0 where it has none."""
    beyond = outputs - (outputs @ basis.T) @ basis
    size = np.einsum("cn,cn->c", beyond, beyond)
    whole = np.einsum("cn,cn->c", outputs, outputs)
    length = np.sqrt(np.where(size > 1e-9 * whole, size, np.inf))
    return np.asarray(beyond / length[:, None])


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
