"""Penalties on large weights: l1·Σ|w| + l2/2·Σw², biases left out.

The two are minimized differently. The L2 part has a derivative, which is added to the gradient. |w| has a corner at 0,
where minima lie: its derivative would carry a weight past 0, to and fro, and never leave it there. So after each update
every weight goes a distance τ toward 0, and stops there if it is nearer than that ("soft thresholding"):

    w ← sign(w)·max(|w| − τ, 0)        τ = l1 · what the optimizer multiplies a steady gradient by

This is the proximal step of l1·|w| in the optimizer's own metric, so training comes to rest where the penalized loss
has its minimum, with exact zeros: I. Daubechies, M. Defrise and C. De Mol, "An iterative thresholding algorithm for
linear inverse problems", Comm. Pure Appl. Math. 57 (2004), for gradient descent; J. Duchi, E. Hazan and Y. Singer,
"Adaptive Subgradient Methods", JMLR 12 (2011), section 5, and J. Yun, A. Lozano and E. Yang, "Adaptive Proximal
Gradient Methods for Structured Neural Networks", NeurIPS 2021, for rules with a step size for each parameter.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from app.engine.network import layer_views

if TYPE_CHECKING:
    from app.engine.arrays import Floats, Operation
    from app.engine.network import Network


def penalty_operations(network: Network, gradient: Floats, l2: float, scale: float) -> list[Operation]:
    """Return the calls that add the L2 penalty's derivative, l2·w, to a gradient; none without one.

    Args:
        network: the network, read at each call.
        gradient: (parameter_count,), written to.
        l2: weight of Σw²/2, ≥ 0.
        scale: what the gradient is multiplied by to be the true one.
    """
    if not l2:
        return []
    scratch = np.empty_like(gradient)
    return [
        partial(np.multiply, network.parameters, on_weights(network, l2 / scale), scratch),
        partial(np.add, gradient, scratch, gradient),
    ]


def on_weights(network: Network, value: float) -> Floats:
    """Return a flat vector with ``value`` at every weight and 0 at every bias."""
    flat = np.full_like(network.parameters, value)
    for layer in layer_views(flat, network.sizes):
        layer[-1] = 0
    return flat
