"""Every session of this process by its id: admission, coming back, and the end of those nobody came back to."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import Counter
from typing import TYPE_CHECKING

from app.protocol.errors import ProtocolError
from app.sessions.scheduler import Scheduler
from app.sessions.session import Session

if TYPE_CHECKING:
    from app.sessions.mailbox import Mailbox
    from app.settings import ServerSettings

SESSION_ID_BYTES = 16
TAKEN_OVER = 4001


class Directory:
    """Opens, finds and ends sessions; one viewer drives each."""

    def __init__(self, settings: ServerSettings) -> None:
        self.scheduler = Scheduler(on_failure=self._end)
        self._settings = settings
        self._sessions: dict[str, Session] = {}
        self._addresses: dict[str, str] = {}
        self._deadlines: dict[str, asyncio.TimerHandle] = {}
        self.deserted = asyncio.Event()
        self.deserted.set()

    def __len__(self) -> int:
        return len(self._sessions)

    def open(self, viewer: Mailbox, address: str) -> Session:
        """Return a new session with its first viewer.

        Raises:
            ProtocolError: full, when the server or the address has as many sessions as it may.
        """
        if len(self._sessions) >= self._settings.max_sessions:
            raise ProtocolError("full", "this server is full right now: please try again in a minute")
        if Counter(self._addresses.values())[address] >= self._settings.max_sessions_per_address:
            raise ProtocolError("full", "too many sessions from this network right now: close one or try again later")
        session = Session(secrets.token_urlsafe(SESSION_ID_BYTES), self._settings.history_bytes, time.monotonic)
        self._sessions[session.id] = session
        self._addresses[session.id] = address
        self.scheduler.add(session)
        session.attach(viewer)
        self.deserted.clear()
        return session

    def resume(self, session_id: str, viewer: Mailbox) -> Session:
        """Return a session to a viewer that came back; whoever held it before is disconnected.

        Raises:
            ProtocolError: no_session, when there is none of this id (any more).
        """
        session = self._sessions.get(session_id)
        if session is None:
            raise ProtocolError("no_session", "this session has ended: start a new one with configure", "session")
        deadline = self._deadlines.pop(session_id, None)
        if deadline is not None:
            deadline.cancel()
        for former in list(session.audience.viewers):
            session.detach(former)
            former.close(TAKEN_OVER)
        session.attach(viewer)
        self.deserted.clear()
        return session

    def leave(self, session: Session, viewer: Mailbox) -> None:
        """Let a viewer go; the session waits its grace time for someone to come back."""
        session.detach(viewer)
        if not any(other.audience for other in self._sessions.values()):
            self.deserted.set()
        if not session.audience and session.id in self._sessions and session.id not in self._deadlines:
            grace = self._settings.grace_seconds if session.runs else 0.0
            loop = asyncio.get_running_loop()
            self._deadlines[session.id] = loop.call_later(grace, self._end, session)

    def _end(self, session: Session) -> None:
        self._deadlines.pop(session.id, None)
        self._sessions.pop(session.id, None)
        self._addresses.pop(session.id, None)
        self.scheduler.remove(session)

    def say_goodbye(self, reason: str, code: int) -> None:
        """Tell every viewer that the server goes, and close when they have been told."""
        for session in self._sessions.values():
            session.audience.tell({"type": "bye", "reason": reason})
            for viewer in session.audience.viewers:
                viewer.close(code)

    def close(self) -> None:
        """Forget all sessions."""
        for deadline in self._deadlines.values():
            deadline.cancel()
        for session in list(self._sessions.values()):
            self._end(session)
