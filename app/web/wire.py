"""uvicorn's two protocols, made safe to leave on the internet: no peer can make them hold or do more than is planned.

Neither uvicorn nor ASGI bounds how slowly a request may come, how slowly a response may be taken, how many pings and
fragments a WebSocket may send, or how much of what it sends is read at once. These do.
"""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from app.protocol.messages import MAX_CONFIG_MESSAGE_BYTES
from app.token_bucket import TokenBucket

if TYPE_CHECKING:
    from collections.abc import Callable

    from uvicorn._types import ASGIReceiveEvent
    from websockets.frames import Frame
    from websockets.http11 import Request

    from app.settings import ServerSettings
    from app.web.address_limits import AddressLimits

MAX_SOCKET_MESSAGE = MAX_CONFIG_MESSAGE_BYTES + 16 * 1024
"""A little above what any message may be, so that one just too long is refused in words; beyond, the socket closes."""
BITE = 4096
"""So much of what has come is looked at before what it said has been dealt with."""
MAX_AFTER_CLOSE = 64 * 1024
"""So much is read of a peer that was told goodbye, to find its answer; whoever goes on talking is cut off."""
LAST_WORDS_SECONDS = 2.0
SEND_BUFFER = 128 * 1024
"""Bytes that the kernel may hold for a peer; in a larger buffer, what a slow one takes would be seen too late."""
PROTOCOL_EXTENSION = "piecewise.protocol"
"""Under this name an ASGI scope's extensions hold the connection's protocol."""
LEAST_TAKEN = 16 * 1024
"""Bytes that a peer with a full buffer must take within ``send_seconds``: less than the slowest telephone line does."""


class HeadersTooLargeError(Exception):
    """A request's headers are longer than they may be; answered with 400."""


