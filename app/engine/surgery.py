"""Adding and removing neurons and layers while training goes on.

Each operation rearranges the layers' matrices and, the same way, matrices of where each parameter was before: so the
optimizer's memory follows the parameters that stay.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from app.engine.activations import ACTIVATIONS
from app.engine.errors import SurgeryError, check_finite
from app.engine.network import ForwardPass, Network, layer_views
from app.engine.placement import neuron_places

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.engine.activations import Activation
    from app.engine.arrays import Floats
    from app.engine.training import Trainer

MAX_NEURONS = 64
"""No layer is made wider than this, even where passing everything on exactly would take it."""
SMALL = 0.25
"""Largest |z| at which R is taken as nearly straight: tanh is off by 2% there."""
TRIALS = 6
"""How many places a new neuron is tried at."""
TRIAL_STEPS = 300
TRIAL_COST = 20_000
"""Parameters × training points up to which places are tried: all trials together take some 20 ms."""


def add_neuron(trainer: Trainer, layer: int) -> int:
    """Add a neuron with outgoing weights 0 as the layer's last, and return its index; the curve is unchanged.

    It bends where it can explain most of what is still wrong.

    Where training is cheap, the best places are tried: a copy with the neuron there trains ``TRIAL_STEPS`` on, and the
    place with the lowest loss is taken. What explains most at once is not always what training gets most from.

    Raises:
        SurgeryError: if there is no such hidden layer, or the network's numbers have grown too large.
    """
    network = trainer.network
    _check_hidden(network, layer)
    neuron = network.sizes[layer + 1]
    is_cheap = network.parameter_count * trainer.dataset.x_train.shape[1] <= TRIAL_COST
    settings, count = trainer.settings, TRIALS if is_cheap else 1
    places = neuron_places(network, trainer.dataset, layer, trainer.streams.surgery, loss=settings.loss, count=count)
    losses = [_loss_after(trainer, layer, place) for place in places] if len(places) > 1 else [0.0]
    _insert_neuron(trainer, layer, places[int(np.argmin(losses))])
    return neuron


def _loss_after(trainer: Trainer, layer: int, incoming: NDArray[np.float64]) -> float:
    """Return the training loss after ``TRIAL_STEPS`` of a copy with a new neuron; infinite if it is not finite."""
    copy = trainer.copy()
    copy.reconfigure(replace(trainer.settings, early_stopping=None))
    _insert_neuron(copy, layer, incoming)
    copy.advance(TRIAL_STEPS)
    loss = copy.training_loss()
    return loss if np.isfinite(loss) else np.inf


def _insert_neuron(trainer: Trainer, layer: int, incoming: NDArray[np.float64]) -> None:
    """Add a neuron with these weights and bias (fan_in + 1,) and outgoing weights 0 as the layer's last."""
    network = trainer.network
    neuron = network.sizes[layer + 1]
    values, origins = _matrices(network)
    values[layer] = np.column_stack([values[layer], incoming])
    origins[layer] = np.column_stack([origins[layer], np.full(len(incoming), -1)])
    values[layer + 1] = np.insert(values[layer + 1], neuron, 0, axis=0)
    origins[layer + 1] = np.insert(origins[layer + 1], neuron, -1, axis=0)
    _put(trainer, values, origins, network.activation_names())


@np.errstate(all="ignore")  # what numbers too large come to is checked before it is kept
def remove_neuron(trainer: Trainer, layer: int, neuron: int | None = None) -> tuple[int, float]:
    """Remove a neuron; where none is named, the one without which the curve changes least in the mean square.

    Returns:
        its index, and the largest change of the curve on the training inputs.

    Raises:
        SurgeryError: if there is no such hidden layer or neuron, or it is the layer's last.
    """
    network = trainer.network
    _check_hidden(network, layer)
    count = network.sizes[layer + 1]
    if count == 1:
        raise SurgeryError("a layer keeps at least one neuron; remove the layer instead")
    if neuron is not None:
        _check_index(neuron, count, "neuron")
    before = network.predict(trainer.dataset.x_train)
    chosen = _least_contributing(trainer, layer) if neuron is None else neuron
    values, origins = _matrices(network)
    for matrices in (values, origins):
        matrices[layer] = np.delete(matrices[layer], chosen, axis=1)
        matrices[layer + 1] = np.delete(matrices[layer + 1], chosen, axis=0)
    _put(trainer, values, origins, network.activation_names())
    return chosen, _moved(trainer, before)


