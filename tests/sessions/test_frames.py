"""Curves of very many pieces hold nobody up, and the last state is never left undrawn."""

from __future__ import annotations

from typing import Any

import pytest

from app.protocol.sections import SectionKind
from tests.app.talk import Talk
from tests.engine.building import zigzag_layers

BOTH = {SectionKind.KNOTS, SectionKind.PIECES}


def zigzag(width: int, depth: int) -> Talk:
    talk = Talk()
    config = {"network": {"hidden": [width] * depth}, "data": {"domain": [0, 1]}}
    talk.say("configure", config=config, layers=zigzag_layers(width, depth))
    return talk


def shown(talk: Talk) -> dict[int, Any]:
    """Return the knots and pieces of the frame that is due now."""
    count = len(talk.frames)
    talk.serve()
    assert len(talk.frames) == count + 1
    return {kind: data for kind, data in talk.frames[-1]["sections"].items() if kind in BOTH}


def test_a_frame_shows_no_more_pieces_than_anybody_could_tell_apart() -> None:
    talk = zigzag(2, 7)
    talk.say("subscribe", sections=["knots", "pieces"])
    assert {kind: len(data) for kind, data in shown(talk).items()} == {5: 127 * 4 * 5, 6: 128 * 4 * 4}
    talk = zigzag(3, 7)
    talk.say("subscribe", sections=["knots", "pieces"])
    assert shown(talk) == {5: b"", 6: b""}


def test_at_rest_pieces_that_had_their_share_of_the_time_follow_by_themselves(talk: Talk) -> None:
    talk.say("subscribe", sections=["prediction", "knots", "pieces"])
    assert shown(talk).keys() == BOTH
    talk.session.frames.pieces_budget.spend(1.0, talk.clock())
    talk.say("edit", op="set_bias", layer=0, neuron=0, value=0.5)
    assert shown(talk) == {}
    due = talk.session.next_frame(talk.clock())
    assert due is not None
    assert 5.5 < due - talk.clock() < 6.5
    talk.clock.now = due
    assert shown(talk).keys() == BOTH
    assert talk.session.next_frame(talk.clock()) is None


def test_a_rested_session_shows_many_changes_in_a_row(talk: Talk) -> None:
    talk.say("subscribe", sections=["pieces"])
    talk.clock.now += 10
    for i in range(5):
        talk.session.frames.pieces_budget.spend(0.05, talk.clock())
        talk.say("edit", op="set_bias", layer=0, neuron=0, value=0.1 * i)
        assert shown(talk).keys() == {SectionKind.PIECES}


@pytest.mark.parametrize("question", [{"kind": "expression"}, {"kind": "inspect", "x": 0.3}])
def test_a_small_network_of_many_pieces_is_taken_apart_elsewhere(question: dict[str, Any]) -> None:
    talk = zigzag(2, 8)
    assert talk.session.experiment.runs[0].trainer.network.parameter_count < 100
    assert talk.say(**question) == {}
    assert len(talk.host.jobs) == 1


def test_three_layers_of_sixteen_are_taken_apart_at_once() -> None:
    talk = Talk()
    talk.configure(network={"hidden": [16, 16, 16]})
    assert len(talk.say("expression")["pieces"]) > 1
