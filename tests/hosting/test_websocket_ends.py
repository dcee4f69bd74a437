"""How live connections end, whoever ends them and in the middle of whatever, and that nothing is left of them."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import struct
import subprocess
import sys
import time
import urllib.request
from importlib.metadata import version
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import psutil
import pytest
import websockets
from websockets.asyncio.client import connect

from app.main import create_app
from app.protocol.messages import Save
from app.sessions.jobs import IoJob
from app.sessions.registry import SessionRegistry
from app.sessions.scheduler import Scheduler
from app.sessions.viewers import Outbox
from app.settings import ServerSettings
from app.web.metrics import Metrics
from app.web.server import make_server
from app.web.websocket import Connection
from benchmarks.servers import RunningServer, running_server
from tests.app.talk import Talk
from tests.app.test_live import Client, start
from tests.hosting.test_uvicorn_protocols import FIN, TEXT, frame, open_raw, read_to_end, upgraded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.websockets import WebSocket

CLOSE = 0x8
SEND_SECONDS = 1.5
LIBRARY = f"/plot/{version('plotly')}/plotly.min.js"
LARGE = 1_000_000
GET = f"GET {LIBRARY} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()


@pytest.fixture(scope="module")
def hasty() -> Iterator[RunningServer]:
    """A server whose peers must take what they asked for quickly."""
    with running_server(send_seconds=SEND_SECONDS) as running:
        yield running


def narrow(server: RunningServer) -> socket.socket:
    """Ask for a large file through a connection that holds little of it."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.connect(("127.0.0.1", server.port))
    raw.settimeout(20)
    raw.sendall(GET)
    return raw


def test_a_slow_peer_gets_its_file_whole(hasty: RunningServer) -> None:
    raw, received = narrow(hasty), b""
    begun = time.monotonic()
    while data := raw.recv(1 << 16):
        received += data
        if time.monotonic() - begun < 1.5 * SEND_SECONDS:
            time.sleep(0.004)
    head, _, body = received.partition(b"\r\n\r\n")
    size = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
    assert len(body) == int(size.split(b":")[1]) > LARGE
    raw.close()


def test_a_peer_that_takes_nothing_is_cut_off(hasty: RunningServer) -> None:
    raw = narrow(hasty)
    with open_raw(hasty, b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n") as metrics:
        while b'piecewise_refused_total{reason="stalled"} 1.0' not in metrics.recv(1 << 16):
            metrics.sendall(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
    assert len(read_to_end(raw)) < LARGE


def test_a_stopping_server_hears_its_viewers_out() -> None:
    """A connection closed with something unread in it is reset, and the goodbye is lost with it."""
    with running_server() as own:
        raw = upgraded(own)
        raw.sendall(frame(FIN | TEXT, b'{"type":"configure","id":1}'))
        received = b""
        while b'"ack"' not in received:
            received += raw.recv(1 << 16)
        own.process.terminate()
        while struct.pack(">H", 1012) not in received:
            received += raw.recv(1 << 16)
        assert b'{"type":"bye","reason":"restart"}' in received
        raw.sendall(frame(FIN | TEXT, b'{"type":"seen","frame":1}'))
        raw.sendall(frame(FIN | CLOSE, struct.pack(">H", 1012)))
        while raw.recv(1 << 16):
            pass
        assert own.process.wait(20) in {0, -15}
        raw.close()


async def test_what_was_asked_of_the_database_is_answered_before_the_goodbye() -> None:
    """A run is only its visitor's who was told of it."""
    scheduler = Scheduler(on_failure=lambda _session: None)
    stored = asyncio.Event()

    async def store() -> dict[str, object]:
        await stored.wait()
        return {"url": "/r/x"}

    talk = Talk()
    scheduler.add(talk.session)
    job = IoJob(Save(id=7), talk.viewer, store)
    talk.session.jobs.begin(job)
    scheduler.start(talk.session, job)
    finishing = asyncio.create_task(scheduler.finish_io_jobs())
    await asyncio.sleep(0)
    assert not finishing.done()
    stored.set()
    await finishing
    talk.read()
    assert talk.messages[-1]["url"] == "/r/x"


def test_the_port_that_the_system_chose_is_told() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve"],
        env={**os.environ, "PIECEWISE_PORT": "0", "PIECEWISE_DATABASE_URL": ""},
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().decode().split()[-1]
        with urllib.request.urlopen(f"{address}/healthz") as answer:
            assert answer.status == 200
        process.terminate()


async def test_a_process_that_serves_nobody_any_more_ends() -> None:
    app = create_app(ServerSettings(database_url=""))
    server = make_server(app)
    assert not await server.on_tick(1)
    app.state.broken = True
    assert await server.on_tick(2)


async def test_a_room_is_refused_rather_than_replaced_by_a_session_of_ones_own(server: RunningServer) -> None:
    client = Client(await connect(f"{server.ws_url}?room=class"))
    with pytest.raises(websockets.ConnectionClosed) as closed:
        await client.until(lambda _: False)
    assert (client.messages[-1]["code"], client.messages[-1]["field"]) == ("unsupported", "room")
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1000


class Waiting:
    """A socket whose visitor has asked for a session, and then says no more."""

    def __init__(self) -> None:
        self.queued = [json.dumps({"type": "configure", "id": 1})]
        self.query_params: dict[str, str] = {}
        self.scope: dict[str, Any] = {}
        self.app = SimpleNamespace(state=SimpleNamespace(runs=None))

    async def receive(self) -> dict[str, Any]:
        if not self.queued:
            await asyncio.Event().wait()
        return {"type": "websocket.receive", "text": self.queued.pop()}

    async def send_text(self, _text: str) -> None:
        pass


async def test_whoever_is_interrupted_twice_while_waiting_leaves_no_place_behind() -> None:
    settings = ServerSettings(max_sessions=1)
    registry = SessionRegistry(settings)
    registry.enter(Outbox(), "192.0.2.2", lambda _session: None)
    connection = Connection(cast("WebSocket", Waiting()), registry, settings, Metrics(), "192.0.2.1")
    serving = asyncio.create_task(connection.serve())
    while not len(registry.waiting_queue):
        await asyncio.sleep(0)
    for _ in range(2):
        serving.cancel()
        await asyncio.sleep(0)
    await asyncio.wait((serving,))
    assert serving.cancelled()
    assert not len(registry.waiting_queue)


async def test_nothing_is_left_of_connections_that_come_and_go() -> None:
    async def come_and_go(own: RunningServer, count: int) -> None:
        for _ in range(count):
            client = await start(own.ws_url)
            await client.say("play", steps_per_second=None)
            client.websocket.transport.abort()

    with running_server(grace_seconds=0, database_url="", busy_seconds=60) as own:
        process = psutil.Process(own.process.pid)
        await come_and_go(own, 200)
        descriptors, much = process.num_fds(), 5_000_000
        grown = [much]
        while min(grown) >= much and len(grown) <= 3:  # a heap leaps now and then, what leaks grows each time
            memory = process.memory_info().rss
            await come_and_go(own, 200)
            async with asyncio.timeout(60):
                while process.num_fds() > descriptors:
                    await asyncio.sleep(0)
            grown.append(process.memory_info().rss - memory)
        assert min(grown) < much, grown


async def test_a_stopping_server_says_goodbye() -> None:
    with running_server(busy_seconds=60) as own:
        client = await start(own.ws_url)
        await client.say("play")
        stopped = asyncio.get_running_loop().run_in_executor(None, own.stop)
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await client.until(lambda _: False)
        assert client.messages[-1] == {"type": "bye", "reason": "restart"}
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1012
        assert await stopped in {0, -15}
