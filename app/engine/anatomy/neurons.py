"""Finds what is wrong with neurons and with the network as a whole: see ``findings.DEFINITIONS``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.engine.anatomy.breakpoints import read_bend
from app.engine.anatomy.findings import Finding
from app.engine.anatomy.float64_forward import Matrix, read_matrices
from app.engine.anatomy.gradients import slope_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.engine.anatomy.float64_forward import Matrix, Neuron, Trace
    from app.engine.anatomy.gradients import Backward
    from app.engine.data import Dataset
    from app.engine.network import Network

VANISHED = 1e-3
"""Gradients that shrink to less than this part on their way down have vanished."""
BENT = 0.01
"""Points are bent if the best line leaves more than this part of their variance."""
FEWEST_POINTS = 10
"""Nothing is concluded from fewer points."""
SATURATED = 0.05
"""A neuron whose slope is everywhere below this part of its largest is saturated."""
TWIN = 0.01
"""Neurons are twins if they differ by less than this part of the standard deviation."""
CONSTANT = 1e-6
"""Activations whose standard deviation is below this part of their size are constant."""


def sleeping_neurons(network: Network, seen: Trace) -> Iterator[Finding]:
    """Find neurons flat at every input of a pass over the training points, and those that are straight there."""
    for layer, activation in enumerate(network.activations):
        if not activation.piecewise_linear:
            continue
        bend = read_bend(activation)
        if bend.straight:
            continue
        segments = bend.segments(seen.preactivations[layer])
        lone = segments[:, 0]
        for j in np.flatnonzero((segments == lone[:, None]).all(axis=1)).tolist():
            if bend.slopes[lone[j]] == 0:
                yield Finding("asleep", ((layer, j),))
            else:
                yield Finding("straight", ((layer, j),), {"awake": float(bend.is_steepest(lone)[j])})


def left_out_neurons(network: Network) -> set[Neuron]:
    """Return the hidden neurons of which all incoming or all outgoing weights are exactly 0."""
    found: set[Neuron] = set()
    for layer in range(len(network.activations)):
        arrives = network.layers[layer][:-1].any(axis=0)
        leaves = network.layers[layer + 1][:-1].any(axis=1)
        found |= {(layer, j) for j in np.flatnonzero(~(arrives & leaves)).tolist()}
    return found


def saturated_neurons(network: Network, seen: Trace) -> Iterator[Finding]:
    """Find neurons of saturating activations that are flat at every input of a pass over the training points."""
    for layer, activation in enumerate(network.activations):
        if not activation.saturates:
            continue
        middle = np.zeros((1, 1))
        half = np.empty_like(middle)
        activation.apply(middle, half)
        steepest = float(slope_of(activation, middle, half)[0, 0])
        slopes = np.abs(slope_of(activation, seen.preactivations[layer], seen.activations[layer])).max(axis=1)
        for j in np.flatnonzero(slopes < SATURATED * steepest).tolist():
            yield Finding("saturated", ((layer, j),), {"slope": float(slopes[j])})


def twin_neurons(network: Network, seen: Trace, but: set[Neuron]) -> Iterator[Finding]:
    """Find groups of neurons of a layer that do the same over a pass over the training points.

    Args:
        network: the network.
        seen: the pass.
        but: neurons not to look at.
    """
    for layer, activation in enumerate(network.activations):
        if activation.is_identity:
            continue  # all are lines in what they read: the layers multiply out
        centered = _centered(seen.activations[layer])
        deviations = np.sqrt(np.square(centered).mean(axis=1))
        varied = np.flatnonzero(deviations > CONSTANT).tolist()
        left = [j for j in varied if (layer, j) not in but]
        rests = _rests(centered[left])
        places = list(range(len(left)))
        while places:
            first, *others = places
            same = [i for i in others if rests[first, i] < TWIN]
            places = [i for i in others if rests[first, i] >= TWIN]
            if same:
                neurons = tuple([(layer, left[i]) for i in (first, *same)])
                yield Finding("twins", neurons, {"rest": float(rests[first, same].max())})


def _centered(a: Matrix) -> Matrix:
    """Return each row over its largest size, its mean taken away; nothing overflows."""
    peaks = np.abs(a).max(axis=1, keepdims=True)
    rows = a / np.where(peaks > 0, peaks, 1)
    return np.asarray(rows - rows.mean(axis=1, keepdims=True))


def _rests(centered: Matrix) -> Matrix:
    """Return for each two rows which part of the standard deviation the best line from one to the other leaves."""
    rows = centered / np.sqrt(np.square(centered).sum(axis=1, keepdims=True))
    return np.asarray(np.sqrt(np.clip(1 - np.square(rows @ rows.T), 0, None)))


def equal_neurons(network: Network) -> Iterator[Finding]:
    """Find neurons of a layer that have exactly the same weights in and out, and neurons all of whose weights are 0."""
    matrices = read_matrices(network)
    for layer, activation in enumerate(network.activations):
        rows = np.hstack([matrices[layer].T, matrices[layer + 1][:-1]]) + 0.0  # −0 becomes 0
        groups: dict[bytes, list[int]] = {}
        for j, row in enumerate(rows):
            groups.setdefault(row.tobytes(), []).append(j)
        at_zero = np.zeros(1)
        activation.apply(at_zero, at_zero)
        for group in groups.values():
            if len(group) > 1 or (not rows[group[0]].any() and at_zero[0] == 0):
                yield Finding("equal_weights", tuple([(layer, j) for j in group]))


def vanishing_gradients(network: Network, backward: Backward) -> Iterator[Finding]:
    """Find whether too little of the error reaches the first of several hidden layers; exactly 0 has other causes."""
    if len(network.activations) < 2:
        return
    sizes = [_root_mean_square(layer.deltas) for layer in (backward.layers[0], backward.layers[-1])]
    if 0 < sizes[0] < VANISHED * sizes[1]:
        yield Finding("vanishing_gradients", (), {"share": sizes[0] / sizes[1]})


def _root_mean_square(values: Matrix) -> float:
    """Return √(mean of squares); nothing overflows."""
    peak = float(np.abs(values).max())
    return peak * float(np.sqrt(np.square(values / peak).mean())) if peak > 0 else 0.0


def linear_network(network: Network, dataset: Dataset) -> Iterator[Finding]:
    """Find whether a network that can only be a straight line is to learn points of one input that are bent."""
    if dataset.x_train.shape[0] != 1 or not all(activation.is_identity for activation in network.activations):
        return
    x = dataset.x_train[0].astype(np.float64)
    for values in dataset.y_train.astype(np.float64):
        left = unexplained_by_line(x, values)
        if left > 0:
            yield Finding("linear_network", (), {"unexplained": left})
            return


def unexplained_by_line(x: Matrix, y: Matrix) -> float:
    """Return which part of y's variance (n,) the best straight line leaves; 0 if that is little or looks like noise.

    Residuals r of independent noise, in the order of x, have Σ(rᵢ₊₁ − rᵢ)²/Σrᵢ² near 2, with a standard deviation of
    2/√n; those of a bend have it near 0 (J. von Neumann, "Distribution of the Ratio of the Mean Square Successive
    Difference to the Variance", 1941). It must be below 1, and three standard deviations below 2.
    """
    if len(x) < FEWEST_POINTS:
        return 0.0
    order = np.argsort(x, kind="stable")
    x, y = x[order] - x.mean(), y[order] - y.mean()
    y = y / max(np.abs(y).max(), 1e-300)
    variance, spread = float(y @ y), float(x @ x)
    if variance == 0 or spread == 0:
        return 0.0
    rest = y - x * (x @ y) / spread
    left = float(rest @ rest)
    if left <= BENT * variance:
        return 0.0
    steps = np.diff(rest)
    looks_bent = float(steps @ steps) / left < min(1.0, 2 - 6 / np.sqrt(len(x)))
    return left / variance if looks_bent else 0.0
