"""Visitors that send valid messages only, and as many of the costliest as they can, each from one address."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import struct
from typing import TYPE_CHECKING, Any

from benchmarks.pinned import VIEWER_CORE, run, visit

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from multiprocessing.synchronize import Event

    from websockets.asyncio.client import ClientConnection

    from benchmarks.servers import RunningServer

    Scenario = Callable[["Greedy"], Awaitable[None]]

ADDRESS = "127.0.0.66"
AGAIN_SECONDS = 0.2
EVERYTHING = ["parameters", "prediction", "neurons", "pieces", "knots"]
LARGE: dict[str, Any] = {
    "network": {"hidden": [64] * 8, "activation": "gelu"},
    "data": {"samples": 5000},
    "training": {"batch_size": 500},
}
ONE_BY_ONE = LARGE | {"training": {"batch_size": 1}}


class Greedy:
    """One socket after another to the server, from the greedy address."""

    def __init__(self, server: RunningServer) -> None:
        self.server = server

    async def keep(self, talk: Callable[[ClientConnection], Awaitable[None]]) -> None:
        """Talk over a socket, over a new one whenever it is closed."""
        while True:
            with contextlib.suppress(Exception):
                async with visit(self.server, ADDRESS) as websocket:
                    await talk(websocket)
            await asyncio.sleep(AGAIN_SECONDS)

    async def all_of(self, talks: int, talk: Callable[[ClientConnection], Awaitable[None]]) -> None:
        """Talk over several sockets at once."""
        await asyncio.gather(*(self.keep(talk) for _ in range(talks)))


async def _say(websocket: ClientConnection, *messages: dict[str, Any]) -> None:
    for number, message in enumerate(messages, start=1):
        await websocket.send(json.dumps({**message, "id": number}))


async def _watch(websocket: ClientConnection) -> None:
    async for data in websocket:
        if isinstance(data, bytes):
            await websocket.send(json.dumps({"type": "seen", "frame": struct.unpack_from("<I", data, 4)[0]}))


def _train(config: dict[str, Any]) -> Callable[[ClientConnection], Awaitable[None]]:
    async def talk(websocket: ClientConnection) -> None:
        play = {"type": "play", "steps_per_second": None}
        watch = {"type": "subscribe", "sections": ["parameters", "prediction"], "fps": 60}
        await _say(websocket, {"type": "configure", "config": config}, watch, play)
        await _watch(websocket)

    return talk


async def _race(websocket: ClientConnection) -> None:
    entries = [{"label": str(i), "changes": {"seed": i}} for i in range(10)]
    small = LARGE | {"training": {"batch_size": 100}}
    play = {"type": "play", "steps_per_second": None}
    watch = {"type": "subscribe", "sections": ["parameters", "prediction", "race"], "fps": 60}
    await _say(websocket, {"type": "configure", "config": small}, {"type": "race", "runs": entries}, watch, play)
    await _watch(websocket)


def _repeat(*messages: dict[str, Any], first: tuple[dict[str, Any], ...] = ()) -> Callable[..., Awaitable[None]]:
    """Send messages over and over, 150 a second at most, and read whatever is answered."""

    async def talk(websocket: ClientConnection) -> None:
        watching = asyncio.create_task(_watch(websocket))
        try:
            ids = itertools.count(1)
            for message in itertools.chain(first, itertools.cycle(messages)):
                await websocket.send(json.dumps({**message, "id": next(ids)}))
                await asyncio.sleep(1 / 150)
        finally:
            watching.cancel()

    return talk


def _points(shift: float) -> dict[str, Any]:
    points = [[i / 5000 + shift, (i % 7) / 7] for i in range(5000)]
    return {"data": {"source": {"kind": "points", "points": points}}}


async def _step_and_configure(websocket: ClientConnection) -> None:
    configures = [{"type": "configure", "config": LARGE} for _ in range(64)]
    await _say(websocket, {"type": "configure", "config": LARGE}, {"type": "step", "count": 100_000}, *configures)
    await _watch(websocket)


async def _never_read(websocket: ClientConnection) -> None:
    websocket.transport.pause_reading()
    await _say(websocket, {"type": "configure", "config": LARGE}, *({"type": "history", "points": 1000},) * 150)
    await asyncio.sleep(3600)


CONFIGURE = {"type": "configure", "config": LARGE}
LANDSCAPE = {"type": "landscape", "points": 51, "span": 1.0, "seed": 1, "first": None, "second": None}
PATCHES = tuple({"type": "patch", "changes": {"network.hidden": [64] * n}} for n in (7, 8))


def _scenarios() -> dict[str, Scenario]:
    alone: dict[str, Scenario] = {
        "8×64 gelu, 5,000 samples": lambda greedy: greedy.keep(_train(LARGE)),
        "the same in batches of 1": lambda greedy: greedy.keep(_train(ONE_BY_ONE)),
        "a race of ten": lambda greedy: greedy.keep(_race),
        "five repeat configure": lambda greedy: greedy.all_of(5, _repeat(CONFIGURE)),
        "five change the shape": lambda greedy: greedy.all_of(5, _repeat(*PATCHES, first=(CONFIGURE,))),
        "twenty step and configure": lambda greedy: greedy.all_of(20, _step_and_configure),
        "fifty never read": lambda greedy: greedy.all_of(50, _never_read),
        "ten sessions' landscapes": lambda greedy: greedy.all_of(10, _repeat(LANDSCAPE, first=(CONFIGURE,))),
    }

    async def together(greedy: Greedy) -> None:
        await asyncio.gather(*(scenario(greedy) for scenario in alone.values()))

    return {"nobody": lambda _greedy: asyncio.sleep(3600), **alone, "all of these together": together}


SCENARIOS = _scenarios()


def act(server: RunningServer, name: str, stop: Event) -> None:
    """Play one of the ``SCENARIOS`` until told to stop."""
    os.sched_setaffinity(0, {VIEWER_CORE})
    os.nice(10)

    async def until_stopped() -> None:
        acting = asyncio.create_task(_act(name, server))
        await asyncio.to_thread(stop.wait)
        acting.cancel()

    run(until_stopped())


async def _act(name: str, server: RunningServer) -> None:
    await SCENARIOS[name](Greedy(server))
