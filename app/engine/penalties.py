"""Penalties on large weights: l1·Σ|w| + l2/2·Σw², biases left out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from app.engine.network import layer_views

if TYPE_CHECKING:
    from app.engine.arrays import Floats, Operation
    from app.engine.network import Network


def penalty_operations(network: Network, gradient: Floats, l1: float, l2: float, scale: float) -> list[Operation]:
    """Return the calls that add the penalties' derivative, l1·sign(w) + l2·w, to a gradient; none without penalties.

    Args:
        network: the network, read at each call.
        gradient: (parameter_count,), written to.
        l1: weight of Σ|w|, ≥ 0.
        l2: weight of Σw²/2, ≥ 0.
        scale: what the gradient is multiplied by to be the true one.
    """
    scratch = np.empty_like(gradient)
    listed: list[Operation] = []
    if l1:
        listed += [
            partial(np.sign, network.parameters, scratch),
            partial(np.multiply, scratch, _on_weights(network, l1 / scale), scratch),
            partial(np.add, gradient, scratch, gradient),
        ]
    if l2:
        listed += [
            partial(np.multiply, network.parameters, _on_weights(network, l2 / scale), scratch),
            partial(np.add, gradient, scratch, gradient),
        ]
    return listed


def _on_weights(network: Network, value: float) -> Floats:
    """Return a flat vector with ``value`` at every weight and 0 at every bias."""
    flat = np.full_like(network.parameters, value)
    for layer in layer_views(flat, network.sizes):
        layer[-1] = 0
    return flat
