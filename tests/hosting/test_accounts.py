"""What an address takes is charged to it, in time and in memory; the others come first, and nobody's is taken away."""

from __future__ import annotations

import asyncio
import threading

import pytest

from app.protocol.errors import ProtocolError
from app.protocol.messages import Configure, HistoryQuery, Pause, Play
from app.sessions.costs import LONG_SECONDS, cost_of
from app.sessions.memory_accounts import MEBIBYTE, PROCESS_BYTES, MemoryAccounts
from app.sessions.scheduler import Scheduler
from app.sessions.session import Session
from app.sessions.time_accounts import BURST_SECONDS, FairQueue, TimeAccounts
from app.sessions.viewers import Outbox
from app.validation import parse_config
from tests.app.talk import Clock

PATIENCE_SECONDS = 20.0
LARGE = {
    "network": {"hidden": [64] * 8, "activation": "gelu"},
    "data": {"samples": 5000},
    "training": {"batch_size": 9},
}


def test_a_debt_is_of_the_address_and_worked_off_in_full() -> None:
    clock = Clock()
    accounts = TimeAccounts(0.2, clock)
    first, second = accounts.open("greedy"), accounts.open("greedy")
    other = accounts.open("other")
    first.charge_command(0.2 * BURST_SECONDS, clock())
    assert second.debt_seconds(clock()) == pytest.approx(0)
    second.charge_command(2.0, clock())
    assert first.debt_seconds(clock()) == pytest.approx(10)
    clock.now += 9
    assert first.debt_seconds(clock()) == pytest.approx(1)
    assert other.debt_seconds(clock()) == 0


def test_an_address_that_is_alone_may_take_all_the_time() -> None:
    clock = Clock()
    accounts = TimeAccounts(0.2, clock)
    alone = accounts.open("alone")
    accounts.tick()
    alone.charge_command(BURST_SECONDS + 1, clock())
    assert alone.debt_seconds(clock()) < 2 + 0.8 * BURST_SECONDS
    accounts.close(alone)
    clock.now += 1000
    accounts.tick()
    accounts.tick()
    assert len(accounts) == 0


async def test_who_has_taken_least_comes_first() -> None:
    accounts = TimeAccounts(0.2, Clock())
    greedy, other = accounts.open("greedy"), accounts.open("other")
    greedy.charge(1.0)
    queue: FairQueue[str] = FairQueue()
    assert [queue.put(owner, greedy, owner) for owner in ("a", "a", "b")] == [0, 1, 2]
    assert queue.put("c", other, "c") == 0
    assert [await queue.get() for _ in range(4)] == ["c", "a", "b", "a"]
    queue.put("a", greedy, "a")
    queue.put("c", other, "c")
    assert await queue.get(busy=[other]) == "a"


def test_what_does_not_fit_is_refused_with_its_limit_before_it_is_built() -> None:
    accounts = MemoryAccounts(PROCESS_BYTES + 40 * MEBIBYTE)
    session = Session("a", 0, memory=accounts.open("greedy"))
    viewer = Outbox()
    session.handle(Configure(id=1), viewer)
    before = accounts.held_bytes
    assert 0 < before < MEBIBYTE
    session.handle(Configure(id=2, config=LARGE), viewer)
    answers = [item for item in iter(viewer.take, None) if isinstance(item, str)]
    assert '"type":"error"' in answers[-1]
    assert "20 MiB together" in answers[-1]
    assert accounts.held_bytes == before
    assert session.experiment.run.config.network.hidden != [64] * 8
    accounts.open("other").reserve(19 * MEBIBYTE)
    with pytest.raises(ProtocolError, match="from one network"):
        accounts.open("other").reserve(19 * MEBIBYTE)
    session.release()
    assert accounts.held_bytes == 19 * MEBIBYTE


def test_what_is_being_built_stays_reserved_whatever_else_is_refused() -> None:
    accounts = MemoryAccounts(PROCESS_BYTES + 100 * MEBIBYTE)
    session = Session("a", 0, memory=accounts.open("greedy"))
    viewer = Outbox()
    session.handle(Configure(id=1, config=LARGE), viewer)
    reserved = accounts.held_bytes
    assert reserved == cost_of([parse_config(LARGE)]).nbytes
    for number in range(2, 200):
        session.handle(HistoryQuery(id=number), viewer)
    answers = [item for item in iter(viewer.take, None) if isinstance(item, str)]
    assert any('"type":"error"' in answer for answer in answers)
    assert accounts.held_bytes == reserved


def test_the_default_network_is_trained_in_the_event_loop_and_the_largest_beside_it() -> None:
    assert not cost_of([parse_config({})]).is_long
    assert cost_of([parse_config({})]).slice_seconds < LONG_SECONDS / 10
    assert cost_of([parse_config(LARGE)]).is_long


async def test_the_largest_network_is_built_trained_and_shown_in_threads() -> None:
    scheduler = Scheduler(on_failure=lambda _session: None)
    session = Session("a", 0, host=scheduler)
    scheduler.add(session)
    viewer, threads = Outbox(), set()
    session.attach(viewer)
    advance = session.experiment.advance

    def noted(steps: int) -> int:
        threads.add(threading.get_ident())
        return advance(steps)

    session.experiment.advance = noted  # type: ignore[method-assign]
    serving = asyncio.create_task(scheduler.run())
    session.handle(Configure(id=1, config=LARGE), viewer)
    assert not session.experiment.runs, "it is built beside the event loop"
    session.handle(Play(id=2, steps_per_second=None), viewer)
    frames = 0
    async with asyncio.timeout(PATIENCE_SECONDS):
        while frames < 3 or not session.steps_done:
            item = await viewer.get()
            if isinstance(item, bytes):
                frames += 1
                viewer.seen(2**31)
        session.handle(Pause(id=3), viewer)
        while not (isinstance(item := await viewer.get(), str) and '"id":3' in item):
            viewer.seen(2**31)
    serving.cancel()
    await asyncio.wait({serving}, timeout=PATIENCE_SECONDS)
    assert session.experiment.state == "paused"
    assert threads
    assert threading.get_ident() not in threads
    assert scheduler.failures == 0
