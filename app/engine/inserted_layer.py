"""How a new layer can start as doing nothing.

Let u be what the layer above has read so far, and R the new layer's activation. If R(z) = z from some z on, shifting u
up into that range, and back down above, changes nothing. Else R(z) − R(−z) = g·z may hold, and two neurons pass one
input on. Else R is nearly straight for small z, and the layer above is fitted to make the best of it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from app.engine.errors import check_finite

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.engine.activations import Activation

MAX_NEURONS = 64
"""No layer is made wider than this, even where passing everything on exactly would take it."""
SMALL = 0.25
"""Largest |z| at which R is taken as nearly straight: tanh is off by 2% there."""


def insert_layer(
    activation: Activation, inputs: NDArray[np.floating], lower_bound: float | None, above: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the new layer's matrix (fan_in + 1, neurons) and the one the layer above gets (neurons + 1, fan_out).

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
