"""Histograms of activations, gradients and weights layer by layer; a good initializer keeps them even."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.engine.anatomy.gradients import backpropagate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.engine.data import Dataset
    from app.engine.network import Network

BINS = 25
SMALLEST_RANGE = 1e-300
"""Less than this cannot be divided into bins."""


@dataclass(frozen=True)
class Histogram:
    """How numbers are spread.

    Attributes:
        low: where the first bin begins.
        high: where the last one ends.
        counts: how many fall into each of ``BINS`` bins of equal width.
        deviation: their standard deviation.
    """

    low: float
    high: float
    counts: list[int]
    deviation: float


@dataclass(frozen=True)
class LayerStatistics:
    """One hidden layer: its activations and dL/dz over neurons and training points, and its weights."""

    activations: Histogram
    gradients: Histogram
    weights: Histogram


def layer_statistics(network: Network, dataset: Dataset, loss: str) -> list[LayerStatistics]:
    """Return how each hidden layer's activations, gradients and incoming weights are spread.

    Raises:
        AnatomyError: if numbers are not finite or grow beyond float64.
    """
    backward = backpropagate(network, dataset.x_train, dataset.y_train, loss)
    parts = zip(backward.trace.activations, backward.layers[:-1], network.layers[:-1], strict=True)
    return [LayerStatistics(histogram(a), histogram(part.deltas), histogram(layer[:-1])) for a, part, layer in parts]


def histogram(values: NDArray[np.floating]) -> Histogram:
    """Return how numbers are spread over the range they have; one number alone gets a range of 1 or more around it."""
    flat = np.asarray(values, dtype=np.float64).ravel()
    low, high = float(flat.min()), float(flat.max())
    largest = max(abs(low), abs(high))
    if not high - low > 1e-12 * largest + SMALLEST_RANGE:
        half = max(0.5, 1e-9 * largest)
        low, high = low - half, high + half
    counts, _ = np.histogram(flat, bins=BINS, range=(low, high))
    return Histogram(low, high, counts.tolist(), float(flat.std()))
