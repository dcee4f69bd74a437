"""Requests that were answered: an id sent again gets the kept answer, not a second run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.protocol.errors import ProtocolError
from app.protocol.messages import HistoryQuery, Question

if TYPE_CHECKING:
    from app.protocol.messages import Command

KEPT = 64
LONGEST = 8 * 1024
"""An answer of more characters is not kept: it is that of a question, or lists very many bad fields."""


class Replies:
    """The last answers by request id, as JSON text; ids rise.

    A question whose answer was too long to be kept may be answered anew: it changes nothing.
    """

    def __init__(self) -> None:
        self._kept: dict[int, str | None] = {}
        self._newest_id = -1

    def earlier(self, command: Command) -> str | None:
        """Return the answer to give again, None for a request that is new, and for a question to be answered anew.

        Raises:
            ProtocolError: stale_id, for an id that is neither new nor kept.
        """
        request_id = command.id
        if request_id > self._newest_id:
            self._newest_id = request_id
            return None
        reply = self._kept.get(request_id)
        if reply is None and not (request_id in self._kept and isinstance(command, Question | HistoryQuery)):
            raise ProtocolError("stale_id", f"request ids rise: {request_id} came after {self._newest_id}", "id")
        return reply

    def keep(self, request_id: int, reply: str) -> None:
        """Keep an answer, forgetting the oldest."""
        self._kept[request_id] = reply if len(reply) <= LONGEST else None
        if len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]
