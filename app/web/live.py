"""The WebSocket ``/ws``: carries messages between one viewer and its session."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from app.protocol.decoding import MAX_CONFIG_MESSAGE_BYTES, MAX_MESSAGE_BYTES, decode_message
from app.protocol.errors import ProtocolError
from app.protocol.frame import PROTOCOL_VERSION
from app.protocol.messages import MAX_FPS, MAX_IN_FLIGHT, MAX_STEP_COUNT, Resume, Seen
from app.schema import MAX_HIDDEN_LAYERS, MAX_NEURONS, MAX_SAMPLES
from app.sessions.mailbox import Mailbox
from app.web.keeping import RunKeeper
from app.web.security import TokenBucket, origin_allowed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.protocol.messages import AnyMessage
    from app.sessions.directory import Directory
    from app.sessions.session import Session
    from app.settings import ServerSettings

TOO_MANY_MESSAGES = 1008
TRY_AGAIN_LATER = 1013
NORMAL = 1000

router = APIRouter()


def limits(settings: ServerSettings) -> dict[str, float]:
    """Return what a client may ask for, as ``hello`` and ``/api/schema`` tell it; ``saving``: whether runs are kept."""
    return {
        "hidden_layers": MAX_HIDDEN_LAYERS,
        "neurons": MAX_NEURONS,
        "samples": MAX_SAMPLES,
        "fps": MAX_FPS,
        "in_flight": MAX_IN_FLIGHT,
        "step_count": MAX_STEP_COUNT,
        "message_bytes": MAX_MESSAGE_BYTES,
        "config_message_bytes": MAX_CONFIG_MESSAGE_BYTES,
        "messages_per_second": settings.messages_per_second,
        "grace_seconds": settings.grace_seconds,
        "saving": bool(settings.database_url),
    }


@router.websocket("/ws")
async def live(websocket: WebSocket) -> None:
    """Serve one viewer until it goes."""
    settings: ServerSettings = websocket.app.state.settings
    if not origin_allowed(websocket.headers.get("origin"), websocket.headers.get("host"), settings.allowed_origins):
        await websocket.close(TOO_MANY_MESSAGES)
        return
    await websocket.accept()
    connection = Connection(websocket, websocket.app.state.directory, settings)
    await connection.serve()


class Connection:
    """A socket, its mailbox, and the session it drives once it has one."""

    def __init__(self, websocket: WebSocket, directory: Directory, settings: ServerSettings) -> None:
        self._websocket = websocket
        self._directory = directory
        self._settings = settings
        self._viewer = Mailbox()
        self._session: Session | None = None
        self._keeper = RunKeeper(websocket.app.state.runs, self._address)
        self._bucket = TokenBucket(settings.messages_per_second, settings.message_burst)

    async def serve(self) -> None:
        """Carry messages both ways until either side ends it; leaves nothing behind."""
        hello = {"type": "hello", "protocol": PROTOCOL_VERSION, "limits": limits(self._settings)}
        self._viewer.put_control(hello)
        sender = asyncio.create_task(self._send_all())
        receiver = asyncio.create_task(self._receive_all())
        try:
            await asyncio.wait((sender, receiver), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sender, receiver):
                task.cancel()
            results = await asyncio.gather(sender, receiver, return_exceptions=True)
            if self._session is not None:
                self._directory.leave(self._session, self._viewer)
        for result in results:
            if isinstance(result, Exception) and not isinstance(result, WebSocketDisconnect):
                raise result

    async def _send_all(self) -> None:
        """Send what the mailbox holds; a socket that takes nothing for too long is cut off."""
        try:
            while (item := await self._viewer.get()) is not None:
                async with asyncio.timeout(self._settings.send_seconds):
                    await self._send(item)
            async with asyncio.timeout(self._settings.send_seconds):
                await self._websocket.close(self._viewer.close_code or NORMAL)
        except TimeoutError:
            self._websocket.scope["extensions"]["piecewise"]["abort"]()
        except (WebSocketDisconnect, RuntimeError):
            return

    async def _send(self, item: str | bytes) -> None:
        if isinstance(item, str):
            await self._websocket.send_text(item)
        else:
            await self._websocket.send_bytes(item)

    async def _receive_all(self) -> None:
        while True:
            event = await self._websocket.receive()
            if event["type"] == "websocket.disconnect":
                return
            if not self._bucket.take():
                self._viewer.close(TOO_MANY_MESSAGES)
                await asyncio.Event().wait()
            self._receive(event)

    def _receive(self, event: Mapping[str, Any]) -> None:
        request_id: int | None = None
        try:
            text = event.get("text")
            if text is None:
                raise ProtocolError("malformed", "messages are JSON text; binary ones are not understood")
            message = decode_message(text)
            request_id = message.id
            self._deliver(message)
        except ProtocolError as error:
            self._viewer.put_control(error.reply(request_id))
            if error.code == "full":
                self._viewer.close(TRY_AGAIN_LATER)

    def _deliver(self, message: AnyMessage) -> None:
        if isinstance(message, Seen):
            if self._session is not None:
                self._session.seen(self._viewer, message.frame)
            return
        if isinstance(message, Resume):
            if self._session is not None:
                raise ProtocolError("invalid", "this socket already has a session", "session")
            self._session = self._directory.resume(message.session, self._viewer)
            self._session.keeper = self._keeper
            self._session.greet(self._viewer, message.id)
            return
        if self._session is None:
            self._session = self._directory.open(self._viewer, self._address)
            self._session.keeper = self._keeper
        self._session.handle(message, self._viewer)

    @property
    def _address(self) -> str:
        return self._websocket.client.host if self._websocket.client else ""
