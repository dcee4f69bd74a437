"""Inverted dropout on hidden activations."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.engine.arrays import Floats, Operation


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
