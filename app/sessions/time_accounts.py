"""One account of time for each network address: whatever is done for its sessions is charged to it.

Who has taken least lately comes first, wherever work waits in line. What an address's commands take in the event loop
is a debt beyond its share, too: nothing more of it is read until the whole debt is worked off, over whichever sockets
it was made.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from typing import TYPE_CHECKING, Generic, TypeVar

from app.token_bucket import TokenBucket

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

BURST_SECONDS = 4.0
"""An address may use its share of this many seconds at once."""
LATELY_SECONDS = 10.0
"""Time constant of what counts as taken lately."""
NOTHING_SECONDS = 0.001
"""An account that has taken less lately, and owes nothing, is forgotten when nobody uses it."""

ItemT = TypeVar("ItemT")


class Account:
    """The time of one address.

    Attributes:
        address: whose.
        taken: seconds that were spent on it lately.
        users: sessions and sockets that hold the account.
    """

    def __init__(self, address: str, share: float, now: float) -> None:
        self.address = address
        self.taken = 0.0
        self.users = 0
        self._commands = TokenBucket(share, share * BURST_SECONDS, now)

    def charge(self, seconds: float) -> None:
        """Note time that was taken."""
        self.taken += seconds

    def charge_command(self, seconds: float, now: float) -> None:
        """Note time that a command took in the event loop."""
        self.taken += seconds
        self._commands.spend(seconds, now)

    def set_share(self, share: float) -> None:
        """Let commands take another share of the time from now on."""
        self._commands.set_rate(share, BURST_SECONDS)

    def debt_seconds(self, now: float) -> float:
        """Return how long to wait until what commands took beyond the share is worked off."""
        return self._commands.wait(now)


class TimeAccounts:
    """The accounts of all addresses.

    Args:
        share: of the event loop's time that an address's commands may take while others are there, too.
        clock: the time in seconds.
    """

    def __init__(self, share: float, clock: Callable[[], float]) -> None:
        self._share = share
        self._clock = clock
        self._accounts: dict[str, Account] = {}
        self._decayed_at = clock()

    def __len__(self) -> int:
        return len(self._accounts)

    def open(self, address: str) -> Account:
        """Return an address's account; ``close`` it when it is no longer needed."""
        account = self._accounts.get(address)
        if account is None:
            account = self._accounts[address] = Account(address, self._share, self._clock())
        account.users += 1
        return account

    def close(self, account: Account) -> None:
        """Note that one user less needs the account."""
        account.users -= 1

    def tick(self) -> None:
        """Forget the past little by little, and divide the time between those who are there."""
        now = self._clock()
        kept = math.exp((self._decayed_at - now) / LATELY_SECONDS)
        self._decayed_at = now
        for account in list(self._accounts.values()):
            account.taken *= kept
            if not account.users and account.taken < NOTHING_SECONDS and not account.debt_seconds(now):
                del self._accounts[account.address]
        present = sum(account.users > 0 for account in self._accounts.values())
        share = max(self._share, 1 / max(1, present))
        for account in self._accounts.values():
            account.set_share(share)


class FairQueue(Generic[ItemT]):
    """Items that wait: first those of the account that has taken least lately, one after the other of its owners."""

    def __init__(self) -> None:
        self._waiting: dict[str, tuple[Account, deque[ItemT]]] = {}
        self._news = asyncio.Event()

    def put(self, owner: str, account: Account, item: ItemT) -> int:
        """Queue an item behind its owner's others; return how many items of its account wait before it."""
        before = sum(len(items) for other, items in self._waiting.values() if other is account)
        self._waiting.setdefault(owner, (account, deque()))[1].append(item)
        self._news.set()
        return before

    def drop(self, owner: str) -> None:
        """Forget the items of an owner."""
        self._waiting.pop(owner, None)

    async def get(self, busy: Iterable[Account] = ()) -> ItemT:
        """Return the next item of an account that is not ``busy``, as soon as there is one."""
        while (owner := self._next_owner(busy)) is None:
            self._news.clear()
            await self._news.wait()
        account, items = self._waiting.pop(owner)
        item = items.popleft()
        if items:
            self._waiting[owner] = account, items  # behind the other owners
        return item

    def look_again(self) -> None:
        """Note that an account is no longer busy."""
        self._news.set()

    def _next_owner(self, busy: Iterable[Account]) -> str | None:
        owners = (owner for owner, (account, _) in self._waiting.items() if account not in busy)
        return min(owners, key=lambda owner: self._waiting[owner][0].taken, default=None)
