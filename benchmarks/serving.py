"""Fifty sessions training and streaming from one process, against a bare loop of the engine.

    python -m benchmarks.serving [sessions] [seconds]

The server has one core to itself and the viewers the other; the bare loop runs on the server's core, before and after.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import struct
import sys
import time
from typing import TYPE_CHECKING

import numpy as np
import psutil
import uvloop
import websockets

from app.experiment import build_trainer
from app.validation import parse_config
from benchmarks.servers import running_server
from benchmarks.table import Figure, print_figures

if TYPE_CHECKING:
    from collections.abc import Iterator

SESSIONS = 50
SECONDS = 8.0
FPS = 30
CASE_B = {
    "data": {"samples": 256, "validation_fraction": 0},
    "network": {"hidden": [16, 16], "activation": "tanh", "initializer": "xavier_uniform"},
    "training": {"loss": "mean_squared_error", "optimizer": {"name": "adam", "learning_rate": 0.001}},
}
SERVER_CORE, VIEWER_CORE = 0, 1


def bare_steps_per_second(seconds: float = 2.0) -> float:
    """Return what the engine alone does with case B, in slices as a session would take them."""
    trainer = build_trainer(parse_config(CASE_B))
    trainer.advance(2000)
    done, begun = 0, time.perf_counter()
    while (elapsed := time.perf_counter() - begun) < seconds:
        done += trainer.advance(64)
    return done / elapsed


@contextlib.contextmanager
def benchmarked_server() -> Iterator[tuple[psutil.Process, int]]:
    """Start a server that admits everybody; yield its process and port."""
    with running_server(max_sessions_per_address=1000) as server:
        yield psutil.Process(server.process.pid), server.port


class Viewer:
    """Plays case B as fast as granted and notes when frames came."""

    def __init__(self) -> None:
        self.arrivals: list[float] = []
        self.steps: list[float] = []
        self.frame_bytes = 0

    async def watch(self, port: int, until: asyncio.Event) -> None:
        """Stream until told to stop."""
        async with websockets.connect(f"ws://127.0.0.1:{port}/ws", compression=None) as websocket:
            sections = ["parameters", "prediction", "neurons"]
            await websocket.send(json.dumps({"type": "configure", "id": 1, "config": CASE_B}))
            await websocket.send(json.dumps({"type": "subscribe", "id": 2, "sections": sections, "fps": FPS}))
            await websocket.send(json.dumps({"type": "play", "id": 3, "steps_per_second": None}))
            while not until.is_set():
                data = await websocket.recv()
                if isinstance(data, bytes):
                    self.arrivals.append(time.perf_counter())
                    number, step = struct.unpack_from("<Id", data, 4)
                    self.steps.append(step)
                    self.frame_bytes = len(data)
                    await websocket.send(json.dumps({"type": "seen", "frame": number}))


async def _watch_all(port: int, count: int, seconds: float) -> list[Viewer]:
    viewers = [Viewer() for _ in range(count)]
    done = asyncio.Event()
    tasks = [asyncio.create_task(viewer.watch(port, done)) for viewer in viewers]
    await asyncio.sleep(seconds)
    done.set()
    await asyncio.gather(*tasks)
    return viewers


def serving_figures(sessions: int = SESSIONS, seconds: float = SECONDS) -> list[Figure]:
    """Return the figures of one run."""
    everywhere = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {SERVER_CORE})
    bare = [bare_steps_per_second()]
    os.sched_setaffinity(0, {VIEWER_CORE})
    with benchmarked_server() as (server, port):
        server.cpu_affinity([SERVER_CORE])
        memory = server.memory_info().rss
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            viewers = runner.run(_watch_all(port, sessions, seconds))
        grown = server.memory_info().rss - memory
    os.sched_setaffinity(0, {SERVER_CORE})
    bare.append(bare_steps_per_second())
    os.sched_setaffinity(0, everywhere)
    settle = min(v.arrivals[0] for v in viewers) + seconds / 4
    total, gaps = 0.0, []
    for viewer in viewers:
        late = [i for i, t in enumerate(viewer.arrivals) if t > settle]
        first, last = late[0], late[-1]
        total += (viewer.steps[last] - viewer.steps[first]) / (viewer.arrivals[last] - viewer.arrivals[first])
        gaps.append(np.diff([viewer.arrivals[i] for i in late]))
    gap = np.concatenate(gaps) * 1000
    return [
        Figure("bare loop of the engine", float(np.mean(bare)), "steps/s"),
        Figure(f"{sessions} sessions together", total, "steps/s"),
        Figure("  ratio to the bare loop", total / float(np.mean(bare)), "", at_least=0.75),
        Figure("  frame", viewers[0].frame_bytes / 1024, "KiB"),
        Figure("  gap between frames, median", float(np.median(gap)), "ms"),
        Figure("  gap between frames, p99", float(np.percentile(gap, 99)), "ms", at_most=45),
        Figure("  memory of a session", grown / sessions / 2**20, "MiB", at_most=1),
    ]


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else SESSIONS
    duration = float(sys.argv[2]) if len(sys.argv) > 2 else SECONDS
    print_figures("Serving", serving_figures(count, duration))
