"""Long answers: computed in a thread or awaited from outside by the session's host, and delivered when done."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

from app.protocol.errors import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from app.protocol.messages import Command
    from app.sessions.experiment import Effect
    from app.sessions.viewers import Outbox

MOST_AT_ONCE = 8

JobResult: TypeAlias = "Mapping[str, object] | Effect | ProtocolError"
"""What the acknowledgment carries, what was changed, or why it is refused."""


@dataclass
class ComputeJob:
    """An answer to be computed: ``work`` may run in any thread, and raises ProtocolError."""

    command: Command
    sender: Outbox
    work: Callable[[], Mapping[str, object]]


@dataclass
class IoJob:
    """An answer that waits for something outside, such as the database: ``work`` raises ProtocolError.

    With ``blocks_queue`` the session's later commands wait for it, too.
    """

    command: Command
    sender: Outbox
    work: Callable[[], Awaitable[Mapping[str, object] | Effect]]
    blocks_queue: bool = False


Job: TypeAlias = ComputeJob | IoJob


class JobOwner(Protocol):
    """The part of a session that the runner of its jobs uses."""

    id: str

    def deliver(self, job: Job, result: JobResult) -> None:
        """Answer the command of a job that has been done."""

    def release(self) -> None:
        """Forget the host."""

    def fail(self) -> None:
        """Disconnect every viewer."""


class Host(Protocol):
    """Who serves a session: the scheduler."""

    def wake(self) -> None:
        """Check again who wants to train or publish."""

    def note_failure(self) -> None:
        """Count an unexpected exception."""

    def start(self, owner: JobOwner, job: Job) -> None:
        """Do a job and have its owner deliver it."""


class NoHost:
    """The host of a session that is not served: does nothing."""

    def wake(self) -> None:
        """Do nothing."""

    def note_failure(self) -> None:
        """Do nothing."""

    def start(self, owner: JobOwner, job: Job) -> None:
        """Do nothing."""


class Jobs:
    """One session's jobs under way.

    Args:
        start: does a job.
    """

    def __init__(self, start: Callable[[Job], None]) -> None:
        self._start = start
        self._under_way: dict[int, Job] = {}

    @property
    def block_queue(self) -> bool:
        """Whether one is under way that later commands wait for."""
        return any(isinstance(job, IoJob) and job.blocks_queue for job in self._under_way.values())

    def begin(self, job: Job) -> None:
        """Start a job.

        Raises:
            ProtocolError: if too many are under way already.
        """
        if len(self._under_way) >= MOST_AT_ONCE:
            raise ProtocolError("invalid", "the last requests are still being answered: ask again in a moment")
        self._under_way[job.command.id] = job
        self._start(job)

    def readdress(self, request_id: int, sender: Outbox) -> bool:
        """Tell whether a request is under way; the sender of the retry gets the answer."""
        job = self._under_way.get(request_id)
        if job is not None:
            job.sender = sender
        return job is not None

    def end(self, job: Job) -> None:
        """Forget a job that has been done."""
        del self._under_way[job.command.id]


class JobQueue:
    """Jobs to compute, round robin over sessions: one session's many jobs do not delay another's first."""

    def __init__(self) -> None:
        self._waiting: dict[str, tuple[JobOwner, deque[ComputeJob]]] = {}
        self._news = asyncio.Event()

    def put(self, owner: JobOwner, job: ComputeJob) -> None:
        """Queue a job behind its session's others."""
        self._waiting.setdefault(owner.id, (owner, deque()))[1].append(job)
        self._news.set()

    def drop(self, owner: JobOwner) -> None:
        """Forget the jobs of a session that has ended."""
        self._waiting.pop(owner.id, None)

    async def get(self) -> tuple[JobOwner, ComputeJob]:
        """Return the first job of the session whose turn it is, as soon as there is one."""
        while not self._waiting:
            self._news.clear()
            await self._news.wait()
        owner, jobs = self._waiting.pop(next(iter(self._waiting)))
        job = jobs.popleft()
        if jobs:
            self._waiting[owner.id] = owner, jobs  # behind the other sessions
        return owner, job
