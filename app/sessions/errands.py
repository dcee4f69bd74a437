"""What takes long: computed or fetched elsewhere, by whoever takes errands, and answered when it is done."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.protocol.errors import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from app.protocol.messages import Command
    from app.sessions.mailbox import Mailbox
    from app.sessions.session import Session

MOST_AT_ONCE = 8


@dataclass
class Errand:
    """A question under way: ``work`` may be done anywhere, also in another thread, and raises ProtocolError."""

    command: Command
    sender: Mailbox
    work: Callable[[], dict[str, object]]


@dataclass
class Fetch:
    """A command that waits for something outside, such as the database: ``work`` raises ProtocolError.

    The session's later commands wait for it, too, if it ``holds_others``.
    """

    command: Command
    sender: Mailbox
    work: Callable[[], Awaitable[dict[str, object]]]
    holds_others: bool = False


class Errands:
    """One session's errands, done by whoever sets ``send`` and ``fetch`` and calls the session's ``deliver`` then."""

    def __init__(self) -> None:
        self.send: Callable[[Errand], None]
        self.fetch: Callable[[Fetch], None]
        self.release()
        self._under_way: dict[int, Errand | Fetch] = {}

    def release(self) -> None:
        """Forget who does them: they are done by nobody."""
        self.send = lambda _errand: None
        self.fetch = lambda _fetch: None

    @property
    def hold_others(self) -> bool:
        """Whether one is under way that later commands wait for."""
        return any(isinstance(errand, Fetch) and errand.holds_others for errand in self._under_way.values())

    def begin(self, errand: Errand | Fetch) -> None:
        """Have an errand done.

        Raises:
            ProtocolError: if too many are under way already.
        """
        if len(self._under_way) >= MOST_AT_ONCE:
            raise ProtocolError("invalid", "the last requests are still being answered: ask again in a moment")
        self._under_way[errand.command.id] = errand
        if isinstance(errand, Fetch):
            self.fetch(errand)
        else:
            self.send(errand)

    def is_under_way(self, request_id: int, sender: Mailbox) -> bool:
        """Tell whether a command is under way; whoever sent it again gets the answer."""
        errand = self._under_way.get(request_id)
        if errand is not None:
            errand.sender = sender
        return errand is not None

    def end(self, errand: Errand | Fetch) -> None:
        """Forget an errand that has been done."""
        del self._under_way[errand.command.id]


class ErrandQueue:
    """Errands of many sessions, which take turns: nobody waits for all that somebody else has asked."""

    def __init__(self) -> None:
        self._waiting: dict[str, tuple[Session, deque[Errand]]] = {}
        self._news = asyncio.Event()

    def put(self, session: Session, errand: Errand) -> None:
        """Let an errand wait behind its session's others."""
        self._waiting.setdefault(session.id, (session, deque()))[1].append(errand)
        self._news.set()

    def drop(self, session: Session) -> None:
        """Forget the errands of a session that has ended."""
        self._waiting.pop(session.id, None)

    async def get(self) -> tuple[Session, Errand]:
        """Return the first errand of the session whose turn it is, as soon as there is one."""
        while not self._waiting:
            self._news.clear()
            await self._news.wait()
        session, errands = self._waiting.pop(next(iter(self._waiting)))
        errand = errands.popleft()
        if errands:
            self._waiting[session.id] = session, errands  # behind the other sessions
        return session, errand
