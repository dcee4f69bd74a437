"""Whether anybody is there: a session that nobody attends to is paused and then ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Activity:
    """When somebody was there last, and what was trained since."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.seen_at = clock()
        self.steps = 0

    def seen(self) -> None:
        """Note that somebody is there."""
        self.seen_at = self._clock()
        self.steps = 0
