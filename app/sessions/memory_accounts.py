"""One account of memory: for the process, for each network address, and for each session.

What a config will take is counted before it is built, and refused in words where it does not fit. Nobody's session is
ended to make room for another address's.
"""

from __future__ import annotations

from collections import Counter

from app.protocol.errors import ProtocolError

MEBIBYTE = 2**20
PROCESS_BYTES = 192 * MEBIBYTE
"""Of the process's limit: what the program itself takes, and what is held for moments only."""
ADDRESS_SHARE = 0.5
"""Of what is left for sessions: what those of one address may take together."""


class MemoryAccounts:
    """The bytes that sessions hold.

    Args:
        most_bytes: of the process.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most = max(0, most_bytes - PROCESS_BYTES)
        self._most_of_address = int(self._most * ADDRESS_SHARE)
        self._total = 0
        self._addresses: Counter[str] = Counter()

    @property
    def held_bytes(self) -> int:
        """Bytes held by all sessions."""
        return self._total

    def open(self, address: str) -> MemoryShare:
        """Return a session's own account."""
        return MemoryShare(self, address)

    def check(self, address: str, more: int) -> None:
        """Check that an address may hold so many bytes more.

        Raises:
            ProtocolError: too_large, saying which limit would be passed.
        """
        if self._addresses[address] + more > self._most_of_address:
            limit = f"experiments from one network may take {self._most_of_address // MEBIBYTE} MiB together"
        elif self._total + more > self._most:
            limit = f"all experiments on this server may take {self._most // MEBIBYTE} MiB together"
        else:
            return
        text = f"this would take {more / MEBIBYTE:.0f} MiB more memory, but {limit}: make it smaller, or end others"
        raise ProtocolError("invalid", text)

    def add(self, address: str, nbytes: int) -> None:
        """Note that an address holds so many bytes more, or less."""
        self._total += nbytes
        self._addresses[address] += nbytes
        if not self._addresses[address]:
            del self._addresses[address]


class MemoryShare:
    """What one session holds."""

    def __init__(self, accounts: MemoryAccounts, address: str) -> None:
        self._accounts = accounts
        self._address = address
        self._held = 0

    def reserve(self, nbytes: int) -> None:
        """Hold so many bytes more, until ``hold`` says what it has come to.

        Raises:
            ProtocolError: if that is more than there may be.
        """
        self._accounts.check(self._address, nbytes)
        self._add(nbytes)

    def hold(self, nbytes: int) -> None:
        """Hold so many bytes altogether from now on."""
        self._add(nbytes - self._held)

    def _add(self, nbytes: int) -> None:
        self._held += nbytes
        self._accounts.add(self._address, nbytes)


def unlimited() -> MemoryShare:
    """Return the account of a session that stands alone."""
    return MemoryAccounts(2**60).open("")
