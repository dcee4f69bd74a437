"""The WebSocket of a real server process: slow, stalled, vanishing and hostile clients."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import socket
import time
import urllib.request
from typing import TYPE_CHECKING, Any

import psutil
import pytest
import websockets
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.servers import RunningServer, running_server
from tests.app.talk import parse_frame

if TYPE_CHECKING:
    from collections.abc import Iterator


class Client:
    """A well-behaved client: answers frames, keeps what it was told."""

    def __init__(self, websocket: ClientConnection) -> None:
        self.websocket = websocket
        self.ids = itertools.count(1)
        self.frames: list[dict[str, Any]] = []
        self.messages: list[dict[str, Any]] = []
        self.answers_frames = True

    async def receive(self) -> dict[str, Any]:
        """Return the next control message or frame."""
        data = await asyncio.wait_for(self.websocket.recv(), 30)
        if isinstance(data, str):
            message: dict[str, Any] = json.loads(data)
            self.messages.append(message)
            return message
        frame = parse_frame(data)
        self.frames.append(frame)
        if self.answers_frames:
            with contextlib.suppress(websockets.ConnectionClosed):  # what was said before the end is still to be read
                await self.websocket.send(json.dumps({"type": "seen", "frame": frame["number"]}))
        return frame

    async def say(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Send a request and return its ack or error."""
        request = {"type": kind, "id": next(self.ids), **fields}
        await self.websocket.send(json.dumps(request))
        return await self.until(lambda m: m.get("id") == request["id"])

    async def until(self, wanted: Any) -> dict[str, Any]:
        """Read until something satisfies a condition, and return it."""
        while not wanted(message := await self.receive()):
            pass
        return message

    async def frame_after(self, step: int) -> dict[str, Any]:
        return await self.until(lambda m: "number" in m and m["step"] > step)


async def start(url: str, **config: Any) -> Client:
    client = Client(await connect(url, max_size=None, close_timeout=1))
    await client.say("configure", config=config)
    return client


@pytest.fixture(scope="module")
def guarded() -> Iterator[RunningServer]:
    """A server with tight limits, for tests that run into them."""
    limits: dict[str, Any] = {
        "max_sessions": 3, "max_waiting": 0, "grace_seconds": 0.3, "ping_seconds": 1, "send_seconds": 1,
        "busy_seconds": 60,
    }  # fmt: skip
    with running_server(**limits) as running:
        yield running


async def test_hello_comes_first(server: RunningServer) -> None:
    async with connect(server.ws_url) as websocket:
        hello = json.loads(await websocket.recv())
    assert (hello["type"], hello["protocol"]) == ("hello", 1)
    assert hello["limits"]["neurons"] == 64


async def test_frames_stream_while_it_plays(server: RunningServer) -> None:
    client = await start(server.ws_url)
    await client.say("play", steps_per_second=60)
    await client.frame_after(30)
    numbers = [f["number"] for f in client.frames]
    assert numbers == sorted(set(numbers))
    assert client.frames[-1]["training_loss"] < client.frames[0]["training_loss"] * 2
    await client.websocket.close()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "malformed"),
        ("\x00\x01", "malformed"),
        ('{"type": "nope", "id": 100}', "unsupported"),
        ('{"type": "step", "id": 101, "count": NaN}', "malformed"),
        ('{"type": "step", "id": 102, "count": -1}', "malformed"),
        ('{"type": "edit", "id": 103, "op": "remove_neuron", "layer": 9}', "invalid"),
        ('{"type": "pause", "id": 104, "pad": "' + "x" * 70_000 + '"}', "malformed"),
        ('{"type": "pause", "id": 105}' + " " * 70_000, "too_large"),
        (b"\xff\xfe binary", "malformed"),
    ],
)
async def test_a_bad_message_never_ends_the_session(server: RunningServer, text: str | bytes, code: str) -> None:
    client = await start(server.ws_url)
    await client.websocket.send(text)
    error = await client.until(lambda m: m.get("type") == "error")
    assert error["code"] == code
    client.ids = itertools.count(200)
    assert (await client.say("step"))["step"] == 1
    await client.websocket.close()


async def test_a_message_far_too_long_closes_the_socket_but_not_the_session(server: RunningServer) -> None:
    client = await start(server.ws_url)
    session = client.messages[-1]["session"]
    await client.say("step", count=5)
    with contextlib.suppress(websockets.ConnectionClosed):  # the server may close before all of it is sent
        await client.websocket.send('{"type": "pause", "id": 9}' + " " * 1_000_000)
    with pytest.raises(websockets.ConnectionClosed) as closed:
        await client.until(lambda _: False)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009
    again = Client(await connect(server.ws_url))
    assert (await again.say("resume", session=session))["step"] == 5
    await again.websocket.close()


