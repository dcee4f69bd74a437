"""Real server processes, for benchmarks and tests."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

START_SECONDS = 120.0
POLL_SECONDS = 0.02


@dataclass
class RunningServer:
    """A server process on a port of its own."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def url(self) -> str:
        """The page's address, without a path."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def ws_url(self) -> str:
        """The WebSocket's address."""
        return f"ws://127.0.0.1:{self.port}/ws"

    def stop(self) -> int:
        """Ask the server to stop as a container would, and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=15)


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running_server(port: int | None = None, **settings: object) -> Iterator[RunningServer]:
    """Start ``piecewise serve`` with some settings, on a free port unless one is given; it answers when this yields.

    It keeps no runs and logs nothing but errors, unless a setting or the environment says otherwise.
    """
    port = port or free_port()
    environment = {f"PIECEWISE_{name.upper()}": str(value) for name, value in settings.items()}
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve"],
        env={
            "PIECEWISE_DATABASE_URL": "",
            "PIECEWISE_LOG_LEVEL": "error",
            **os.environ,
            **environment,
            "PIECEWISE_PORT": str(port),
        },
        stdout=subprocess.DEVNULL,
    )
    server = RunningServer(process, port)
    try:
        _await_healthy(server)
        yield server
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _await_healthy(server: RunningServer) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            raise RuntimeError(f"the server ended with {server.process.returncode}")
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{server.url}/healthz", timeout=1) as answer:
            if answer.status == 200:
                return
        time.sleep(POLL_SECONDS)
    raise RuntimeError("the server did not answer in time")
