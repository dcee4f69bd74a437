"""Experiments asked for over a session: landscapes, range tests, other starts; what regularizers show in frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from app.engine.lab.landscape import Slice
from app.sessions.recording import MAX_POINTS, WeightPath

if TYPE_CHECKING:
    from tests.app.talk import Talk

FIRST, SECOND = {"layer": 0, "to": 1, "from": 0}, {"layer": 1, "to": 0}


def ask(talk: Talk, kind: str, **fields: Any) -> dict[str, Any]:
    """Ask what takes long, have it computed, and return the answer."""
    return talk.say(kind, **fields) or talk.finish()


def test_a_landscape_through_two_weights_has_the_present_loss_in_its_middle(talk: Talk) -> None:
    talk.train(30)
    found = ask(talk, "landscape", first=FIRST, second=SECOND, span=2, points=21)["landscape"]
    assert len(found["losses"]) == len(found["a"]) == 21
    assert found["a"][0] == -2
    loss = talk.session.experiment.run.trainer.training_loss()
    assert found["losses"][10][10] == pytest.approx(loss, rel=1e-5)
    assert found["center"] == pytest.approx(loss, rel=1e-5)
    assert (found["path"], found["random"], found["step"]) == ([], False, 30)
    layers = talk.session.experiment.run.trainer.network.layers
    assert found["values"] == pytest.approx([layers[0][0, 1], layers[1][-1, 0]])


def test_going_to_a_point_of_the_landscape_gives_the_loss_drawn_there(talk: Talk) -> None:
    talk.train(30)
    before = talk.parameters()
    found = ask(talk, "landscape", seed=4, points=11)["landscape"]
    assert found["random"]
    assert found["values"] is None
    talk.say("edit", op="go_to", a=found["a"][2], b=found["b"][7])
    assert talk.session.experiment.run.trainer.training_loss() == pytest.approx(found["losses"][7][2], rel=1e-4)
    talk.say("undo")
    assert talk.parameters() == before


def test_there_is_nowhere_to_go_without_a_landscape_of_this_shape(talk: Talk) -> None:
    assert talk.say("edit", op="go_to", a=0, b=0)["code"] == "invalid"
    ask(talk, "landscape", points=11)
    talk.say("edit", op="add_neuron", layer=0)
    assert talk.say("edit", op="go_to", a=0, b=0)["code"] == "invalid"


def test_a_point_beyond_all_numbers_is_refused(talk: Talk) -> None:
    talk.say("edit", op="set_weight", layer=0, to=0, **{"from": 0}, value=1e35)
    ask(talk, "landscape", points=11)
    assert talk.say("edit", op="go_to", a=1e9, b=0)["code"] == "invalid"


def test_a_network_that_is_not_finite_has_no_landscape(talk: Talk) -> None:
    talk.session.experiment.run.trainer.network.parameters[0] = -np.inf
    assert talk.say("landscape")["code"] == "invalid"


def test_the_way_on_a_slice_leaves_out_what_is_not_finite() -> None:
    plane = Slice(np.zeros(2), np.array([1.0, 0.0]), np.array([0.0, 1.0]))
    assert plane.project([[1.0, 2.0], [np.inf, 0.0], [np.nan, 0.0]]) == pytest.approx(np.array([[1.0, 2.0]]))


def test_the_way_since_the_pin_ends_where_the_weights_are(talk: Talk) -> None:
    talk.train(5)
    talk.say("pin")
    start = talk.session.experiment.run.trainer.network.parameters.astype(float)
    talk.say("subscribe", sections=["parameters"], fps=60)
    talk.say("play", steps_per_second=60)
    for _ in range(20):
        talk.serve(1 / 30)
    talk.say("pause")
    end = talk.session.experiment.run.trainer.network.parameters.astype(float)
    path = ask(talk, "landscape", first=FIRST, second=SECOND)["landscape"]["path"]
    assert len(path) > 10
    places = [
        int(np.flatnonzero(talk.session.experiment.run.plane.first)[0]) if talk.session.experiment.run.plane else 0
    ]
    assert path[0][0] == pytest.approx(start[places[0]] - end[places[0]], abs=1e-5)
    assert path[-1] == pytest.approx([0, 0], abs=1e-5)


def test_the_way_is_kept_on_through_a_change_of_shape_and_a_reset(talk: Talk) -> None:
    talk.train(5)
    talk.say("pin")
    for kind, fields in (("edit", {"op": "add_neuron", "layer": 0}), ("reset", {}), ("undo", {}), ("undo", {})):
        talk.say(kind, **fields)
        talk.train(8)
        found = ask(talk, "landscape", span=1, points=11)["landscape"]
        assert found["pinned"] is not None, kind
        assert len(found["path"]) >= 2, kind
        np.testing.assert_allclose(found["path"][-1], [0, 0], atol=1e-6)


def test_small_networks_are_told_the_slice(talk: Talk) -> None:
    plane = ask(talk, "landscape", span=1, points=11)["landscape"]["plane"]
    parameters = talk.session.experiment.run.trainer.network.parameters
    np.testing.assert_array_equal(np.float32(plane["center"]), parameters)
    assert [len(plane[name]) for name in ("first", "second")] == [parameters.size] * 2
    talk.say("patch", changes={"network.hidden": [40, 40]})
    assert ask(talk, "landscape", span=1, points=11)["landscape"]["plane"] is None


def test_a_trail_keeps_its_beginning_and_its_bounds() -> None:
    trail, step = WeightPath(7, np.zeros(10, dtype=np.float32)), 7
    while (step := trail.due(step)) < 5000:
        trail.note(step, np.full(10, step, dtype=np.float32))
    kept = trail.points(np.full(10, 5000, dtype=np.float32))[:, 0]
    assert len(kept) <= MAX_POINTS + 1
    assert kept[0] == 0
    assert kept[-2] > 4900
    assert kept[-1] == 5000
    assert (np.diff(kept[1:-1]) == kept[3] - kept[2]).all()


def test_a_trail_goes_on_after_a_step_back_and_keeps_one_point_a_step() -> None:
    trail = WeightPath(0, np.zeros(1, dtype=np.float32))
    for step in (1, 2, 2, 2, 1, 2):
        trail.note(step, np.full(1, step + len(trail.points(np.zeros(1, dtype=np.float32))) / 10, dtype=np.float32))
    kept = trail.points(np.zeros(2, dtype=np.float32))[:, 0]
    assert [int(point) for point in kept] == [0, 1, 2, 1, 2]
    assert trail.due(1) == 2


@pytest.mark.parametrize(
    ("kind", "fields", "field"),
    [
        ("landscape", {"first": FIRST}, "second"),
        ("landscape", {"first": FIRST, "second": FIRST}, "second"),
        ("landscape", {"first": FIRST, "second": {"layer": 5, "to": 0}}, "layer"),
        ("range_test", {"low": 1, "high": 0.1}, "high"),
        ("spread", {"starts": [{"initializer": "nope"}]}, "starts[0].initializer"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(talk: Talk, kind: str, fields: dict[str, Any], field: str) -> None:
    assert ask(talk, kind, **fields)["field"] == field


def test_a_range_test_finds_a_rate_and_changes_nothing(talk: Talk) -> None:
    before = talk.parameters()
    found = ask(talk, "range_test")["range_test"]
    assert found["rates"][0] == pytest.approx(1e-5)
    assert 1e-4 < found["suggestion"] < 1
    assert talk.parameters() == before


def test_starts_side_by_side(talk: Talk) -> None:
    starts = [{"initializer": "zeros"}, {"initializer": "he_normal"}, {"initializer": "he_normal", "scale": 10}]
    found = ask(talk, "spread", starts=starts)["spread"]
    assert [each["initializer"] for each in found] == [None, "zeros", "he_normal", "he_normal"]
    deviations = [each["layers"][0]["activations"]["deviation"] for each in found]
    assert deviations[1] == 0
    assert deviations[3] == pytest.approx(10 * deviations[2], rel=1e-4)


def test_starts_can_be_drawn_with_another_seed(talk: Talk) -> None:
    starts = [{"initializer": "he_normal"}]
    own = talk.session.experiment.run.config.seed

    def spread(**fields: int) -> Any:
        return ask(talk, "spread", starts=starts, **fields)["spread"][1]["layers"]

    assert spread() == spread(seed=own)
    assert spread(seed=own + 1) != spread()


def test_a_start_beyond_all_bounds_is_told_without_its_layers(talk: Talk) -> None:
    talk.configure(network={"hidden": [4] * 8, "activation": "linear"})
    found = ask(talk, "spread", starts=[{"initializer": "he_normal", "scale": 1000}, {"initializer": "he_normal"}])
    assert [each["layers"] is None for each in found["spread"]] == [False, False, False]
    talk.session.experiment.run.trainer.network.parameters[:] = 3e38
    assert ask(talk, "spread")["spread"][0]["layers"] is None


def test_weights_can_be_scaled_and_bends_stay(talk: Talk) -> None:
    talk.train(20)
    before = [layer.copy() for layer in talk.session.experiment.run.trainer.network.layers]
    talk.say("edit", op="scale_weights", value=5)
    first, last = talk.session.experiment.run.trainer.network.layers
    assert first == pytest.approx(5 * before[0])
    assert last[:-1] == pytest.approx(5 * before[1][:-1])
    assert (last[-1] == before[1][-1]).all()
    talk.say("undo")
    assert all((a == b).all() for a, b in zip(before, talk.session.experiment.run.trainer.network.layers, strict=True))
    assert talk.say("edit", op="scale_weights")["field"] == "value"
    assert talk.say("edit", op="scale_weights", value=1e300)["code"] == "invalid"


def test_frames_show_which_neurons_sit_out(talk: Talk) -> None:
    talk.configure(network={"hidden": [20, 10]}, training={"dropout": 0.5})
    talk.say("subscribe", sections=["dropped"], fps=30)
    seen = []
    for _ in range(5):
        talk.train(1)
        talk.serve()
        seen.append(np.frombuffer(talk.frames[-1]["sections"][8], "<f4"))
    assert all(len(row) == 30 and set(row) <= {0.0, 1.0} for row in seen)
    assert len({row.tobytes() for row in seen}) > 1
    talk.say("patch", changes={"training.dropout": 0})
    talk.serve()
    assert 8 not in talk.frames[-1]["sections"]


def test_a_stopped_session_tells_what_early_stopping_saw_until_the_next_change(talk: Talk) -> None:
    overfit = {"learning_rate": 0.3, "name": "sgd"}
    training = {"optimizer": overfit, "early_stopping": {"patience": 7}}
    talk.configure(version=1, network={"hidden": [8]}, training=training)
    assert talk.last("status")["stopping"] is None
    talk.train(2000)
    status = talk.last("status")
    assert status["state"] == "stopped"
    story = status["stopping"]
    run = talk.session.experiment.run
    assert story["best"] == {"step": status["step"], "loss": run.measure()[1]}
    assert story["last"]["step"] == status["step"] + 7
    assert story["step"] == list(range(story["last"]["step"] + 1))
    assert min(story["loss"]) == story["loss"][story["best"]["step"]] == story["best"]["loss"]
    talk.train(3)
    assert talk.last("status")["stopping"] == story
    talk.say("edit", op="set_bias", layer=1, neuron=0, value=0.5)
    assert talk.last("status")["stopping"] is None
    talk.say("undo")
    assert talk.last("status")["stopping"] == story


def test_frames_show_what_early_stopping_waits_for(talk: Talk) -> None:
    talk.say("patch", changes={"training.early_stopping": {"patience": 50, "min_delta": 0.0}})
    talk.say("subscribe", sections=["watch", "prediction"], fps=30)
    talk.train(30)
    talk.serve()
    waited, best_step, best_loss = np.frombuffer(talk.frames[-1]["sections"][9], "<f4")
    assert 0 <= waited <= 30
    assert best_step + waited == pytest.approx(30)
    assert best_loss == pytest.approx(talk.session.experiment.run.trainer.stopping.best_loss, rel=1e-5)
    assert len(talk.frames[-1]["sections"][10]) == 4 * 256
