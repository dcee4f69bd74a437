"""Questions whose answers take long: computed elsewhere, by whoever takes errands, and answered when they are done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.protocol.errors import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.protocol.messages import Command
    from app.sessions.mailbox import Mailbox

MOST_AT_ONCE = 8


@dataclass
class Errand:
    """A question under way: ``work`` may be done anywhere, also in another thread, and raises ProtocolError."""

    command: Command
    sender: Mailbox
    work: Callable[[], dict[str, object]]


class Errands:
    """One session's errands; ``send`` is set by whoever does them, and calls the session's ``deliver`` afterwards."""

    def __init__(self) -> None:
        self.send: Callable[[Errand], None] = lambda _errand: None
        self._under_way: dict[int, Errand] = {}

    def begin(self, errand: Errand) -> None:
        """Have an errand done.

        Raises:
            ProtocolError: if too many are under way already.
        """
        if len(self._under_way) >= MOST_AT_ONCE:
            raise ProtocolError("invalid", "the last questions are still being answered: ask again in a moment")
        self._under_way[errand.command.id] = errand
        self.send(errand)

    def is_under_way(self, request_id: int, sender: Mailbox) -> bool:
        """Tell whether a question is under way; whoever asked it again gets the answer."""
        errand = self._under_way.get(request_id)
        if errand is not None:
            errand.sender = sender
        return errand is not None

    def end(self, errand: Errand) -> None:
        """Forget an errand that has been done."""
        del self._under_way[errand.command.id]
