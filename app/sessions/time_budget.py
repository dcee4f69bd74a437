"""Something that takes long, kept to a share of the time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class TimeBudget:
    """What may take ``share`` of the time, on average, told by a clock in seconds.

    On credit it may begin while it has had up to ``credit_seconds``' worth more than that: what has rested for long is
    then granted much at once.
    """

    def __init__(self, share: float, credit_seconds: float, clock: Callable[[], float]) -> None:
        self._pause = 1 / share - 1
        self._credit_seconds = credit_seconds
        self._clock = clock
        self._due = clock()

    def wait(self, *, on_credit: bool) -> float:
        """Return in how many seconds it may begin; 0 for now."""
        wait = self._due - self._clock() - (self._credit_seconds if on_credit else 0.0)
        return max(0.0, wait)

    def spend(self, seconds: float) -> None:
        """Note that it has taken so long."""
        self._due = max(self._due, self._clock()) + seconds * self._pause
