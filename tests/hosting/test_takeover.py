"""A socket whose session has gone over to another one."""

from __future__ import annotations

from unittest.mock import MagicMock

from app.settings import ServerSettings
from app.web.websocket import Connection

TAKEN_OVER = 4001


def test_a_socket_drives_nothing_from_the_moment_its_session_is_taken_over() -> None:
    connection = Connection(MagicMock(), MagicMock(), ServerSettings(), MagicMock(), "visitor")
    session = connection._session = MagicMock()
    connection._receive('{"type": "play", "id": 1}')
    assert session.handle.call_count == 1
    connection._viewer.close(TAKEN_OVER)
    connection._receive('{"type": "pause", "id": 2}')
    assert not connection._on_ack(b'{"type": "seen", "frame": 1}')
    assert (session.handle.call_count, session.seen.call_count) == (1, 0)
