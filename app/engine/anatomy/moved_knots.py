"""Where an update moves each knot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.engine.anatomy.float64_forward import NotPiecewiseError, trace
from app.engine.anatomy.pieces import find_pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from app.engine.network import Network

SPAN = 1e-4
"""A neuron's slope at its knot is read over this part of the domain on both sides."""


@dataclass(frozen=True)
class MovedKnot:
    """One neuron's bend before an update and, to first order, after it."""

    layer: int
    neuron: int
    before: float
    after: float


def moved_knots(network: Network, parameters: ArrayLike, domain: Sequence[float]) -> list[MovedKnot]:
    """Return where each hidden neuron's bend goes when the network takes new parameters.

    A neuron bends where its z passes a hinge h of its activation. With the new parameters z there is not h but z′, and
    with the new slope dz′/dx the bend goes by (h − z′) / (dz′/dx): exactly so on the first layer, to first order above.

    Args:
        network: the network before.
        parameters: the flat vector after, (P,).
        domain: the interval of x.

    Returns:
        the bends from left to right; none for a network with a smooth activation.

    Raises:
        AnatomyError: if numbers are not finite or grow beyond float64.
    """
    try:
        bends = find_pieces(network, domain).neuron_bends()
    except NotPiecewiseError:
        return []
    after = type(network)(network.sizes, network.activation_names(), parameters)
    half = SPAN * (float(domain[1]) - float(domain[0]))
    found = []
    for x, (layer, j), hinge in bends:
        z = trace(after, [x - half, x, x + half]).preactivations[layer][j]
        slope = float(z[2] - z[0]) / (2 * half)
        if slope:
            found.append(MovedKnot(layer, j, x, x - (float(z[1]) - hinge) / slope))
    return found
