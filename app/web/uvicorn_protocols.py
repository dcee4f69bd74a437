"""uvicorn's two protocols with limits on what a peer may cost.

Neither uvicorn nor ASGI limits how slowly headers arrive, how slowly a response is read, how many pings and fragments
a WebSocket sends, or how much of its data is parsed at once.
"""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Any, Literal, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from app.protocol.messages import MAX_CONFIG_MESSAGE_BYTES
from app.token_bucket import TokenBucket

if TYPE_CHECKING:
    from collections.abc import Callable

    from uvicorn._types import ASGIReceiveEvent, ASGISendEvent
    from websockets.frames import Frame
    from websockets.http11 import Request

    from app.settings import ServerSettings
    from app.web.address_limits import AddressLimits

MAX_SOCKET_MESSAGE = MAX_CONFIG_MESSAGE_BYTES + 16 * 1024
"""A little above the longest message allowed: a message in between gets an error, a longer one closes the socket."""
READ_CHUNK = 4096
"""Bytes parsed before their messages are handled."""
MAX_AFTER_CLOSE = 64 * 1024
"""Bytes read after a close was sent, to find the peer's answer; a peer that sends more is disconnected."""
LAST_WORDS_SECONDS = 2.0
SEND_BUFFER = 128 * 1024
"""Bytes that the kernel may buffer for a peer; a larger buffer would hide for longer that a peer reads slowly."""
PROTOCOL_EXTENSION = "piecewise.protocol"
"""The key of the connection's protocol in an ASGI scope's extensions."""
MAX_PONG_DELAYS = 5
"""Times that the deadline of a pong is put off because the server itself has paused reading."""
LEAST_SENT = 16 * 1024
"""Bytes that a peer with a full buffer must read within ``send_seconds``: even a slow mobile connection does."""


State = Literal["headers", "rest of body", "idle", "answering", "closing"]
"""What an HTTP connection waits for; "answering" waits for the application, and every other state for the peer."""


class HeadersTooLargeError(Exception):
    """A request's headers are too long; answered with 400."""