@pytest.mark.parametrize("message", [{"type": "history"}, {"type": "seen", "frame": 1}], ids=["commands", "seen"])
async def test_a_flood_is_cut_off_and_others_notice_nothing(server: RunningServer, message: dict[str, object]) -> None:
    quiet = await start(server.ws_url)
    flooder = await start(server.ws_url)
    session = flooder.messages[-1]["session"]

    async def flood() -> int:
        try:
            for i in range(20_000):
                await flooder.websocket.send(json.dumps({**message, "id": 10 + i}))
            await flooder.until(lambda _: False)
        except websockets.ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 0
        return 0

    task = asyncio.create_task(flood())
    latencies = []
    while not task.done():
        begun = time.perf_counter()
        await quiet.say("history", points=2)
        latencies.append(time.perf_counter() - begun)
        await asyncio.wait((task,), timeout=0.02)
    assert await task == 1008
    assert sorted(latencies)[len(latencies) // 2] < 0.1
    again = Client(await connect(server.ws_url))
    assert (await again.say("resume", session=session))["type"] == "ack"
    await again.websocket.close()
    await quiet.websocket.close()


async def test_coming_back_finds_the_same_session_and_the_old_socket_closes(server: RunningServer) -> None:
    client = await start(server.ws_url)
    session = client.messages[-1]["session"]
    await client.say("play", steps_per_second=60)
    await client.frame_after(10)
    newcomer = Client(await connect(server.ws_url))
    ack = await newcomer.say("resume", session=session, last_frame=client.frames[-1]["number"])
    assert ack["step"] > 10
    assert [m["type"] for m in newcomer.messages] == ["hello", "layout", "status", "ack"]
    with pytest.raises(websockets.ConnectionClosed) as closed:
        await client.until(lambda _: False)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4001
    await newcomer.frame_after(ack["step"])
    await newcomer.websocket.close()


async def test_a_vanished_viewer_finds_training_where_it_was(server: RunningServer) -> None:
    client = await start(server.ws_url)
    session = client.messages[-1]["session"]
    await client.say("play", steps_per_second=None)
    await client.frame_after(100)
    client.websocket.transport.abort()
    again = Client(await connect(server.ws_url))
    ack = await again.say("resume", session=session)
    frame = await again.frame_after(ack["step"])
    assert frame["flags"] & 1
    await again.websocket.close()


async def test_an_unknown_session_is_said_to_have_ended(server: RunningServer) -> None:
    client = Client(await connect(server.ws_url))
    assert (await client.say("resume", session="nobody"))["code"] == "no_session"
    assert (await client.say("configure"))["type"] == "ack"
    await client.websocket.close()


async def test_a_viewer_that_answers_no_frame_gets_the_newest_when_it_does(server: RunningServer) -> None:
    client = await start(server.ws_url)
    client.answers_frames = False
    await client.say("play", steps_per_second=60)
    ack = await client.say("step", count=500)
    assert len(client.frames) <= 4
    await client.websocket.send(json.dumps({"type": "seen", "frame": 10_000}))
    await client.until(lambda m: "number" in m and m["step"] == ack["step"])
    await client.websocket.close()


async def test_another_origin_may_not_connect(server: RunningServer) -> None:
    with pytest.raises(websockets.InvalidStatus) as refusal:
        await connect(server.ws_url, origin=websockets.Origin("https://evil.example"))
    assert refusal.value.response.status_code == 403
    async with connect(server.ws_url, origin=websockets.Origin(server.url)) as own:
        assert json.loads(await own.recv())["type"] == "hello"


async def test_a_full_server_says_so(guarded: RunningServer) -> None:
    clients = [await start(guarded.ws_url) for _ in range(3)]
    late = Client(await connect(guarded.ws_url))
    assert (await late.say("configure"))["code"] == "full"
    with pytest.raises(websockets.ConnectionClosed) as closed:
        await late.receive()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1013
    for client in clients:
        await client.websocket.close()
    await until_admitted(guarded)


async def until_admitted(server: RunningServer) -> None:
    """Wait until the grace of sessions that were left has passed."""
    async with asyncio.timeout(60):
        while True:
            client = Client(await connect(server.ws_url))
            answer = await client.say("configure")
            await client.websocket.close()
            if answer["type"] == "ack":
                return


async def test_a_session_ends_when_nobody_comes_back_in_time(guarded: RunningServer) -> None:
    client = await start(guarded.ws_url)
    session = client.messages[-1]["session"]
    await client.websocket.close()
    async with asyncio.timeout(60):  # nobody asks for its place, so that it is time alone that ends it
        while b"piecewise_sessions 0.0\n" not in await asyncio.to_thread(metrics, guarded):
            await asyncio.sleep(0.05)
    again = Client(await connect(guarded.ws_url))
    assert (await again.say("resume", session=session))["code"] == "no_session"
    await again.websocket.close()


def metrics(server: RunningServer) -> bytes:
    with urllib.request.urlopen(f"{server.url}/metrics") as answer:
        return bytes(answer.read())


def open_raw_socket(server: RunningServer) -> socket.socket:
    """Open a WebSocket by hand that will never read a byte more than the handshake."""
    raw = socket.create_connection(("127.0.0.1", server.port))
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.sendall(
        b"GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    return raw


async def test_a_viewer_that_reads_nothing_is_cut_off(guarded: RunningServer) -> None:
    process = psutil.Process(guarded.process.pid)
    stalled = [open_raw_socket(guarded) for _ in range(5)]
    peak = now = 0
    async with asyncio.timeout(60):
        while peak < 5 or now > 0:
            now = sum(each.status != psutil.CONN_LISTEN for each in process.net_connections("tcp"))
            peak = max(peak, now)
            await asyncio.sleep(0)
    for raw in stalled:
        raw.close()


async def test_the_example_client_of_the_docs_works(server: RunningServer) -> None:
    from docs.client import watch

    assert 0 < await watch(server.ws_url, 300) < 1
