"""Errors of the protocol, and the ``error`` messages that report them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.validation import ConfigError


@dataclass(eq=False)  # not frozen: Python sets attributes such as __traceback__
class ProtocolError(Exception):
    """A message that was refused, as the ``error`` that answers it.

    ``code`` is one of invalid, malformed, unsupported, too_large, not_configured, stale_layout, stale_id, no_session,
    full, no_run, unavailable, quota and internal.
    """

    code: str
    message: str
    field: str | None = None
    id: int | None = None
    errors: tuple[Mapping[str, str], ...] = ()

    def reply(self, request_id: int | None = None) -> dict[str, object]:
        """Return the error message to send; ``request_id`` where the error does not know its own."""
        reply: dict[str, object] = {
            "type": "error",
            "id": self.id if request_id is None else request_id,
            "code": self.code,
            "message": self.message,
        }
        if self.field is not None:
            reply["field"] = self.field
        if self.errors:
            reply["errors"] = self.errors
        return reply


def refusal_of(error: ConfigError) -> ProtocolError:
    """Return how a config is refused: its first bad field, and all of them in ``errors``."""
    first = error.errors[0]
    return ProtocolError(
        "unsupported" if all(e.unsupported for e in error.errors) else "invalid",
        first.message,
        first.field,
        errors=tuple({"field": e.field, "message": e.message} for e in error.errors),
    )
