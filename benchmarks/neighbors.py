"""What twenty ordinary visitors get beside one address that sends whatever valid messages cost most.

    python -m benchmarks.neighbors [seconds] [name of a scenario]

Everybody has an address of his own, the greedy one has one for all its sockets; the limits are those of every server.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import multiprocessing
import struct
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.greedy import SCENARIOS, act
from benchmarks.pinned import pinned_server, run, visit
from benchmarks.table import Figure, print_figures

if TYPE_CHECKING:
    import psutil

    from benchmarks.servers import RunningServer

VISITORS, SECONDS, WARM_SECONDS = 20, 10.0, 3.0
ASK_EVERY_SECONDS, NEWCOMER_EVERY_SECONDS, LOOK_EVERY_SECONDS = 0.3, 0.5, 0.05
MAX_SECONDS_FOR_ONE = 20.0
MEBIBYTE = 2**20


@dataclass
class Measured:
    """What the ordinary visitors got."""

    counting: bool = False
    frames: int = 0
    answers: list[float] = field(default_factory=list)
    arrivals: list[float] = field(default_factory=list)
    peak: int = 0


def neighbor_figures(seconds: float = SECONDS, only: str = "") -> list[Figure]:
    """Return the figures of every scenario, or of those whose name contains ``only``."""
    return [figure for name in SCENARIOS if only in name for figure in _scenario_figures(name, seconds)]


def _scenario_figures(name: str, seconds: float) -> list[Figure]:
    spawn = multiprocessing.get_context("spawn")
    with pinned_server() as (server, process):
        stop = spawn.Event()
        # A process handle cannot be sent: the greedy one needs the port alone.
        greedy = spawn.Process(target=_act, args=(server.port, name, stop), daemon=True)
        measured = run(_measure(server, process, greedy, seconds))
        stop.set()
        greedy.join(5)
        if greedy.is_alive():
            greedy.kill()
    answers = measured.answers or [MAX_SECONDS_FOR_ONE]
    return [
        Figure(f"{name}: frames a second of each", measured.frames / VISITORS / seconds, "", at_least=28),
        Figure("  control latency, p99", float(np.percentile(answers, 99)) * 1000, "ms", at_most=50),
        Figure("  newcomer in after, at most", max(measured.arrivals, default=MAX_SECONDS_FOR_ONE), "s", at_most=1),
        Figure("  memory of the server, at most", measured.peak / MEBIBYTE, "MiB", at_most=768),
    ]


def _act(port: int, name: str, stop: Any) -> None:
    from benchmarks.servers import RunningServer

    act(RunningServer(None, port), name, stop)  # type: ignore[arg-type]


async def _measure(server: RunningServer, process: psutil.Process, greedy: Any, seconds: float) -> Measured:
    measured = Measured()
    tasks = [asyncio.create_task(_visitor(server, i, measured)) for i in range(VISITORS)]
    await asyncio.sleep(1)
    greedy.start()
    tasks.append(asyncio.create_task(_newcomers(server, measured)))
    await asyncio.sleep(WARM_SECONDS)
    measured.counting = True
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(Exception):
            measured.peak = max(measured.peak, process.memory_info().rss)
        await asyncio.sleep(LOOK_EVERY_SECONDS)
    measured.counting = False
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    return measured


async def _visitor(server: RunningServer, number: int, measured: Measured) -> None:
    """Watch the default network learn at 30 frames a second, and ask for something now and then."""
    ids = itertools.count(1)
    async with visit(server, f"127.0.1.{number + 1}") as websocket:
        for message in ({"type": "configure"}, {"type": "play", "steps_per_second": 60}):
            await websocket.send(json.dumps({**message, "id": next(ids)}))
        asked_id, asked_at = 0, time.perf_counter()
        async for data in websocket:
            now = time.perf_counter()
            if isinstance(data, bytes):
                measured.frames += measured.counting
                await websocket.send(f'{{"type":"seen","frame":{struct.unpack_from("<I", data, 4)[0]}}}')
            elif asked_id and f'"id":{asked_id},' in data[:40]:
                if measured.counting:
                    measured.answers.append(now - asked_at)
                asked_id = 0
            if not asked_id and now - asked_at >= ASK_EVERY_SECONDS:
                asked_id, asked_at = next(ids), now
                await websocket.send(f'{{"type":"play","id":{asked_id},"steps_per_second":60}}')


async def _newcomers(server: RunningServer, measured: Measured) -> None:
    """Come in, one after the other, each from another address."""
    for number in itertools.count():
        begun, arrived = time.perf_counter(), MAX_SECONDS_FOR_ONE
        with contextlib.suppress(Exception):
            async with asyncio.timeout(MAX_SECONDS_FOR_ONE), visit(server, f"127.0.2.{number % 250 + 1}") as websocket:
                await websocket.send('{"type":"configure","id":1}')
                while not isinstance(await websocket.recv(), bytes):
                    pass
                arrived = time.perf_counter() - begun
        if measured.counting:
            measured.arrivals.append(arrived)
        await asyncio.sleep(NEWCOMER_EVERY_SECONDS)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    print_figures("Neighbors", neighbor_figures(float(arguments[0]) if arguments else SECONDS, *arguments[1:]))
