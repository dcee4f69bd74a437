"""Something that takes long, kept to a share of the time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.token_bucket import TokenBucket

if TYPE_CHECKING:
    from collections.abc import Callable


class TimeBudget:
    """Allows something that takes long ``share`` of the time on average.

    Args:
        share: of the time, below 1.
        credit_seconds: how long a wait may be passed over on credit.
        clock: the time in seconds.
    """

    def __init__(self, share: float, credit_seconds: float, clock: Callable[[], float]) -> None:
        # It is told after the time has passed, so only the time in between fills the bucket.
        self._bucket = TokenBucket(share / (1 - share), 0.0, clock())
        self._credit_seconds = credit_seconds
        self._clock = clock

    def wait(self, *, on_credit: bool) -> float:
        """Return in how many seconds it may begin; 0 for now."""
        return max(0.0, self._bucket.wait(self._clock()) - (self._credit_seconds if on_credit else 0.0))

    def spend(self, seconds: float) -> None:
        """Note that it has taken so long."""
        self._bucket.spend(seconds, self._clock())
