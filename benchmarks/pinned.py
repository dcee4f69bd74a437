"""A server on a core of its own, and the way to it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import urllib.request
from typing import TYPE_CHECKING, Any

import psutil
import uvloop
import websockets
from prometheus_client.parser import text_string_to_metric_families

from benchmarks.servers import RunningServer, running_server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Iterator

    from websockets.asyncio.client import ClientConnection

SERVER_CORE, VIEWER_CORE = 0, 1


@contextlib.contextmanager
def pinned_server(**settings: Any) -> Iterator[tuple[RunningServer, psutil.Process]]:
    """Start a server on its own core, this process on the other."""
    everywhere = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {VIEWER_CORE})
    try:
        with running_server(**settings) as server:
            process = psutil.Process(server.process.pid)
            process.cpu_affinity([SERVER_CORE])
            yield server, process
    finally:
        os.sched_setaffinity(0, everywhere)


def run(body: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine in a fast event loop."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(body)


def metrics_of(server: RunningServer) -> dict[str, float]:
    """Return the server's metrics, those with labels added up."""
    with urllib.request.urlopen(f"{server.url}/metrics", timeout=30) as answer:
        families = list(text_string_to_metric_families(answer.read().decode()))
    totals: dict[str, float] = {}
    for sample in (sample for family in families for sample in family.samples):
        totals[sample.name] = totals.get(sample.name, 0.0) + sample.value
    return totals


@contextlib.asynccontextmanager
async def visit(server: RunningServer, address: str = "127.0.0.1") -> AsyncIterator[ClientConnection]:
    """Open a socket as a browser would, from one of this machine's addresses, which are all of 127.0.0.0/8."""
    async with websockets.connect(
        server.ws_url, compression=None, max_size=None, ping_interval=None, local_addr=(address, 0)
    ) as websocket:
        yield websocket
