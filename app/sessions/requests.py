"""The life cycle of requests: new, waiting or under way, answered; recent answers are kept and sent again on retry."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.protocol.decoding import encode_json
from app.protocol.errors import ProtocolError
from app.protocol.messages import Pause

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.protocol.messages import Command, Step
    from app.sessions.jobs import Jobs
    from app.sessions.viewers import Outbox

MAX_WAITING = 64
MAX_WAITING_BYTES = 512 * 1024
"""Bounds memory: a step may last for minutes, and each command may carry a whole config. One may be of any size."""
KEPT = 64
LONGEST = 8 * 1024
"""An answer of more characters is not kept: it is that of a question, or lists very many bad fields."""


@dataclass
class StepJob:
    """A ``step`` command under way, answered when no steps are ``left`` to do."""

    command: Step
    sender: Outbox
    left: int


class Requests:
    """One session's requests, each answered once.

    While a ``step`` or a job that blocks the queue is under way, later commands wait in the order they came.

    Args:
        jobs: the long answers under way.

    Attributes:
        step: the ``step`` under way.
    """

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self.step: StepJob | None = None
        self._waiting = WaitingCommands()
        self._replies = Replies()

    def accept(self, command: Command, sender: Outbox) -> bool:
        """Tell whether a command is new. A retry is answered with the kept answer, or when the command is done."""
        if self._readdress(command.id, sender):
            return False
        try:
            reply = self._replies.earlier(command)
        except ProtocolError as error:
            reply = encode_json(error.reply(command.id))
        if reply is not None:
            sender.put_text(reply)
        return reply is None

    def _readdress(self, request_id: int, sender: Outbox) -> bool:
        """Tell whether a request is under way or waits; a retry, perhaps from a new socket, gets the answer."""
        if self.step is not None and self.step.command.id == request_id:
            self.step.sender = sender
            return True
        return self._jobs.readdress(request_id, sender) or self._waiting.readdress(request_id, sender)

    @property
    def must_wait(self) -> bool:
        """Whether a new command waits."""
        return self.step is not None or self._jobs.block_queue

    def wait(self, command: Command, sender: Outbox, size: int = 0) -> None:
        """Queue a command of ``size`` bytes behind the others.

        Raises:
            ProtocolError: invalid, when too many wait already.
        """
        self._waiting.add(command, sender, size)

    def next(self) -> tuple[Command, Outbox] | None:
        """Take out the command that has waited longest; None where none waits or may be done yet."""
        return self._waiting.next() if self._waiting and not self.must_wait else None

    @property
    def step_is_paused(self) -> bool:
        """Whether a ``pause`` waits for the ``step`` under way: it ends it."""
        return self.step is not None and not self._jobs.block_queue and self._waiting.include_pause

    def end_step(self) -> StepJob | None:
        """Return the ``step`` under way, which is no longer; None without one."""
        step, self.step = self.step, None
        return step

    def answer(self, sender: Outbox, request_id: int, reply: Mapping[str, object]) -> None:
        """Send an answer, and keep it."""
        text = encode_json(reply)
        self._replies.keep(request_id, text)
        sender.put_text(text)


class WaitingCommands:
    """Commands in the order they came, each with its sender."""

    def __init__(self) -> None:
        self._commands: deque[tuple[Command, Outbox, int]] = deque()
        self._bytes = 0

    def __bool__(self) -> bool:
        return bool(self._commands)

    def add(self, command: Command, sender: Outbox, size: int) -> None:
        """Queue a command of ``size`` bytes behind the others.

        Raises:
            ProtocolError: invalid, when too many wait already; a ``pause`` always may.
        """
        if len(self._commands) >= MAX_WAITING and not isinstance(command, Pause):
            raise ProtocolError("invalid", f"{MAX_WAITING} commands wait already: pause, or wait for their answers")
        if self._commands and self._bytes + size > MAX_WAITING_BYTES:
            raise ProtocolError("invalid", f"commands of {self._bytes} bytes wait already: wait for their answers")
        self._commands.append((command, sender, size))
        self._bytes += size

    def next(self) -> tuple[Command, Outbox]:
        """Take out the command that has waited longest."""
        command, sender, size = self._commands.popleft()
        self._bytes -= size
        return command, sender

    @property
    def include_pause(self) -> bool:
        """Whether a ``pause`` is among them."""
        return any(isinstance(command, Pause) for command, *_ in self._commands)

    def readdress(self, request_id: int, sender: Outbox) -> bool:
        """Tell whether a request waits; the sender of the retry gets the answer."""
        for i, (command, _, size) in enumerate(self._commands):
            if command.id == request_id:
                self._commands[i] = (command, sender, size)
                return True
        return False


class Replies:
    """The last answers by request id, as JSON text; ids rise.

    A command that changes nothing and whose answer was too long to be kept may be answered anew.
    """

    def __init__(self) -> None:
        self._kept: dict[int, str | None] = {}
        self._newest_id = -1

    def earlier(self, command: Command) -> str | None:
        """Return the answer to give again, None for a request that is new or to be answered anew.

        Raises:
            ProtocolError: stale_id, for an id that is neither new nor kept.
        """
        request_id = command.id
        if request_id > self._newest_id:
            self._newest_id = request_id
            return None
        reply = self._kept.get(request_id)
        if reply is None and not (request_id in self._kept and command.read_only):
            raise ProtocolError("stale_id", f"request ids rise: {request_id} came after {self._newest_id}", "id")
        return reply

    def keep(self, request_id: int, reply: str) -> None:
        """Keep an answer, forgetting the oldest."""
        self._kept[request_id] = reply if len(reply) <= LONGEST else None
        if len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]
