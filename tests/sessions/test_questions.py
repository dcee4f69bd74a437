"""Questions about a network: answered from the network as it is, while training goes on."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from app.protocol.decoding import decode_message
from app.protocol.messages import Command
from app.sessions.jobs import MOST_AT_ONCE
from tests.app.talk import Talk

FIRST = {"layer": 0, "to": 1, "from": 0}


def network_values(talk: Talk, x: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    network = talk.session.experiment.runs[0].trainer.network
    return np.asarray(network.predict(x[None])[0], dtype=np.float64)


def deep(**network: Any) -> Talk:
    talk = Talk()
    talk.configure(network={"hidden": [3, 2], **network})
    talk.train(20)
    return talk


def test_the_expression_is_the_network(talk: Talk) -> None:
    talk.train(50)
    answer = talk.say("expression")
    x = np.linspace(-3, 3, 101)
    values = [eval(answer["text"], {"max": max, "x": at}) for at in x]  # noqa: S307 (our own text)
    np.testing.assert_allclose(values, network_values(talk, x), atol=1e-5)
    assert [piece["to"] for piece in answer["pieces"][:-1]] == answer["knots"]


def test_the_expression_to_be_shown_tells_who_is_awake(talk: Talk) -> None:
    talk.train(50)
    answer = talk.say("expression", short=True)
    assert [term["neurons"] for term in answer["lines"][0]["terms"]] == [[[0, 0]], [[0, 1]], [[0, 2]], [[1, 0]]]
    assert len(answer["pieces"]) == answer["piece_count"] == len(answer["marks"]) + 1
    for piece in answer["pieces"]:
        assert sum(part for *_, part in piece["parts"]) == pytest.approx(piece["slope"])
        assert {tuple(neuron) for *neuron, _ in piece["parts"]} <= {tuple(neuron) for neuron in piece["awake"]}
    assert answer["collapse"] is None


def test_hinges_where_there_are_pieces_and_a_refusal_where_not(talk: Talk) -> None:
    assert talk.say("expression", short=True, form="hinges")["form"] == "hinges"
    talk.say("patch", changes={"network.activation": "tanh"})
    refusal = talk.say("expression", form="hinges")
    assert (refusal["code"], "tanh" in refusal["message"]) == ("invalid", True)
    answer = talk.say("expression")
    assert (answer["knots"], answer["pieces"]) == (None, None)
    assert "tanh(" in answer["text"]
    assert talk.say("expression", short=True)["piece_count"] is None


def test_the_expression_of_scaled_points_is_in_their_own_units(talk: Talk) -> None:
    x = np.linspace(-3, 3, 40)
    units = {"x_name": "year", "x_offset": 1990.0, "x_scale": 10.0, "y_name": "ppm", "y_offset": 350.0, "y_scale": 40.0}
    source = {"kind": "points", "x": x.tolist(), "y": (np.abs(x) / 2 - 1).tolist(), "units": units}
    talk.say("patch", changes={"data.source": source})
    talk.train(50)
    answer = talk.say("expression")
    assert answer["domain"] == [1960, 2020]
    values = [eval(answer["text"], {"max": max, "x": at * 10 + 1990}) for at in x]  # noqa: S307 (our own text)
    np.testing.assert_allclose(values, network_values(talk, x) * 40 + 350, atol=1e-3)
    short = talk.say("expression", short=True)
    assert all(1960 <= piece["from"] < piece["to"] <= 2020 for piece in short["pieces"])
    assert sum(part for *_, part in short["pieces"][0]["parts"]) == pytest.approx(short["pieces"][0]["slope"])


def test_linear_layers_multiply_out() -> None:
    talk = deep(hidden=[1, 1, 1, 1], activation="linear")
    answer = talk.say("expression", short=True)
    x = np.array([0.0, 1.0])
    at_0, at_1 = network_values(talk, x)
    assert answer["collapse"]["slope"] == pytest.approx(at_1 - at_0, abs=1e-5)
    assert answer["collapse"]["intercept"] == pytest.approx(at_0, abs=1e-5)
    assert len(answer["collapse"]["chain"]) >= 5
    assert len(answer["collapse"]["rows"]) == 5


def test_what_nobody_could_read_is_not_written_out() -> None:
    talk = Talk()
    talk.configure(network={"hidden": [24, 24], "activation": "tanh"})
    assert talk.say("expression", short=True) == {}
    assert talk.session.experiment.run.trainer.network.parameter_count > 600
    answer = talk.finish()
    assert (answer["lines"], answer["pieces"], answer["piece_count"]) == (None, None, None)


def test_long_answers_come_from_elsewhere_and_hold_nothing_up() -> None:
    talk = Talk()
    talk.configure(network={"hidden": [32, 32]})
    assert talk.say("expression", short=True) == {}
    ack = talk.say("step", count=3)
    talk.serve(until_idle=True)
    assert talk.last("ack")["step"] == 3, ack
    assert talk.finish()["form"] == "hinges"


def test_a_long_question_asked_again_is_answered_once_to_whoever_asked_last() -> None:
    talk = Talk()
    talk.configure(network={"hidden": [32, 32]})
    talk.say("diagnose")
    again = decode_message(json.dumps({"type": "diagnose", "id": 2}))
    assert isinstance(again, Command)
    talk.session.handle(again, talk.viewer)
    assert len(talk.host.jobs) == 1
    talk.finish()
    talk.session.handle(again, talk.viewer)
    talk.read()
    answers = [message for message in talk.messages if message.get("id") == 2]
    assert len(answers) == 2
    assert answers[0] == answers[1]


def test_too_many_long_questions_at_once_are_refused() -> None:
    talk = Talk()
    talk.configure(network={"hidden": [32, 32]})
    refusals = [talk.say("diagnose") for _ in range(MOST_AT_ONCE + 1)]
    assert len(talk.host.jobs) == MOST_AT_ONCE
    assert refusals[-1]["code"] == "invalid"


def test_one_x_forward_and_back() -> None:
    talk = deep()
    found = talk.say("inspect", x=0.5)["inspection"]
    assert found["prediction"] == pytest.approx(network_values(talk, np.array([0.5]))[0], abs=1e-5)
    assert (found["target"], found["batch"], found["count"]) == (0.0, False, 1)
    assert [len(layer["activations"]) for layer in found["layers"]] == [3, 2, 1]
    last = found["layers"][-1]
    assert found["gradients"][-1]["weights"] == last["weight_gradients"]
    assert found["numbers"] is None


def test_gradients_of_one_x_equal_finite_differences() -> None:
    talk = deep(activation="tanh")
    talk.say("patch", changes={"training.loss": "mean_squared_error"})
    found = talk.say("inspect", x=0.5)["inspection"]
    place = {"layer": 0, "to": 1, "from": 0}
    weight = float(talk.session.experiment.runs[0].trainer.network.layers[0][0, 1])
    losses = []
    for step in (-1e-2, 1e-2):
        talk.say("edit", op="set_values", values=[{**place, "value": weight + step}])
        losses.append(talk.say("inspect", x=0.5)["inspection"]["loss"])
    difference = (losses[1] - losses[0]) / 2e-2
    assert found["gradients"][0]["weights"][1][0] == pytest.approx(difference, rel=1e-2)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"])
def test_the_update_shown_is_the_update_made(optimizer: str) -> None:
    talk = Talk()
    rate = 0.01
    talk.configure(training={"optimizer": {"name": optimizer, "learning_rate": rate}, "l2_penalty": 0.01})
    talk.train(7)
    found = talk.say("inspect", x=0.0, batch=True, weight=FIRST)["inspection"]
    before = talk.session.experiment.runs[0].trainer.network.parameters.astype(np.float64)
    talk.train(1)
    made = talk.session.experiment.runs[0].trainer.network.parameters.astype(np.float64) - before
    shown = np.concatenate(
        [np.concatenate([np.array(move["weights"]).T.ravel(), move["biases"]]) for move in found["moves"]]
    )
    np.testing.assert_allclose(shown, made, atol=2e-6)
    assert found["numbers"]["change"] == pytest.approx(found["moves"][0]["weights"][1][0])
    assert found["optimizer"]["hyperparameters"]["learning_rate"] == rate


def test_an_x_between_points_of_ones_own() -> None:
    talk = Talk()
    source = {"kind": "points", "x": [2.0, 0.0, 1.0], "y": [4.0, 0.0, 2.0]}
    talk.configure(data={"source": source, "validation_fraction": 0})
    assert talk.say("inspect", x=0.25)["inspection"]["target"] == 0.5
    assert talk.say("inspect", x=9.0)["inspection"]["target"] == 4.0


def test_a_weight_that_is_not_there_is_refused(talk: Talk) -> None:
    refusal = talk.say("inspect", x=0.0, weight={"layer": 0, "to": 3})
    assert (refusal["code"], refusal["field"]) == ("invalid", "to")


def test_a_neuron_put_to_sleep_is_found_and_woken(talk: Talk) -> None:
    talk.train(300)
    assert talk.say("diagnose")["findings"] == []
    talk.say("edit", op="set_values", values=[{"layer": 0, "to": 1, "value": -50.0}])
    [found] = talk.say("diagnose")["findings"]
    assert (found["kind"], found["neurons"], found["remark"]) == ("asleep", [[0, 1]], False)
    before = talk.prediction()
    ack = talk.say("edit", op="wake_neuron", layer=0, neuron=1)
    assert ack["moved"] < 1e-6
    np.testing.assert_allclose(talk.prediction(), before, atol=1e-6)
    assert talk.say("diagnose")["findings"] == []
    talk.say("undo")
    assert talk.say("diagnose")["findings"] == [found]


def test_a_diverged_run_blames_its_learning_rate() -> None:
    talk = Talk()
    talk.configure(training={"optimizer": {"name": "sgd", "learning_rate": 1000.0}})
    talk.train(100)
    assert talk.state == "diverged"
    assert [found["kind"] for found in talk.say("diagnose")["findings"]] == ["rate_too_large"]


def kinds(talk: Talk) -> list[str]:
    return [found["kind"] for found in talk.say("diagnose")["findings"]]


def test_a_creeping_run_is_noticed_and_a_new_rate_looked_at_afresh() -> None:
    talk = Talk()
    talk.configure(training={"optimizer": {"name": "adam", "learning_rate": 1e-5}})
    talk.train(200)
    assert "rate_too_small" in kinds(talk)
    talk.say("patch", changes={"training.optimizer.learning_rate": 0.01})
    assert "rate_too_small" not in kinds(talk)


def test_sections_of_the_anatomy(talk: Talk) -> None:
    talk.train(50)
    talk.say("subscribe", sections=["prediction", "contributions", "knots", "pieces", "parameters"], fps=30)
    talk.serve()
    sections = talk.frames[-1]["sections"]
    parts = np.frombuffer(sections[4], "<f4").reshape(3, -1)
    bias = np.frombuffer(sections[1], "<f4")[-1]
    np.testing.assert_allclose(parts.sum(axis=0) + bias, np.frombuffer(sections[2], "<f4"), atol=1e-6)
    answer = talk.say("expression", short=True)
    knots = np.frombuffer(sections[5], "<f4").reshape(-1, 5)
    np.testing.assert_allclose(knots[:, 0], [mark["x"] for mark in answer["marks"]], atol=1e-6)
    assert knots[:, 3:].tolist() == [neuron for mark in answer["marks"] for neuron in mark["neurons"]]
    pieces = np.frombuffer(sections[6], "<f4").reshape(-1, 4)
    np.testing.assert_allclose(pieces[:, 2], [piece["slope"] for piece in answer["pieces"]], atol=1e-6)


def test_a_smooth_network_has_no_knots_and_no_pieces(talk: Talk) -> None:
    talk.say("patch", changes={"network.activation": "tanh"})
    talk.say("subscribe", sections=["knots", "pieces"], fps=30)
    talk.serve()
    assert (talk.frames[-1]["sections"][5], talk.frames[-1]["sections"][6]) == (b"", b"")


def test_while_training_the_pieces_of_a_large_network_come_with_some_frames_only() -> None:
    talk = Talk()
    talk.configure(network={"hidden": [64] * 8})
    talk.say("subscribe", sections=["pieces"], fps=60)
    talk.say("play", steps_per_second=60)
    for _ in range(5):
        talk.serve(1 / 60)
    playing = [6 in frame["sections"] for frame in talk.frames[-5:]]
    assert 1 <= sum(playing) < len(playing)
    talk.say("pause")
    talk.serve()
    assert 6 in talk.frames[-1]["sections"]


def test_several_values_are_set_all_or_none_and_undone_at_once(talk: Talk) -> None:
    before = talk.parameters()
    values = [{**FIRST, "value": 2.0}, {"layer": 0, "to": 1, "value": -1.0}]
    ack = talk.say("edit", op="set_values", values=values)
    assert ack["places"] == [FIRST, {"layer": 0, "to": 1, "from": None}]
    changed = talk.parameters()
    assert changed != before
    refusal = talk.say("edit", op="set_values", values=[{**FIRST, "value": 5.0}, {"layer": 9, "to": 0, "value": 1.0}])
    assert (refusal["code"], refusal["field"]) == ("invalid", "layer")
    refusal = talk.say("edit", op="set_values", values=[{**FIRST, "value": 5.0}, {"layer": 0, "to": 0, "value": 1e300}])
    assert (refusal["code"], refusal["field"]) == ("invalid", "value")
    assert talk.parameters() == changed
    talk.say("edit", op="set_values", values=[{**value, "value": 3.0} for value in values])
    talk.say("undo")
    assert talk.parameters() == before


def test_a_typed_formula_is_drawn_or_its_mistake_pointed_at(talk: Talk) -> None:
    found = talk.say("formula", expression="x^2")["formula"]
    assert found["problem"] is None
    np.testing.assert_allclose(found["y"], np.linspace(-3, 3, 256) ** 2)
    assert talk.say("formula", expression="x", domain=[0, 1])["formula"]["y"][-1] == 1
    problem = talk.say("formula", expression="2*sinn(x)")["formula"]["problem"]
    assert (problem["code"], problem["position"], problem["length"]) == ("unknown_name", 2, 4)
    assert problem["suggestion"] == "2*sin(x)"
    assert problem["suggestions"] == ["2*sin(x)"]


def test_how_a_formula_was_read_and_where_it_has_no_values_is_told(talk: Talk) -> None:
    found = talk.say("formula", expression="1/2x")["formula"]
    assert (found["reading"], found["choices"], found["problem"]) == ("(1/2)*x", ["1/(2x)"], None)
    gap = talk.say("formula", expression="ln x", domain=[-2, 2])["formula"]
    assert (gap["reading"], gap["y"], gap["problem"]["gap"]) == ("ln(x)", None, [-2, 0])
    assert gap["problem"]["code"] == "not_finite"
    root = talk.say("formula", expression="x^(1/3)")["formula"]["problem"]
    assert (root["code"], root["suggestion"]) == ("not_finite", "cbrt(x)")
    assert talk.say("formula", expression="2*sinn(x)")["formula"]["reading"] is None
