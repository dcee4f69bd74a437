"""What is wrong with a network as a whole: see ``findings.DEFINITIONS``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.engine.anatomy.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.engine.anatomy.float64_forward import Matrix
    from app.engine.anatomy.gradients import Backward
    from app.engine.data import Dataset
    from app.engine.network import Network

VANISHED = 1e-3
"""Gradients that shrink to less than this part on their way down have vanished."""
BENT = 0.01
"""Points are bent if the best line leaves more than this part of their variance."""
FEWEST_POINTS = 10
"""From fewer points nothing is concluded."""


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
