"""Decides how many steps to train now: by the set speed, and by what fits into a slice of time."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from app.token_bucket import TokenBucket

if TYPE_CHECKING:
    from collections.abc import Callable

DEFAULT_STEPS_PER_SECOND = 60.0
MAX_SERVICE_RATE = 60.0
"""Times a second at which a session with a set speed trains: once a drawn frame."""
MAX_DEBT_SECONDS = 0.25
"""A session that could not train in time catches up on at most this much."""
SMOOTHING = 0.2
TIMED_EVERY = 8
"""One slice in this many is timed: reading a thread's time costs as much as a small step."""


class Pacer:
    """Keeps a set speed, or none (``steps_per_second`` None), and knows what a step costs.

    Args:
        clock: the time in seconds.
        limit: steps a second that are never exceeded, whatever the set speed.
    """

    def __init__(self, clock: Callable[[], float], limit: float = math.inf) -> None:
        self.steps_per_second: float | None = DEFAULT_STEPS_PER_SECOND
        self.limit = limit
        self._clock = clock
        self._bucket = TokenBucket(DEFAULT_STEPS_PER_SECOND, 0.0, clock())
        self._step_seconds = 1e-4
        self._slices = 0

    @property
    def step_seconds(self) -> float:
        """What a step takes, measured."""
        return self._step_seconds

    def expect(self, step_seconds: float) -> None:
        """Take a step to cost at least so much, until it is measured: the first ones are all recorded."""
        self._step_seconds = max(self._step_seconds, step_seconds)

    def restart(self) -> None:
        """Count the set speed from now on."""
        self._bucket.paid_until = self._clock()

    def steps_due(self, budget: float) -> int:
        """Return how many steps to train now, within about ``budget`` seconds."""
        if self.steps_per_second is None:
            return self.granted(budget)
        affordable = self._affordable(budget)
        rate = min(self.steps_per_second, self.limit)
        now = self._clock()
        self._bucket.set_rate(rate, max(MAX_DEBT_SECONDS, 1 / rate))
        steps = min(affordable, self._bucket.available(now))
        self._bucket.spend(steps, now)
        return steps

    def granted(self, budget: float, most: int | None = None) -> int:
        """Return how many steps to train at full speed, within about ``budget`` seconds, at least one."""
        steps = max(1, int(min(self._affordable(budget), self.limit / MAX_SERVICE_RATE)))
        steps = steps if most is None else min(steps, most)
        self._bucket.set_rate(self.limit, 0.0)
        self._bucket.spend(steps, self._clock())
        return steps

    def _affordable(self, budget: float) -> int:
        return max(1, int(budget / self._step_seconds))

    def next_granted(self, now: float) -> float:
        """Return when the next step at full speed may be trained: now, where the limit allows."""
        return now + self._bucket.wait(now)

    def next_due(self, now: float) -> float:
        """Return the time of the next step, not before a frame's time has passed."""
        if self.steps_per_second is None:
            return self.next_granted(now)
        return self._bucket.paid_until + 1 / min(self.steps_per_second, self.limit, MAX_SERVICE_RATE)

    def timed(self, train: Callable[[int], int], steps: int) -> int:
        """Train and return the steps done; some calls are timed, to estimate the processor time of a step."""
        self._slices += 1
        if self._slices > TIMED_EVERY and self._slices % TIMED_EVERY:
            return train(steps)
        begun = time.thread_time()
        done = train(steps)
        if done:
            self._step_seconds += SMOOTHING * ((time.thread_time() - begun) / done - self._step_seconds)
        return done
