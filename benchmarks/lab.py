"""Experiments: how long a landscape takes, and whether others notice that one is being computed.

python -m benchmarks.lab
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import time
from typing import TYPE_CHECKING, Any

import numpy as np
import websockets

from app.engine.lab.landscape import along_random, losses_on
from app.experiment import build_trainer
from app.validation import parse_config
from benchmarks.servers import running_server
from benchmarks.serving import CASE_B
from benchmarks.table import Figure, print_figures

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from websockets.asyncio.client import ClientConnection

POINTS = 41
ROUNDS = 7
PINGS = 300
PAUSE_SECONDS = 0.01


def landscape_milliseconds() -> float:
    """Return the median time of a landscape of case B."""
    trainer = build_trainer(parse_config(CASE_B))
    steps = np.linspace(-1, 1, POINTS).tolist()
    times = []
    for seed in range(ROUNDS):
        plane = along_random(trainer.network, np.random.default_rng(seed))
        begun = time.perf_counter()
        losses_on(trainer.network, trainer.dataset, trainer.settings.loss, plane, a=steps, b=steps)
        times.append(time.perf_counter() - begun)
    return float(np.median(times)) * 1000


class Client:
    """A socket that waits for the answer to each of its requests; frames are answered as a page would."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._ids = itertools.count(1)

    async def ask(self, kind: str, **fields: Any) -> None:
        """Send a request and wait for its answer."""
        request_id = next(self._ids)
        await self._socket.send(json.dumps({"type": kind, "id": request_id, **fields}))
        while True:
            data = await self._socket.recv()
            if isinstance(data, bytes):
                await self._socket.send(json.dumps({"type": "seen", "frame": int.from_bytes(data[4:8], "little")}))
                continue
            message = json.loads(data)
            if message.get("id") == request_id:
                assert message["type"] == "ack", message
                return


async def _explore(url: str, computed: list[float], begun: asyncio.Event) -> None:
    async with websockets.connect(url, compression=None, max_size=None) as socket:
        client = Client(socket)
        await client.ask("configure", config=CASE_B)
        for seed in itertools.count():
            await client.ask("landscape", seed=seed, points=POINTS)
            computed.append(time.perf_counter())
            begun.set()


async def _latencies(url: str) -> tuple[list[float], int]:
    """Return how long commands took while another session had landscapes computed, and how many those were."""
    computed: list[float] = []
    begun = asyncio.Event()
    explorer = asyncio.create_task(_explore(url, computed, begun))
    async with websockets.connect(url, compression=None) as socket:
        client = Client(socket)
        await client.ask("configure", config=CASE_B)
        await begun.wait()
        found = []
        for i in range(PINGS):
            sent = time.perf_counter()
            await client.ask("pause" if i % 2 else "play")
            found.append(time.perf_counter() - sent)
            await asyncio.sleep(PAUSE_SECONDS)
    explorer.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await explorer
    return found, len(computed)


def _percentile(milliseconds: NDArray[np.float64], share: float) -> float:
    return float(np.percentile(milliseconds, share))


def lab_figures() -> list[Figure]:
    """Return the figures of one run."""
    with running_server() as server:
        latencies, computed = asyncio.run(_latencies(server.ws_url))
    waited = np.array(latencies) * 1000
    return [
        Figure(f"landscape {POINTS}×{POINTS} of B on 256 points, compute", landscape_milliseconds(), "ms", at_most=150),
        Figure("control latency while landscapes are computed, p99", _percentile(waited, 99), "ms", at_most=50),
        Figure("  median", _percentile(waited, 50), "ms"),
        Figure("  landscapes computed meanwhile", computed, ""),
    ]


if __name__ == "__main__":
    print_figures("Lab", lab_figures())
