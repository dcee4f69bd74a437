"""The nginx file of the docs, in front of a real server."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import websockets
from websockets.asyncio.client import connect

from benchmarks.servers import RunningServer, free_port, running_server
from tests.app.test_live import start

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = Path(__file__).resolve().parents[2] / "docs"
TOKEN = "a word between friends"  # noqa: S105


@pytest.fixture(scope="module")
def behind() -> Iterator[RunningServer]:
    """A server behind nginx that keeps few sockets an address."""
    with running_server(max_sockets_per_address=3, metrics_token=TOKEN, busy_seconds=60) as running:
        yield running


@pytest.fixture(scope="module")
def front(behind: RunningServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """nginx with the file of the docs: only its ports, its places and its patience are this test's own."""
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/opt/homebrew/bin")
    assert nginx, "these tests need nginx: `make nginx` installs it"
    place, port = tmp_path_factory.mktemp("nginx"), free_port()
    text = (DOCS / "nginx.conf").read_text("utf-8")
    for old, new in {
        "server app:8000;": f"server 127.0.0.1:{behind.port};",
        "listen 8080;": f"listen 127.0.0.1:{port};",
        "/tmp/nginx": f"{place}/nginx",  # noqa: S108
        "client_header_timeout 10s;": "client_header_timeout 1s;",
        "access_log /dev/stdout": f"access_log {place}/access.log",
    }.items():
        assert old in text, old
        text = text.replace(old, new)
    (place / "nginx.conf").write_text(text, "utf-8")
    command = [nginx, "-p", str(place), "-c", str(place / "nginx.conf"), "-g", "daemon off;"]
    process = subprocess.Popen(command)
    try:
        running = RunningServer(process, port)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and process.poll() is None:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{running.url}/healthz", timeout=1):
                break
            time.sleep(0.02)
        assert process.poll() is None
        yield running
    finally:
        process.terminate()
        process.wait(timeout=15)


def status_of(request: urllib.request.Request | str) -> int:
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_the_page_and_its_files_come_through_compressed_once(front: RunningServer) -> None:
    with urllib.request.urlopen(f"{front.url}/?lang=en") as page:
        assert 'data-state="connecting"' in page.read().decode()
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert page.headers.get_all("date") is not None
        assert len(page.headers.get_all("date") or []) == 1
    request = urllib.request.Request(f"{front.url}/static/x/js/start.js", headers={"Accept-Encoding": "br"})
    with urllib.request.urlopen(request) as module:
        assert module.headers["content-encoding"] == "br"


async def test_training_streams_through_it(front: RunningServer) -> None:
    client = await start(front.ws_url)
    await client.say("play", steps_per_second=60)
    await client.frame_after(20)
    assert client.frames[-1]["flags"] & 1
    await client.websocket.close()


async def test_only_pages_of_its_own_host_connect_through_it(front: RunningServer) -> None:
    async with connect(front.ws_url, origin=websockets.Origin(front.url)) as own:
        assert json.loads(await own.recv())["type"] == "hello"
    with pytest.raises(websockets.InvalidStatus) as refusal:
        await connect(front.ws_url, origin=websockets.Origin("https://evil.example"))
    assert refusal.value.response.status_code == 403


async def test_visitors_are_told_apart_by_the_address_nginx_saw(front: RunningServer, behind: RunningServer) -> None:
    """What the visitor claims is overwritten; behind the proxy the server counts the visitor, not the proxy."""
    async with contextlib.AsyncExitStack() as opened:
        for i in range(3):
            headers = {"X-Forwarded-For": f"198.51.100.{i}"}
            await opened.enter_async_context(connect(front.ws_url, additional_headers=headers))
        with pytest.raises(websockets.InvalidStatus) as refusal:
            await connect(front.ws_url, additional_headers={"X-Forwarded-For": "198.51.100.9"})
        assert refusal.value.response.status_code == 429
        # From the trusted proxy's own address another visitor is announced: it is let in.
        async with connect(behind.ws_url, additional_headers={"X-Forwarded-For": "198.51.100.9"}) as other:
            assert json.loads(await other.recv())["type"] == "hello"


def test_a_big_body_is_refused(front: RunningServer) -> None:
    with socket.create_connection(("127.0.0.1", front.port), timeout=20) as raw:
        raw.sendall(b"POST /api/runs HTTP/1.1\r\nHost: x\r\nContent-Length: 4194305\r\n\r\n")
        assert raw.recv(4096).startswith(b"HTTP/1.1 413")


def test_metrics_stay_inside(front: RunningServer, behind: RunningServer) -> None:
    friend = {"Authorization": f"Bearer {TOKEN}"}
    assert status_of(urllib.request.Request(f"{front.url}/metrics", headers=friend)) == 404
    assert status_of(f"{behind.url}/metrics") == 200


@pytest.mark.parametrize("begun", [b"GET / HTT", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "])
def test_a_slow_header_is_cut_off(front: RunningServer, begun: bytes) -> None:
    with socket.create_connection(("127.0.0.1", front.port), timeout=20) as raw:
        raw.sendall(begun)
        with contextlib.suppress(ConnectionResetError):
            assert b"200 OK" not in raw.recv(4096)


@pytest.mark.parametrize(
    "request_text",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    ],
    ids=["length and chunks", "two lengths", "a space before the colon"],
)  # fmt: skip
def test_a_request_that_can_be_read_in_two_ways_is_refused(front: RunningServer, request_text: bytes) -> None:
    with socket.create_connection(("127.0.0.1", front.port), timeout=20) as raw:
        raw.sendall(request_text)
        assert raw.recv(4096).startswith(b"HTTP/1.1 400")


async def test_the_access_log_names_nobody(front: RunningServer, tmp_path_factory: pytest.TempPathFactory) -> None:
    await asyncio.to_thread(status_of, f"{front.url}/healthz?who=me")
    [log] = tmp_path_factory.getbasetemp().glob("nginx0/access.log")
    lines = log.read_text("utf-8").splitlines()
    assert all({"timestamp", "method", "path", "status"} <= json.loads(line).keys() for line in lines)
    assert not [line for line in lines if "127.0.0.1" in line or "who=me" in line]
