"""What a host need not fear: visitors that come and go, nonsense, floods, and a full house.

    python -m benchmarks.hosting [share]

``share`` (1) shrinks the counts. The server has one core to itself; everybody else shares the other.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import multiprocessing
import random
import struct
import sys
import time
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks import hostile
from benchmarks.fuzzing import fuzzed
from benchmarks.pinned import VIEWER_CORE, metrics_of, pinned_server, run, visit
from benchmarks.table import Figure, print_figures

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import psutil
    from websockets.asyncio.client import ClientConnection

    from benchmarks.servers import RunningServer

UNBOUNDED: dict[str, Any] = {
    "requests_per_minute": 10**9, "max_sockets_per_address": 10**6, "max_sessions_per_address": 10**6,
    "messages_per_second": 1e9, "message_burst": 1e9, "bytes_per_second": 1e12, "command_share": 1,
    "log_level": "error",
}  # fmt: skip
"""Everybody here comes from one address, and some do on purpose what the limits are there to prevent."""
CYCLES, MESSAGES, FLOOD_SECONDS, SESSIONS, SESSION_SECONDS = 10_000, 100_000, 20.0, 150, 15.0
FLOODERS, FLOOD_RATE, STALLED = 5, 100_000, 10
HONEST = 5


# 1. Visitors that come and go


def coming_and_going(cycles: int) -> list[Figure]:
    """Connect, start an experiment, play, and vanish without a word."""
    with pinned_server(grace_seconds=0, **UNBOUNDED) as (server, process):
        run(_come_and_go(server, max(200, cycles // 10)))
        tasks, descriptors, memory = _at_rest(server, process)
        begun = time.perf_counter()
        run(_come_and_go(server, cycles))
        seconds = time.perf_counter() - begun
        tasks_after, descriptors_after, memory_after = _at_rest(server, process)
    return [
        Figure(f"{cycles:,} visitors that vanish, a second", cycles / seconds, ""),
        Figure("  memory growth", (memory_after - memory) / 1e6, "MB", at_most=5),
        Figure("  descriptors left over", descriptors_after - descriptors, "", at_most=0),
        Figure("  tasks left over", tasks_after - tasks, "", at_most=0),
    ]


async def _come_and_go(server: RunningServer, cycles: int) -> None:
    left = itertools.repeat(None, cycles)

    async def visitor() -> None:
        for _ in left:
            async with visit(server) as websocket:
                await websocket.send('{"type":"configure","id":1}')
                await websocket.send('{"type":"play","id":2,"steps_per_second":null}')
                while b'"id":2' not in (await websocket.recv(decode=False)):
                    pass
                websocket.transport.abort()

    await asyncio.gather(*(visitor() for _ in range(20)))


def _at_rest(server: RunningServer, process: psutil.Process) -> tuple[float, int, int]:
    """Return tasks, descriptors and memory (bytes) once everybody is gone."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        now = metrics_of(server)
        if now["piecewise_sockets"] == now["piecewise_sessions"] == 0:
            break
        time.sleep(0.1)
    time.sleep(0.5)
    return metrics_of(server)["piecewise_tasks"], process.num_fds(), process.memory_info().rss


# 2. Nonsense


def nonsense(messages: int) -> list[Figure]:
    """Send messages that are nearly right, and some that are not at all."""
    with pinned_server(**UNBOUNDED) as (server, _):
        begun = time.perf_counter()
        answered = run(_talk_nonsense(server, messages))
        seconds = time.perf_counter() - begun
        counted = metrics_of(server)
    errors = counted.get("piecewise_errors_total", 0.0) + counted["piecewise_session_failures_total"]
    return [
        Figure(f"{messages:,} fuzzed messages, a second", messages / seconds, ""),
        Figure("  answered by ack or error", answered, ""),
        Figure("  unhandled errors", errors, "", at_most=0),
    ]


