"""Long answers: computed in a thread or awaited from outside by the session's host, and delivered when done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

from app.protocol.errors import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from app.protocol.messages import Command
    from app.sessions.experiment import Effect
    from app.sessions.time_accounts import Account
    from app.sessions.viewers import Outbox

MOST_AT_ONCE = 8

JobResult: TypeAlias = "Mapping[str, object] | Effect | Callable[[], Effect] | ProtocolError"
"""What the acknowledgment carries, what was changed or is to be changed now, or why it is refused."""


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
    work: Callable[[], Awaitable[Mapping[str, object] | Callable[[], Effect]]]
    blocks_queue: bool = False


@dataclass
class ChangeJob:
    """A command that changes the experiment and takes long: ``work`` runs in a thread, and raises ProtocolError.

    Nobody else touches the experiment meanwhile, and the session's later commands wait.
    """

    command: Command
    sender: Outbox
    work: Callable[[], Effect]


Job: TypeAlias = ComputeJob | IoJob | ChangeJob


class JobOwner(Protocol):
    """The part of a session that the runner of its jobs uses."""

    id: str
    account: Account

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
        return any(isinstance(job, ChangeJob) or _blocks_queue(job) for job in self._under_way.values())

    def begin(self, job: Job) -> None:
        """Start a job.

        Raises:
            ProtocolError: if too many are under way already.
        """
        self.check_room()
        self._under_way[job.command.id] = job
        self._start(job)

    def check_room(self) -> None:
        """Check that another may begin: what a job needs is made ready only then.

        Raises:
            ProtocolError: if too many are under way already.
        """
        if len(self._under_way) >= MOST_AT_ONCE:
            raise ProtocolError("invalid", "the last requests are still being answered: ask again in a moment")

    def readdress(self, request_id: int, sender: Outbox) -> bool:
        """Tell whether a request is under way; the sender of the retry gets the answer."""
        job = self._under_way.get(request_id)
        if job is not None:
            job.sender = sender
        return job is not None

    def end(self, job: Job) -> None:
        """Forget a job that has been done."""
        del self._under_way[job.command.id]


def _blocks_queue(job: Job) -> bool:
    return isinstance(job, IoJob) and job.blocks_queue
