"""What a visitor can make the server keep is bounded, whoever that is."""

from __future__ import annotations

import gc
import tracemalloc
from typing import Any

import pytest

from app.protocol.errors import ProtocolError
from app.protocol.messages import InspectQuery, Step
from app.sessions.requests import LONGEST, Replies
from app.sessions.viewers import MAX_CHARACTERS, Outbox
from app.tasks.curve import as_curve
from tests.app.talk import Talk


def test_a_viewer_that_does_not_read_long_messages_is_closed() -> None:
    viewer = Outbox()
    long = {"text": "x" * (MAX_CHARACTERS // 4)}
    for _ in range(20):
        viewer.put_control(long)
    assert viewer.close_code == 1008
    sizes = []
    while (item := viewer.take()) is not None:
        sizes.append(len(item))
    assert sum(sizes) < 1.5 * MAX_CHARACTERS


def test_a_viewer_that_reads_may_be_told_any_amount() -> None:
    viewer = Outbox()
    for _ in range(5):
        viewer.put_control({"text": "x" * MAX_CHARACTERS})
        assert isinstance(viewer.take(), str)
    assert viewer.close_code is None


def test_short_answers_are_kept_beside_long_ones() -> None:
    replies = Replies()
    for i in range(0, 40, 2):
        for command, answer in ((Step(id=i), "done"), (InspectQuery(id=i + 1, x=0.0), "x" * (LONGEST + 1))):
            assert replies.earlier(command) is None
            replies.keep(command.id, answer)
    for i in range(0, 40, 2):
        assert replies.earlier(Step(id=i)) == "done"
        assert replies.earlier(InspectQuery(id=i + 1, x=0.0)) is None
        with pytest.raises(ProtocolError, match="stale_id"):
            replies.earlier(Step(id=i + 1))


def test_a_long_answer_is_not_kept_and_given_anew() -> None:
    talk = Talk()
    talk.configure(network={"hidden": [16, 16]})
    first = talk.say("inspect", x=0.5)
    talk.session.handle(InspectQuery(id=first["id"], x=0.5), talk.viewer)
    talk.read()
    assert talk.messages[-1] is not first
    assert (talk.messages[-1]["id"], talk.messages[-1]["inspection"]) == (first["id"], first["inspection"])


def test_a_long_refusal_is_not_kept_and_its_id_is_over() -> None:
    talk = Talk()
    refusal = talk.configure(**{f"unknown{i}".ljust(190, "x"): 0 for i in range(40)})
    assert len(refusal["errors"]) == 40
    talk.session.handle(Step(id=refusal["id"]), talk.viewer)
    talk.read()
    assert talk.messages[-1]["code"] == "stale_id"


def points(count: int, slope: float = 1.0) -> dict[str, Any]:
    x = [i / 1024 for i in range(count)]
    return {"kind": "points", "x": x, "y": [slope * each for each in x]}


def patch(talk: Talk, path: str, value: object) -> None:
    """Make a change that is a step of undo of its own."""
    talk.clock.now += 10
    assert talk.say("patch", changes={path: value})["type"] == "ack"


def test_the_undo_history_holds_no_more_than_it_may() -> None:
    most = 300_000
    talk = Talk(history_bytes=most)
    talk.configure(data={"source": points(2000)})
    tracemalloc.start()
    try:
        for i in range(60):
            patch(talk, f"training.l{i % 2 + 1}_penalty", (i + 1) / 1000)
        undo_count = talk.last("status")["undo"]
        with_history = memory()
        del talk.session.experiment.history
        held = with_history - memory()
    finally:
        tracemalloc.stop()
    assert held < most
    assert undo_count >= 20


def memory() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def test_configs_share_what_a_change_leaves_alone(talk: Talk) -> None:
    patch(talk, "data.source", points(100))
    before = as_curve(talk.session.experiment.runs[0].config)
    patch(talk, "data.noise", 0.5)
    patch(talk, "data.source", points(100))
    after = as_curve(talk.session.experiment.runs[0].config)
    assert after.data.source is before.data.source
    assert after.training is before.training
    assert after.data.noise == 0.5


def test_points_are_counted_once_however_many_states_hold_them() -> None:
    talk = Talk(history_bytes=400_000)
    talk.configure(data={"source": points(2000)})
    for i in range(10):
        patch(talk, "training.optimizer.learning_rate", 0.001 * (i + 1))
    assert talk.last("status")["undo"] == 10
    for i in range(10):
        patch(talk, "data.source", points(2000, slope=i + 2.0))
    assert 1 <= talk.last("status")["undo"] <= 3
