"""When a person was last active: a session without activity is paused and then ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Activity:
    """The time of the last activity, and how many steps were trained since."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.seen_at = clock()
        self.steps = 0

    def seen(self) -> None:
        """Note activity now."""
        self.seen_at = self._clock()
        self.steps = 0
