"""A rate kept on average, with room for bursts: messages, bytes and time are all granted by it."""

from __future__ import annotations


class TokenBucket:
    """Allows ``rate`` things a second on average and ``burst`` at once; ``now`` is any clock's time in seconds."""

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = burst
        self._filled_at = now

    def take(self, now: float) -> bool:
        """Take one token; False when there is none."""
        self._fill(now)
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def spend(self, amount: float, now: float) -> float:
        """Take an amount, on credit where need be; return how many seconds to wait until the debt is paid."""
        self._fill(now)
        self._tokens -= amount
        return self.wait(now)

    def wait(self, now: float) -> float:
        """Return how many seconds to wait until what was taken on credit is paid; 0 without debt."""
        self._fill(now)
        return max(0.0, -self._tokens / self._rate)

    def _fill(self, now: float) -> None:
        self._tokens = min(self._burst, self._tokens + (now - self._filled_at) * self._rate)
        self._filled_at = now
