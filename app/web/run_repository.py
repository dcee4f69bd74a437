"""The ``RunRepository`` of a session behind a WebSocket: saved runs in the database."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from app.protocol.errors import ProtocolError
from app.results import parse_result
from app.sessions.run import Run
from app.sessions.saving import Opened, result_of_snapshot, run_of_result
from app.sessions.state_codec import decode_state, encode_state
from app.storage.errors import NoSuchRunError, QuotaError, StorageError, TitleError

if TYPE_CHECKING:
    from app.sessions.run import RunState
    from app.storage.runs import Receipt, RunStore, SavedRun

CODES: dict[type[StorageError], tuple[str, str | None]] = {
    NoSuchRunError: ("no_run", "run"),
    QuotaError: ("quota", None),
    TitleError: ("invalid", "title"),
}
"""The protocol's code and the field of each storage error; all others are ``unavailable``."""


class StoredRuns:
    """Keeps the runs of one viewer's session: a ``RunRepository``.

    Args:
        store: where runs are kept.
        address: the viewer's, for the quota.
    """

    def __init__(self, store: RunStore, address: str) -> None:
        self._store = store
        self._address = address

    async def save(self, title: str, snapshot: RunState) -> dict[str, object]:
        """Keep a run for good and return what its acknowledgment carries."""
        try:
            receipt = await self._store.save(title, partial(_written, snapshot), self._address)
        except StorageError as error:
            raise _refusal(error) from None
        fields = receipt_fields(receipt)
        return {"run": fields.pop("id"), **fields}

    async def open(self, run_id: str) -> Opened:
        """Return a kept run, ready to go on."""
        try:
            saved = await self._store.load(run_id)
        except StorageError as error:
            raise _refusal(error) from None
        try:
            run = await asyncio.to_thread(_revived, saved)
        except ValueError as error:
            raise ProtocolError("unavailable", f"this run cannot be opened: {error}", "run") from None
        return Opened(run, saved.head.title, saved.state is not None)


def receipt_fields(receipt: Receipt) -> dict[str, object]:
    """Return what the client that saved a run is sent."""
    return {
        "id": receipt.id,
        "url": f"/r/{receipt.id}",
        "secret": receipt.secret,
        "expires": iso_time(receipt.expires),
    }


def iso_time(seconds: int) -> str:
    """Return seconds since 1970 as ISO 8601 in UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")


def _written(snapshot: RunState) -> tuple[bytes, bytes]:
    return result_of_snapshot(snapshot).model_dump_json().encode(), encode_state(snapshot)


def _revived(saved: SavedRun) -> Run:
    """Return a run that goes on from its exact state, or, without one, from its weights.

    Raises:
        ValueError: if what was saved cannot be read.
    """
    if saved.state is None:
        return run_of_result(parse_result(saved.result))
    snapshot = decode_state(saved.state)
    run = Run(snapshot.config)
    run.restore(snapshot)
    return run


def _refusal(error: StorageError) -> ProtocolError:
    code, field = CODES.get(type(error), ("unavailable", None))
    return ProtocolError(code, str(error), field)
