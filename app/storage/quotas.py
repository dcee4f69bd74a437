"""How many runs an address may save. Addresses are counted in memory and kept nowhere else."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from limits import RateLimitItemPerDay, RateLimitItemPerHour
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from app.storage.errors import QuotaError

if TYPE_CHECKING:
    from app.settings import ServerSettings


class AddressQuota:
    """Saves an hour and a day from one address."""

    def __init__(self, settings: ServerSettings) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._limits = (RateLimitItemPerHour(settings.saves_per_hour), RateLimitItemPerDay(settings.saves_per_day))

    def take(self, address: str) -> None:
        """Count one save.

        Raises:
            QuotaError: if the address has had all of its saves; this one is not counted then.
        """
        for limit in self._limits:
            if not self._limiter.test(limit, address):
                reset = self._limiter.get_window_stats(limit, address).reset_time
                raise QuotaError(
                    f"{limit.amount} runs {'an hour' if limit is self._limits[0] else 'a day'} can be saved from one "
                    "network: please try again later",
                    max(1, round(reset - time.time())),
                )
        for limit in self._limits:
            self._limiter.hit(limit, address)
