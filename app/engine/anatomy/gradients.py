"""Backpropagation in float64: every gradient with the factors it is the product of.

With L the mean loss, dL/dŷ the loss's own derivative by the prediction, and from there down

    dL/dz = dL/da · R′(z)        dL/dw = Σ dL/dz · a_in        dL/db = Σ dL/dz        dL/da_in = Σ w · dL/dz

the sums of dL/dw and dL/db over the samples, that of dL/da_in over the neurons that read a_in. D. Rumelhart, G. Hinton
and R. Williams, "Learning representations by back-propagating errors", Nature 323 (1986). Dropout is left out:
every neuron takes part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from app.engine.anatomy.float64_forward import AnatomyError, Matrix, read_matrices, require_finite, trace
from app.engine.losses import LOSSES

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from app.engine.activations import Activation
    from app.engine.anatomy.float64_forward import Trace
    from app.engine.network import Network


@dataclass(frozen=True)
class LayerGradients:
    """One layer's part of the backward pass over n samples; everything is a derivative of the mean loss.

    Attributes:
        upstream: dL/da, (neurons, n); of the output layer dL/dŷ.
        derivatives: R′(z), (neurons, n); the output layer is linear, 1.
        deltas: dL/dz, their product.
        weights: dL/dw, (fan_out, fan_in).
        biases: dL/db, (fan_out,).
    """

    upstream: Matrix
    derivatives: Matrix
    deltas: Matrix
    weights: Matrix
    biases: Matrix


@dataclass(frozen=True)
class Backward:
    """A forward and a backward pass with every number.

    Attributes:
        trace: the forward pass.
        targets: y, (outputs, n).
        loss: the mean loss, without penalties.
        layers: each layer's gradients, the output layer last.
    """

    trace: Trace
    targets: Matrix
    loss: float
    layers: tuple[LayerGradients, ...]

    def flat(self) -> Matrix:
        """Return the gradient of the data loss in the order of the network's parameters, (P,)."""
        parts = [np.concatenate([layer.weights.T.ravel(), layer.biases]) for layer in self.layers]
        return np.concatenate(parts)

    def to_view(self) -> dict[str, Any]:
        """Return every number of a pass at one x as plain lists.

        Raises:
            AnatomyError: if the pass is over several samples.
        """
        if self.targets.shape[1] != 1:
            raise AnatomyError("only a pass at one x is shown number by number")
        layers = []
        for k, layer in enumerate(self.layers):
            z = self.trace.preactivations[k]
            a = self.trace.activations[k] if k < len(self.trace.activations) else z
            layers.append(
                {
                    "preactivations": z[:, 0].tolist(),
                    "activations": a[:, 0].tolist(),
                    "upstream": layer.upstream[:, 0].tolist(),
                    "derivatives": layer.derivatives[:, 0].tolist(),
                    "deltas": layer.deltas[:, 0].tolist(),
                    "weight_gradients": layer.weights.tolist(),
                    "bias_gradients": layer.biases.tolist(),
                }
            )
        return {
            "x": self.trace.x[:, 0].tolist(),
            "prediction": self.trace.prediction[:, 0].tolist(),
            "target": self.targets[:, 0].tolist(),
            "loss": self.loss,
            "layers": layers,
        }


def backpropagate(network: Network, x: ArrayLike, y: ArrayLike, loss: str) -> Backward:
    """Return a forward and a backward pass with every number.

    Args:
        network: the network.
        x: inputs, (inputs, n); with one input also (n,) or a number.
        y: targets, (outputs, n); with one output also (n,) or a number.
        loss: a name in ``LOSSES``.

    Raises:
        AnatomyError: if x and y do not fit the network or each other, or a number is not finite or beyond float64.
        UnknownNameError: if the loss is unknown.
    """
    seen = trace(network, x)
    targets = _targets(y, seen.prediction)
    value, upstream = _loss(loss, seen.prediction, targets)
    matrices = read_matrices(network)
    layers: list[LayerGradients] = []
    derivatives = np.ones_like(upstream)
    for k in reversed(range(len(matrices))):
        with np.errstate(all="ignore"):
            deltas = upstream * derivatives
            gradient = deltas @ seen.inputs(k).T
            layers.insert(0, LayerGradients(upstream, derivatives, deltas, gradient, deltas.sum(axis=1)))
            require_finite(np.concatenate([deltas.ravel(), gradient.ravel(), layers[0].biases]), k)
            if k:
                upstream = matrices[k][:-1] @ deltas
                derivatives = slope_of(network.activations[k - 1], seen.preactivations[k - 1], seen.activations[k - 1])
    return Backward(seen, targets, value, tuple(layers))


def slope_of(activation: Activation, z: Matrix, a: Matrix) -> Matrix:
    """Return R′(z), in z's shape; a is R(z)."""
    slope = np.empty_like(z)
    activation.derivative(z, a, slope)
    return slope


def penalty_gradient(network: Network, l2: float) -> Matrix:
    """Return the derivative of l2/2·Σw² in the order of the parameters, (P,): 0 for biases."""
    parts = []
    for matrix in read_matrices(network):
        pull = l2 * matrix
        pull[-1] = 0
        parts.append(pull.ravel())
    return np.concatenate(parts)


def _targets(y: ArrayLike, prediction: Matrix) -> Matrix:
    targets = np.array(y, dtype=np.float64)
    if len(prediction) == 1 and targets.ndim < 2:
        targets = targets.reshape(1, -1)
    if targets.shape != prediction.shape or targets.size == 0:
        raise AnatomyError(f"targets {targets.shape} do not fit predictions {prediction.shape}")
    if not np.isfinite(targets).all():
        raise AnatomyError("y must be finite")
    return targets


def _loss(name: str, prediction: Matrix, targets: Matrix) -> tuple[float, Matrix]:
    """Return the mean loss and its derivative by the prediction, (outputs, n)."""
    entry = LOSSES[name]
    delta = np.empty(targets.shape)
    prepared = entry.prepare(prediction, targets, delta)
    with np.errstate(all="ignore"):
        for operation in prepared.operations:
            operation()
        total = float(prepared.left.dot(prepared.right))
    if not np.isfinite(total):
        raise AnatomyError("the loss grows beyond what float64 holds")
    terms = entry.terms(*targets.shape)
    return total / terms, delta * (entry.derivative_factor / terms)
