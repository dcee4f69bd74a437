"""A rate kept on average, with room for bursts: messages, bytes, time and training steps are all limited by it."""

from __future__ import annotations

ROUNDING = 1e-6
"""A token is there if it lacks no more than this."""


class TokenBucket:
    """Allows ``rate`` things a second on average and ``burst`` at once; ``now`` is any clock's time in seconds.

    Attributes:
        paid_until: the time that what was taken so far has used up; later than now while it was taken on credit.
    """

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self.paid_until = now
        self.set_rate(rate, burst / rate)
        self.paid_until -= self._burst_seconds

    def set_rate(self, rate: float, burst_seconds: float) -> None:
        """Go on at another rate, with at most what ``burst_seconds`` give at once."""
        self._rate, self._burst_seconds = rate, burst_seconds

    def available(self, now: float) -> int:
        """Return how many whole tokens there are."""
        self._fill(now)
        return int((now - self.paid_until) * self._rate + ROUNDING)

    def take(self, now: float) -> bool:
        """Take one token; False when there is none."""
        if self.available(now) < 1:
            return False
        self.paid_until += 1 / self._rate
        return True

    def spend(self, amount: float, now: float) -> float:
        """Take an amount, on credit where need be; return how many seconds to wait until the debt is paid."""
        self._fill(now)
        self.paid_until += amount / self._rate
        return self.wait(now)

    def wait(self, now: float) -> float:
        """Return how many seconds to wait until what was taken on credit is paid; 0 without debt."""
        return max(0.0, self.paid_until - now)

    def _fill(self, now: float) -> None:
        self.paid_until = max(self.paid_until, now - self._burst_seconds)
