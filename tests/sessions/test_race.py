"""Runs side by side: each exactly what it would be alone, in lock step, and one of them taken."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.protocol.sections import SectionKind
from app.sessions.scheduler import ROUND_SECONDS, SLICE_SECONDS, slice_seconds
from tests.app.talk import Talk

OPTIMIZERS = ["sgd", "momentum", "adam"]


def optimizer(name: str, rate: float = 0.01) -> dict[str, Any]:
    return {"training.optimizer": {"name": name, "learning_rate": rate}}


def start(talk: Talk, *changes: dict[str, Any]) -> dict[str, Any]:
    return talk.say("race", runs=[{"label": f"run {i}", "changes": each} for i, each in enumerate(changes)])


def race_rows(talk: Talk) -> np.ndarray[Any, Any]:
    talk.say("subscribe", sections=["prediction", "race"], fps=30)
    talk.serve()
    return np.frombuffer(talk.frames[-1]["sections"][7], "<f4").reshape(-1, 4)


@pytest.mark.parametrize("batch", [None, 16])
def test_every_run_of_a_race_is_what_it_would_be_alone(talk: Talk, batch: int | None) -> None:
    talk.train(7)
    changes = [{**optimizer(name), "training.batch_size": batch} for name in OPTIMIZERS]
    assert start(talk, *changes)["type"] == "ack"
    assert talk.train(45)["step"] == 45
    for run, change in zip(talk.session.experiment.runs, changes, strict=True):
        alone = Talk()
        alone.configure()
        alone.say("patch", changes=change)
        alone.say("reset")
        alone.train(45)
        np.testing.assert_array_equal(
            run.trainer.network.parameters, alone.session.experiment.run.trainer.network.parameters
        )


def test_all_are_at_the_same_step_whenever_anybody_looks(talk: Talk) -> None:
    start(talk, *[optimizer(name) for name in OPTIMIZERS])
    talk.say("play", steps_per_second=None)
    for _ in range(5):
        talk.serve(1 / 30)
        assert len({run.step for run in talk.session.experiment.runs}) == 1
    rows = race_rows(talk)
    assert rows.shape == (3, 4)
    assert len(set(rows[:, 0])) == 1
    assert len(set(rows[:, 1])) == 3


def test_a_frame_carries_every_runs_curve(talk: Talk) -> None:
    start(talk, *[optimizer(name) for name in OPTIMIZERS])
    talk.train(20)
    talk.say("subscribe", sections=["prediction", "race"], fps=30)
    talk.serve()
    curves = talk.frames[-1]["runs"][2]
    assert sorted(curves) == [0, 1, 2]
    for i, run in enumerate(talk.session.experiment.runs):
        x = np.linspace(-3, 3, 256)
        np.testing.assert_allclose(np.frombuffer(curves[i], "<f4"), run.trainer.network.predict(x[None])[0], atol=1e-5)


def test_the_layout_names_the_runs(talk: Talk) -> None:
    start(talk, {"network.hidden": [5]}, {"seed": 9})
    race = talk.last("layout")["race"]
    assert [(each["label"], each["parameter_count"]) for each in race] == [("run 0", 16), ("run 1", 10)]
    assert race[1]["config"]["seed"] == 9


def test_the_winner_goes_on_as_the_live_run(talk: Talk) -> None:
    talk.train(10)
    before = talk.parameters()
    start(talk, *[optimizer(name) for name in OPTIMIZERS])
    talk.train(30)
    winner = talk.session.experiment.runs[2].trainer.network.parameters.copy()
    assert talk.say("end_race", take=2)["step"] == 30
    assert talk.last("layout")["race"] is None
    assert talk.last("status")["config"]["training"]["optimizer"]["name"] == "adam"
    np.testing.assert_array_equal(np.frombuffer(talk.parameters(), "<f4"), winner)
    talk.say("undo")
    assert talk.parameters() == before


def test_ended_without_a_winner_the_run_before_it_is_back(talk: Talk) -> None:
    talk.train(10)
    before, undo = talk.parameters(), talk.last("status")["undo"]
    start(talk, {"network.hidden": [6]}, {"network.hidden": [2]})
    talk.train(5)
    assert talk.say("end_race")["step"] == 10
    assert talk.parameters() == before
    assert talk.last("status")["undo"] == undo
    talk.train(1)


def test_a_run_that_stops_lets_the_others_go_on(talk: Talk) -> None:
    start(talk, optimizer("sgd", 1000.0), optimizer("adam"))
    talk.train(200)
    rows = race_rows(talk)
    assert rows[0, 3] == 2
    assert rows[0, 0] < rows[1, 0] == 200
    assert talk.state == "paused"


def test_a_step_is_counted_in_steps_done_however_far_apart_the_runs_are(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(talk, {"seed": 1}, {"seed": 2})
    talk.train(50)
    stuck, behind = talk.session.experiment.runs
    behind.reset()
    monkeypatch.setattr(stuck, "advance", lambda _steps: 0)
    for run in (stuck, behind):
        run.trainer.stopped = "diverged"
    talk.train(10)
    assert (stuck.step, behind.step) == (50, 10)


def test_reset_puts_all_back_to_their_starts(talk: Talk) -> None:
    start(talk, {"seed": 1}, {"seed": 2})
    starts = [run.trainer.network.parameters.copy() for run in talk.session.experiment.runs]
    talk.train(5)
    talk.say("reset")
    assert talk.state == "ready"
    for run, wanted in zip(talk.session.experiment.runs, starts, strict=True):
        np.testing.assert_array_equal(run.trainer.network.parameters, wanted)


def test_each_runs_losses_can_be_asked_for(talk: Talk) -> None:
    start(talk, {"seed": 1}, {"seed": 2})
    talk.say("subscribe", sections=["race"], fps=60)
    talk.say("play", steps_per_second=60)
    for _ in range(10):
        talk.serve(1 / 30)
    logs = [talk.say("history", run=run)["history"] for run in (0, 1)]
    assert logs[0]["step"] == logs[1]["step"]
    assert logs[0]["train"] != logs[1]["train"]
    assert talk.say("history", run=2)["field"] == "run"


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("patch", {"changes": {"seed": 3}}),
        ("edit", {"op": "add_neuron", "layer": 0}),
        ("undo", {}),
        ("race", {"runs": [{}, {}]}),
        ("save", {"title": "all"}),
    ],
)
def test_what_is_about_one_run_is_refused_until_the_end(talk: Talk, kind: str, fields: dict[str, Any]) -> None:
    start(talk, {}, {})
    refusal = talk.say(kind, **fields)
    assert (refusal["code"], refusal["message"]) == ("invalid", "a race is on: end it first")
    assert talk.say("configure", config={})["type"] == "ack"
    assert talk.session.experiment.race is None


def test_another_run_can_be_shown(talk: Talk) -> None:
    start(talk, {"network.hidden": [5]}, {"network.hidden": [2]}, {"network.hidden": [4]})
    talk.train(3)
    talk.say("subscribe", sections=["parameters", "prediction", "race"], fps=30)
    talk.serve()
    before = talk.frames[-1]["runs"][SectionKind.PREDICTION]
    assert talk.say("show_run", run=2)["type"] == "ack"
    layout = talk.last("layout")
    assert (layout["cause"], layout["shown"], layout["sizes"]) == ("show_run", 2, [1, 4, 1])
    talk.serve()
    frame = talk.frames[-1]
    shown = frame["runs"][SectionKind.PREDICTION]
    assert [shown[0], shown[1], shown[2]] == [before[2], before[1], before[0]]
    assert len(frame["sections"][SectionKind.PARAMETERS]) == 4 * 13
    assert talk.say("history", run=0, points=9)["history"]["step"][-1] == 3
    assert talk.say("show_run", run=3)["field"] == "run"
    talk.say("end_race", take=1)
    assert (talk.last("layout")["sizes"], talk.last("layout")["shown"]) == ([1, 2, 1], 0)
    assert talk.say("show_run", run=0)["code"] == "invalid"


def test_a_bad_entry_is_named_and_nothing_changes(talk: Talk) -> None:
    refusal = start(talk, {}, {"seed": -1})
    assert (refusal["code"], refusal["field"]) == ("invalid", "runs[1].changes.seed")
    assert talk.session.experiment.race is None
    assert talk.say("end_race")["code"] == "invalid"
    start(talk, {}, {})
    assert talk.say("end_race", take=2)["field"] == "take"


def test_runs_that_are_too_much_together_are_refused(talk: Talk) -> None:
    big = {"network.hidden": [64] * 8, "data.samples": 1000, "data.validation_fraction": 0}
    assert start(talk, *[big] * 2)["field"] == "runs"


def test_every_run_gets_a_slice_while_the_round_has_room(talk: Talk) -> None:
    assert slice_seconds(talk.session, 1) == SLICE_SECONDS
    start(talk, *[optimizer(name) for name in OPTIMIZERS])
    assert slice_seconds(talk.session, 1) == 3 * SLICE_SECONDS
    assert slice_seconds(talk.session, 50) == ROUND_SECONDS / 50
