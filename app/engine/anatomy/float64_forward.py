"""A network's numbers in float64, and a forward pass that keeps every z and a."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from app.engine.activations import Activation
    from app.engine.network import Network

Matrix = NDArray[np.float64]

LARGEST = float(np.finfo(np.float64).max) / 4
"""Beyond this even a number's double might overflow."""

Neuron = tuple[int, int]
"""A neuron as (layer, index), both from 0; the output layer is the last."""


class AnatomyError(ValueError):
    """A network cannot be taken apart this way; the message says why."""


class NotPiecewiseError(AnatomyError):
    """A network has a smooth activation, so that it is not made of straight pieces; the message names it."""


class TooManyPiecesError(AnatomyError):
    """A curve has more straight pieces than were asked for; the message says how many those were."""


def read_matrices(network: Network) -> list[Matrix]:
    """Return a float64 copy of each layer, (fan_in + 1, fan_out), the biases its last row.

    Raises:
        AnatomyError: if a parameter is not finite.
    """
    matrices = [layer.astype(np.float64) for layer in network.layers]
    for k, matrix in enumerate(matrices):
        if not np.isfinite(matrix).all():
            raise AnatomyError(f"layer {k} has a weight or bias that is not finite")
    return matrices


def require_curve(network: Network) -> None:
    """Refuse networks that are not one curve y = f(x).

    Raises:
        AnatomyError: if the network has several inputs or outputs.
    """
    inputs, outputs = network.sizes[0], network.sizes[-1]
    if (inputs, outputs) != (1, 1):
        raise AnatomyError(f"a network of {inputs} inputs and {outputs} outputs is no curve y = f(x)")


@dataclass(frozen=True)
class Trace:
    """Every number of one forward pass; n is the number of inputs given.

    Attributes:
        x: (inputs, n).
        preactivations: z of each layer, (neurons, n); the output layer is the last, and its z is the prediction.
        activations: a of each hidden layer, (neurons, n).
    """

    x: Matrix
    preactivations: tuple[Matrix, ...]
    activations: tuple[Matrix, ...]

    @property
    def prediction(self) -> Matrix:
        """The outputs, (outputs, n)."""
        return self.preactivations[-1]

    def inputs(self, layer: int) -> Matrix:
        """Return what a layer multiplies: x, or the activations of the layer before, (fan_in, n)."""
        return self.activations[layer - 1] if layer else self.x


def trace(network: Network, x: ArrayLike) -> Trace:
    """Return every number of a forward pass.

    Args:
        network: the network.
        x: (inputs, n); for a network of one input also (n,) or a single number.

    Raises:
        AnatomyError: if x does not fit or is not finite, or a number grows beyond float64.
    """
    points = _points(network, x)
    return run(read_matrices(network), network.activations, points)


def run(matrices: Sequence[Matrix], activations: Sequence[Activation], x: Matrix) -> Trace:
    """Return every number of the forward pass of (fan_in + 1, fan_out) matrices over x (inputs, n).

    Raises:
        AnatomyError: if a number grows beyond float64.
    """
    zs: list[Matrix] = []
    values: list[Matrix] = []
    a = x
    for k, matrix in enumerate(matrices):
        z = affine(matrix, a, k)
        zs.append(z)
        if k < len(activations):
            a = np.empty_like(z)
            activations[k].apply(z, a)
            values.append(a)
    return Trace(x, tuple(zs), tuple(values))


def affine(matrix: Matrix, a: Matrix, layer: int) -> Matrix:
    """Return weights @ a + biases of a layer, (fan_out, n), for a (fan_in, n).

    Raises:
        AnatomyError: if a number grows beyond float64; names the layer.
    """
    with np.errstate(all="ignore"):
        z: Matrix = matrix[:-1].T @ a
        z += matrix[-1][:, None]
    return require_finite(z, layer)


def require_finite(values: Matrix, layer: int) -> Matrix:
    """Return the values, if all are finite and none is above ``LARGEST``.

    Raises:
        AnatomyError: if not; names the layer.
    """
    if not (np.abs(values) <= LARGEST).all():
        raise AnatomyError(f"the numbers of layer {layer} grow beyond what float64 holds")
    return values


def _points(network: Network, x: ArrayLike) -> Matrix:
    points = np.array(x, dtype=np.float64)
    if network.sizes[0] == 1 and points.ndim < 2:
        points = points.reshape(1, -1)
    if points.ndim != 2 or len(points) != network.sizes[0]:
        raise AnatomyError(f"inputs {points.shape} do not fit a network of {network.sizes[0]} inputs")
    if not np.isfinite(points).all():
        raise AnatomyError("x must be finite")
    return points
