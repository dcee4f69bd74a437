"""Going back: reset, undo, redo, and what is kept of the losses."""

from __future__ import annotations

from tests.app.talk import Talk


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


def test_history_keeps_the_extremes(talk: Talk) -> None:
    log = talk.session.runs[0].losses
    for step in range(1, 100_001):
        log.push(step, 50.0 if step == 54_321 else 1 / step, float("nan"))
    history = talk.say("history", points=100)["history"]
    assert len(history["step"]) <= 100
    assert max(history["train"]) == 50.0
    assert history["step"] == sorted(set(history["step"]))
    assert history["validation"] is None
