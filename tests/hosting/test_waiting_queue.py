"""Admission: who gets in at once, who waits, who is turned away; time stands still here."""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from app.protocol.errors import ProtocolError
from app.protocol.messages import Configure, Play, Subscribe
from app.sessions.registry import IDLE, SessionRegistry
from app.sessions.scheduler import Scheduler
from app.sessions.session import INTERNAL_ERROR
from app.sessions.time_accounts import Account
from app.sessions.viewers import Outbox
from app.sessions.waiting_queue import MAX_KEPT_BYTES, NEWS_SECONDS
from app.settings import ServerSettings
from tests.app.talk import Clock

if TYPE_CHECKING:
    from app.sessions.session import Session


class Newcomer:
    """Somebody with an outbox who asks for a session."""

    def __init__(self, house: House, address: str = "192.0.2.1") -> None:
        self.viewer = Outbox()
        self.session: Session | None = None
        self.ticket = house.registry.enter(self.viewer, address, self.begin)

    def begin(self, session: Session) -> None:
        self.session = session

    def heard(self) -> list[dict[str, Any]]:
        """Return the messages since the last time, frames left out."""
        items = []
        while (item := self.viewer.take()) is not None:
            items.append(item)
        return [json.loads(item) for item in items if isinstance(item, str)]

    @property
    def position(self) -> int | None:
        """Return the place told last, None where nothing was told since."""
        places = [m["position"] for m in self.heard() if m["type"] == "waiting"]
        return places[-1] if places else None


def fail(*_given: object) -> None:
    raise RuntimeError("nobody had foreseen this")


class House:
    """A registry whose time passes only when told to."""

    def __init__(self, **settings: Any) -> None:
        self.clock = Clock()
        self.settings = ServerSettings(**settings)
        self.registry = SessionRegistry(self.settings, self.clock)

    def after(self, seconds: float) -> None:
        self.clock.now += seconds
        self.registry.tick()

    def leaves(self, newcomer: Newcomer) -> None:
        assert newcomer.session is not None
        self.registry.leave(newcomer.session, newcomer.viewer)


async def test_newcomers_are_admitted_in_the_order_they_came() -> None:
    house = House(max_sessions=1, grace_seconds=0)
    inside = Newcomer(house)
    assert inside.session is not None
    waiting = [Newcomer(house) for _ in range(3)]
    assert [each.position for each in waiting] == [1, 2, 3]
    house.registry.waiting_queue.leave(waiting[1].ticket)  # type: ignore[arg-type]
    house.after(1)
    assert [each.position for each in waiting] == [None, None, 2]
    house.registry._end(inside.session, "left")
    assert [each.session is not None for each in waiting] == [True, False, False]
    house.after(1)
    assert waiting[2].position == 1
    assert len(house.registry.waiting_queue) == 1


async def test_a_newcomer_who_cannot_be_served_keeps_nobody_else_waiting() -> None:
    house = House(max_sessions=1)
    inside = Newcomer(house)
    assert inside.session is not None
    broken, waiting = Newcomer(house), Newcomer(house)
    assert broken.ticket is not None
    broken.ticket.begin = fail
    house.registry._end(inside.session, "left")
    assert broken.viewer.close_code == INTERNAL_ERROR
    house.after(1)
    assert waiting.session is not None
    assert len(house.registry) == 1


async def test_a_session_that_fails_when_it_is_looked_after_is_ended_alone() -> None:
    house, visitor, session = attended()
    other = Newcomer(house)
    session.rest = fail  # type: ignore[assignment, method-assign]
    house.after(900)
    assert visitor.viewer.close_code == INTERNAL_ERROR
    assert other.viewer.close_code == IDLE, "it never got a network"
    assert house.registry.scheduler.failures == 1


async def test_those_in_line_hear_in_time_that_nothing_has_changed() -> None:
    house = House(max_sessions=1)
    Newcomer(house)
    waiting = Newcomer(house)
    [told] = waiting.heard()
    assert told == {"type": "waiting", "position": 1, "retry_seconds": 2 * NEWS_SECONDS}
    house.after(NEWS_SECONDS / 2)
    assert waiting.position is None
    house.after(NEWS_SECONDS / 2)
    assert waiting.position == 1


