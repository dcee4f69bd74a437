"""Loss and gradient of a network over a fixed set of samples, with dropout; everything is allocated once."""

from __future__ import annotations

import math
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from app.engine.arrays import aligned_empty
from app.engine.network import ForwardPass, layer_views

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.engine.arrays import Floats, Operation
    from app.engine.losses import Loss
    from app.engine.network import Network


class Dropout:
    """Sets each hidden activation to 0 with some probability and divides the others by what is left of 1.

    N. Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", JMLR 15 (2014). Dividing
    while training ("inverted") leaves expectations as they are, so that nothing needs scaling afterward.

    Args:
        rate: the probability, 0 < rate < 1.
        shape: of the block of all hidden activations.
        dtype: of that block.
        rng: the dropout stream.

    Attributes:
        mask: what activations are multiplied by: 0 or 1/(1 − rate); 1 before the first is drawn.
    """

    def __init__(self, rate: float, shape: tuple[int, ...], dtype: np.dtype[np.floating], rng: np.random.Generator):
        self.mask: Floats = np.ones(shape, dtype=dtype)
        self._rng = rng
        self._rate = np.array(rate, dtype=dtype)
        self._gain = np.array(1 / (1 - rate), dtype=dtype)

    def draw_operations(self) -> Iterator[Operation]:
        """Yield the calls that draw a new mask for all layers."""
        yield partial(self._rng.random, None, self.mask.dtype, self.mask)
        yield partial(np.greater_equal, self.mask, self._rate, self.mask)
        yield partial(np.multiply, self.mask, self._gain, self.mask)

    def apply_operations(self, rows: slice, activations: Floats, derivatives: Floats) -> Iterator[Operation]:
        """Yield the calls that apply one layer's rows of the mask to its activations and derivatives."""
        yield partial(np.multiply, activations, self.mask[rows], activations)
        yield partial(np.multiply, derivatives, self.mask[rows], derivatives)


class LossPass:
    """A network's loss on samples.

    Args:
        network: the network, read at each run.
        samples: inputs, ones and targets as ``stack`` gives them, (inputs + 1 + outputs, n); copied.
        loss: the loss.

    Attributes:
        samples: the samples as used; may be overwritten.
        forward: the forward pass.
        y: the targets, (outputs, n), a view of ``samples``.
        delta: the derivative by the outputs, (outputs, n), times ``scale`` that of the mean loss.
        terms: how many terms the loss is the mean of.
        scale: the loss's derivative factor over these.
        loss: the loss bound to these arrays.
        operations: the calls of ``forward``, then those of ``loss``.
    """

    def __init__(self, network: Network, samples: Floats, loss: Loss) -> None:
        inputs, outputs = network.sizes[0], network.sizes[-1]
        if len(samples) != inputs + 1 + outputs:
            raise ValueError(
                f"samples of {len(samples)} rows do not fit {inputs} inputs, the ones and {outputs} outputs"
            )
        self.samples: Floats = np.array(samples, dtype=network.dtype, order="C")
        self.forward = ForwardPass(network, self.samples[:inputs], self.samples[: inputs + 1])
        self.y = self.samples[inputs + 1 :]
        self.delta = aligned_empty(self.y.shape, network.dtype)
        self.terms = loss.terms(*self.y.shape)
        self.scale = loss.derivative_factor / max(1, self.terms)
        self.loss = loss.prepare(self.forward.output, self.y, self.delta)
        self.operations = [*self.forward.operations, *self.loss.operations]

    def run(self) -> float:
        """Return the mean loss at the network's present parameters; nan without samples.

        Floating point errors are the caller's to silence.
        """
        if self.terms == 0:
            return math.nan
        for operation in self.operations:
            operation()
        return float(self.loss.left.dot(self.loss.right)) / self.terms


class GradientPass:
    """Forward, loss and backward: the derivative of the loss by every parameter.

    With δₖ the derivative by layer k's preactivations z (fan_out, n), Wₖ its weights and aₖ₋₁ what it reads,

        δₖ₋₁ = (Wₖ · δₖ) ∘ R′(zₖ₋₁)        gradient of layer k = [aₖ₋₁; 1] · δₖᵀ

    Args:
        losses: the forward half and the loss.
        network: its network.
        gradient: the flat vector (parameter_count,) to write to; it is to be multiplied by ``losses.scale``.
        dropout: drops hidden activations, the same in both directions.

    Attributes:
        forward_operations: the calls up to the derivative by the outputs and R′; without dropout those of ``losses``
            come first, whose work need not be done twice.
        backward_operations: the calls from there to the gradient.
    """

    def __init__(self, losses: LossPass, network: Network, gradient: Floats, dropout: Dropout | None = None) -> None:
        self._losses, self._network, self._dropout = losses, network, dropout
        self._derivatives = aligned_empty(losses.forward.hidden_block.shape, network.dtype)
        self.forward_operations = list(self._forward_operations())
        self.backward_operations = list(self._backward_operations(layer_views(gradient, network.sizes)))

    def _forward_operations(self) -> Iterator[Operation]:
        forward = self._losses.forward
        if self._dropout is None:
            yield from self._losses.operations
            yield from self._derivatives_together()
            return
        yield from self._dropout.draw_operations()
        for k, operations in enumerate(forward.layer_operations):
            yield from operations
            if k < len(forward.hidden_rows):
                rows = forward.hidden_rows[k]
                yield from self._derivative(k, rows)
                yield from self._dropout.apply_operations(rows, forward.activations[k], self._derivatives[rows])
        yield from self._losses.loss.operations

    def _derivatives_together(self) -> Iterator[Operation]:
        """One call for each run of layers of the same activation: on small networks calls are what costs."""
        rows = self._losses.forward.hidden_rows
        names = self._network.activation_names()
        for _, run in groupby(range(len(rows)), key=names.__getitem__):
            layers = list(run)
            yield from self._derivative(layers[0], slice(rows[layers[0]].start, rows[layers[-1]].stop))

    def _derivative(self, layer: int, rows: slice) -> list[Operation]:
        forward = self._losses.forward
        z, a = forward.preactivation_block[rows], forward.hidden_block[rows]
        return self._network.activations[layer].prepare_derivative(z, a, self._derivatives[rows])

    def _backward_operations(self, gradients: list[Floats]) -> Iterator[Operation]:
        forward, delta = self._losses.forward, self._losses.delta
        scratch = aligned_empty((max(self._network.sizes) * delta.shape[1],), delta.dtype)
        for k in reversed(range(len(gradients))):
            yield partial(forward.inputs[k].dot, delta.T, gradients[k])
            if k > 0:
                below = self._derivatives[forward.hidden_rows[k - 1]]
                carried = scratch[: below.size].reshape(below.shape)
                yield partial(self._network.layers[k][:-1].dot, delta, carried)
                yield partial(np.multiply, carried, below, below)
                delta = below