@np.errstate(all="ignore")
def wake_neuron(trainer: Trainer, layer: int, neuron: int) -> float:
    """Give a hidden neuron that does nothing a fresh start, where a new one would help most.

    Its incoming weights are placed anew and its outgoing ones become 0, so that gradients reach it again. What it gave
    on average, nothing if it was asleep, goes to the biases it fed: a constant neuron leaves no gap.

    Returns:
        the largest change of the curve on the training inputs.

    Raises:
        SurgeryError: if there is no such neuron, or the network's numbers have grown too large.
    """
    network = trainer.network
    _check_hidden(network, layer)
    _check_index(neuron, network.sizes[layer + 1], "neuron")
    forward = ForwardPass(network, trainer.dataset.x_train)
    forward.run()
    given = float(forward.activations[layer][neuron].mean(dtype=np.float64))
    values, origins = _matrices(network)
    places = neuron_places(network, trainer.dataset, layer, trainer.streams.surgery, loss=trainer.settings.loss)
    values[layer][:, neuron] = places[0]
    values[layer + 1][-1] += given * values[layer + 1][neuron]
    values[layer + 1][neuron] = 0
    origins[layer][:, neuron] = -1
    origins[layer + 1][neuron] = -1
    _put(trainer, values, origins, network.activation_names())
    return _moved(trainer, forward.output)


@np.errstate(all="ignore")
def add_layer(trainer: Trainer, position: int, activation: str | None = None) -> float:
    """Insert a hidden layer so that the curve stays as it is, or as near as the activation allows.

    Args:
        trainer: its network gets the layer.
        position: the number the new hidden layer has afterward.
        activation: the new layer's; that of the layer it pushes up, or else of the one below, where none is named,
            relu in a network without hidden layers.

    Returns:
        the largest change of the curve on the training inputs.

    Raises:
        SurgeryError: if there is no such position, or the network's numbers have grown too large.
        UnknownNameError: if the activation is unknown.
    """
    network = trainer.network
    names = list(network.activation_names())
    _check_index(position, len(names) + 1, "position")
    name = activation or (names[min(position, len(names) - 1)] if names else "relu")
    before = network.predict(trainer.dataset.x_train)
    forward = ForwardPass(network, trainer.dataset.x_train)
    forward.run()
    lower = network.activations[position - 1].lower_bound if position else None
    values, origins = _matrices(network)
    inserted, above = insert_layer(ACTIVATIONS[name], forward.inputs[position][:-1], lower, values[position])
    if above.shape != values[position].shape:
        origins[position] = np.full(above.shape, -1)
    values[position] = above
    values.insert(position, inserted)
    origins.insert(position, np.full(inserted.shape, -1))
    names.insert(position, name)
    _put(trainer, values, origins, tuple(names))
    return _moved(trainer, before)


@np.errstate(all="ignore")
def remove_layer(trainer: Trainer, layer: int) -> float:
    """Remove a hidden layer; the layer above gets the weights that come nearest to what it got before.

    Returns:
        the largest change of the curve on the training inputs.

    Raises:
        SurgeryError: if there is no such hidden layer, or the network's numbers have grown too large.
    """
    network = trainer.network
    _check_hidden(network, layer)
    x = trainer.dataset.x_train
    before = network.predict(x)
    forward = ForwardPass(Network(network.sizes, network.activation_names(), network.parameters), x)
    forward.run()
    values, origins = _matrices(network)
    wanted = values[layer + 1].T @ forward.inputs[layer + 1]
    check_finite(forward.inputs[layer], wanted)
    above = np.linalg.lstsq(forward.inputs[layer].T, wanted.T)[0]
    values[layer : layer + 2] = [above]
    origins[layer : layer + 2] = [np.full(above.shape, -1)]
    names = network.activation_names()
    _put(trainer, values, origins, names[:layer] + names[layer + 1 :])
    return _moved(trainer, before)


def set_weight(trainer: Trainer, layer: int, to: int, from_: int, value: float) -> None:
    """Set the weight with which neuron ``to`` of a layer (the output layer is the last) takes input ``from_``.

    Raises:
        SurgeryError: if there is no such weight or the value is not a finite number of the network's dtype.
    """
    sizes = trainer.network.sizes
    _check_index(layer, len(sizes) - 1, "layer")
    _check_index(from_, sizes[layer], "from")
    _set(trainer, layer, from_, to, value)


def set_bias(trainer: Trainer, layer: int, neuron: int, value: float) -> None:
    """Set the bias of a neuron of a layer; the output layer is the last.

    Raises:
        SurgeryError: if there is no such neuron or the value is not a finite number of the network's dtype.
    """
    sizes = trainer.network.sizes
    _check_index(layer, len(sizes) - 1, "layer")
    _set(trainer, layer, sizes[layer], neuron, value)


def set_parameters(trainer: Trainer, values: NDArray[np.float64]) -> None:
    """Set every weight and bias at once, (P,).

    Raises:
        SurgeryError: if a value is not a finite number of the network's dtype.
    """
    _check_values(trainer.network, values)
    trainer.network.parameters[:] = values
    trainer.forget_past()


def largest_value(network: Network) -> float:
    """Return the largest number a weight or bias can be."""
    return float(np.finfo(network.dtype).max)


def _set(trainer: Trainer, layer: int, row: int, column: int, value: float) -> None:
    matrix = trainer.network.layers[layer]
    _check_index(column, matrix.shape[1], "neuron")
    if not abs(value) <= largest_value(trainer.network):
        raise SurgeryError(f"{value} is not a finite number of {matrix.dtype}")
    matrix[row, column] = value
    trainer.forget_past()


