"""Viewers that wait for a session while there is no room: first come, first served, and each is told its place."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from app.protocol.errors import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.protocol.messages import Command
    from app.sessions.viewers import Outbox

NEWS_SECONDS = 5.0
"""Waiting viewers are told their place at least this often; after twice as long they should reconnect."""
MAX_KEPT_BYTES = 8 * 1024 * 1024
MAX_KEPT_MESSAGES = 32
"""Messages of waiting viewers are queued: at most so many bytes of all together, and so many messages of each."""


SessionT = TypeVar("SessionT")


@dataclass(eq=False)
class Ticket(Generic[SessionT]):
    """A place in the queue, and the messages its viewer has sent meanwhile."""

    viewer: Outbox
    address: str
    begin: Callable[[SessionT], None]
    told: tuple[int, float] = (0, 0.0)
    queued: list[Command] = field(default_factory=list)
    kept_bytes: int = 0


class WaitingQueue(Generic[SessionT]):
    """Tickets in the order they came."""

    def __init__(self, most: int, most_per_address: int, clock: Callable[[], float]) -> None:
        self._most = most
        self._most_per_address = most_per_address
        self._clock = clock
        self._tickets: dict[Ticket[SessionT], None] = {}
        self._addresses: Counter[str] = Counter()
        self._kept_bytes = 0

    def __len__(self) -> int:
        return len(self._tickets)

    @property
    def viewers(self) -> list[Outbox]:
        """The waiting viewers."""
        return [ticket.viewer for ticket in self._tickets]

    def join(self, ticket: Ticket[SessionT]) -> None:
        """Take a place at the end.

        Raises:
            ProtocolError: full, when the queue is as long as it may be.
        """
        if len(self._tickets) >= self._most or self._addresses[ticket.address] >= self._most_per_address:
            raise ProtocolError("full", "this server is full right now: please try again in a minute")
        self._tickets[ticket] = None
        self._addresses[ticket.address] += 1
        self._tell(ticket, len(self._tickets))

    def keep(self, ticket: Ticket[SessionT], command: Command, size: int) -> None:
        """Queue a command of a waiting viewer until it is admitted; ``size`` in bytes.

        Raises:
            ProtocolError: full, when this is more than can be kept.
        """
        if len(ticket.queued) >= MAX_KEPT_MESSAGES or self._kept_bytes + size > MAX_KEPT_BYTES:
            raise ProtocolError("full", "this server is full right now and keeps no more messages for later")
        ticket.queued.append(command)
        ticket.kept_bytes += size
        self._kept_bytes += size

    def leave(self, ticket: Ticket[SessionT]) -> None:
        """Remove a ticket, if it is still there."""
        if ticket not in self._tickets:
            return
        del self._tickets[ticket]
        self._kept_bytes -= ticket.kept_bytes
        self._addresses[ticket.address] -= 1
        if not self._addresses[ticket.address]:
            del self._addresses[ticket.address]

    def first(self, admissible: Callable[[str], bool]) -> Ticket[SessionT] | None:
        """Return the first ticket whose address may have a session."""
        return next((ticket for ticket in self._tickets if admissible(ticket.address)), None)

    def tell(self) -> None:
        """Tell viewers their place where it has changed, or where the last message was ``NEWS_SECONDS`` ago."""
        now = self._clock()
        for position, ticket in enumerate(self._tickets, start=1):
            told_position, told_at = ticket.told
            if told_position != position or now - told_at >= NEWS_SECONDS:
                self._tell(ticket, position)

    def _tell(self, ticket: Ticket[SessionT], position: int) -> None:
        ticket.told = (position, self._clock())
        ticket.viewer.put_control({"type": "waiting", "position": position, "retry_seconds": 2 * NEWS_SECONDS})
