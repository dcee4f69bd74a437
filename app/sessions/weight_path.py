"""The recorded path of the weights through parameter space, in bounded memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from app.engine.arrays import Floats

MAX_POINTS = 256
MAX_BYTES = 256 * 1024


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