class Taken(asyncio.Protocol):
    """A protocol whose peer must take what is sent; one that takes too little of it is cut off."""

    loop: asyncio.AbstractEventLoop
    transport: asyncio.Transport
    _taking_timer: asyncio.TimerHandle | None = None

    def pause_writing(self) -> None:
        """Watch what the peer takes from now on."""
        super().pause_writing()
        self._watch()

    def resume_writing(self) -> None:
        """Note that the peer has taken enough."""
        if self._taking_timer is not None:
            self._taking_timer.cancel()
            self._taking_timer = None
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Watch no longer."""
        self.resume_writing()
        super().connection_lost(exc)

    def _watch(self) -> None:
        seconds = _settings(self).send_seconds
        self._taking_timer = self.loop.call_later(seconds, self._look_back, self.transport.get_write_buffer_size())

    def _look_back(self, waiting: int) -> None:
        if self.transport.get_write_buffer_size() <= waiting - LEAST_TAKEN:
            self._watch()
            return
        _address_limits(self).note_refusal("stalled")
        self.transport.abort()


class HttpProtocol(Taken, HttpToolsProtocol):
    """HTTP with an end to how long headers and their coming, and the taking of a response, may last."""

    _header_bytes = 0
    _header_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Admit a connection, or cut it off where there are too many."""
        super().connection_made(transport)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        if not _address_limits(self).connect(_host(self)):
            transport.abort()
        self._await_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection; one that became a WebSocket is lost there."""
        self._stop_waiting()
        _address_limits(self).disconnect(_host(self))
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """Give the next request's headers their time, too."""
        self._header_bytes = 0
        self._await_headers()
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Measure an address."""
        self._measure(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Measure a header."""
        self._measure(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Note that the headers are here."""
        self._stop_waiting()
        super().on_headers_complete()

    def _await_headers(self) -> None:
        self._stop_waiting()
        self._header_timer = self.loop.call_later(_settings(self).header_seconds, self._give_up)

    def _stop_waiting(self) -> None:
        if self._header_timer is not None:
            self._header_timer.cancel()
            self._header_timer = None

    def _give_up(self) -> None:
        _address_limits(self).note_refusal("slow_headers")
        self.transport.abort()

    def _measure(self, size: int) -> None:
        self._header_bytes += size
        if self._header_bytes > _settings(self).max_header_bytes:
            _address_limits(self).note_refusal("headers")
            raise HeadersTooLargeError


class LiveProtocol(Taken, WebSocketsSansIOProtocol):
    """A WebSocket that is read a bite at a time.

    uvicorn takes in all messages of what has come before the first one is dealt with: a flood would cost its parsing in
    full, whatever the application thinks of its rate.

    Attributes:
        overhear: the application's way to deal with a message before it is put into the queue, which costs several
            times what an acknowledgment does; returns whether that is done. Set through ``PROTOCOL_EXTENSION``.
    """

    overhear: Callable[[bytes], bool] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._backlog = bytearray()
        self._after_close = 0
        settings = _settings(self)
        self._unasked = TokenBucket(settings.messages_per_second, settings.message_burst, self.loop.time())

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note that a connection has become a WebSocket."""
        super().connection_made(transport)
        _address_limits(self).note_websocket(1)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection that was noted when it began as HTTP."""
        self._backlog.clear()
        self.overhear = None
        _address_limits(self).note_websocket(-1)
        _address_limits(self).disconnect(_host(self))
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Look at what has come, as far as the application keeps up."""
        if len(data) <= BITE and not self._backlog and not self.read_paused and not self.close_sent:
            super().data_received(data)
            return
        self._backlog += data
        self._look()

    async def receive(self) -> ASGIReceiveEvent:
        """Return the next message, and look at more once none waits."""
        message = await super().receive()
        if self._backlog:
            self._look()
        return message

    def handle_connect(self, event: Request) -> None:
        """Let the application reach this protocol."""
        super().handle_connect(event)
        if self.handshake_initiated and not self.close_sent:
            cast("dict[str, object]", self.scope["extensions"])[PROTOCOL_EXTENSION] = self

    def handle_text(self, event: Frame) -> None:
        """Pass text on as bytes: whoever reads the JSON in it checks its encoding, too, and can say what is wrong."""
        if self.overhear and event.fin and self.queue.empty() and self.overhear(bytes(event.data)):
            return
        self.handle_bytes(event)

    def handle_ping(self) -> None:
        """Answer a ping; a peer that does nothing else, or takes no answers, is cut off."""
        if self._unasked.take(self.loop.time()) and self.writable.is_set():
            super().handle_ping()
        else:
            self._cut_off()

    def handle_cont(self, event: Frame) -> None:
        """Add a fragment; a message in thousands of them is no message."""
        if self._unasked.take(self.loop.time()):
            super().handle_cont(event)
        else:
            self._cut_off()

    def keepalive_timeout(self) -> None:
        """Cut off a peer that answers no heartbeat: a close that waits for it to read would never end."""
        if self.read_paused and self.ping_timeout is not None:  # its answer may wait to be read
            self.pong_timer = self.loop.call_later(self.ping_timeout, self.keepalive_timeout)
            return
        super().keepalive_timeout()
        self.transport.abort()

    def _look(self) -> None:
        while self._backlog and not self.read_paused and not self.transport.is_closing():
            bite = bytes(self._backlog[:BITE])
            del self._backlog[:BITE]
            if self.close_sent:
                self._after_close += len(bite)
                if self._after_close > MAX_AFTER_CLOSE:
                    self._stop_listening()
                    return
            super().data_received(bite)

    def _stop_listening(self) -> None:
        """Let a peer that talks on find out why it was closed, then cut it off."""
        self._backlog.clear()
        self.read_paused = True
        self.transport.pause_reading()
        self.loop.call_later(LAST_WORDS_SECONDS, self.transport.abort)

    def _cut_off(self) -> None:
        _address_limits(self).note_refusal("flood")
        self._backlog.clear()
        self.transport.abort()


def _address_limits(protocol: Taken) -> AddressLimits:
    return cast("AddressLimits", cast("Any", protocol).config.app.state.address_limits)


def _settings(protocol: Taken) -> ServerSettings:
    return cast("ServerSettings", cast("Any", protocol).config.app.state.settings)


def _host(protocol: HttpProtocol | LiveProtocol) -> str:
    return protocol.client[0] if protocol.client else ""
