"""The loops that serve all sessions: jobs in turn, failures that stay where they are, an end when it is asked."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
from typing import TYPE_CHECKING

import pytest

from app.protocol.errors import ProtocolError
from app.protocol.messages import Configure, DiagnoseQuery, Pause, Pin, Save
from app.sessions.jobs import ComputeJob, IoJob
from app.sessions.scheduler import TICK_SECONDS, Scheduler
from app.sessions.session import Session
from app.sessions.time_accounts import Account
from app.sessions.viewers import Outbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from app.sessions.saving import Opened

PATIENCE_SECONDS = 10.0


def scheduled(scheduler: Scheduler, name: str, account: Account | None = None) -> Session:
    session = Session(name, 0, host=scheduler, account=account)
    scheduler.add(session)
    return session


@pytest.mark.parametrize(("sessions", "apart"), [(1, 1), (8, 1), (50, 2), (100, 4)])
def test_frames_are_made_at_ticks_which_are_farther_apart_the_more_sessions_there_are(
    sessions: int, apart: int
) -> None:
    scheduler = Scheduler(on_failure=lambda _session: None, clock=lambda: 100 + 1.5 * TICK_SECONDS)
    for i in range(sessions):
        scheduled(scheduler, str(i))
    assert scheduler._next_tick() == pytest.approx(100 + max(2, apart) * TICK_SECONDS)


class Jobs:
    """Jobs that note when they were done."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self._ids = itertools.count(1)

    def ask(self, session: Session, count: int) -> None:
        for _ in range(count):
            number = next(self._ids)

            def work(name: str = f"{session.id}{number}") -> dict[str, object]:
                self.done.append(name)
                return {}

            session.jobs.begin(ComputeJob(DiagnoseQuery(id=number), Outbox(), work))

    async def wait(self, count: int) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(self.done) < count:
                await asyncio.sleep(0)


@contextlib.asynccontextmanager
async def running(scheduler: Scheduler) -> AsyncIterator[None]:
    task = asyncio.create_task(scheduler.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task}, timeout=PATIENCE_SECONDS)
        assert task.done()


async def test_sessions_of_an_address_take_turns_with_what_takes_long() -> None:
    scheduler, jobs = Scheduler(on_failure=lambda _session: None), Jobs()
    account = Account("192.0.2.1", 1.0, 0.0)
    a, b, c = (scheduled(scheduler, name, account) for name in "abc")
    jobs.ask(a, 4)
    jobs.ask(b, 2)
    jobs.ask(c, 1)
    async with running(scheduler):
        await jobs.wait(7)
        jobs.ask(b, 1)
        await jobs.wait(8)
    assert jobs.done == ["a1", "b5", "c7", "a2", "b6", "a3", "a4", "b8"]


async def test_nothing_is_computed_for_a_session_that_has_ended() -> None:
    scheduler, jobs = Scheduler(on_failure=lambda _session: None), Jobs()
    a, b = (scheduled(scheduler, name) for name in "ab")
    jobs.ask(a, 4)
    jobs.ask(b, 1)
    scheduler.remove(a)
    jobs.ask(a, 1)
    async with running(scheduler):
        await jobs.wait(1)
    assert jobs.done == ["b5"]


async def test_a_session_that_has_ended_reaches_nobody_any_more() -> None:
    """Whatever the scheduler or a socket gave it to call is taken back."""
    scheduler = Scheduler(on_failure=lambda _session: None)
    session, viewer = scheduled(scheduler, "a"), Outbox()
    reached: list[str] = []

    class Runs:
        async def save(self, title: str, _snapshot: object) -> dict[str, object]:
            reached.append(title)
            return {}

        async def open(self, run_id: str) -> Opened:
            reached.append(run_id)
            raise ProtocolError("no_run", "no such run")

    async def work() -> dict[str, object]:
        reached.append("job")
        return {}

    session.attach(viewer, Runs())
    session.handle(Configure(id=1), viewer)
    session.handle(Save(id=2, title="before"), viewer)
    await scheduler.finish_io_jobs()
    assert reached == ["before"]
    scheduler.remove(session)
    session.jobs.begin(IoJob(Pause(id=3), viewer, work))
    session.handle(Save(id=4, title="after"), viewer)
    session.experiment.run.pin = None  # type: ignore[assignment, method-assign]
    session.handle(Pin(id=5), viewer)
    await scheduler.finish_io_jobs()
    assert (reached, scheduler.failures) == (["before"], 0)


async def test_a_session_that_cannot_even_be_ended_stops_no_other() -> None:
    def fail(*_given: object) -> None:
        raise RuntimeError("nobody had foreseen this")

    scheduler, jobs = Scheduler(on_failure=fail), Jobs()
    a, b = (scheduled(scheduler, name) for name in "ab")
    a.deliver = fail  # type: ignore[assignment, method-assign]
    jobs.ask(a, 1)
    jobs.ask(b, 1)
    async with running(scheduler):
        await jobs.wait(2)
    assert jobs.done == ["a1", "b2"]
    assert scheduler.failures == 1


async def test_a_cancellation_that_comes_with_news_is_not_lost() -> None:
    scheduler, news = Scheduler(on_failure=lambda _session: None), asyncio.Event()
    for ticks in range(5):
        rest = asyncio.create_task(scheduler._rest(news, time.monotonic() + 60))
        await asyncio.sleep(0)  # so that it rests
        news.set()
        for _ in range(ticks):
            await asyncio.sleep(0)
        if not rest.done():
            rest.cancel()
            with pytest.raises(asyncio.CancelledError):
                await rest
