"""The WebSocket ``/ws``: carries messages between one viewer and its session."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from starlette.exceptions import HTTPException

from app.protocol.decoding import decode_message
from app.protocol.errors import ProtocolError
from app.protocol.frame import PROTOCOL_VERSION
from app.protocol.messages import Command, Notice, Resume, Seen
from app.sessions.viewers import Outbox
from app.token_bucket import TokenBucket
from app.web.addresses import group_of_client
from app.web.client_limits import client_limits
from app.web.problems import problem_of
from app.web.security import origin_allowed
from app.web.uvicorn_protocols import PROTOCOL_EXTENSION

if TYPE_CHECKING:
    from app.sessions.registry import SessionRegistry
    from app.sessions.session import Session
    from app.sessions.waiting_queue import Ticket
    from app.settings import ServerSettings
    from app.web.metrics import Metrics

TOO_MANY_MESSAGES = 1008
TRY_AGAIN_LATER = 1013
NORMAL = 1000
TURN_SECONDS = 0.001
"""Messages received already are handled for this long before other sockets have their turn."""
LONGEST_SEEN = 64
"""Longer messages, in bytes, are not tried as ``seen``."""
BURST_SECONDS = 4.0
"""Burst: a socket may use its allowance of this many seconds at once."""

router = APIRouter()


@router.websocket("/ws")
async def serve_viewer(websocket: WebSocket) -> None:
    """Serve one viewer until it goes."""
    state, address = websocket.app.state, group_of_client(websocket.scope)
    settings: ServerSettings = state.settings
    # A sandboxed frame has the origin "null": allow it if every page may embed this one.
    allowed = [*settings.allowed_origins, *(["null"] if "*" in settings.embed_origins else [])]
    if not origin_allowed(websocket.headers.get("origin"), websocket.headers.get("host"), allowed):
        state.address_limits.note_refusal("origin")
        await websocket.close(TOO_MANY_MESSAGES)
        return
    try:
        state.address_limits.open_socket(address)
    except HTTPException as refusal:
        await websocket.send_denial_response(problem_of(refusal))
        return
    try:
        await websocket.accept()
        await Connection(websocket, state.sessions, settings, state.metrics, address).serve()
    except WebSocketDisconnect:
        return
    except Exception:
        state.metrics.errors.labels("socket").inc()
        raise
    finally:
        state.address_limits.close_socket(address)


class Connection:
    """A socket, its outbox, and the session it drives once it has one."""

    def __init__(
        self, websocket: WebSocket, registry: SessionRegistry, settings: ServerSettings, metrics: Metrics, address: str
    ) -> None:
        self._websocket = websocket
        self._registry = registry
        self._settings = settings
        self._metrics = metrics
        self._address = address
        self._viewer = Outbox()
        self._session: Session | None = None
        self._ticket: Ticket[Session] | None = None
        now = time.perf_counter()
        self._messages = TokenBucket(settings.messages_per_second, settings.message_burst, now)
        self._bytes = TokenBucket(settings.bytes_per_second, settings.bytes_per_second * BURST_SECONDS, now)
        self._account = registry.accounts.open(address)

    async def serve(self) -> None:
        """Carry messages both ways until either side ends; then leave the session and the queue."""
        hello = {"type": "hello", "protocol": PROTOCOL_VERSION, "limits": client_limits(self._settings)}
        self._viewer.put_control(hello)
        if "room" in self._websocket.query_params:  # rooms are not supported: do not start a session instead
            self._viewer.put_control(ProtocolError("unsupported", "live rooms are not built yet", "room").reply())
            self._turn_away("room", NORMAL)
        protocol = self._websocket.scope.get("extensions", {}).get(PROTOCOL_EXTENSION)
        if protocol is not None:
            protocol.on_ack = self._on_ack
        patience = asyncio.get_running_loop().call_later(self._settings.unconfigured_seconds, self._give_up)
        try:
            async with asyncio.TaskGroup() as tasks:
                sender = tasks.create_task(self._send_all())
                receiver = tasks.create_task(self._receive_all())
                sender.add_done_callback(lambda _: receiver.cancel())
                receiver.add_done_callback(lambda _: sender.cancel())
        finally:
            patience.cancel()
            self._registry.accounts.close(self._account)
            if self._ticket is not None:
                self._registry.waiting_queue.leave(self._ticket)
            if self._session is not None:
                self._registry.leave(self._session, self._viewer)

    async def _send_all(self) -> None:
        """Send what the outbox holds."""
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            while (item := await self._viewer.get()) is not None:
                await self._send(item)
            await self._websocket.close(self._viewer.close_code or NORMAL)

    async def _send(self, item: str | bytes) -> None:
        self._metrics.traffic.sent += len(item)
        if isinstance(item, str):
            await self._websocket.send_text(item)
        else:
            self._metrics.traffic.frames += 1
            await self._websocket.send_bytes(item)

    async def _receive_all(self) -> None:
        turn = 0.0
        while True:
            event = await self._websocket.receive()
            if event["type"] == "websocket.disconnect":
                return
            begun = time.perf_counter()
            if not self._messages.take(begun):
                self._turn_away("flood")
                await asyncio.Event().wait()
            data: str | bytes = event.get("bytes") or event.get("text") or ""
            self._receive(data)
            now = time.perf_counter()
            turn += now - begun
            self._account.charge_command(now - begun, time.monotonic())
            self._bytes.spend(len(data), now)
            if self._debt_seconds() > 0 or turn > TURN_SECONDS:
                await self._work_off()
                turn = 0.0

    async def _work_off(self) -> None:
        """Give others their turn until all debts are paid; nothing is read meanwhile: TCP makes the visitor wait."""
        wait = 0.0
        while True:
            await asyncio.sleep(wait)
            wait = self._debt_seconds()
            if wait <= 0:
                return

    def _debt_seconds(self) -> float:
        return max(self._account.debt_seconds(time.monotonic()), self._bytes.wait(time.perf_counter()))

    def _on_ack(self, data: bytes) -> bool:
        """Handle a ``seen`` message at once, within the message rate; return False for every other message."""
        if self._session is None or self._viewer.close_code is not None:
            return False
        if len(data) > LONGEST_SEEN or b'"seen"' not in data:
            return False
        try:
            message = decode_message(data)
        except ProtocolError:
            return False
        if not isinstance(message, Seen) or not self._messages.take(time.perf_counter()):
            return False
        self._count(data)
        self._session.seen(self._viewer, message.frame)
        return True

    def _count(self, data: str | bytes) -> None:
        self._metrics.traffic.messages += 1
        self._metrics.traffic.received += len(data)

    def _receive(self, data: str | bytes) -> None:
        self._count(data)
        if self._viewer.close_code is not None:  # its session is another socket's, or it is turned away
            return
        request_id: int | None = None
        try:
            message = decode_message(data)
            request_id = message.id
            self._deliver(message, len(data))
        except ProtocolError as error:
            self._viewer.put_control(error.reply(request_id))
            if error.code == "full":
                self._turn_away("full", TRY_AGAIN_LATER)

    def _deliver(self, message: Command | Notice, size: int) -> None:
        if isinstance(message, Notice):
            if self._session is not None:
                self._note(self._session, message)
        elif isinstance(message, Resume):
            if self._session is not None or self._ticket is not None:
                raise ProtocolError("invalid", "this socket already has a session", "session")
            self._session = self._registry.resume(message.session, self._viewer, self._address)
            self._session.greet(self._viewer, message.id)
        else:
            if self._session is None and self._ticket is None:
                self._ticket = self._registry.enter(self._viewer, self._address, self._begin)
            if self._session is not None:
                self._session.handle(message, self._viewer, size)
            elif self._ticket is not None:
                self._registry.waiting_queue.keep(self._ticket, message, size)

    def _begin(self, session: Session) -> None:
        """Take a session, and run the commands queued while waiting for it."""
        self._session, ticket = session, self._ticket
        self._ticket = None
        for command in ticket.queued if ticket is not None else ():
            session.handle(command, self._viewer)

    def _note(self, session: Session, message: Notice) -> None:
        if isinstance(message, Seen):
            session.seen(self._viewer, message.frame)
        else:
            session.activity.seen()

    def _give_up(self) -> None:
        """Close a socket that has asked for no session in time."""
        if self._session is None and self._ticket is None:
            self._viewer.put_control({"type": "bye", "reason": "silent"})
            self._turn_away("silent")

    def _turn_away(self, reason: str, code: int = TOO_MANY_MESSAGES) -> None:
        self._metrics.refused.labels(reason).inc()
        self._viewer.close(code)
