"""What takes long: computed or fetched elsewhere, by whoever takes jobs, and answered when it is done."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.protocol.errors import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from app.protocol.messages import Command
    from app.sessions.outbox import Outbox
    from app.sessions.session import Session

MOST_AT_ONCE = 8


@dataclass
class ComputeJob:
    """A question under way: ``work`` may be done anywhere, also in another thread, and raises ProtocolError."""

    command: Command
    sender: Outbox
    work: Callable[[], dict[str, object]]


@dataclass
class IoJob:
    """A command that waits for something outside, such as the database: ``work`` raises ProtocolError.

    The session's later commands wait for it, too, if it ``blocks_queue``.
    """

    command: Command
    sender: Outbox
    work: Callable[[], Awaitable[dict[str, object]]]
    blocks_queue: bool = False


class Jobs:
    """One session's jobs, done by whoever sets ``send`` and ``fetch`` and calls the session's ``deliver`` then."""

    def __init__(self) -> None:
        self.send: Callable[[ComputeJob], None]
        self.fetch: Callable[[IoJob], None]
        self.release()
        self._under_way: dict[int, ComputeJob | IoJob] = {}

    def release(self) -> None:
        """Forget who does them: they are done by nobody."""
        self.send = lambda _job: None
        self.fetch = lambda _fetch: None

    @property
    def block_queue(self) -> bool:
        """Whether one is under way that later commands wait for."""
        return any(isinstance(job, IoJob) and job.blocks_queue for job in self._under_way.values())

    def begin(self, job: ComputeJob | IoJob) -> None:
        """Have a job done.

        Raises:
            ProtocolError: if too many are under way already.
        """
        if len(self._under_way) >= MOST_AT_ONCE:
            raise ProtocolError("invalid", "the last requests are still being answered: ask again in a moment")
        self._under_way[job.command.id] = job
        if isinstance(job, IoJob):
            self.fetch(job)
        else:
            self.send(job)

    def is_under_way(self, request_id: int, sender: Outbox) -> bool:
        """Tell whether a command is under way; whoever sent it again gets the answer."""
        job = self._under_way.get(request_id)
        if job is not None:
            job.sender = sender
        return job is not None

    def end(self, job: ComputeJob | IoJob) -> None:
        """Forget a job that has been done."""
        del self._under_way[job.command.id]


class JobQueue:
    """Jobs of many sessions, which take turns: nobody waits for all that somebody else has asked."""

    def __init__(self) -> None:
        self._waiting: dict[str, tuple[Session, deque[ComputeJob]]] = {}
        self._news = asyncio.Event()

    def put(self, session: Session, job: ComputeJob) -> None:
        """Let a job wait behind its session's others."""
        self._waiting.setdefault(session.id, (session, deque()))[1].append(job)
        self._news.set()

    def drop(self, session: Session) -> None:
        """Forget the jobs of a session that has ended."""
        self._waiting.pop(session.id, None)

    async def get(self) -> tuple[Session, ComputeJob]:
        """Return the first job of the session whose turn it is, as soon as there is one."""
        while not self._waiting:
            self._news.clear()
            await self._news.wait()
        session, jobs = self._waiting.pop(next(iter(self._waiting)))
        job = jobs.popleft()
        if jobs:
            self._waiting[session.id] = session, jobs  # behind the other sessions
        return session, job