class SendTimeout(asyncio.Protocol):
    """Disconnects a peer that reads too little of what is sent to it."""

    loop: asyncio.AbstractEventLoop
    transport: asyncio.Transport
    _send_timer: asyncio.TimerHandle | None = None

    def pause_writing(self) -> None:
        """Start the timer: the peer's buffer is full."""
        super().pause_writing()
        self.watch_sending()

    def resume_writing(self) -> None:
        """Stop the timer: the peer has read enough, unless the connection is to close and waits for the rest."""
        if not self.transport.is_closing():
            self._stop_send_timer()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timer."""
        self._stop_send_timer()
        super().resume_writing()
        super().connection_lost(exc)

    def watch_sending(self) -> None:
        """Start the timer if it does not run; a connection that closes needs it for the least that is unsent."""
        if self._send_timer is None:
            self._start_timer()

    def _stop_send_timer(self) -> None:
        if self._send_timer is not None:
            self._send_timer.cancel()
            self._send_timer = None

    def _start_timer(self) -> None:
        seconds = _settings(self).send_seconds
        self._send_timer = self.loop.call_later(seconds, self._check_sent, self.transport.get_write_buffer_size())

    def _check_sent(self, waiting: int) -> None:
        if self.transport.get_write_buffer_size() <= waiting - LEAST_SENT:
            self._start_timer()
            return
        _address_limits(self).note_refusal("stalled")
        self.transport.abort()


class HttpProtocol(SendTimeout, HttpToolsProtocol):
    """HTTP with limits on the size of headers, and a deadline for every state that waits for the peer.

    There is one timer. It starts when the state changes and not when bytes come, so that a peer that sends next to
    nothing wins no time. It replaces uvicorn's keep-alive timer, which any byte stops.
    """

    _header_bytes = 0
    _state: State = "answering"
    _state_timer: asyncio.TimerHandle | None = None
    _reading: Literal["headers", "body", "nothing"] = "headers"

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count a connection; close it if there are too many."""
        super().connection_made(transport)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        if not _address_limits(self).connect(_host(self)):
            transport.abort()
        self._follow_state()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection; ``LiveProtocol`` does so for one that became a WebSocket."""
        self._stop_timer()
        _address_limits(self).disconnect(_host(self))
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse data, which may end in another state."""
        super().data_received(data)
        self._follow_state()

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection over: its deadlines are ``LiveProtocol``'s from now on."""
        self._reading = "nothing"
        self._stop_timer()
        super().handle_websocket_upgrade()

    def on_message_begin(self) -> None:
        """Start the timer for the next request's headers."""
        self._header_bytes = 0
        self._reading = "headers"
        super().on_message_begin()
        self._follow_state()

    def on_url(self, url: bytes) -> None:
        """Count the bytes of the path."""
        self._measure(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count the bytes of a header."""
        self._measure(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Stop the headers' timer."""
        self._reading = "body"
        super().on_headers_complete()
        self._follow_state()

    def on_message_complete(self) -> None:
        """Note that the request has been read."""
        self._reading = "nothing"
        super().on_message_complete()
        self._follow_state()

    def on_response_complete(self) -> None:
        """Wait for the rest of the body, or for the next request."""
        super().on_response_complete()
        self._unset_keepalive_if_required()
        self._follow_state()

    def _find_state(self) -> State:
        if self.transport.is_closing():
            return "closing"
        if self._reading == "headers":
            return "headers"
        if self.cycle is None or not self.cycle.response_complete:
            return "answering"
        return "rest of body" if self._reading == "body" else "idle"

    def _follow_state(self) -> None:
        """Start the timer of the state, if it is another than before; nothing for a connection handed over."""
        state = self._find_state()
        if state == self._state or self.transport.get_protocol() is not self:
            return
        self._stop_timer()
        self._state = state
        settings = _settings(self)
        seconds = {
            "headers": settings.header_seconds,
            "rest of body": settings.body_seconds,
            "idle": settings.keep_alive_seconds,
        }
        if state == "closing":
            self.watch_sending()
        elif state in seconds:  # how long an answer takes is the application's affair
            self._state_timer = self.loop.call_later(seconds[state], self._end_state)

    def _stop_timer(self) -> None:
        if self._state_timer is not None:
            self._state_timer.cancel()
            self._state_timer = None

    def _end_state(self) -> None:
        """End the connection: at once if the peer is slow, else once it has read its answer."""
        if self._state == "headers":
            _address_limits(self).note_refusal("slow_headers")
            self.transport.abort()
            return
        if self._state == "rest of body":
            _address_limits(self).note_refusal("slow_body")
        self.transport.close()
        self._follow_state()

    def _measure(self, size: int) -> None:
        self._header_bytes += size
        if self._header_bytes > _settings(self).max_header_bytes:
            _address_limits(self).note_refusal("headers")
            raise HeadersTooLargeError


class LiveProtocol(SendTimeout, WebSocketsSansIOProtocol):
    """A WebSocket that is parsed a chunk at a time, as fast as the application handles its messages.

    uvicorn parses everything it has received before the application sees the first message, so a flood would be parsed
    in full whatever the message rate allows.

    Attributes:
        on_ack: called with each message before it is queued; returns True if it has handled it. Queueing costs several
            times what handling an acknowledgment does. The application sets it through ``PROTOCOL_EXTENSION``.
    """

    on_ack: Callable[[bytes], bool] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._backlog = bytearray()
        self._after_close = 0
        self._pong_delays = 0
        self._message_timer: asyncio.TimerHandle | None = None
        settings = _settings(self)
        self._control_frames = TokenBucket(settings.messages_per_second, settings.message_burst, self.loop.time())

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note that a connection has become a WebSocket."""
        super().connection_made(transport)
        _address_limits(self).note_websocket(1)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection, which was counted when it began as HTTP."""
        self._backlog.clear()
        self._stop_message_timer()
        self.on_ack = None
        _address_limits(self).note_websocket(-1)
        _address_limits(self).disconnect(_host(self))
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse a small message at once; keep the rest until the application has handled what came before."""
        if len(data) <= READ_CHUNK and not self._backlog and not self.read_paused and not self.close_sent:
            super().data_received(data)
        else:
            self._backlog += data
            self._parse_backlog()
        self._watch_close()

    async def receive(self) -> ASGIReceiveEvent:
        """Return the next message, and parse more of the backlog."""
        message = await super().receive()
        if self._backlog:
            self._parse_backlog()
        return message

    async def send(self, message: ASGISendEvent) -> None:
        """Send a message, which may be the last."""
        await super().send(message)
        self._watch_close()

    def handle_connect(self, event: Request) -> None:
        """Put this protocol into the scope's extensions."""
        super().handle_connect(event)
        if self.handshake_initiated and not self.close_sent:
            cast("dict[str, object]", self.scope["extensions"])[PROTOCOL_EXTENSION] = self

    def handle_text(self, event: Frame) -> None:
        """Pass text on as bytes: the JSON decoder checks its encoding and answers with an error."""
        if self.on_ack and event.fin and self.queue.empty() and self.on_ack(bytes(event.data)):
            return
        self.handle_bytes(event)

    def handle_bytes(self, event: Frame) -> None:
        """Take a message; one in fragments must be whole by a deadline, whatever comes between them."""
        super().handle_bytes(event)
        if not event.fin:
            self._start_message_timer()

    def handle_ping(self) -> None:
        """Answer a ping; disconnect a peer that sends too many, or does not read the answers."""
        if self._control_frames.take(self.loop.time()) and self.writable.is_set():
            super().handle_ping()
        else:
            self._cut_off()

    def handle_cont(self, event: Frame) -> None:
        """Add a fragment; disconnect a peer that sends too many."""
        if self._control_frames.take(self.loop.time()):
            super().handle_cont(event)
            if event.fin:
                self._stop_message_timer()
        else:
            self._cut_off()

    def handle_pong(self, event: Frame) -> None:
        """Note an answer to a ping."""
        self._pong_delays = 0
        super().handle_pong(event)

    def keepalive_timeout(self) -> None:
        """Disconnect a peer that answers no ping; a closing handshake would never end."""
        may_be_unread = self.read_paused and self._pong_delays < MAX_PONG_DELAYS
        if may_be_unread and self.ping_timeout is not None:
            self._pong_delays += 1
            self.pong_timer = self.loop.call_later(self.ping_timeout, self.keepalive_timeout)
            return
        super().keepalive_timeout()
        self.transport.abort()

    def _parse_backlog(self) -> None:
        while self._backlog and not self.read_paused and not self.transport.is_closing():
            chunk = bytes(self._backlog[:READ_CHUNK])
            del self._backlog[:READ_CHUNK]
            if self.close_sent:
                self._after_close += len(chunk)
                if self._after_close > MAX_AFTER_CLOSE:
                    self._stop_listening()
                    return
            super().data_received(chunk)

    def _stop_listening(self) -> None:
        """Stop reading; leave the peer time to read the close message, then disconnect it."""
        self._backlog.clear()
        self.read_paused = True
        self.transport.pause_reading()
        self.loop.call_later(LAST_WORDS_SECONDS, self.transport.abort)

    def _watch_close(self) -> None:
        """Disconnect a peer that does not read the last that it is sent."""
        if self.transport.is_closing():
            self.watch_sending()

    def _start_message_timer(self) -> None:
        self._stop_message_timer()
        self._message_timer = self.loop.call_later(_settings(self).body_seconds, self._end_message)

    def _stop_message_timer(self) -> None:
        if self._message_timer is not None:
            self._message_timer.cancel()
            self._message_timer = None

    def _end_message(self) -> None:
        if (
            self.read_paused
        ):  # the rest may not have been read yet; reading resumes once the messages before are handled
            self._start_message_timer()
            return
        _address_limits(self).note_refusal("slow_message")
        self._backlog.clear()
        self.transport.abort()

    def _cut_off(self) -> None:
        _address_limits(self).note_refusal("flood")
        self._backlog.clear()
        self.transport.abort()


def _address_limits(protocol: SendTimeout) -> AddressLimits:
    return cast("AddressLimits", cast("Any", protocol).config.app.state.address_limits)


def _settings(protocol: SendTimeout) -> ServerSettings:
    return cast("ServerSettings", cast("Any", protocol).config.app.state.settings)


def _host(protocol: HttpProtocol | LiveProtocol) -> str:
    return protocol.client[0] if protocol.client else ""
