"""uvicorn as Piecewise needs it: bounded sockets, a way to cut one off, and a shutdown that says goodbye."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from app.protocol.decoding import MAX_CONFIG_MESSAGE_BYTES

if TYPE_CHECKING:
    import socket

    from fastapi import FastAPI
    from websockets.http11 import Request

    from app.settings import ServerSettings

RESTARTING = 1012
GOODBYE_SECONDS = 1.0
GRACEFUL_SECONDS = 5
MAX_SOCKET_MESSAGE = MAX_CONFIG_MESSAGE_BYTES + 16 * 1024
"""A little above what any message may be, so that one just too long is refused in words; beyond, the socket closes."""

logger = logging.getLogger(__name__)


class LiveProtocol(WebSocketsSansIOProtocol):
    """Lets the application abort a connection: ASGI alone can only close one, which waits for the peer to read."""

    def handle_connect(self, event: Request) -> None:
        """Add the abort to the connection's scope."""
        super().handle_connect(event)
        if hasattr(self, "scope"):
            self.scope["extensions"]["piecewise"] = {"abort": self.transport.abort}

    def keepalive_timeout(self) -> None:
        """Cut off a peer that answers no heartbeat: a close that waits for it to read would never end."""
        super().keepalive_timeout()
        self.transport.abort()


class Server(uvicorn.Server):
    """Says goodbye to every viewer before it closes their connections."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Report not ready, wait for balancers to notice, tell the viewers, then close."""
        self._app.state.draining = True
        await asyncio.sleep(self._app.state.settings.drain_seconds)
        directory = self._app.state.directory
        directory.say_goodbye("restart", RESTARTING)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(directory.deserted.wait(), GOODBYE_SECONDS)
        await super().shutdown(sockets)


def make_server(app: FastAPI) -> Server:
    """Return the server of an application, by its settings."""
    settings: ServerSettings = app.state.settings
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        ws=LiveProtocol,
        ws_max_size=MAX_SOCKET_MESSAGE,
        ws_ping_interval=settings.ping_seconds,
        ws_ping_timeout=settings.ping_seconds,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        server_header=False,
        access_log=False,
        log_level="warning",
    )
    return Server(config, app)