def _check_values(network: Network, values: NDArray[np.float64]) -> None:
    if not (np.abs(values) <= largest_value(network)).all():
        raise SurgeryError(f"a value is not a finite number of {network.dtype}")


def _least_contributing(trainer: Trainer, layer: int) -> int:
    network, x = trainer.network, trainer.dataset.x_train
    before = network.predict(x)
    changes = []
    for neuron in range(network.sizes[layer + 1]):
        without = Network(network.sizes, network.activation_names(), network.parameters, network.dtype)
        without.layers[layer + 1][neuron] = 0
        changes.append(float(np.square(without.predict(x) - before).mean()))
    return int(np.argmin(changes))


def _matrices(network: Network) -> tuple[list[NDArray[np.float64]], list[NDArray[np.intp]]]:
    """Return copies of the layers' matrices, and matrices of each parameter's place in the flat vector."""
    places = layer_views(np.arange(network.parameter_count, dtype=np.intp), network.sizes)
    return [layer.astype(np.float64) for layer in network.layers], [place.copy() for place in places]


def _put(
    trainer: Trainer,
    values: list[NDArray[np.float64]],
    origins: list[NDArray[np.intp]],
    activations: tuple[str, ...],
) -> None:
    """Train on with these matrices.

    Raises:
        SurgeryError: if a value is not a finite number of the network's dtype.
    """
    sizes = (len(values[0]) - 1, *(matrix.shape[1] for matrix in values))
    flat = np.concatenate([matrix.ravel() for matrix in values])
    _check_values(trainer.network, flat)
    origin = np.concatenate([matrix.ravel() for matrix in origins])
    trainer.transplant(Network(sizes, activations, flat, trainer.network.dtype), origin)


def _moved(trainer: Trainer, before: Floats) -> float:
    return float(np.abs(trainer.network.predict(trainer.dataset.x_train) - before).max())


def _check_hidden(network: Network, layer: int) -> None:
    _check_index(layer, len(network.activations), "hidden layer")


def _check_index(index: int, count: int, name: str) -> None:
    if not 0 <= index < count:
        raise SurgeryError(f"no {name} {index}: there are {count}, numbered from 0")


def insert_layer(
    activation: Activation, inputs: NDArray[np.floating], lower_bound: float | None, above: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the matrices of a new layer (fan_in + 1, neurons) and of the layer above it (neurons + 1, fan_out).

    The new layer starts as doing nothing. Let u be what the layer above has read so far, and R the new layer's
    activation. If R(z) = z from some z on, shifting u up into that range, and back down above, changes nothing. Else
    R(z) − R(−z) = g·z may hold, and two neurons pass one input on. Else R is nearly straight for small z, and the layer
    above is fitted by least squares.

    Args:
        activation: the new layer's.
        inputs: u on the training points, (fan_in, n).
        lower_bound: what no u is below on any input, perhaps -inf; None where u are the network's own inputs, which
            pairs are to bend in the middle of.
        above: the layer above as it reads u, (fan_in + 1, fan_out).

    Raises:
        SurgeryError: if the numbers have grown too large.
    """
    u = inputs.astype(np.float64)
    start, gain = activation.identity_above, activation.odd_gain
    if start == -math.inf:
        return _shifted(np.zeros(len(u)), above)
    if start is not None and lower_bound is not None and lower_bound > -math.inf:
        return _shifted(np.full(len(u), max(0.0, start - lower_bound)), above)
    if gain is not None and (lower_bound is None or start is None) and 2 * len(u) <= MAX_NEURONS:
        return _paired(u.mean(axis=1), gain, above)
    if start is not None:
        return _shifted(start - u.min(axis=1) + 0.1 * np.ptp(u, axis=1), above)
    return _nearly_straight(activation, u, above)


def _shifted(shift: NDArray[np.float64], above: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """One neuron for each input, R(u + shift) = u + shift."""
    back = above.copy()
    back[-1] -= shift @ above[:-1]
    return np.vstack([np.eye(len(shift)), shift]), back


def _paired(
    center: NDArray[np.float64], gain: float, above: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Two neurons for each input, R(u − center) − R(center − u) = gain·(u − center)."""
    one, weights = np.eye(len(center)), above[:-1] / gain
    inserted = np.vstack([np.hstack([one, -one]), np.concatenate([-center, center])])
    return inserted, np.vstack([weights, -weights, above[-1] + center @ above[:-1]])


def _nearly_straight(
    activation: Activation, u: NDArray[np.float64], above: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """One neuron for each input, working where R is nearly straight; the layer above is fitted by least squares."""
    center = u.mean(axis=1)
    scale = SMALL / np.maximum(np.abs(u - center[:, None]).max(axis=1), 1e-12)
    inserted = np.vstack([np.diag(scale), -scale * center])
    ones = np.ones((1, u.shape[1]))
    outputs = inserted.T @ np.vstack([u, ones])
    activation.apply(outputs, outputs)
    wanted = above.T @ np.vstack([u, ones])
    check_finite(outputs, wanted)
    return inserted, np.linalg.lstsq(np.vstack([outputs, ones]).T, wanted.T)[0]
