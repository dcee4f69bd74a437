"""A step under way, what waits for it, and what ends it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from app.protocol.errors import ProtocolError
from app.protocol.messages import Step
from app.sessions.requests import MAX_WAITING
from app.sessions.viewers import Outbox

if TYPE_CHECKING:
    import pytest

    from tests.app.talk import Talk


def test_step_ends_paused_and_is_acknowledged_at_its_end(talk: Talk) -> None:
    assert talk.say("step", count=1000) == {}
    talk.serve(until_idle=True)
    assert talk.messages[-1]["type"] == "ack"
    assert talk.messages[-1]["step"] == 1000
    assert talk.state == "paused"


def test_commands_wait_for_a_step_and_pause_ends_it(talk: Talk) -> None:
    talk.say("step", count=100_000)
    assert talk.say("edit", op="add_neuron", layer=0) == {}
    talk.session.advance(0.001)
    talk.say("pause")
    kinds = [(m["type"], m.get("id")) for m in talk.messages if m["type"] in {"ack", "layout"}]
    assert kinds[-4:] == [("ack", 2), ("layout", None), ("ack", 3), ("ack", 4)]
    assert talk.messages[-1]["step"] < 100_000


def answered(talk: Talk) -> list[tuple[int, int]]:
    """Return id and step of every acknowledgment so far, in the order they came."""
    return [(m["id"], m["step"]) for m in talk.messages if m["type"] == "ack"]


def test_pause_ends_every_step_before_it_also_those_that_wait(talk: Talk) -> None:
    for kind in ("step", "step", "pin", "step"):
        assert talk.say(kind, **({"count": 100_000} if kind == "step" else {})) == {}
    talk.session.advance(0.001)
    step = talk.say("pause")["step"]
    assert 0 < step < 100_000
    assert answered(talk)[1:] == [(i, step) for i in range(2, 7)]
    assert talk.state == "paused"
    assert not talk.session.wants_training


def test_pause_ends_a_step_that_waits_for_an_open(talk: Talk) -> None:
    assert talk.say("open", run="x") == {}
    assert talk.say("step", count=100_000) == talk.say("pause") == {}
    talk.session.deliver(talk.host.jobs[0], ProtocolError("no_run", "no such run"))
    talk.read()
    assert answered(talk)[1:] == [(3, 0), (4, 0)]
    assert not talk.session.wants_training


def test_what_waited_for_an_open_wakes_the_loops_that_serve_it(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert talk.say("open", run="x") == talk.say("play") == {}
    woken: list[bool] = []
    monkeypatch.setattr(talk.host, "wake", lambda: woken.append(talk.session.wants_training))
    talk.session.deliver(talk.host.jobs[0], ProtocolError("no_run", "no such run"))
    assert woken
    assert woken[-1], "training goes on, and was not told so"


def test_what_waited_for_a_step_that_diverges_has_the_last_word(talk: Talk) -> None:
    optimizer = {"name": "sgd", "learning_rate": 1000}
    talk.say("patch", changes={"training.optimizer": optimizer, "training.loss": "mean_squared_error"})
    talk.say("step", count=1000)
    for kind in ("configure", "play"):
        assert talk.say(kind) == {}
    talk.serve()
    assert [m["state"] for m in talk.messages if m["type"] == "status"][-3:] == ["diverged", "ready", "running"]
    assert talk.session.experiment.state == "running"
    talk.serve(0.5)
    assert talk.frames[-1]["step"] > 0


def test_a_session_put_to_rest_acknowledges_its_step(talk: Talk) -> None:
    talk.say("step", count=100_000)
    talk.session.advance(0.001)
    talk.session.rest({"reason": "time", "seconds": 1})
    talk.read()
    assert [m["type"] for m in talk.messages[-3:]] == ["idle", "status", "ack"]
    assert talk.state == "paused"


def test_a_step_under_way_answers_the_socket_that_asks_again(talk: Talk) -> None:
    talk.say("step", count=5000)
    newcomer = Outbox()
    talk.session.detach(talk.viewer)
    talk.session.attach(newcomer)
    talk.session.handle(Step(id=2, count=5000), newcomer)
    talk.serve(until_idle=True)
    answers = []
    while (item := newcomer.take()) is not None:
        if isinstance(item, str):
            answers.append(json.loads(item))
    assert [(a["type"], a["step"]) for a in answers if a.get("id") == 2] == [("ack", 5000)]


def test_commands_wait_only_so_far(talk: Talk) -> None:
    talk.say("step", count=100_000)
    for _ in range(MAX_WAITING):
        assert talk.say("pin") == {}
    refusal = talk.say("pin")
    assert (refusal["code"], "commands wait already" in refusal["message"]) == ("invalid", True)
    assert talk.say("pause")["type"] == "ack"
    assert len(answered(talk)) == MAX_WAITING + 3
