"""The session's state machine, without sockets."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.protocol.messages import MAX_IN_FLIGHT, Step
from app.protocol.sections import SUBSCRIBABLE, SectionKind
from app.sessions.viewers import EARLY_SECONDS
from tests.app.talk import Talk

TANH = {"hidden": [4], "activation": "tanh"}


def test_the_first_ack_carries_the_session_and_comes_after_the_layout() -> None:
    talk = Talk()
    ack = talk.configure()
    assert ack["session"] == "id"
    assert [m["type"] for m in talk.messages] == ["layout", "status", "ack"]
    assert talk.last("layout")["sizes"] == [1, 3, 1]
    assert talk.state == "ready"
    talk.serve()
    assert talk.frames[0]["number"] == ack["frame"] == 1
    assert talk.frames[0]["layout"] == ack["layout"] == talk.last("layout")["layout"]


def test_nothing_but_configure_comes_first() -> None:
    talk = Talk()
    assert talk.say("play")["code"] == "not_configured"
    assert talk.configure(seed=-1)["field"] == "seed"
    assert talk.configure()["type"] == "ack"


def test_a_failure_nobody_had_foreseen_is_answered_and_counted(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talk.session.experiment.runs[0], "pin", None)
    refusal = talk.say("pin")
    assert (refusal["type"], refusal["code"]) == ("error", "internal")
    assert talk.host.failures == 1
    assert talk.train(3)["step"] == 3


def test_what_is_not_built_is_unsupported() -> None:
    talk = Talk()
    refusal = talk.configure(task="plane")
    assert (refusal["code"], refusal["field"]) == ("unsupported", "task")


def test_a_formula_is_learned_and_a_bad_one_changes_nothing(talk: Talk) -> None:
    source = {"kind": "expression", "expression": "sin(3x) + 0.3x^2"}
    assert talk.say("patch", changes={"data.source": source})["type"] == "ack"
    layout = talk.last("layout")
    x = np.linspace(-3, 3, 256)
    np.testing.assert_allclose(layout["target"]["y"], np.sin(3 * x) + 0.3 * x**2)
    talk.train(10)
    refusal = talk.say("patch", changes={"data.source": {"kind": "expression", "expression": "1/(x-3)"}})
    assert (refusal["code"], refusal["field"]) == ("invalid", "data.source.expression")
    assert talk.last("status")["config"]["data"]["source"] == source | {"units": None}


def test_play_keeps_the_set_speed(talk: Talk) -> None:
    talk.say("play", steps_per_second=60)
    assert talk.state == "running"
    for _ in range(60):
        talk.serve(1 / 60)
    assert 58 <= talk.frames[-1]["step"] <= 60
    assert talk.frames[-1]["flags"] == 1
    talk.say("pause")
    assert talk.state == "paused"
    step = talk.say("pause")["step"]
    talk.serve(1.0)
    assert talk.frames[-1]["step"] == step


def test_a_session_kept_waiting_does_not_owe_the_whole_wait(talk: Talk) -> None:
    talk.say("play", steps_per_second=60)
    talk.serve(100.0)
    assert talk.frames[-1]["step"] <= 16


def test_as_fast_as_granted_trains_many_steps(talk: Talk) -> None:
    talk.say("play", steps_per_second=None)
    for _ in range(20):
        talk.serve(0.02)
    assert talk.frames[-1]["step"] > 100


def test_training_halts_while_nobody_watches(talk: Talk) -> None:
    talk.say("play", steps_per_second=None)
    talk.serve(0.02)
    step = talk.session.experiment.runs[0].trainer.step
    talk.session.detach(talk.viewer)
    talk.session.advance(0.01)
    assert talk.session.experiment.runs[0].trainer.step == step
    assert talk.session.next_training(talk.clock()) is None
    assert talk.session.next_frame(talk.clock()) is None


def test_the_same_config_gives_the_same_run() -> None:
    def run(slices: list[int]) -> bytes:
        talk = Talk()
        talk.configure(network=TANH, training={"batch_size": 16, "dropout": 0.1})
        for steps in slices:
            talk.train(steps)
        return talk.parameters()

    assert run([200]) == run([1, 99, 37, 63])


@pytest.mark.parametrize(
    ("changes", "keeps_step"),
    [
        ({"training.optimizer": {"name": "sgd", "learning_rate": 0.1}}, True),
        ({"network.activation": "tanh"}, True),
        ({"data.source": {"kind": "target", "name": "three_pieces"}, "data.samples": 50}, True),
        ({"training.l1_penalty": 0.1, "training.dropout": 0.2, "training.batch_size": 8}, True),
        ({"seed": 99}, False),
        ({"network.initializer": "xavier_normal"}, False),
        ({"network.hidden": [5]}, False),
    ],
)
def test_a_patch_keeps_the_weights_whenever_shapes_allow(talk: Talk, changes: dict[str, Any], keeps_step: bool) -> None:
    talk.train(30)
    weights = talk.parameters()
    ack = talk.say("patch", changes=changes)
    assert ack["type"] == "ack"
    assert ack["step"] == (30 if keeps_step else 0)
    assert (talk.parameters() == weights) is keeps_step


def test_a_bad_patch_changes_nothing(talk: Talk) -> None:
    talk.train(5)
    before = talk.parameters()
    refusal = talk.say("patch", changes={"seed": 3, "data.noise": -1})
    assert (refusal["code"], refusal["field"]) == ("invalid", "data.noise")
    assert refusal["errors"][0]["field"] == "data.noise"
    assert talk.parameters() == before
    assert talk.last("status")["undo"] == 0


def test_divergence_stops_at_the_last_good_state(talk: Talk) -> None:
    changes = {"training.optimizer": {"name": "sgd", "learning_rate": 1000}, "training.loss": "mean_squared_error"}
    talk.say("patch", changes=changes)
    talk.say("play", steps_per_second=None)
    for _ in range(5):
        talk.serve(0.02)
    assert talk.state == "diverged"
    assert np.isfinite(talk.prediction()).all()
    assert np.isfinite(talk.frames[-1]["training_loss"])
    talk.say("patch", changes={"training.optimizer.learning_rate": 0.01})
    talk.say("play")
    talk.serve(0.5)
    assert talk.state == "running"


def test_early_stopping_stops_and_play_trains_on(talk: Talk) -> None:
    talk.say("patch", changes={"training.early_stopping": {"patience": 5, "min_delta": 1000.0}})
    talk.say("play", steps_per_second=None)
    for _ in range(5):
        talk.serve(0.02)
    assert talk.state == "stopped"
    step = talk.frames[-1]["step"]
    talk.say("play")
    talk.serve(0.02)
    assert talk.state == "running"
    assert talk.session.experiment.runs[0].trainer.step > step


def test_a_request_sent_again_gets_the_kept_answer(talk: Talk) -> None:
    ack = talk.say("edit", op="add_neuron", layer=0)
    again = Step(id=ack["id"], count=1)
    talk.session.handle(again, talk.viewer)
    talk.read()
    assert talk.messages[-1] == ack
    assert talk.last("layout")["sizes"] == [1, 4, 1]


def test_ids_must_rise(talk: Talk) -> None:
    for _ in range(100):
        talk.say("history", points=2)
    talk.session.handle(Step(id=1), talk.viewer)
    talk.read()
    assert talk.messages[-1]["code"] == "stale_id"


def test_a_viewer_that_answers_nothing_gets_no_more_than_a_few_frames(talk: Talk) -> None:
    talk.say("play", steps_per_second=60)
    frames = 0
    for _ in range(100):
        talk.clock.now += 1 / 30
        talk.session.advance(0.01)
        talk.session.publish()
        while (item := talk.viewer.take()) is not None:
            frames += isinstance(item, bytes)
    assert frames == MAX_IN_FLIGHT
    newest = talk.session.viewers.frame_number
    talk.viewer.seen(newest)
    talk.serve(1 / 30)
    assert talk.frames[-1]["step"] > 80


def test_frames_may_be_a_little_early_but_not_more_often_than_asked_for(talk: Talk) -> None:
    talk.say("subscribe", sections=["parameters"], fps=30)
    talk.say("play", steps_per_second=None)
    talk.serve()
    begun, before = talk.clock(), len(talk.frames)
    due = talk.session.next_frame(begun)
    assert due is not None
    talk.serve(1 / 30 - 2 * EARLY_SECONDS)
    assert len(talk.frames) == before
    for i in range(1, 101):
        talk.serve(begun + i / 30 - EARLY_SECONDS / 2 * (i % 2) - talk.clock())
    assert len(talk.frames) == before + 100
    assert due == pytest.approx(begun + 1 / 30 - EARLY_SECONDS)


def test_a_new_layout_drops_the_frame_that_waits(talk: Talk) -> None:
    talk.say("play", steps_per_second=60)
    talk.clock.now += 0.1
    talk.session.advance(0.01)
    talk.session.publish()
    ack = talk.say("reset")
    assert all(f["layout"] == ack["layout"] for f in talk.frames)
    talk.serve()
    assert talk.frames[-1]["layout"] == ack["layout"]
    assert talk.frames[-1]["step"] == 0


def test_sections_are_what_was_subscribed(talk: Talk) -> None:
    talk.say("subscribe", sections=["neurons"], fps=60)
    talk.serve()
    assert set(talk.frames[-1]["sections"]) == {3}
    assert len(talk.frames[-1]["sections"][3]) == 3 * 4 + 3 * 32


def test_nothing_is_computed_while_all_is_still(talk: Talk) -> None:
    talk.serve()
    count = len(talk.frames)
    for _ in range(10):
        talk.serve(1.0)
    assert len(talk.frames) == count
    assert talk.session.next_training(talk.clock()) is None
    assert talk.session.next_frame(talk.clock()) is None


def test_given_weights_are_the_start_and_bad_ones_are_named(talk: Talk) -> None:
    layers = [{"weights": [[1.0]], "biases": [-4.0]}, {"weights": [[3.0]], "biases": [-5.0]}]
    ack = talk.say("configure", config={"network": {"hidden": [1]}}, layers=layers)
    assert ack["type"] == "ack"
    assert np.frombuffer(talk.parameters(), "<f4").tolist() == [1, -4, 3, -5]
    for bad in ([], layers[:1], [{"weights": [[1.0]], "biases": ["x"]}, layers[1]], [{"w": 1}, layers[1]]):
        refusal = talk.say("configure", config={"network": {"hidden": [1]}}, layers=bad)
        assert (refusal["code"], refusal["field"]) == ("invalid", "layers")


def test_a_limit_below_the_set_speed_is_waited_for() -> None:
    talk = Talk()
    talk.configure()
    talk.session.pacer.limit = 10
    talk.say("play", steps_per_second=60)
    talk.serve(0.2)
    due = talk.session.next_training(talk.clock.now)
    assert due is not None
    assert due >= talk.clock.now + 0.09


def test_frames_have_every_section_there_is() -> None:
    talk = Talk()
    talk.configure(training={"dropout": 0.2, "early_stopping": {"patience": 50}})
    talk.say("subscribe", sections=list(SUBSCRIBABLE))
    talk.train(5)
    found = set(talk.frames[-1]["sections"])
    talk.say("race", runs=[{"label": "a"}, {"label": "b"}])
    talk.serve()
    assert found | set(talk.frames[-1]["sections"]) == {kind.value for kind in SectionKind}


def test_a_new_rate_leaves_what_the_last_update_dropped_as_it_was(talk: Talk) -> None:
    talk.configure(network={"hidden": [16]}, training={"dropout": 0.5})
    talk.say("subscribe", sections=["dropped"])
    talk.train(3)
    before = talk.frames[-1]["sections"][SectionKind.DROPPED]
    talk.say("patch", changes={"training.optimizer.learning_rate": 0.02})
    talk.serve()
    assert talk.frames[-1]["sections"][SectionKind.DROPPED] == before
    assert np.frombuffer(before, "<f4").sum() > 0