async def _talk_nonsense(server: RunningServer, messages: int) -> int:
    talkers = 4
    return sum(await asyncio.gather(*(_talker(server, messages // talkers, seed) for seed in range(talkers))))


async def _talker(server: RunningServer, messages: int, seed: int) -> int:
    chance, answers = random.Random(seed), 0  # noqa: S311
    asked, heard = 0, asyncio.Event()
    async with visit(server) as websocket:

        async def listen() -> None:
            nonlocal answers
            async for data in websocket:
                if isinstance(data, bytes):
                    await websocket.send(json.dumps({"type": "seen", "frame": struct.unpack_from("<I", data, 4)[0]}))
                elif data.startswith(('{"type":"ack"', '{"type":"error"')):
                    answers += 1
                    if f'"id":{asked},' in data[:40]:
                        heard.set()

        listening = asyncio.create_task(listen())
        for i in range(messages):
            if i % 50:
                await websocket.send(fuzzed(chance, i))
                continue
            # Let it keep up: what waits in mailboxes is not what is tested here.
            asked = i
            heard.clear()
            await websocket.send(
                json.dumps({"type": "configure", "id": i} if i % 500 == 0 else {"type": "pause", "id": i})
            )
            await asyncio.wait((listening, asyncio.create_task(heard.wait())), return_when="FIRST_COMPLETED")
            if listening.done():
                raise RuntimeError(f"the server ended the connection: {websocket.close_code}")
        listening.cancel()
    return answers


# 3. A flood


def flooded(seconds: float) -> list[Figure]:
    """Let honest visitors work while others flood, stall and throw bombs; the limits are those of every server."""
    spawn = multiprocessing.get_context("spawn")
    with pinned_server(log_level="error") as (server, process):
        stop = spawn.Event()
        hostiles = [
            spawn.Process(target=hostile.flood, args=(server.port, FLOODERS, FLOOD_RATE, VIEWER_CORE, stop)),
            spawn.Process(target=hostile.stall, args=(server.port, STALLED, VIEWER_CORE, stop)),
            spawn.Process(target=hostile.bomb, args=(server.port, VIEWER_CORE, stop)),
        ]
        latencies, memory = run(_work_in_a_flood(server, process, hostiles, seconds))
        stop.set()
        for each in hostiles:
            each.join()
        counted = metrics_of(server)
    flood = latencies["flood"]
    return [
        Figure("calm: control latency, p99", float(np.percentile(latencies["calm"], 99)) * 1000, "ms"),
        Figure("flood: control latency, median", float(np.median(flood)) * 1000, "ms"),
        Figure("  control latency, p99", float(np.percentile(flood, 99)) * 1000, "ms", at_most=100),
        Figure("  memory growth at most", memory / 1e6, "MB", at_most=20),
        Figure("  connections turned away", counted.get("piecewise_refused_total", 0.0), ""),
        Figure("  unhandled errors", counted.get("piecewise_errors_total", 0.0), "", at_most=0),
    ]


async def _work_in_a_flood(
    server: RunningServer, process: psutil.Process, hostiles: list[Any], seconds: float
) -> tuple[dict[str, list[float]], int]:
    latencies: dict[str, list[float]] = {"calm": [], "flood": []}
    phase, peak = "warm", 0
    done = asyncio.Event()

    async def honest() -> None:
        async with visit(server) as websocket:
            async for latency in commands(websocket, done, every=0.05, steps_per_second=60):
                latencies.setdefault(phase, []).append(latency)

    workers = [asyncio.create_task(honest()) for _ in range(HONEST)]
    await asyncio.sleep(2)
    phase = "calm"
    await asyncio.sleep(min(5.0, seconds / 2))
    phase, before = "starting", process.memory_info().rss
    for each in hostiles:
        each.start()
    await asyncio.sleep(1)
    phase = "flood"
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        peak = max(peak, process.memory_info().rss)
        await asyncio.sleep(0.1)
    done.set()
    await asyncio.gather(*workers)
    return latencies, peak - before


async def commands(
    websocket: ClientConnection, done: asyncio.Event, every: float, steps_per_second: float, fps: int = 30
) -> AsyncIterator[float]:
    """Watch a session as a page does and, now and then, ask for something; yield how long each answer took."""
    ids = itertools.count(1)
    opening: list[dict[str, Any]] = [
        {"type": "configure"},
        {"type": "subscribe", "sections": ["parameters", "prediction"], "fps": fps},
        {"type": "play", "steps_per_second": steps_per_second},
    ]
    for message in opening:
        await websocket.send(json.dumps({**message, "id": next(ids)}))
    asked_id, asked_at = 0, 0.0
    next_question = time.perf_counter() + every * random.random()  # noqa: S311
    while not done.is_set():
        data = await websocket.recv()
        now = time.perf_counter()
        if isinstance(data, bytes):
            number = struct.unpack_from("<I", data, 4)[0]
            await websocket.send(f'{{"type":"seen","frame":{number}}}')
        elif asked_id and f'"id":{asked_id},' in data[:40]:
            yield now - asked_at
            asked_id = 0
        if not asked_id and now >= next_question:
            asked_id, asked_at, next_question = next(ids), now, now + every
            play = {"type": "play", "id": asked_id, "steps_per_second": steps_per_second}
            await websocket.send(json.dumps(play))


# 4. A full house


def full_house(sessions: int, seconds: float) -> list[Figure]:
    """Many sessions at once, each a step and a frame thirty times a second, on one core."""
    with pinned_server(**UNBOUNDED) as (server, process):
        latencies, frames, busy = run(_fill(server, process, sessions, seconds))
    return [
        Figure(f"{sessions} sessions: frames a second of each", frames / sessions / seconds, "", at_least=29),
        Figure("  control latency, median", float(np.median(latencies)) * 1000, "ms"),
        Figure("  control latency, p99", float(np.percentile(latencies, 99)) * 1000, "ms", at_most=100),
        Figure("  share of the core", busy / seconds, ""),
        Figure("  of the core for a step and its frame", busy / frames * 1e6, "µs"),
    ]


async def _fill(
    server: RunningServer, process: psutil.Process, sessions: int, seconds: float
) -> tuple[list[float], float, float]:
    latencies: list[float] = []
    done = asyncio.Event()

    async def one() -> None:
        async with visit(server) as websocket:
            async for latency in commands(websocket, done, every=1.0, steps_per_second=30):
                latencies.append(latency)  # noqa: PERF401 (as they come)

    tasks = [asyncio.create_task(one()) for _ in range(sessions)]
    await asyncio.sleep(4)
    latencies.clear()
    frames, busy = _progress(server, process)
    await asyncio.sleep(seconds)
    frames_after, busy_after = _progress(server, process)
    done.set()
    await asyncio.gather(*tasks)
    return latencies, frames_after - frames, busy_after - busy


def _progress(server: RunningServer, process: psutil.Process) -> tuple[float, float]:
    """Return the frames sent and the seconds of CPU used so far."""
    times = process.cpu_times()
    return metrics_of(server)["piecewise_frames_sent_total"], times.user + times.system


def hosting_figures(share: float = 1.0) -> list[Figure]:
    """Return all figures; ``share`` of the counts."""
    return [
        *coming_and_going(int(CYCLES * share)),
        *nonsense(int(MESSAGES * share)),
        *flooded(FLOOD_SECONDS * share),
        *full_house(SESSIONS, SESSION_SECONDS * share),
    ]


if __name__ == "__main__":
    print_figures("Hosting", hosting_figures(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0))