async def test_an_address_that_has_all_its_sessions_waits_and_others_pass() -> None:
    house = House(max_sessions=10, max_sessions_per_address=1)
    first = Newcomer(house, "192.0.2.1")
    neighbor = Newcomer(house, "192.0.2.1")
    other = Newcomer(house, "192.0.2.2")
    house.after(1)
    assert first.session is not None
    assert neighbor.session is None
    assert other.session is not None
    house.registry._end(first.session, "left")
    assert neighbor.session is not None


@pytest.mark.parametrize("limit", [{"max_sessions": 2}, {"max_sessions_per_address": 2}])
async def test_the_session_deserted_longest_gives_way_to_a_newcomer(limit: dict[str, int]) -> None:
    house = House(**limit, grace_seconds=60)
    first, second = Newcomer(house), Newcomer(house)
    for each in (first, second):
        assert each.session is not None
        each.session.handle(Configure(id=1), each.viewer)
        house.leaves(each)
    third = Newcomer(house)
    assert third.session is not None
    with pytest.raises(ProtocolError, match="ended"):
        house.registry.resume(first.session.id, first.viewer, "a")  # type: ignore[union-attr]
    assert house.registry.resume(second.session.id, second.viewer, "a") is second.session  # type: ignore[union-attr]
    assert Newcomer(house).position == 1
    house.registry.close()


async def test_the_line_is_bounded_in_all_and_for_an_address() -> None:
    house = House(max_sessions=1, max_waiting=3, max_waiting_per_address=2)
    Newcomer(house)
    waiting = [Newcomer(house, "192.0.2.1") for _ in range(2)]
    with pytest.raises(ProtocolError, match="full"):
        Newcomer(house, "192.0.2.1")
    waiting.append(Newcomer(house, "192.0.2.2"))
    with pytest.raises(ProtocolError, match="full"):
        Newcomer(house, "192.0.2.3")
    for each in waiting:
        assert each.ticket is not None
        house.registry.waiting_queue.leave(each.ticket)
        house.registry.waiting_queue.leave(each.ticket)
    assert len(house.registry.waiting_queue) == 0
    assert Newcomer(house, "192.0.2.1").position == 1


async def test_what_is_said_in_line_is_kept_within_bounds() -> None:
    house = House(max_sessions=1)
    Newcomer(house)
    waiting = Newcomer(house)
    line = house.registry.waiting_queue
    assert waiting.ticket is not None
    line.keep(waiting.ticket, Configure(id=1), 100)
    with pytest.raises(ProtocolError, match="keeps no more"):
        line.keep(waiting.ticket, Configure(id=2), MAX_KEPT_BYTES)
    for i in range(31):
        line.keep(waiting.ticket, Subscribe(id=3 + i), 10)
    with pytest.raises(ProtocolError, match="keeps no more"):
        line.keep(waiting.ticket, Subscribe(id=99), 10)
    line.leave(waiting.ticket)
    other = Newcomer(house)
    assert other.ticket is not None
    line.keep(other.ticket, Configure(id=1), MAX_KEPT_BYTES)


async def test_newcomers_wait_while_the_rounds_are_long_then_come_in_one_at_a_time() -> None:
    house = House(busy_seconds=0.1)
    scheduler = house.registry.scheduler
    scheduler.round_seconds = 9.0
    assert Newcomer(house).session is not None, "somebody is always served"
    waiting = [Newcomer(house) for _ in range(3)]
    assert [each.session for each in waiting] == [None] * 3
    scheduler.round_seconds = 0.08
    for count in (1, 2):
        house.after(1)
        assert [each.session is not None for each in waiting].count(True) == count
    scheduler.round_seconds = 0.01
    house.after(1)
    assert all(each.session is not None for each in waiting)


class Trains:
    """A session that always trains, each time for as long as it is told."""

    def __init__(self, name: str, wall: Clock, cpu: Clock, seconds: tuple[float, float]) -> None:
        self.id = name
        self.account = Account("192.0.2.1", 1.0, 0.0)
        self.takes_long = False
        self.steps_done = 0
        self.experiment = SimpleNamespace(runs=[None])
        self._clocks = (wall, cpu)
        self._seconds = seconds

    def next_training(self, now: float) -> float:
        return now

    def next_frame(self, _now: float) -> None:
        return None

    def advance(self, _budget: float) -> None:
        for clock, seconds in zip(self._clocks, self._seconds, strict=True):
            clock.now += seconds

    def publish(self) -> None:
        pass


