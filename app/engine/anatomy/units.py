"""A network trained on scaled points, in the units the points had before.

With x = (X − o)/s the first layer's w·x + b is (w/s)·X + (b − w·o/s), and with Y = y·t + p the output's v·a + c is
(v·t)·a + (c·t + p). So the scaling goes into the weights, and what is read from the network afterwards, formula, pieces
and knots, is in X and Y.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.engine.anatomy.float64_forward import require_curve
from app.engine.anatomy.styles import SHORT_DIGITS
from app.engine.network import Network

if TYPE_CHECKING:
    from collections.abc import Sequence

TRAINED_SIZE = 3.0
"""About how far from 0 scaled points reach."""
MOST_DIGITS = 15


@dataclass(frozen=True)
class Units:
    """How points were scaled: what they were is x·x_scale + x_offset and y·y_scale + y_offset; scales are above 0."""

    x_offset: float = 0.0
    x_scale: float = 1.0
    y_offset: float = 0.0
    y_scale: float = 1.0

    def interval(self, domain: Sequence[float]) -> tuple[float, float]:
        """Return an interval of scaled x in the units it had before."""
        low, high = (end * self.x_scale + self.x_offset for end in domain)
        return low, high

    @property
    def digits(self) -> int:
        """How many digits a number of a formula needs, to say as much as three do on scaled points.

        Far from 0, as years are, the first digits only say where that is.
        """
        far = max(abs(self.x_offset) / self.x_scale, abs(self.y_offset) / self.y_scale) / TRAINED_SIZE
        extra = math.ceil(math.log10(far)) if math.isfinite(far) and far > 1 else 0
        return min(MOST_DIGITS, SHORT_DIGITS + extra)


def fold(network: Network, units: Units) -> Network:
    """Return a float64 copy of a network of one input and output that takes and gives numbers in units.

    Where a number grows beyond float64 it is infinite, which every analysis of the network refuses.

    Raises:
        AnatomyError: if the network is no curve.
    """
    require_curve(network)
    folded = Network(network.sizes, network.activation_names(), network.parameters)
    first, last = folded.layers[0], folded.layers[-1]
    with np.errstate(all="ignore"):
        first[0] /= units.x_scale
        first[1] -= first[0] * units.x_offset
        last *= units.y_scale
        last[-1] += units.y_offset
    return folded
