"""A network of several inputs and outputs along a line: one output of it there is a network of one input.

On the line x(t) = p + t·d the first layer's Wᵀ·x + b is (Wᵀ·d)·t + (Wᵀ·p + b): direction and point go into its weights
and biases, and of the output layer one column is kept. So whatever reads curves (pieces, knots, contributions, formula)
reads slices of larger networks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.engine.anatomy.float64_forward import LARGEST, AnatomyError, read_matrices
from app.engine.network import Network

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def along_line(network: Network, point: ArrayLike, direction: ArrayLike, output: int = 0) -> Network:
    """Return a float64 network of one input t and one output: output ``output`` of the network at point + t·direction.

    Args:
        network: the network.
        point: where t is 0, (inputs,).
        direction: how x changes with t, (inputs,).
        output: which output, from 0.

    Raises:
        AnatomyError: if point or direction do not fit the inputs, there is no such output, or a number is not finite or
            grows beyond float64.
    """
    inputs, outputs = network.sizes[0], network.sizes[-1]
    ends = [np.asarray(given, dtype=np.float64) for given in (direction, point)]
    for given in ends:
        if given.shape != (inputs,):
            raise AnatomyError(f"a line through {given.shape} numbers does not fit {inputs} inputs")
    if not 0 <= output < outputs:
        raise AnatomyError(f"there is no output {output} of {outputs}")
    matrices = read_matrices(network)
    with np.errstate(all="ignore"):
        folded = np.stack(ends) @ matrices[0][:-1]
        folded[1] += matrices[0][-1]
    if not (np.abs(folded) <= LARGEST).all():
        raise AnatomyError("on this line the numbers of layer 0 grow beyond what float64 holds")
    matrices[0] = folded
    matrices[-1] = matrices[-1][:, output : output + 1]
    sizes = (1, *network.sizes[1:-1], 1)
    return Network(sizes, network.activation_names(), np.concatenate([matrix.ravel() for matrix in matrices]))
