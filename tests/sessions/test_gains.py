"""What a change gained: measured against a copy that is exactly the run without it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.sessions.gains import LOOK_EVERY, MOST, STEPS
from tests.app.talk import Talk

STOCHASTIC = {"batch_size": 16, "dropout": 0.2}


def talk_with(training: dict[str, Any] | None = None, hidden: int = 2) -> Talk:
    talk = Talk()
    talk.configure(network={"hidden": [hidden]}, training=training or {})
    return talk


def gains(talk: Talk) -> list[dict[str, Any]]:
    """Return what was told, the losses beside the rest."""
    return [{**message, **message["losses"]} for message in talk.messages if message["type"] == "gain"]


def loss(talk: Talk) -> float:
    return talk.session.experiment.runs[0].trainer.training_loss()


@pytest.mark.parametrize("training", [{}, STOCHASTIC], ids=["full batch", "batches and dropout"])
def test_without_it_is_the_run_without_it_bit_for_bit(training: dict[str, Any]) -> None:
    changed, alone = talk_with(training), talk_with(training)
    for talk in (changed, alone):
        talk.train(70)
    before = loss(alone)
    ack = changed.say("edit", op="add_neuron", layer=0)
    for talk in (changed, alone):
        talk.train(STEPS)
    last = gains(changed)[-1]
    assert (last["gain"], last["op"], last["layer"], last["neuron"]) == (ack["gain"], "add_neuron", 0, 2)
    assert (last["step"], last["steps"], last["final"]) == (70, STEPS, True)
    assert (last["before"], last["after"], last["without"]) == (before, loss(changed), loss(alone))


def test_it_is_told_on_the_way_and_costs_nothing_afterward() -> None:
    talk = talk_with()
    talk.say("edit", op="add_neuron", layer=0)
    talk.train(STEPS)
    trainer = talk.session.experiment.runs[0].trainer
    gap = np.sqrt(np.square(trainer.network.predict(trainer.dataset.x_train) - trainer.dataset.y_train).mean())
    assert gains(talk)[-1]["gaps"]["after"] == pytest.approx(float(gap), rel=1e-5)
    assert gains(talk)[-1]["spread"] == pytest.approx(np.std(talk.last("layout")["data"]["train"]["y"]), rel=1e-5)
    talk.train(500)
    assert [message["steps"] for message in gains(talk)] == list(range(0, STEPS + 1, LOOK_EVERY))
    assert [message["final"] for message in gains(talk)] == [False] * (STEPS // LOOK_EVERY) + [True]
    assert not talk.session.experiment.gains


def test_a_removal_says_what_it_cost() -> None:
    talk, whole = talk_with(hidden=3), talk_with(hidden=3)
    for each in (talk, whole):
        each.train(300)
    talk.say("edit", op="remove_neuron", layer=0, neuron=1)
    for each in (talk, whole):
        each.train(STEPS)
    last = gains(talk)[-1]
    assert (last["op"], last["neuron"], last["without"]) == ("remove_neuron", 1, loss(whole))
    assert last["after"] == loss(talk)


def test_of_several_each_is_compared_with_what_there_would_be_without_that_one() -> None:
    talk, first_only, alone = talk_with(), talk_with(), talk_with()
    for each in (talk, first_only, alone):
        each.train(50)
    talk.say("edit", op="add_neuron", layer=0)
    first_only.say("edit", op="add_neuron", layer=0)
    for each in (talk, first_only, alone):
        each.train(200)
    talk.say("edit", op="add_neuron", layer=0)
    for each in (talk, first_only, alone):
        each.train(STEPS - 200)
    first = [message for message in gains(talk) if message["gain"] == 1][-1]
    assert (first["after"], first["without"]) == (loss(first_only), loss(alone))
    for each in (talk, first_only):
        each.train(200)
    second = gains(talk)[-1]
    assert (second["gain"], second["after"], second["without"]) == (2, loss(talk), loss(first_only))


def test_a_change_of_the_training_is_one_of_the_copy_too() -> None:
    talk, alone = talk_with(), talk_with()
    talk.say("edit", op="add_neuron", layer=0)
    for each in (talk, alone):
        each.train(150)
        each.say("patch", changes={"training.optimizer": {"name": "rmsprop", "learning_rate": 0.002}})
        each.train(STEPS - 150)
    assert gains(talk)[-1]["without"] == loss(alone)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("reset", {}),
        ("undo", {}),
        ("patch", {"changes": {"data.noise": 0.2}}),
        ("patch", {"changes": {"training.loss": "mean_absolute_error"}}),
        ("patch", {"changes": {"seed": 5}}),
        ("edit", {"op": "set_bias", "layer": 0, "neuron": 0, "value": 1}),
        ("race", {"runs": [{}, {}]}),
        ("configure", {"config": {}}),
    ],
)
@pytest.mark.parametrize("steps", [30, 130])
def test_what_makes_it_another_run_ends_the_comparison(kind: str, fields: dict[str, Any], steps: int) -> None:
    talk = talk_with()
    talk.say("edit", op="add_neuron", layer=0)
    talk.train(steps)
    talk.say(kind, **fields)
    last = gains(talk)[-1]
    assert last["final"]
    assert (last["after"] is None, last["steps"]) == ((True, 0) if steps < LOOK_EVERY else (False, LOOK_EVERY))
    talk.train(200)
    assert gains(talk)[-1] == last


def test_many_in_a_row_never_train_more_than_a_few_copies() -> None:
    talk = talk_with()
    for count in range(1, MOST + 4):
        talk.say("edit", op="add_neuron", layer=0)
        talk.train(LOOK_EVERY)
        assert len(talk.session.experiment.gains._under_way) <= min(count, MOST)
    assert [m["gain"] for m in gains(talk) if m["final"]] == [1, 2, 3]


def test_a_large_network_trains_one_copy() -> None:
    talk = Talk()
    talk.configure(network={"hidden": [48, 48, 48]}, data={"samples": 500})
    for _ in range(3):
        talk.say("edit", op="add_neuron", layer=0)
    assert len(talk.session.experiment.gains._under_way) == 1


def test_early_stopping_ends_it_with_both_as_they_are() -> None:
    talk = talk_with({"early_stopping": {"patience": 5, "min_delta": 1.0}})
    talk.say("edit", op="add_neuron", layer=0)
    talk.train(400)
    last = gains(talk)[-1]
    assert talk.state == "stopped"
    assert last["final"]
    assert last["steps"] < LOOK_EVERY
    assert last["after"] == loss(talk)
    assert np.isfinite(last["without"])


def test_a_copy_costs_at_most_a_step_for_a_step() -> None:
    talk = talk_with()
    talk.say("edit", op="add_neuron", layer=0)
    trainer = talk.session.experiment.gains._under_way[0].without
    talk.train(250)
    assert trainer.step == talk.session.experiment.runs[0].trainer.step == 250
