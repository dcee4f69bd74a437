"""The registry of this process's sessions: opens, resumes and ends them."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

import structlog

from app.logs import alias
from app.protocol.errors import ProtocolError
from app.sessions.memory_accounts import MemoryAccounts
from app.sessions.scheduler import Scheduler
from app.sessions.session import Session
from app.sessions.time_accounts import TimeAccounts
from app.sessions.waiting_queue import Ticket, WaitingQueue

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.sessions.jobs import JobOwner
    from app.sessions.saving import RunRepository
    from app.sessions.viewers import Outbox
    from app.settings import ServerSettings

SESSION_ID_BYTES = 16
TAKEN_OVER = 4001
IDLE = 4002
TICK_SECONDS = 1.0

logger = structlog.get_logger(__name__)


class SessionRegistry:
    """Opens, finds and ends sessions; one viewer drives each.

    Args:
        settings: limits and times.
        clock: the time in seconds.
        repositories: where the runs of an address's viewers are saved; nowhere without it.
        on_round: called with how long each round over all sessions took.
    """

    def __init__(
        self,
        settings: ServerSettings,
        clock: Callable[[], float] = time.monotonic,
        *,
        repositories: Callable[[str], RunRepository | None] = lambda _address: None,
        on_round: Callable[[float], None] = lambda _seconds: None,
    ) -> None:
        self.scheduler = Scheduler(on_failure=self._fail, clock=clock, on_round=on_round)
        self.waiting_queue: WaitingQueue[Session] = WaitingQueue(
            settings.max_waiting, settings.max_waiting_per_address, clock
        )
        self._repositories = repositories
        self.opened = 0
        self._settings = settings
        self._clock = clock
        self._sessions: dict[str, Session] = {}
        self._addresses: dict[str, str] = {}
        self._per_address: Counter[str] = Counter()
        self._deadlines: dict[str, asyncio.TimerHandle] = {}
        self.accounts = TimeAccounts(settings.command_share, clock)
        self.memory = MemoryAccounts(settings.max_memory_bytes)

    def __len__(self) -> int:
        return len(self._sessions)

    async def keep(self) -> None:
        """Call ``tick`` every second until cancelled."""
        while True:
            await asyncio.sleep(TICK_SECONDS)
            self.tick()

    def tick(self) -> None:
        """Apply the idle policy, admit waiting viewers while there is room, and send the others their place."""
        now = self._clock()
        self.accounts.tick()
        for session in list(self._sessions.values()):
            self.scheduler.guard(session, partial(self._apply_idle_policy, session, now))
        self._admit_waiting()
        self.waiting_queue.tell()

    def enter(self, viewer: Outbox, address: str, begin: Callable[[Session], None]) -> Ticket[Session] | None:
        """Call ``begin`` with a new session at once, or, where a ticket is returned, when its turn has come.

        Raises:
            ProtocolError: full, when not even the queue has room.
        """
        ticket = Ticket(viewer, address, begin)
        self._make_room(address)
        if not self.waiting_queue and self._has_room and self._admissible(address):
            begin(self._open(ticket))
            return None
        self.waiting_queue.join(ticket)
        return ticket

    def resume(self, session_id: str, viewer: Outbox, address: str) -> Session:
        """Return a session to a viewer that came back; the viewer that had it before is disconnected.

        Raises:
            ProtocolError: no_session, when there is none of this id (any more).
        """
        session = self._sessions.get(session_id)
        if session is None:
            raise ProtocolError("no_session", "this session has ended: start a new one with configure", "session")
        deadline = self._deadlines.pop(session_id, None)
        if deadline is not None:
            deadline.cancel()
        for former in list(session.viewers.outboxes):
            session.detach(former)
            former.close(TAKEN_OVER)
        session.attach(viewer, self._repositories(address))
        return session

    def leave(self, session: Session, viewer: Outbox) -> None:
        """Remove a viewer; without any the session ends after its grace time."""
        session.detach(viewer)
        if not session.viewers and session.id in self._sessions and session.id not in self._deadlines:
            grace = self._settings.grace_seconds if session.experiment.runs else 0.0
            loop = asyncio.get_running_loop()
            self._deadlines[session.id] = loop.call_later(grace, self._end, session, "left")

    def say_goodbye(self, reason: str, code: int) -> None:
        """Tell every viewer that the server stops, and close when the message is out."""
        for session in self._sessions.values():
            session.dismiss(reason, code)
        for viewer in self.waiting_queue.viewers:
            viewer.put_control({"type": "bye", "reason": reason})
            viewer.close(code)

    def close(self) -> None:
        """Forget all sessions."""
        for deadline in self._deadlines.values():
            deadline.cancel()
        for session in list(self._sessions.values()):
            self._end(session, "stop")

    @property
    def is_busy(self) -> bool:
        """Whether one more session would make all of them slow."""
        return bool(self._sessions) and self.scheduler.round_seconds > self._settings.busy_seconds

    @property
    def _has_room(self) -> bool:
        return len(self._sessions) < self._settings.max_sessions and not self.is_busy

    def _admissible(self, address: str) -> bool:
        return self._per_address[address] < self._settings.max_sessions_per_address

    def _make_room(self, address: str) -> None:
        """Without room, end the session that has been without viewers longest: its page still has the weights."""
        full = len(self._sessions) >= self._settings.max_sessions
        if self._admissible(address) and not full:
            return
        deserted = (id_ for id_ in self._deadlines if self._admissible(address) or self._addresses[id_] == address)
        oldest = next(deserted, None)
        if oldest is not None:
            self._deadlines[oldest].cancel()
            self._end(self._sessions[oldest], "left")

    def _admit_waiting(self) -> None:
        """Admit from the queue while there is room: one at a time when rounds are at half of what counts as busy."""
        while self._has_room and (ticket := self.waiting_queue.first(self._admissible)) is not None:
            self.waiting_queue.leave(ticket)
            session = self._open(ticket)
            self.scheduler.guard(session, partial(ticket.begin, session))
            if self.scheduler.round_seconds > self._settings.busy_seconds / 2:
                return

    def _open(self, ticket: Ticket[Session]) -> Session:
        """Return a new session with its first viewer."""
        settings = self._settings
        session = Session(
            secrets.token_urlsafe(SESSION_ID_BYTES),
            settings.history_bytes,
            self._clock,
            host=self.scheduler,
            steps_limit=settings.max_steps_per_second,
            account=self.accounts.open(ticket.address),
            memory=self.memory.open(ticket.address),
        )
        self._sessions[session.id] = session
        self._addresses[session.id] = ticket.address
        self._per_address[ticket.address] += 1
        self.opened += 1
        self.scheduler.add(session)
        session.attach(ticket.viewer, self._repositories(ticket.address))
        logger.info("session opened", session=alias(session.id), sessions=len(self._sessions))
        return session

    def _apply_idle_policy(self, session: Session, now: float) -> None:
        """Pause a session without activity, and end it when that lasts."""
        settings, unattended = self._settings, now - session.activity.seen_at
        if not session.viewers:
            return
        patience = settings.idle_pause_seconds + settings.idle_end_seconds
        if unattended >= (patience if session.experiment.runs else settings.unconfigured_seconds):
            session.dismiss("idle", IDLE)
            self._end(session, "idle")
        elif session.wants_training and unattended >= settings.idle_pause_seconds:
            session.rest({"reason": "time", "seconds": settings.idle_pause_seconds})
        elif session.wants_training and session.activity.steps >= settings.unattended_steps:
            session.rest({"reason": "steps", "steps": session.activity.steps})

    def _fail(self, failed: JobOwner) -> None:
        """Forget a session that failed; nobody is admitted in its place before the next tick."""
        session = self._sessions.get(failed.id)
        if session is not None:
            self._forget(session, "failed")

    def _end(self, session: Session, reason: str) -> None:
        self._forget(session, reason)
        self._admit_waiting()

    def _forget(self, session: Session, reason: str) -> None:
        self._deadlines.pop(session.id, None)
        if self._sessions.pop(session.id, None) is None:
            return
        address = self._addresses.pop(session.id)
        self._per_address[address] -= 1
        if not self._per_address[address]:
            del self._per_address[address]
        self.scheduler.remove(session)
        self.accounts.close(session.account)
        logger.info("session ended", session=alias(session.id), reason=reason, steps=session.steps_done)