@pytest.mark.parametrize(
    ("count", "seconds", "measured"),
    [
        (1, (2.0, 0.001), 0.001),  # others need the machine
        (1, (2.0, 2.0), 0.001),  # one session's steps are long
        (200, (0.001, 0.001), 0.2),  # many are here
    ],
)
async def test_how_full_a_server_is_follows_from_how_many_are_served(
    count: int, seconds: tuple[float, float], measured: float
) -> None:
    wall, cpu = Clock(), Clock()
    rounds: list[float] = []
    scheduler = Scheduler(on_failure=fail, clock=wall, on_round=rounds.append, cpu_clock=cpu)
    for number in range(count):
        scheduler.add(cast("Session", Trains(str(number), wall, cpu, seconds)))
    task = asyncio.create_task(scheduler.run())
    while sum(rounds) < 100:
        await asyncio.sleep(0)
    task.cancel()
    assert scheduler.round_seconds == pytest.approx(measured, rel=0.01)


def attended(**settings: Any) -> tuple[House, Newcomer, Session]:
    """Return a house with one visitor whose network trains."""
    house = House(idle_pause_seconds=900, idle_end_seconds=3600, **settings)
    visitor = Newcomer(house)
    session = visitor.session
    assert session is not None
    session.handle(Configure(id=1), visitor.viewer)
    session.handle(Play(id=2), visitor.viewer)
    return house, visitor, session


def state_of(session: Session) -> str:
    """Return the state at this moment; to a type checker it is another one each time."""
    return session.experiment.state


async def test_a_session_nobody_attends_to_is_paused_then_ended_and_says_so() -> None:
    house, visitor, session = attended()
    house.after(899)
    assert state_of(session) == "running"
    visitor.heard()
    house.after(1)
    told = visitor.heard()
    assert told[0] == {"type": "idle", "reason": "time", "seconds": 900}
    assert (told[1]["type"], told[1]["state"]) == ("status", "ready")
    house.after(3599)
    assert len(house.registry) == 1
    house.after(1)
    assert len(house.registry) == 0
    assert visitor.heard()[-1] == {"type": "bye", "reason": "idle"}
    assert visitor.viewer.close_code == IDLE


async def test_a_command_or_somebody_at_the_page_is_a_sign_of_life_a_question_is_none() -> None:
    house, visitor, session = attended()
    house.after(800)
    session.handle(Play(id=3), visitor.viewer)
    house.after(800)
    session.activity.seen()
    house.after(800)
    assert state_of(session) == "running"
    session.handle(Subscribe(id=4), visitor.viewer)
    house.after(100)
    assert state_of(session) == "ready"
    session.handle(Play(id=5), visitor.viewer)
    house.after(899)
    assert state_of(session) == "running"


async def test_what_is_trained_for_nobody_is_bounded() -> None:
    house, visitor, session = attended(unattended_steps=50)
    while session.activity.steps < 50:
        house.clock.now += 0.1
        session.advance(0.01)
    house.after(0)
    assert state_of(session) == "paused"
    assert any(m["type"] == "idle" and m["reason"] == "steps" for m in visitor.heard())
    session.handle(Play(id=3), visitor.viewer)
    house.after(1)
    assert state_of(session) == "running"


async def test_a_session_that_never_gets_a_network_does_not_keep_its_place() -> None:
    house = House(unconfigured_seconds=30)
    visitor = Newcomer(house)
    house.after(31)
    assert len(house.registry) == 0
    assert visitor.viewer.close_code == IDLE


@pytest.mark.parametrize("speed", [None, 1e6])
async def test_no_speed_exceeds_the_servers_limit(speed: float | None) -> None:
    house, visitor, session = attended(max_steps_per_second=600)
    session.handle(Play(id=3, steps_per_second=speed), visitor.viewer)
    for _ in range(1000):
        house.clock.now += 0.001
        due = session.next_training(house.clock.now)
        if due is not None and due <= house.clock.now:
            session.advance(0.01)
    assert 500 <= session.steps_done <= 620
