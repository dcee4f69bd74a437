"""Edits through a session: the curve is kept, limits hold, impossible ones are refused by name."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from tests.app.talk import Talk


def test_adding_keeps_the_curve_also_while_running(talk: Talk) -> None:
    talk.train(40)
    before = talk.prediction()
    ack = talk.say("edit", op="add_neuron", layer=0)
    assert (ack["layer"], ack["neuron"], ack["moved"]) == (0, 3, 0)
    np.testing.assert_allclose(talk.prediction(), before, atol=1e-5)
    assert talk.last("layout")["config"]["network"]["hidden"] == [4]
    talk.say("play", steps_per_second=60)
    talk.serve(0.1)
    talk.say("edit", op="add_neuron", layer=0)
    assert talk.state == "running"


def test_a_reset_after_growing_starts_as_a_network_of_that_size_does(talk: Talk) -> None:
    for _ in range(5):
        talk.train(20)
        talk.say("edit", op="add_neuron", layer=0)
    talk.say("reset")
    grown = talk.parameters()
    talk.configure(network={"hidden": [8]})
    assert talk.parameters() == grown


@pytest.mark.parametrize(
    ("edit", "code", "field"),
    [
        ({"op": "add_neuron"}, "malformed", "layer"),
        ({"op": "add_neuron", "layer": 1}, "invalid", "layer"),
        ({"op": "remove_neuron", "layer": 0, "neuron": 3}, "invalid", "neuron"),
        ({"op": "add_layer", "position": 2}, "invalid", "position"),
        ({"op": "set_weight", "layer": 0, "to": 0, "from": 1, "value": 1}, "invalid", "from"),
        ({"op": "set_weight", "layer": 0, "to": 0, "from": 0}, "malformed", "value"),
        ({"op": "set_bias", "layer": 2, "neuron": 0, "value": 1}, "invalid", "layer"),
        ({"op": "add_neuron", "layer": 0, "layout": 7}, "stale_layout", "layout"),
    ],
)
def test_an_impossible_edit_is_refused(talk: Talk, edit: dict[str, Any], code: str, field: str) -> None:
    refusal = talk.say("edit", **edit)
    assert (refusal["type"], refusal["code"], refusal["field"]) == ("error", code, field)
    assert talk.last("status")["undo"] == 0


def test_the_last_neuron_stays(talk: Talk) -> None:
    assert talk.say("edit", op="remove_neuron", layer=0)["type"] == "ack"
    assert talk.say("edit", op="remove_neuron", layer=0)["type"] == "ack"
    refusal = talk.say("edit", op="remove_neuron", layer=0)
    assert refusal["code"] == "invalid"
    assert talk.last("layout")["sizes"] == [1, 1, 1]


def test_limits_of_the_shape_hold() -> None:
    talk = Talk()
    talk.configure(network={"hidden": [64] + [1] * 7})
    assert talk.say("edit", op="add_neuron", layer=0)["code"] == "invalid"
    assert talk.say("edit", op="add_layer", position=0)["code"] == "invalid"


def test_set_weight_and_bias_show_in_the_next_frame(talk: Talk) -> None:
    ack = talk.say("edit", op="set_weight", layer=1, to=0, **{"from": 2}, value=1.5)
    talk.serve()
    assert talk.frames[-1]["number"] == ack["frame"]
    talk.say("edit", op="set_bias", layer=1, neuron=0, value=-0.5)
    values = np.frombuffer(talk.parameters(), "<f4")
    order = talk.last("layout")["parameters"][1]
    output = values[order["offset"] :].reshape(order["shape"])
    assert output[2, 0] == 1.5
    assert output[3, 0] == -0.5


def test_another_optimizer_starts_all_neurons_anew_and_more_can_be_added(talk: Talk) -> None:
    talk.configure(network={"hidden": [3]}, training={"optimizer": {"name": "adam"}})
    for optimizer in ("sgd", "adam"):
        talk.train(5)
        assert talk.say("edit", op="add_neuron", layer=0)["type"] == "ack"
        talk.say("patch", changes={"training.optimizer": {"name": optimizer}})
        assert talk.say("edit", op="add_neuron", layer=0)["type"] == "ack"
    assert talk.train(5)["type"] == "ack"


def test_bends_in_a_bunch_are_found_spread_and_brought_back(talk: Talk) -> None:
    old = {"initializer": "lecun_normal", "bias_initializer": "zeros", "hidden": [8]}
    training = {"loss": "huber", "optimizer": {"name": "nesterov", "learning_rate": 0.006}}
    talk.configure(data={"source": {"kind": "target", "name": "sine"}}, network=old, training=training, seed=2)
    talk.train(1500)
    before, loss = talk.parameters(), talk.frames[-1]["training_loss"]
    findings = talk.say("diagnose")["findings"]
    assert [finding["kind"] for finding in findings] == ["bunched_bends"]
    layout = talk.last("layout")["layout"]
    assert talk.say("edit", op="spread_bends")["moved"] < 1
    assert talk.last("layout")["layout"] == layout, "the shape is the same"
    talk.train(1500)
    talk.prediction()
    assert talk.frames[-1]["training_loss"] < loss / 2
    talk.say("undo")
    assert talk.parameters() == before
    assert [finding["kind"] for finding in talk.say("diagnose")["findings"]] == ["bunched_bends"]


def test_without_bends_there_is_nothing_to_spread(talk: Talk) -> None:
    talk.configure(network={"hidden": []})
    assert talk.say("edit", op="spread_bends")["code"] == "invalid"


def huge_layers(sizes: list[int]) -> list[dict[str, Any]]:
    """Return layers whose every weight is nearly the largest there is."""
    return [{"weights": [[3e38] * a] * b, "biases": [0.0] * b} for a, b in pairwise(sizes)]


@pytest.mark.parametrize("op", ["add_neuron", "wake_neuron", "remove_layer"])
def test_numbers_beyond_all_bounds_are_refused_and_the_session_goes_on(talk: Talk, op: str) -> None:
    hidden = [3] * 8
    ack = talk.say("configure", config={"network": {"hidden": hidden}}, layers=huge_layers([1, *hidden, 1]))
    assert ack["type"] == "ack"
    fields = {"neuron": 0} if op == "wake_neuron" else {}
    assert talk.say("edit", op=op, layer=7, **fields)["code"] == "invalid"
    assert talk.say("edit", op="set_bias", layer=0, neuron=0, value=1)["type"] == "ack"


def test_a_decomposition_that_fails_is_a_refusal(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: object, **_options: object) -> None:
        raise np.linalg.LinAlgError("SVD did not converge")

    monkeypatch.setattr(np.linalg, "svd", fail)
    refusal = talk.say("edit", op="add_neuron", layer=0)
    assert (refusal["code"], refusal["message"]) == ("invalid", "SVD did not converge")
    assert talk.last("status")["undo"] == 0
