"""What a run records, in bounded memory: its losses, and the path of its weights through parameter space."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.engine.arrays import Floats

MAX_POINTS = 256
MAX_BYTES = 256 * 1024
CAPACITY = 1024
EVENLY = 16
"""A step is recorded where it is a multiple of the largest power of 2 that is at most step / ``EVENLY``."""


def next_recorded(step: int) -> int:
    """Return the first step after ``step`` at which losses are recorded.

    Every step up to 32 is, then every second one up to 64, every fourth one up to 128 and so on: what a run
    remembers depends on its steps alone, never on who watched or how its training was sliced.
    """
    apart = 1 << max(0, (step // EVENLY).bit_length() - 1)
    return (step // apart + 1) * apart


class LossLog:
    """Columns step, training loss and validation loss, (n,) each with n ≤ ``CAPACITY``.

    When full, every group of four points is replaced by its two extremes of the training loss, in order: an hour of
    training and a minute of it take the same room and no spike is lost.
    """

    def __init__(self) -> None:
        self._rows = np.empty((CAPACITY, 3), dtype=np.float64)
        self._count = 0

    @classmethod
    def of(cls, rows: NDArray[np.float64]) -> LossLog:
        """Return a log of measurements (n, 3) in the order of their steps, merged where they are too many."""
        while len(rows) > CAPACITY:
            rows = _merged(rows)
        log = cls()
        log.restore(rows)
        return log

    def copy(self) -> LossLog:
        """Return a log of the same measurements."""
        log = LossLog()
        log.restore(self._rows[: self._count])
        return log

    def __len__(self) -> int:
        return self._count

    def push(self, step: int, training: float, validation: float) -> None:
        """Add one measurement; a step measured before is measured anew."""
        if self._count and self._rows[self._count - 1, 0] >= step:
            self._count = int(np.searchsorted(self._rows[: self._count, 0], step))
        if self._count == CAPACITY:
            kept = _merged(self._rows)
            self._count = len(kept)
            self._rows[: self._count] = kept
        self._rows[self._count] = step, training, validation
        self._count += 1

    def decimated(self, points: int) -> dict[str, list[float] | None]:
        """Return at most about ``points`` measurements as columns; ``validation`` is None where there is none."""
        rows = self._rows[: self._count]
        while len(rows) > max(points, 4):
            rows = _merged(rows)
        has_validation = bool(np.isfinite(rows[:, 2]).any())
        return {
            "step": rows[:, 0].tolist(),
            "train": rows[:, 1].tolist(),
            "validation": rows[:, 2].tolist() if has_validation else None,
        }

    def snapshot(self) -> NDArray[np.float64]:
        """Return a copy of the log."""
        return self._rows[: self._count].copy()

    def restore(self, snapshot: NDArray[np.float64]) -> None:
        """Bring back what ``snapshot`` returned."""
        self._count = len(snapshot)
        self._rows[: self._count] = snapshot


def _merged(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return half of the rows (n, 3): of every four neighbors those with the lowest and the highest training loss."""
    whole = len(rows) // 4 * 4
    groups = rows[:whole].reshape(-1, 4, 3)
    loss = np.nan_to_num(groups[:, :, 1], nan=np.inf)
    ends = np.sort(np.stack([loss.argmin(axis=1), 3 - loss[:, ::-1].argmax(axis=1)]), axis=0)
    picked = groups[np.arange(len(groups))[:, None], ends.T]
    return np.concatenate([picked.reshape(-1, 3), rows[whole:]])


class WeightPath:
    """Parameters at some steps, the first always kept; when full, every second one in between goes.

    Args:
        step: when it begins.
        parameters: where it begins.
    """

    def __init__(self, step: int, parameters: Floats) -> None:
        self.begun = step
        self._limit = max(2, min(MAX_POINTS, MAX_BYTES // max(1, parameters.nbytes)))
        self._points: list[Floats] = [parameters.copy()]
        self._apart = 1
        self._last = step

    @property
    def size(self) -> int:
        """The number of parameters of each point."""
        return int(self._points[0].size)

    def points(self, present: Floats) -> Floats:
        """Return the parameters kept, (n, P), oldest first, and those at present unless they are of another shape."""
        ends = [present] if present.size == self._points[0].size else []
        return np.stack([*self._points, *ends])

    def due(self, step: int) -> int:
        """Return the first step after ``step`` at which the weights are to be noted."""
        return max(step + 1, min(step, self._last) + self._apart)

    def note(self, step: int, parameters: Floats) -> None:
        """Add a point, or skip it where points are kept more rarely by now.

        At the step noted last it takes that one's place: of what is changed by hand only what it comes to is kept.
        """
        if parameters.size != self._points[0].size or self._last < step < self._last + self._apart:
            return
        if step == self._last and len(self._points) > 1:
            self._points.pop()
        elif len(self._points) >= self._limit:
            self._points = self._points[::2]
            self._apart *= 2
        self._last = step
        self._points.append(parameters.copy())
