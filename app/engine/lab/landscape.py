"""The loss on a slice through parameter space: p + a·u + b·v for many a and b.

Random directions are normalized filter by filter: each neuron's incoming weights get the length that the network's own
have, so that the picture does not depend on how a ReLU network's weights are scaled (H. Li et al., "Visualizing the
Loss Landscape of Neural Nets", NeurIPS 2018). Biases do not move there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.engine.data import stack
from app.engine.losses import LOSSES
from app.engine.network import Network, layer_views
from app.engine.passes import LossPass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from app.engine.data import Dataset

    Flat = NDArray[np.float64]


@dataclass(frozen=True)
class Slice:
    """A plane through a point of parameter space.

    Attributes:
        center: the flat vector p, (P,).
        first: direction u, (P,).
        second: direction v, (P,).
    """

    center: Flat
    first: Flat
    second: Flat

    def at(self, a: float, b: float) -> Flat:
        """Return p + a·u + b·v."""
        return self.center + a * self.first + b * self.second

    def project(self, points: ArrayLike) -> Flat:
        """Return the (a, b) nearest to points (n, P) of parameter space, (n, 2), without those that are not finite."""
        basis, given = np.stack([self.first, self.second], axis=1), np.asarray(points, dtype=np.float64)
        finite = given[np.isfinite(given).all(axis=1)]
        found, *_ = np.linalg.lstsq(basis, (finite - self.center).T, rcond=None)
        return np.asarray(found.T)


def through_weights(network: Network, first: int, second: int) -> Slice:
    """Return the slice in which two chosen parameters move, by their places in the flat vector."""
    directions = np.zeros((2, network.parameter_count))
    directions[0, first] = directions[1, second] = 1
    return Slice(network.parameters.astype(np.float64), directions[0], directions[1])


def along_random(network: Network, rng: np.random.Generator) -> Slice:
    """Return the slice along two random directions, normalized filter by filter."""
    return Slice(network.parameters.astype(np.float64), *(_filter_normalized(network, rng) for _ in range(2)))


def _filter_normalized(network: Network, rng: np.random.Generator) -> Flat:
    direction = rng.standard_normal(network.parameter_count)
    for view, layer in zip(layer_views(direction, network.sizes), network.layers, strict=True):
        own = np.linalg.norm(layer[:-1].astype(np.float64), axis=0)
        view[:-1] *= own / np.linalg.norm(view[:-1], axis=0)
        view[-1] = 0
    return direction


def losses_on(
    network: Network, dataset: Dataset, loss: str, plane: Slice, *, a: Sequence[float], b: Sequence[float]
) -> NDArray[np.float64]:
    """Return the mean training loss at every point of a grid, (len(b), len(a)); inf where it is not finite.

    Args:
        network: gives shape and activations; it is not changed.
        dataset: the points; the training points count.
        loss: a name in ``LOSSES``.
        plane: the slice.
        a: how far along the first direction, for each column.
        b: how far along the second, for each row.
    """
    copy = Network(network.sizes, network.activation_names(), network.parameters, network.dtype)
    losses = LossPass(copy, stack(dataset.x_train, dataset.y_train), LOSSES[loss])
    found = np.empty((len(b), len(a)))
    with np.errstate(all="ignore"):
        for row, along_second in enumerate(b):
            for column, along_first in enumerate(a):
                copy.parameters[:] = plane.at(along_first, along_second)
                found[row, column] = losses.run()
    return np.where(np.isfinite(found), found, np.inf)
