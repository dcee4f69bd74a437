"""What each neuron of the last hidden layer adds to the prediction.

The output layer only weighs and adds: y = Σⱼ vⱼ·aⱼ + c, over the neurons of the last hidden layer. Their paths have no
offsets of their own; those all are in the one output bias c.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.engine.anatomy.float64_forward import Matrix, read_matrices, require_finite, trace

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from app.engine.anatomy.float64_forward import Trace
    from app.engine.network import Network


@dataclass(frozen=True)
class Contributions:
    """Every neuron's curves over n inputs.

    Attributes:
        trace: each layer's preactivations and activations, and the prediction.
        contributions: vⱼ·aⱼ for each output and neuron of the last hidden layer, (outputs, neurons, n); without hidden
            layers the inputs take the neurons' place.
        biases: the output biases c, (outputs,).
        bends: for each neuron of the first layer the x = −b/w at which its z is 0, (neurons,), also outside any
            domain; nan where its weight is 0. Empty with several inputs, where z = 0 is no point.
    """

    trace: Trace
    contributions: Matrix
    biases: Matrix
    bends: Matrix

    def sums(self) -> Matrix:
        """Return the sums one by one: c, c + f₁, c + f₁ + f₂, …, the prediction, (outputs, neurons + 1, n)."""
        outputs, _, count = self.contributions.shape
        start = np.broadcast_to(self.biases[:, None, None], (outputs, 1, count))
        return np.asarray(np.concatenate([start, self.contributions], axis=1).cumsum(axis=1))


def contributions(network: Network, x: ArrayLike) -> Contributions:
    """Return what each neuron adds at inputs x: (inputs, n), or (n,) for a network of one input.

    Raises:
        AnatomyError: if x does not fit or is not finite, or a number grows beyond float64.
    """
    seen = trace(network, x)
    matrices = read_matrices(network)
    last = len(matrices) - 1
    weights = matrices[last][:-1]
    with np.errstate(all="ignore"):
        parts = require_finite(weights.T[:, :, None] * seen.inputs(last), last)
    return Contributions(seen, parts, matrices[last][-1], first_bends(matrices[0]))


def first_bends(matrix: Matrix) -> Matrix:
    """Return −b/w for each neuron of a first layer (2, neurons) of one input, nan where that is no finite number."""
    if len(matrix) != 2:
        return np.empty(0)
    weights, biases = matrix
    with np.errstate(all="ignore"):
        bends = 0.0 - biases / weights
    return np.where(np.isfinite(bends), bends, np.nan)
