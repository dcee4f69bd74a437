"""Whether the learning rate is too large or too small, from the losses alone: see ``findings.DEFINITIONS``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.engine.anatomy.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.engine.anatomy.float64_forward import Matrix

WINDOW = 100
"""How many of the last losses are used."""

RISEN = 1.2
STEADY = 0.9
TURNS = 0.5
SWING = 0.15
SOLVED = 0.05
"""Below this part of the loss of predicting the mean, oscillation does no harm."""

HOPELESS = 1e-3
"""Below this part of the usual rate an even smaller one is no cure."""

CAREFUL = 1 / 3
FALLING = 0.97
SLOW = (1e-5, 0.02)
EVEN = (0.75, 4 / 3)
UNSOLVED = 0.1


def learning_rate(
    losses: Sequence[float], *, mean_loss: float, rate: float, usual_rate: float, diverged: bool = False
) -> Iterator[Finding]:
    """Find whether the learning rate is too large or too small.

    Args:
        losses: the training loss before each of the last updates; nothing is said from fewer than ``WINDOW``.
        mean_loss: the loss of predicting the training points' mean.
        rate: the learning rate.
        usual_rate: what the optimizer usually takes, ``Optimizer.learning_rate``.
        diverged: whether training has stopped since the loss diverged.
    """
    lowers = rate > HOPELESS * usual_rate
    if diverged:
        if lowers:
            yield Finding("rate_too_large", (), {"rate": rate})
        return
    seen = np.asarray(losses[-WINDOW:], dtype=np.float64)
    if len(seen) < WINDOW or not (seen.max() < 1e300 and seen.min() > 0):
        return
    if lowers and seen[-1] > SOLVED * mean_loss and (_rises(seen) or _swings(seen)):
        yield Finding("rate_too_large", (), {"rate": rate})
    elif seen[-1] > UNSOLVED * mean_loss and rate < CAREFUL * usual_rate and _creeps(seen):
        yield Finding("rate_too_small", (), {"rate": rate, "fallen": float(1 - seen[-1] / seen[0])})


def _halves(losses: Matrix) -> tuple[float, float]:
    middle = len(losses) // 2
    return float(np.median(losses[:middle])), float(np.median(losses[middle:]))


def _rises(losses: Matrix) -> bool:
    """Whether the median of the second half is clearly above that of the first."""
    first, second = _halves(losses)
    return second > RISEN * first


def _swings(losses: Matrix) -> bool:
    """Whether the loss goes up and down by much and gets nowhere."""
    first, second = _halves(losses)
    steps = np.diff(losses)
    turns = float(np.mean(steps[1:] * steps[:-1] < 0))
    swing = float(np.abs(steps).mean() / losses.mean())
    return second >= STEADY * first and turns > TURNS and swing > SWING


def _creeps(losses: Matrix) -> bool:
    """Whether the loss falls steadily, evenly and very slowly."""
    start, half, end = losses[0], losses[len(losses) // 2], losses[-1]
    fallen = (start - end) / start
    falls = float(np.mean(np.diff(losses) < 0)) >= FALLING
    if not (falls and SLOW[0] < fallen < SLOW[1] and start > half):
        return False
    return bool(EVEN[0] <= (half - end) / (start - half) <= EVEN[1])
