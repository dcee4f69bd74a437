"""What a visitor can make the server keep is bounded, whoever that is."""

from __future__ import annotations

import pytest

from app.protocol.errors import ProtocolError
from app.protocol.messages import InspectQuery, Step
from app.sessions.mailbox import MAX_CHARACTERS, Mailbox
from app.sessions.replies import KEPT_CHARACTERS, Replies
from tests.app.talk import Talk


def test_a_viewer_that_does_not_read_long_messages_is_closed() -> None:
    viewer = Mailbox()
    long = {"text": "x" * (MAX_CHARACTERS // 4)}
    for _ in range(100):
        viewer.put_control(long)
    assert viewer.close_code == 1008
    sizes = []
    while (item := viewer.take()) is not None:
        sizes.append(len(item))
    assert sum(sizes) < 1.5 * MAX_CHARACTERS


def test_a_viewer_that_reads_may_be_told_any_amount() -> None:
    viewer = Mailbox()
    for _ in range(100):
        viewer.put_control({"text": "x" * MAX_CHARACTERS})
        assert isinstance(viewer.take(), str)
    assert viewer.close_code is None


def test_answers_are_kept_as_far_as_there_is_room() -> None:
    replies = Replies()
    for i in range(40):
        assert replies.earlier(Step(id=i)) is None
        replies.keep(i, str(i) + "x" * (KEPT_CHARACTERS // 10 - 10))
    assert [replies.earlier(Step(id=i))[:2] for i in range(30, 40)] == [str(i) for i in range(30, 40)]  # type: ignore[index]
    for i in range(30):
        with pytest.raises(ProtocolError, match="stale_id"):
            replies.earlier(Step(id=i))
        assert replies.earlier(InspectQuery(id=i, x=0.0)) is None


def test_a_long_answer_is_not_kept_and_given_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.sessions.replies.KEPT_CHARACTERS", 1000)
    talk = Talk()
    talk.configure()
    first = talk.say("inspect", x=0.5)
    talk.session.handle(InspectQuery(id=first["id"], x=0.5), talk.viewer)
    talk.read()
    assert talk.messages[-1] is not first
    assert (talk.messages[-1]["id"], talk.messages[-1]["inspection"]) == (first["id"], first["inspection"])


def test_a_long_refusal_is_not_kept_and_its_id_is_over() -> None:
    talk = Talk()
    refusal = talk.configure(**{f"unknown{i}": 0 for i in range(10_000)})
    assert len(refusal["errors"]) == 10_000
    talk.session.handle(Step(id=refusal["id"]), talk.viewer)
    talk.read()
    assert talk.messages[-1]["code"] == "stale_id"
