"""Saved runs: kill −9 in the middle of saves, and the page of a run under load.

    python -m benchmarks.storage [kills] [seconds]

The server saves for several clients at once, over HTTP and from sessions that train, when it is killed. The next one,
on the same file, must have every run that was acknowledged.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import psutil
import websockets

from app.experiment import build_trainer
from app.results import Losses, result_of
from app.validation import parse_config
from benchmarks.forks import forking
from benchmarks.servers import free_port, running_server
from benchmarks.table import Figure, print_figures

if TYPE_CHECKING:
    from collections.abc import Callable

KILLS = 1000
KILLS_A_FILE = 50
POSTING, SAVING = 3, 2
"""Clients that save at once: over HTTP, and from sessions that train."""
MOST_SAVES, LONGEST_WAIT = 12, 0.02
START_SECONDS = 20.0

PAGES_PER_SECOND = 200
PAGE_SECONDS = 10.0
SAVED_PAGES = 50


def posted(title: str) -> bytes:
    """Return the body of a run to be saved."""
    return json.dumps({"title": title, **_trained()}).encode()


@cache
def _trained() -> dict[str, Any]:
    config = parse_config({})
    trainer = build_trainer(config)
    losses: list[float] = []
    trainer.advance(200, losses)
    return result_of(config, trainer, Losses(train=losses)).model_dump(exclude={"losses": {"step"}})


# ---- kill −9 ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Life:
    """When a server is killed: after so many saves, and so many seconds more."""

    saves: int
    seconds: float


@dataclass
class Tally:
    """What was acknowledged, and what of it was not there afterward."""

    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    unreadable: int = 0
    corrupt: int = 0
    titles: dict[str, str] = field(default_factory=dict)


def kill_saves(kills: int, kills_a_file: int = KILLS_A_FILE, seed: int = 0) -> Tally:
    """Kill servers in the middle of saves, and look for what they had acknowledged."""
    tally, lives = Tally(), random.Random(seed)  # noqa: S311 (no secret)
    with forking() as start:
        while tally.kills < kills:
            with tempfile.TemporaryDirectory() as directory:
                path = Path(directory) / "runs.db"
                tally.titles.clear()
                last: dict[str, str] = {}
                for _ in range(min(kills_a_file, kills - tally.kills)):
                    life = Life(lives.randint(0, MOST_SAVES), lives.uniform(0, LONGEST_WAIT))
                    last = asyncio.run(_one_life(start, path, life, last, tally))
                    tally.corrupt += not is_whole(path)
                asyncio.run(_one_life(start, path, None, tally.titles, tally))
    return tally


async def _one_life(
    start: Callable[[int, str], int], path: Path, life: Life | None, expected: dict[str, str], tally: Tally
) -> dict[str, str]:
    """Start a server, look for the runs that are expected, save until it is killed; return what it acknowledged."""
    port = free_port()
    process = psutil.Process(start(port, f"sqlite+aiosqlite:///{path}"))
    acknowledged: dict[str, str] = {}
    try:
        await _until_it_answers(port)
        await _look_for(port, expected, tally)
        if life is not None:
            async with asyncio.timeout(START_SECONDS):
                await _save_until_killed(port, life, process, acknowledged)
            tally.kills += 1
    finally:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGKILL)
        process.wait(timeout=START_SECONDS)
    tally.acknowledged += len(acknowledged)
    tally.titles |= acknowledged
    return acknowledged


async def _save_until_killed(port: int, life: Life, process: psutil.Process, acknowledged: dict[str, str]) -> None:
    """Let every client save, and kill the server meanwhile."""
    ready = asyncio.Barrier(POSTING + SAVING + 1)
    clients = [_post_runs(port, f"posted {i}", ready, acknowledged) for i in range(POSTING)]
    clients += [_save_runs(port, f"saved {i}", ready, acknowledged) for i in range(SAVING)]
    tasks = [asyncio.create_task(client) for client in clients]
    await ready.wait()
    while len(acknowledged) < life.saves:  # noqa: ASYNC110 (the clients are told nothing of it)
        await asyncio.sleep(0.001)
    await asyncio.sleep(life.seconds)
    process.send_signal(signal.SIGKILL)
    await asyncio.gather(*tasks)


async def _post_runs(port: int, name: str, ready: asyncio.Barrier, acknowledged: dict[str, str]) -> None:
    connection = await Http.connect(port)
    bodies = [(f"{name} {i}", posted(f"{name} {i}")) for i in range(2)]
    await ready.wait()
    with contextlib.suppress(OSError, asyncio.IncompleteReadError):
        while True:
            for title, body in bodies:
                status, answer = await connection.ask("POST", "/api/runs", body)
                assert status == 201, answer
                acknowledged[json.loads(answer)["id"]] = title
    connection.close()


async def _save_runs(port: int, name: str, ready: asyncio.Barrier, acknowledged: dict[str, str]) -> None:
    async with websockets.connect(f"ws://127.0.0.1:{port}/ws", compression=None) as websocket:
        await websocket.send('{"type": "configure", "id": 1}')
        await websocket.send('{"type": "play", "id": 2}')
        await ready.wait()
        number = 2
        with contextlib.suppress(websockets.ConnectionClosed):
            while True:
                number += 1
                title = f"{name} {number}"
                await websocket.send(json.dumps({"type": "save", "id": number, "title": title}))
                answer: dict[str, Any] = {}
                while answer.get("id") != number:
                    data = await websocket.recv()
                    answer = json.loads(data) if isinstance(data, str) else {}
                assert answer["type"] == "ack", answer
                acknowledged[answer["run"]] = title


async def _look_for(port: int, expected: dict[str, str], tally: Tally) -> None:
    """Count the runs that are not there, and those that are not what was saved."""
    connection = await Http.connect(port)
    for run, title in expected.items():
        status, answer = await connection.ask("GET", f"/api/runs/{run}")
        if status != 200:
            tally.lost += 1
        elif json.loads(answer)["title"] != title or len(json.loads(answer)["layers"]) != 2:
            tally.unreadable += 1
    connection.close()


def is_whole(path: Path) -> bool:
    """Tell what SQLite says of a copy of the file, so that the server finds its own as it was left."""
    with tempfile.TemporaryDirectory() as directory:
        for part in path.parent.glob(f"{path.name}*"):
            shutil.copy(part, directory)
        with contextlib.closing(sqlite3.connect(Path(directory) / path.name)) as copy:
            return bool(copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)])


async def _until_it_answers(port: int) -> None:
    async with asyncio.timeout(START_SECONDS):
        while True:
            try:
                connection = await Http.connect(port)
            except OSError:
                await asyncio.sleep(0.005)
                continue
            connection.close()
            return


def kill_figures(kills: int = KILLS) -> list[Figure]:
    """Return the figures of so many kills."""
    begun = time.perf_counter()
    tally = kill_saves(kills)
    return [
        Figure("kill −9 during saves", tally.kills, "times"),
        Figure("  saves acknowledged", tally.acknowledged, "runs", at_least=kills),
        Figure("  of these lost", tally.lost, "runs", at_most=0),
        Figure("  of these not what was saved", tally.unreadable, "runs", at_most=0),
        Figure("  files corrupt", tally.corrupt, "files", at_most=0),
        Figure("  time taken", time.perf_counter() - begun, "s"),
    ]


# ---- the page of a run -----------------------------------------------------------------------------------------------


class Http:
    """One kept connection, without anything that would be measured instead of the server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def connect(cls, port: int) -> Http:
        """Return a connection to a server on this machine."""
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def ask(self, method: str, path: str, body: bytes = b"", headers: str = "") -> tuple[int, bytes]:
        """Return the status and the body of an answer.

        Raises:
            OSError: if the server is gone; asyncio.IncompleteReadError, if it goes meanwhile.
        """
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
        self._writer.write(head.encode() + body)
        answer = (await self._reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(answer.partition("content-length:")[2].split("\r\n", 1)[0] or 0)
        return int(answer.split(" ", 2)[1]), await self._reader.readexactly(length)

    def close(self) -> None:
        """Close the connection."""
        self._writer.close()


async def _load_pages(port: int, paths: list[str], rate: float, seconds: float) -> list[float]:
    """Ask for pages at a steady rate, however long the answers take; return the seconds of each since it was due."""
    idle: list[Http] = []
    begun = time.perf_counter() + 0.1

    async def one(number: int) -> float:
        due = begun + number / rate
        await asyncio.sleep(due - time.perf_counter())
        connection = idle.pop() if idle else await Http.connect(port)
        status, page = await connection.ask(
            "GET", paths[number % len(paths)], headers="Accept-Encoding: gzip\r\nAccept-Language: en\r\n"
        )
        assert status == 200, page
        idle.append(connection)
        return time.perf_counter() - due

    times = await asyncio.gather(*(one(i) for i in range(int(rate * seconds))))
    for connection in idle:
        connection.close()
    return list(times)


def opening_figures(seconds: float = PAGE_SECONDS, rate: float = PAGES_PER_SECOND) -> list[Figure]:
    """Return how long the pages of saved runs take, asked for from another process."""
    with tempfile.TemporaryDirectory() as directory:
        url = f"sqlite+aiosqlite:///{directory}/runs.db"
        with running_server(database_url=url) as server:
            server_process = psutil.Process(server.process.pid)
            paths = []
            for i in range(SAVED_PAGES):
                request = urllib.request.Request(f"{server.url}/api/runs", posted(f"run {i}"))
                with urllib.request.urlopen(request) as answer:
                    paths.append(json.load(answer)["url"])
            asyncio.run(_load_pages(server.port, paths, rate, 1.0))
            busy, begun = sum(server_process.cpu_times()[:2]), time.perf_counter()
            times = np.array(asyncio.run(_load_pages(server.port, paths, rate, seconds))) * 1000
            share = (sum(server_process.cpu_times()[:2]) - busy) / (time.perf_counter() - begun)
    return [
        Figure(f"/r/{{id}} at {rate:g} requests/s, median", float(np.median(times)), "ms"),
        Figure("  p99", float(np.percentile(times, 99)), "ms", at_most=20),
        Figure("  of a core", 100 * share, "%"),
    ]


if __name__ == "__main__":
    print(f"{os.cpu_count()} cores")
    count = int(sys.argv[1]) if len(sys.argv) > 1 else KILLS
    duration = float(sys.argv[2]) if len(sys.argv) > 2 else PAGE_SECONDS
    print_figures("Saved runs, killed", kill_figures(count))
    print_figures("Saved runs, opened", opening_figures(duration))
