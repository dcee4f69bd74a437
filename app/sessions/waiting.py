"""A ``step`` under way, and the commands that wait for it or for an ``open``."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.protocol.errors import ProtocolError
from app.protocol.messages import Pause

if TYPE_CHECKING:
    from app.protocol.messages import Command, Step
    from app.sessions.outbox import Outbox


MAX_WAITING = 64
"""Nobody needs as many; a step may last for minutes, and each may carry a whole config."""


@dataclass
class StepJob:
    """A ``step`` command under way, answered when no steps are ``left`` to do."""

    command: Step
    sender: Outbox
    left: int


class WaitingCommands:
    """Commands in the order they came, each with whom to answer."""

    def __init__(self) -> None:
        self._commands: deque[tuple[Command, Outbox]] = deque()

    def __bool__(self) -> bool:
        return bool(self._commands)

    def add(self, command: Command, sender: Outbox) -> None:
        """Let a command wait behind the others.

        Raises:
            ProtocolError: invalid, when too many wait already; a ``pause`` always may.
        """
        if len(self._commands) >= MAX_WAITING and not isinstance(command, Pause):
            raise ProtocolError("invalid", f"{MAX_WAITING} commands wait already: pause, or wait for their answers")
        self._commands.append((command, sender))

    def next(self) -> tuple[Command, Outbox]:
        """Take out the command that has waited longest."""
        return self._commands.popleft()

    @property
    def include_pause(self) -> bool:
        """Whether a ``pause`` is among them."""
        return any(isinstance(command, Pause) for command, _ in self._commands)

    def holds(self, request_id: int, sender: Outbox) -> bool:
        """Tell whether a request waits; whoever sent it again gets the answer."""
        for i, (command, _) in enumerate(self._commands):
            if command.id == request_id:
                self._commands[i] = (command, sender)
                return True
        return False
