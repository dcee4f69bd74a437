"""uvicorn with limits on connections, and a shutdown that first tells viewers why it closes."""

from __future__ import annotations

import asyncio
import contextlib
import resource
from typing import TYPE_CHECKING

import uvicorn

from app.web.uvicorn_protocols import MAX_SOCKET_MESSAGE, HttpProtocol, LiveProtocol

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from fastapi import FastAPI

    from app.settings import ServerSettings

RESTARTING = 1012
ANSWER_SECONDS = 2.0
GOODBYE_SECONDS = 1.0
GRACEFUL_SECONDS = 5
SPARE_DESCRIPTORS = 256


class Server(uvicorn.Server):
    """Sends every viewer the reason before it closes their connections."""

    def __init__(self, config: uvicorn.Config, app: FastAPI, announce: Callable[[int], None]) -> None:
        super().__init__(config)
        self._app = app
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, and announce the port, which the system chooses where 0 is asked for."""
        await super().startup(sockets)
        if self.started:
            self._announce(self.servers[0].sockets[0].getsockname()[1])

    async def on_tick(self, counter: int) -> bool:
        """Return whether to end: also when a loop that serves sessions has died, so that it is restarted."""
        return await super().on_tick(counter) or bool(self._app.state.broken)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Report not ready, wait for balancers to notice, tell the viewers, then close."""
        self._app.state.draining = True
        await asyncio.sleep(self._app.state.settings.drain_seconds)
        registry = self._app.state.sessions
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ANSWER_SECONDS):  # the answer to ``save`` has the only copy of the secret
                await registry.scheduler.finish_io_jobs()
        registry.say_goodbye("restart", RESTARTING)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GOODBYE_SECONDS):
                # Data arriving at a closed socket resets it, and unsent messages are lost: wait for viewers to close.
                await self._app.state.address_limits.no_websockets.wait()
        await super().shutdown(sockets)


def make_server(app: FastAPI, announce: Callable[[int], None] = lambda _port: None) -> Server:
    """Return the server of an application, by its settings; ``announce`` is called with the port once it listens."""
    settings: ServerSettings = app.state.settings
    _allow_descriptors(settings.max_connections + SPARE_DESCRIPTORS)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http=HttpProtocol,
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
        log_config=None,
    )
    return Server(config, app, announce)


def _allow_descriptors(count: int) -> None:
    """Raise this process's own limit of open files, as far as the system lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < count:
        most = count if hard == resource.RLIM_INFINITY else min(count, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))
