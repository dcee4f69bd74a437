"""A real server and peers that are slow, greedy, or do what no browser does."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import struct
from typing import TYPE_CHECKING, Any

import psutil
import pytest
import websockets
from websockets.asyncio.client import connect

from benchmarks.servers import RunningServer, running_server
from tests.app.test_live import Client, start

if TYPE_CHECKING:
    from collections.abc import Iterator

HANDSHAKE = (
    b"GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
FIN, RSV1, CONTINUATION, TEXT, PING = 0x80, 0x40, 0x0, 0x1, 0x9


@pytest.fixture(scope="module")
def strict() -> Iterator[RunningServer]:
    """A server that is quick to lose patience, for tests that run into its limits."""
    limits: dict[str, Any] = {
        "header_seconds": 0.5, "body_seconds": 0.5, "max_header_bytes": 4096, "unconfigured_seconds": 0.5,
        "max_connections_per_address": 20, "max_sockets_per_address": 10, "trusted_proxies": "192.0.2.9",
        "max_sessions": 2, "grace_seconds": 0, "message_burst": 50, "bytes_per_second": 100_000, "database_url": "",
        "busy_seconds": 60,
    }  # fmt: skip
    with running_server(**limits) as running:
        yield running


def open_raw(server: RunningServer, first: bytes) -> socket.socket:
    raw = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    raw.sendall(first)
    return raw


def read_to_end(raw: socket.socket) -> bytes:
    """Return everything that comes until the server ends the connection."""
    received = b""
    with contextlib.suppress(ConnectionResetError, BrokenPipeError):
        while data := raw.recv(65536):
            received += data
    raw.close()
    return received


def frame(opcode: int, payload: bytes = b"") -> bytes:
    """Return a masked WebSocket frame as a client sends it."""
    size = len(payload)
    length = bytes([0x80 | size]) if size < 126 else bytes([0x80 | 126]) + struct.pack(">H", size)
    return bytes([opcode]) + length + b"\0\0\0\0" + payload


def upgraded(server: RunningServer) -> socket.socket:
    raw = open_raw(server, HANDSHAKE)
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += raw.recv(1)
    assert b"101" in answer.split(b"\r\n")[0]
    return raw


@pytest.mark.parametrize("begun", [b"", b"GET / HTT", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "])
def test_headers_that_do_not_come_are_not_waited_for(strict: RunningServer, begun: bytes) -> None:
    assert read_to_end(open_raw(strict, begun)) == b""


def test_headers_that_do_not_end_are_not_read_on(strict: RunningServer) -> None:
    raw = open_raw(strict, b"GET / HTTP/1.1\r\nHost: x\r\n")
    with contextlib.suppress(ConnectionResetError, BrokenPipeError):
        for i in range(200):
            raw.sendall(b"X-%d: %s\r\n" % (i, b"y" * 100))
    assert b"200 OK" not in read_to_end(raw)


def test_a_body_that_does_not_come_is_not_waited_for(strict: RunningServer) -> None:
    raw = open_raw(strict, b"POST /api/runs HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\nConnection: close\r\n\r\n{")
    assert read_to_end(raw).split(b" ")[1] in {b"408", b"404", b"405"}


def test_connections_of_one_address_are_bounded(strict: RunningServer) -> None:
    process = psutil.Process(strict.process.pid)
    before = process.num_fds()
    many = [open_raw(strict, b"") for _ in range(60)]
    for raw in many[20:]:  # once these are turned away, all sixty have been looked at
        assert read_to_end(raw) == b""
    assert process.num_fds() - before <= 21
    for raw in many[:20]:
        assert read_to_end(raw) == b""
    health = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    answer = b""
    while b"200 OK" not in answer:
        answer = read_to_end(open_raw(strict, health))


@pytest.mark.parametrize(
    "flood",
    [
        frame(FIN | PING, b"x"),
        frame(CONTINUATION),
        frame(FIN | TEXT, b'{"type":"seen","frame":1}'),
        frame(FIN | TEXT, b"nonsense"),
    ],
    ids=["pings", "fragments", "messages", "nonsense"],
)
async def test_a_flood_of_small_things_ends_the_connection(strict: RunningServer, flood: bytes) -> None:
    quiet = await start(strict.ws_url)
    raw = upgraded(strict)
    first = frame(TEXT, b"{") if flood[0] == CONTINUATION else b""

    def pour() -> bytes:
        with contextlib.suppress(ConnectionResetError, BrokenPipeError):
            raw.sendall(first + flood * 20_000)
        return read_to_end(raw)

    pouring = asyncio.get_running_loop().run_in_executor(None, pour)
    while not pouring.done():
        assert (await quiet.say("history", points=2))["type"] == "ack"
        await asyncio.wait((pouring,), timeout=0.05)
    await quiet.websocket.close()


def test_a_compressed_message_is_no_message(strict: RunningServer) -> None:
    raw = upgraded(strict)
    raw.sendall(frame(FIN | RSV1 | TEXT, os.urandom(100)))
    assert struct.pack(">H", 1002) in read_to_end(raw)


async def test_text_that_is_no_unicode_is_explained_like_any_other_bad_message(strict: RunningServer) -> None:
    client = await start(strict.ws_url)
    for text in (b'{"type": "pause", "id": 7, "x": "\xff"}', b'{"type": "\xf4", "id": 8}'):
        await client.websocket.send(text, text=True)
        assert (await client.until(lambda m: m.get("type") == "error"))["code"] == "malformed"
    assert (await client.say("step"))["type"] == "ack"
    await client.websocket.close()


async def test_a_socket_that_asks_for_nothing_is_told_goodbye(strict: RunningServer) -> None:
    client = Client(await connect(strict.ws_url))
    with pytest.raises(websockets.ConnectionClosed) as closed:
        await client.until(lambda _: False)
    assert client.messages[-1] == {"type": "bye", "reason": "silent"}
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1008


async def test_who_has_waited_is_answered_when_there_is_room(strict: RunningServer) -> None:
    inside = [await start(strict.ws_url) for _ in range(2)]
    waiting: list[Client] = []
    for _ in range(2):
        client = Client(await connect(strict.ws_url))
        waiting.append(client)
        await client.websocket.send(json.dumps({"type": "configure", "id": 1, "config": {"seed": 7}}))
        await client.websocket.send(json.dumps({"type": "play", "id": 2}))
        await client.until(lambda m: m.get("type") == "waiting")
    assert [client.messages[-1]["position"] for client in waiting] == [1, 2]
    await inside[0].websocket.close()
    for request in (1, 2):
        ack = await waiting[0].until(lambda m, request=request: m.get("id") == request)
        assert ack["type"] == "ack"
    moved: dict[str, Any] = await waiting[1].until(lambda m: m.get("type") == "waiting")
    assert moved["position"] == 1
    await waiting[1].websocket.close()  # a place given up is nobody's
    await inside[1].websocket.close()
    late = await start(strict.ws_url)
    assert not [m for m in late.messages if m["type"] == "error"]
    for client in (waiting[0], late):
        await client.websocket.close()


@pytest.mark.parametrize("claims_to_be", ["nobody", "somebody else each time"])
async def test_sockets_of_one_address_are_bounded_whatever_it_says_it_is(
    strict: RunningServer, claims_to_be: str
) -> None:
    """Nobody is a trusted proxy here, so a forwarded address is not believed."""
    async with contextlib.AsyncExitStack() as opened:
        for i in range(10):
            headers = {} if claims_to_be == "nobody" else {"X-Forwarded-For": f"198.51.100.{i}"}
            websocket = await opened.enter_async_context(connect(strict.ws_url, additional_headers=headers))
            await websocket.send(json.dumps({"type": "configure", "id": 1}))  # who asks for nothing is told goodbye
        with pytest.raises(websockets.InvalidStatus) as refusal:
            await connect(strict.ws_url)
    assert refusal.value.response.status_code == 429
    assert refusal.value.response.headers["retry-after"]
