"""Fifty sessions training and streaming from one process, against a bare loop of the engine.

    python -m benchmarks.serving [sessions] [rounds]

The server has one core to itself and the viewers the other; while the sessions pause, the bare loop runs on the
server's core. Both take turns, because what a machine gives to one process changes from one second to the next.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import statistics
import struct
import sys
import time
from typing import TYPE_CHECKING

import numpy as np

from app.experiment import build_trainer
from app.validation import parse_config
from benchmarks.pinned import SERVER_CORE, VIEWER_CORE, pinned_server, run, visit
from benchmarks.table import Figure, print_figures

if TYPE_CHECKING:
    import psutil
    from websockets.asyncio.client import ClientConnection

    from app.engine.training import Trainer
    from benchmarks.servers import RunningServer

SESSIONS = 50
ROUNDS = 7
ROUND_SECONDS = 2.5
SETTLING_SECONDS = 0.5
BARE_SECONDS = 0.8
FPS = 30
CASE_B = {
    "data": {"samples": 256, "validation_fraction": 0},
    "network": {"hidden": [16, 16], "activation": "tanh", "initializer": "xavier_uniform"},
    "training": {"loss": "mean_squared_error", "optimizer": {"name": "adam", "learning_rate": 0.001}},
}


def bare_steps_per_second(trainer: Trainer) -> float:
    """Return what the engine alone does with case B on the server's core, in slices as one session would take them."""
    os.sched_setaffinity(0, {SERVER_CORE})
    done, begun = 0, time.perf_counter()
    while (elapsed := time.perf_counter() - begun) < BARE_SECONDS:
        done += trainer.advance(64)
    os.sched_setaffinity(0, {VIEWER_CORE})
    return done / elapsed


class Viewer:
    """Plays case B as fast as granted and notes when frames came."""

    def __init__(self, websocket: ClientConnection) -> None:
        self._websocket = websocket
        self._ids = itertools.count(1)
        self._arrivals: list[float] = []
        self._steps: list[float] = []
        self.frame_bytes = 0

    async def ask(self, *messages: dict[str, object]) -> None:
        """Send messages."""
        for message in messages:
            await self._websocket.send(json.dumps({"id": next(self._ids), **message}))

    async def watch(self) -> None:
        """Stream until cancelled."""
        sections = ["parameters", "prediction", "neurons"]
        await self.ask({"type": "configure", "config": CASE_B}, {"type": "subscribe", "sections": sections, "fps": FPS})
        async for data in self._websocket:
            if isinstance(data, bytes):
                self._arrivals.append(time.perf_counter())
                number, step = struct.unpack_from("<Id", data, 4)
                self._steps.append(step)
                self.frame_bytes = len(data)
                await self._websocket.send(json.dumps({"type": "seen", "frame": number}))

    async def play(self) -> tuple[float, list[float]]:
        """Play one round; return steps a second and the gaps between frames in ms, once settled."""
        self._arrivals.clear()
        self._steps.clear()
        await self.ask({"type": "play", "steps_per_second": None})
        await asyncio.sleep(ROUND_SECONDS)
        settled = self._arrivals[0] + SETTLING_SECONDS
        first = next(i for i, arrival in enumerate(self._arrivals) if arrival > settled)
        arrivals, steps = self._arrivals[first:], self._steps[first:]
        await self.ask({"type": "pause"})
        return (steps[-1] - steps[0]) / (arrivals[-1] - arrivals[0]), (np.diff(arrivals) * 1000).tolist()


async def _serve(
    server: RunningServer, process: psutil.Process, sessions: int, rounds: int
) -> tuple[list[float], list[float], list[float], float, int]:
    """Return bare and served steps a second of every round, all gaps, and the bytes of a session and of a frame."""
    trainer = build_trainer(parse_config(CASE_B))
    trainer.advance(2000)
    before = process.memory_info().rss
    bare, served, gaps = [], [], []
    async with contextlib.AsyncExitStack() as stack:
        viewers = [Viewer(await stack.enter_async_context(visit(server))) for _ in range(sessions)]
        watching = [asyncio.create_task(viewer.watch()) for viewer in viewers]
        await asyncio.sleep(1)
        for _ in range(rounds):
            bare.append(bare_steps_per_second(trainer))
            played = await asyncio.gather(*(viewer.play() for viewer in viewers))
            served.append(sum(speed for speed, _ in played))
            gaps += [gap for _, own in played for gap in own]
            await asyncio.sleep(0.2)
        bare.append(bare_steps_per_second(trainer))
        grown = process.memory_info().rss - before
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)
    return bare, served, gaps, grown / sessions, viewers[0].frame_bytes


def serving_figures(sessions: int = SESSIONS, rounds: int = ROUNDS) -> list[Figure]:
    """Return the figures of one run."""
    with pinned_server(max_sessions_per_address=1000, log_level="error") as (server, process):
        bare, served, gaps, session_bytes, frame_bytes = run(_serve(server, process, sessions, rounds))
    beside = [(a + b) / 2 for a, b in itertools.pairwise(bare)]
    ratios = [speed / alone for speed, alone in zip(served, beside, strict=True)]
    return [
        Figure("bare loop of the engine, median", statistics.median(bare), "steps/s"),
        Figure(f"{sessions} sessions together, median", statistics.median(served), "steps/s"),
        Figure(f"  ratio to the bare loop, median of {rounds} rounds", statistics.median(ratios), "", at_least=0.75),
        Figure("  ratio in the slowest round", min(ratios), ""),
        Figure("  ratio in the fastest round", max(ratios), ""),
        Figure("  frame", frame_bytes / 1024, "KiB"),
        Figure("  gap between frames, median", statistics.median(gaps), "ms"),
        Figure("  gap between frames, p99", float(np.percentile(gaps, 99)), "ms", at_most=45),
        Figure("  memory of a session", session_bytes / 2**20, "MiB", at_most=1),
    ]


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else SESSIONS
    turns = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    print_figures("Serving", serving_figures(count, turns))
