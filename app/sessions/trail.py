"""The way the weights took since it was pinned, in bounded memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from app.engine.arrays import Floats

MAX_POINTS = 256
MAX_BYTES = 256 * 1024


class Trail:
    """Parameters at some steps, the first always kept; when full, every second one in between goes."""

    def __init__(self, parameters: Floats) -> None:
        self._limit = max(2, min(MAX_POINTS, MAX_BYTES // max(1, parameters.nbytes)))
        self._points: list[Floats] = [parameters.copy()]
        self._stride = 1
        self._passed = 0

    @property
    def points(self) -> Floats:
        """The parameters kept, (n, P), oldest first."""
        return np.stack(self._points)

    def note(self, parameters: Floats) -> None:
        """Keep where the weights are now, or pass over it where the trail is long."""
        self._passed += 1
        if self._passed % self._stride or parameters.size != self._points[0].size:
            return
        if len(self._points) >= self._limit:
            self._points = self._points[::2]
            self._stride *= 2
        self._points.append(parameters.copy())
