"""Whether anybody is there: a session that nobody attends to is paused and then ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.protocol.messages import Command, HistoryQuery, Question, Subscribe

if TYPE_CHECKING:
    from collections.abc import Callable

ASKED_UNPROMPTED = (Question, HistoryQuery, Subscribe)
"""A page says these by itself, as long as it is open."""


def is_sign_of_life(command: Command) -> bool:
    """Tell whether a person is behind a command."""
    return not isinstance(command, ASKED_UNPROMPTED)


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
