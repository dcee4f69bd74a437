"""Every state of a connection that waits for the peer has a deadline: a real server closes whoever is held in it."""

from __future__ import annotations

import selectors
import socket
import time
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.servers import RunningServer, running_server
from tests.hosting.test_uvicorn_protocols import FIN, HANDSHAKE, PING, TEXT, frame, open_raw, read_to_end, upgraded

if TYPE_CHECKING:
    from collections.abc import Iterator

GET = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
POST = b"POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n{"
HTTP_STATES = {
    "nothing sent": b"",
    "half a request line": b"GET / HTT",
    "half the headers": b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
    "idle after an answer": GET,
    "an empty line after an answer": GET + b"\r\n",
    "half the next request": GET + b"GET / HTT",
    "the rest of a body that nobody reads": POST % (b"/healthz", 1000),
    "the rest of a body for an address that is not there": POST % (b"/nowhere", 1000),
    "the rest of a body that is too long": POST % (b"/api/runs", 10**9),
    "the rest of a body that another site sends": b"POST /api/runs HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Origin: https://elsewhere.example\r\nContent-Length: 1000\r\n\r\n{",
    "a body that is read": POST % (b"/api/export", 1000),
    "a chunk of a body": b"POST /nowhere HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
}
CONFIGURE = frame(FIN | TEXT, b'{"type":"configure","id":1}')
WEBSOCKET_STATES = {
    "half a handshake": HANDSHAKE[:-10],
    "a ping without an answer": HANDSHAKE,
    "half a message": HANDSHAKE + frame(TEXT, b"{"),
    "half a frame": HANDSHAKE + frame(FIN | TEXT, b"{" * 100)[:50],
}
STATES = HTTP_STATES | WEBSOCKET_STATES
HELD = 100
PATIENCE = 15.0


@pytest.fixture(scope="module")
def impatient() -> Iterator[RunningServer]:
    limits: dict[str, Any] = {
        "header_seconds": 0.4, "body_seconds": 0.4, "keep_alive_seconds": 0.4, "send_seconds": 0.4, "ping_seconds": 0.4,
        "database_url": "", "costly_per_minute": 10_000,
    }  # fmt: skip
    with running_server(**limits) as running:
        yield running


def drip_until_closed(raw: socket.socket, drop: bytes) -> bool:
    """Send some ten drops a second; return whether the server ended the connection in time."""
    raw.settimeout(0.1)
    end, next_drop = time.monotonic() + PATIENCE, 0.0
    while time.monotonic() < end:
        try:
            if time.monotonic() >= next_drop:
                raw.sendall(drop)
                next_drop = time.monotonic() + 0.1
            if not raw.recv(65536):
                return True
        except TimeoutError:
            continue
        except OSError:
            return True
    return False


@pytest.mark.parametrize(
    ("begun", "drop"),
    [
        (GET, b"\r\n"),
        (HTTP_STATES["half the headers"], b"y"),
        (HTTP_STATES["the rest of a body that nobody reads"], b"y"),
        (HTTP_STATES["the rest of a body that is too long"], b"y"),
    ],
    ids=["empty lines after an answer", "headers", "a body that nobody reads", "a body that is too long"],
)
def test_bytes_that_trickle_in_win_no_time(impatient: RunningServer, begun: bytes, drop: bytes) -> None:
    with open_raw(impatient, begun) as raw:
        assert drip_until_closed(raw, drop)


def test_an_early_answer_arrives_and_a_body_that_then_comes_leaves_the_connection_open() -> None:
    with running_server(database_url="") as patient, open_raw(patient, POST % (b"/nowhere", 3)) as raw:
        assert raw.recv(65536).startswith(b"HTTP/1.1 404")
        raw.sendall(b"}\n" + GET)
        answer = raw.recv(65536)
        while b"200 OK" not in answer:
            more = raw.recv(65536)
            assert more
            answer += more


@pytest.mark.parametrize("state", STATES)
def test_a_hundred_connections_held_in_a_state_are_all_gone(impatient: RunningServer, state: str) -> None:
    with selectors.DefaultSelector() as selector:
        for _ in range(HELD):
            raw = open_raw(impatient, STATES[state])
            selector.register(raw, selectors.EVENT_READ)
        end = time.monotonic() + PATIENCE
        while selector.get_map() and time.monotonic() < end:
            for key, _ in selector.select(1):
                held = key.fileobj
                assert isinstance(held, socket.socket)
                try:
                    ended = not held.recv(65536)
                except ConnectionResetError:
                    ended = True
                if ended:
                    selector.unregister(held)
                    held.close()
        assert not selector.get_map()


def test_pings_between_fragments_win_a_message_no_time() -> None:
    with running_server(body_seconds=0.4, database_url="") as running, upgraded(running) as raw:
        raw.sendall(CONFIGURE + frame(TEXT, b"{"))
        assert drip_until_closed(raw, frame(FIN | PING, b"x"))
        ask = b"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
        text = read_to_end(open_raw(running, ask))
        assert b'piecewise_refused_total{reason="slow_message"} 1.0' in text


def test_a_missing_pong_is_not_waited_for_without_end_while_messages_wait() -> None:
    """The server reads no more until the bytes before are paid for, here hundreds of seconds."""
    with running_server(ping_seconds=0.3, bytes_per_second=100, database_url="") as running:
        raw = upgraded(running)
        raw.settimeout(PATIENCE)
        raw.sendall(CONFIGURE + 3 * frame(FIN | TEXT, b'{"type":"pause","id":2' + b" " * 60_000 + b"}"))
        begun = time.monotonic()
        read_to_end(raw)
        assert time.monotonic() - begun < PATIENCE
