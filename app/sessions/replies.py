"""Requests that were answered: an id sent again gets the kept answer, not a second run."""

from __future__ import annotations

from app.protocol.errors import ProtocolError

KEPT = 64


class Replies:
    """The last answers by request id; ids rise."""

    def __init__(self) -> None:
        self._kept: dict[int, dict[str, object]] = {}
        self._newest_id = -1

    def earlier(self, request_id: int) -> dict[str, object] | None:
        """Return the answer to give again, None for a request that is new.

        Raises:
            ProtocolError: stale_id, for an id that is neither new nor kept.
        """
        if request_id in self._kept:
            return self._kept[request_id]
        if request_id <= self._newest_id:
            raise ProtocolError("stale_id", f"request ids rise: {request_id} came after {self._newest_id}", "id")
        self._newest_id = request_id
        return None

    def keep(self, request_id: int, reply: dict[str, object]) -> None:
        """Keep an answer, forgetting the oldest."""
        self._kept[request_id] = reply
        if len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]
