"""Going back: reset, undo, redo, and what is kept of the losses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from app.sessions.recording import LossLog, next_recorded
from app.sessions.run import Run
from app.sessions.saving import result_of_snapshot
from app.validation import parse_config
from tests.app.talk import Talk

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEPS = 1500


def test_reset_returns_to_the_start_of_the_present_shape(talk: Talk) -> None:
    start = talk.parameters()
    talk.train(50)
    assert talk.parameters() != start
    talk.say("reset")
    assert (talk.state, talk.parameters()) == ("ready", start)
    talk.say("edit", op="add_neuron", layer=0)
    talk.say("reset")
    other = Talk()
    other.configure(network={"hidden": [4]})
    assert talk.parameters() == other.parameters()


def test_undo_brings_the_trained_network_back_and_goes_on_identically(talk: Talk) -> None:
    talk.train(50)
    trained = talk.parameters()
    talk.train(10)
    later = talk.parameters()
    talk.say("reset")
    talk.say("undo")
    assert talk.parameters() == later
    assert talk.say("undo")["code"] == "invalid"
    talk.say("redo")
    assert talk.last("layout")["step"] == 0
    talk.train(50)
    assert talk.parameters() == trained
    assert talk.say("redo")["code"] == "invalid"


def test_undo_brings_shape_data_and_losses_back(talk: Talk) -> None:
    talk.train(20)
    before = talk.say("history")["history"]
    talk.say("patch", changes={"data.noise": 0.5})
    talk.say("edit", op="add_layer", position=1)
    talk.say("edit", op="add_neuron", layer=0)
    assert talk.last("layout")["sizes"][1] == 4
    for _ in range(3):
        talk.say("undo")
    layout = talk.last("layout")
    assert (layout["sizes"], layout["config"]["data"]["noise"]) == ([1, 3, 1], 0.0)
    assert talk.say("history")["history"] == before


def test_a_drag_is_one_step_of_undo(talk: Talk) -> None:
    for rate in (0.02, 0.03, 0.04):
        talk.clock.now += 0.05
        talk.say("patch", changes={"training.optimizer.learning_rate": rate})
    assert talk.last("status")["undo"] == 1
    talk.say("undo")
    assert talk.last("status")["config"]["training"]["optimizer"]["learning_rate"] not in {0.02, 0.03, 0.04}


def test_the_undo_history_is_capped_in_bytes() -> None:
    talk = Talk(history_bytes=3000)
    talk.configure(network={"hidden": [8]})
    for _ in range(30):
        talk.train(1)
        talk.say("reset")
    assert 1 <= talk.last("status")["undo"] < 15


def test_history_keeps_the_extremes() -> None:
    log = LossLog()
    for step in range(1, 100_001):
        log.push(step, 50.0 if step == 54_321 else 1 / step, float("nan"))
    history = log.decimated(100)
    assert history["step"] is not None
    assert len(history["step"]) <= 100
    assert history["train"] is not None
    assert max(history["train"]) == 50.0
    assert history["step"] == sorted(set(history["step"]))
    assert history["validation"] is None


def test_losses_are_recorded_at_steps_evenly_spread_over_every_doubling() -> None:
    steps, step = [0], 0
    while (step := next_recorded(step)) < 5000:
        steps.append(step)
    assert steps[:34] == [*range(33), 34]
    assert np.diff(steps[steps.index(1024) : steps.index(2048)]).tolist() == [64] * 15
    assert np.diff(steps[steps.index(2048) : steps.index(4096)]).tolist() == [128] * 15


@pytest.mark.parametrize(
    "training",
    [{}, {"batch_size": 16}, {"optimizer": {"name": "adam"}, "early_stopping": {"patience": 20, "min_delta": 0.001}}],
)
def test_what_a_run_remembers_does_not_depend_on_who_watched(training: dict[str, Any]) -> None:
    """Watched at 30 frames a second and at 1, in slices as time gives them, trained by itself, and second in a race."""
    config = {"data": {"noise": 0.3}, "training": training}

    def watched(fps: float, *, race: bool = False) -> NDArray[np.float64]:
        talk = Talk()
        talk.configure(**config)
        if race:
            talk.say("race", runs=[{"label": "a", "changes": {"seed": 5}}, {"label": "b", "changes": {}}])
        talk.say("subscribe", sections=["prediction", "race"], fps=fps)
        talk.say("step", count=STEPS)
        while talk.session.wants_training:
            talk.clock.now += 1 / 60
            talk.session.advance(0.0005)
            talk.session.publish()
            talk.read()
        assert len(talk.frames) > 1
        return talk.session.experiment.runs[-1].losses.snapshot()

    alone = Run(parse_config(config))
    alone.advance(STEPS)
    reference = alone.losses.snapshot()
    assert len(reference) > 30
    np.testing.assert_array_equal(watched(30), reference)
    np.testing.assert_array_equal(watched(1), reference)
    if alone.stopped is None:
        np.testing.assert_array_equal(watched(30, race=True), reference)


def test_saved_and_asked_for_it_ends_with_the_present_step(talk: Talk) -> None:
    talk.train(1001)
    run = talk.session.experiment.runs[0]
    assert run.losses.snapshot()[-1, 0] == 992
    assert run.losses_so_far().snapshot()[-1].tolist() == [1001, *run.measure()]
    saved = result_of_snapshot(run.snapshot()).losses
    assert saved.step is not None
    assert (saved.step[-1], saved.train[-1]) == (1001, run.measure()[0])
    assert talk.say("history", points=1024)["history"]["step"][-2:] == [992, 1001]


def test_a_change_is_recorded_at_once(talk: Talk) -> None:
    talk.train(10)
    talk.say("edit", op="set_bias", layer=1, neuron=0, value=3.0)
    run = talk.session.experiment.runs[0]
    assert run.losses.snapshot()[-1].tolist() == [10, *run.measure()]
