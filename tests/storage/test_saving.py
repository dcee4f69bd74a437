"""Saving and opening from a session: exactly, in order, once, and whatever the database does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update
from websockets.asyncio.client import connect

from app.engine.optimizers import OPTIMIZERS
from app.protocol.errors import ProtocolError
from app.sessions.jobs import IoJob
from app.sessions.viewers import Outbox
from app.storage.database import RUNS
from app.web.run_repository import StoredRuns
from tests.app.talk import Talk
from tests.app.test_live import Client, start
from tests.storage.conftest import trained_result
from tests.storage.stores import database_of, limit_pages

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.storage.runs import RunStore
    from benchmarks.servers import RunningServer

    OpenStore = Callable[..., RunStore]


class Desk(Talk):
    """A session that saves and opens; the database answers when it is told to."""

    def __init__(self, store: RunStore) -> None:
        super().__init__(repository=StoredRuns(store, "10.0.0.1"))
        self.store = store

    async def answered(self) -> dict[str, Any]:
        """Let the database answer, and return the last answer."""
        while self.host.jobs:
            job = self.host.jobs.pop(0)
            assert isinstance(job, IoJob)
            try:
                self.session.deliver(job, await job.work())
            except ProtocolError as refusal:
                self.session.deliver(job, refusal)
        self.read()
        return next(m for m in reversed(self.messages) if m["type"] in {"ack", "error"})

    async def saves(self, title: str = "") -> dict[str, Any]:
        self.say("save", title=title)
        return await self.answered()

    async def opens(self, run: str) -> dict[str, Any]:
        self.say("open", run=run)
        return await self.answered()


@pytest.fixture
def desk(open_store: OpenStore) -> Desk:
    desk = Desk(open_store())
    desk.configure()
    return desk


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
async def test_a_saved_run_goes_on_in_another_session_bit_for_bit(open_store: OpenStore, optimizer: str) -> None:
    store = open_store()
    first, second = Desk(store), Desk(store)
    first.configure(
        training={"optimizer": {"name": optimizer, "learning_rate": 0.01}, "batch_size": 20, "dropout": 0.1},
        network={"hidden": [5]},
    )
    first.train(130)
    ack = await first.saves("half way")
    assert (ack["step"], ack["url"]) == (130, f"/r/{ack['run']}")
    first.train(500)
    opened = await second.opens(ack["run"])
    assert (opened["title"], opened["exact"], opened["step"], opened["session"]) == ("half way", True, 130, "id")
    assert (second.last("layout")["cause"], second.state) == ("open", "paused")
    assert second.last("layout")["config"] == first.last("layout")["config"]
    second.train(500)
    assert second.parameters() == first.parameters()
    assert second.say("history")["history"]["step"][0] == 0


async def test_training_goes_on_while_the_database_writes(desk: Desk) -> None:
    desk.say("play", steps_per_second=None)
    desk.serve(0.1)
    step = desk.session.experiment.runs[0].step
    assert desk.say("save", title="now") == {}
    desk.serve(0.1)
    later = desk.session.experiment.runs[0].step
    assert later > step
    assert desk.say("pause")["type"] == "ack"
    ack = await desk.answered()
    assert ack["type"] == "ack"
    reader = Desk(desk.store)
    assert (await reader.opens(ack["run"]))["step"] == step


async def test_a_save_sent_again_gets_the_kept_answer_and_saves_no_second_run(desk: Desk) -> None:
    request = {"type": "save", "id": 50, "title": "once"}
    desk.ids = iter([50, 50, 50, 51])  # type: ignore[assignment]
    desk.say("save", title="once")
    other = Outbox()
    desk.session.attach(other)
    desk.viewer = other
    desk.say("save", title="once")
    assert len(desk.host.jobs) == 1
    ack = await desk.answered()
    assert (ack["id"], ack["type"]) == (request["id"], "ack")
    assert desk.say("save", title="once") == ack
    assert not desk.host.jobs


async def test_commands_wait_for_an_open_and_not_for_a_save(desk: Desk) -> None:
    desk.train(10)
    saved = await desk.saves()
    desk.configure(seed=5)
    desk.say("open", run=saved["run"])
    assert desk.say("step", count=3) == {}
    assert desk.say("history") == {}
    await desk.answered()
    desk.serve(until_idle=True)
    answers = [(m["id"], m["step"]) for m in desk.messages if m["type"] == "ack"][-3:]
    assert [step for _, step in answers] == [10, 13, 13]
    assert answers == sorted(answers)
    assert desk.last("layout")["config"]["seed"] == 2


async def test_an_open_can_be_undone(desk: Desk) -> None:
    desk.train(7)
    saved = await desk.saves()
    desk.configure(network={"hidden": [9]})
    desk.train(5)
    before = desk.parameters()
    opened = await desk.opens(saved["run"])
    assert "session" not in opened
    desk.say("undo")
    assert desk.parameters() == before
    desk.say("redo")
    assert desk.session.experiment.runs[0].step == 7


async def test_a_run_at_its_start_is_ready(desk: Desk) -> None:
    opened = await desk.opens((await desk.saves())["run"])
    assert (opened["step"], desk.state) == (0, "ready")
    desk.train(5)
    desk.say("reset")
    assert desk.session.experiment.runs[0].step == 0


async def test_a_race_is_not_saved_but_left_by_an_open(desk: Desk) -> None:
    saved = await desk.saves()
    desk.say("race", runs=[{}, {"changes": {"seed": 1}}])
    refusal = desk.say("save", title="all")
    assert (refusal["code"], refusal["message"][:12]) == ("invalid", "a race is on")
    await desk.opens(saved["run"])
    assert desk.last("layout")["race"] is None


@pytest.mark.parametrize("run", ["x" * 16, "", "../etc", "x" * 10_000])
async def test_an_unknown_run_is_told_and_the_session_goes_on(desk: Desk, run: str) -> None:
    refusal = await desk.opens(run)
    assert (refusal["type"], refusal["code"], refusal["field"]) == ("error", "no_run", "run")
    assert desk.train(3)["step"] == 3


async def test_a_first_open_in_vain_leaves_the_session_to_be_configured(open_store: OpenStore) -> None:
    desk = Desk(open_store())
    assert (await desk.opens("x" * 16))["code"] == "no_run"
    assert desk.say("play")["code"] == "not_configured"
    assert desk.configure()["session"] == "id"


@pytest.mark.parametrize("state", [b"", b"nonsense", b"PWSTATE\x02" + bytes(100), b"PWSTATE\x01" + bytes(100)])
async def test_a_damaged_state_is_told_and_the_session_goes_on(desk: Desk, open_store: OpenStore, state: bytes) -> None:
    saved = await desk.saves()
    async with database_of(open_store()).writing() as connection:
        await connection.execute(update(RUNS).values(state=state))
    refusal = await desk.opens(saved["run"])
    assert (refusal["code"], refusal["field"]) == ("unavailable", "run")
    assert "cannot be opened" in refusal["message"]
    assert desk.train(3)["step"] == 3


async def test_a_full_disk_is_told_and_training_goes_on(open_store: OpenStore) -> None:
    store = open_store()
    desk = Desk(store)
    desk.configure(network={"hidden": [64, 64, 64]})
    assert (await desk.saves())["type"] == "ack"
    async with database_of(store).reading() as connection:
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
    await limit_pages(store, pages)
    desk.say("play", steps_per_second=None)
    refusal = await desk.saves()
    assert (refusal["code"], "disk is full" in refusal["message"]) == ("unavailable", True)
    step = desk.session.experiment.runs[0].step
    desk.serve(0.1)
    assert desk.session.experiment.runs[0].step > step
    assert (await desk.saves())["type"] == "ack"


async def test_a_quota_and_a_bad_title_are_told(open_store: OpenStore) -> None:
    desk = Desk(open_store(saves_per_hour=1))
    desk.configure()
    refusal = await desk.saves("x" * 200)
    assert (refusal["code"], refusal["field"]) == ("invalid", "title")
    assert (await desk.saves())["type"] == "ack"
    assert (await desk.saves())["code"] == "quota"


async def test_a_server_that_keeps_no_runs_says_so(open_store: OpenStore) -> None:
    desk = Desk(open_store(database_url=""))
    desk.configure()
    assert (await desk.saves())["code"] == "unavailable"
    assert (await desk.opens("x" * 16))["code"] == "unavailable"
    alone = Talk()
    alone.configure()
    assert alone.say("save")["code"] == "unavailable"


async def test_a_run_without_its_state_goes_on_with_a_new_optimizer(open_store: OpenStore) -> None:
    store = open_store()
    result = trained_result(steps=40, training={"batch_size": 13})
    receipt = await store.save("posted", lambda: (json.dumps(result).encode(), None), "")
    desk = Desk(store)
    opened = await desk.opens(receipt.id)
    assert (opened["exact"], opened["step"], desk.state) == (False, 40, "paused")
    assert desk.session.experiment.runs[0].trainer.network.to_layers() == result["layers"]
    assert desk.session.experiment.runs[0].trainer.epoch == 5
    assert desk.say("history")["history"]["train"][:40] == result["losses"]["train"]
    assert desk.train(10)["step"] == 50


async def test_too_many_saves_under_way_are_refused(desk: Desk) -> None:
    answers = [desk.say("save") for _ in range(9)]
    assert answers[-1]["code"] == "invalid"
    assert not any(answers[:-1])
    assert (await desk.answered())["type"] == "ack"


async def test_over_sockets_a_saved_run_outlives_its_session(server: RunningServer) -> None:
    first = await start(server.ws_url, training={"optimizer": {"name": "adam"}})
    assert first.messages[0]["limits"]["saving"] is True
    await first.say("step", count=50)
    saved = await first.say("save", title="曲线")
    await first.say("step", count=50)
    await first.say("subscribe", sections=["parameters"])
    await first.until(lambda m: m.get("step") == 100 and "sections" in m and 1 in m["sections"])
    second = Client(await connect(server.ws_url, max_size=None))
    opened = await second.say("open", run=saved["run"])
    assert (opened["title"], opened["exact"], opened["step"]) == ("曲线", True, 50)
    await second.say("step", count=50)
    await second.until(lambda m: m.get("step") == 100 and "sections" in m)
    assert first.frames[-1]["sections"][1] == second.frames[-1]["sections"][1]
    for client in (first, second):
        await client.websocket.close()
