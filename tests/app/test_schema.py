"""The config: defaults, limits, errors that name the field, changes by path."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.activations import ACTIVATIONS
from app.engine.initializers import INITIALIZERS
from app.engine.losses import LOSSES
from app.engine.optimizers import OPTIMIZERS
from app.engine.targets import TARGETS
from app.tasks.curve import CurveExperiment, as_curve
from app.validation import ConfigError, apply_changes, parse_config, touched
from app.web.api import experiment_schema


def test_the_empty_object_is_a_config() -> None:
    config = parse_config({})
    assert config == CurveExperiment()
    assert as_curve(config).data.source.model_dump() == {"kind": "target", "name": "three_pieces"}
    assert config.sizes() == (1, 3, 1)


RECORDED = json.loads((Path(__file__).parents[1] / "golden" / "links.json").read_text())["defaults"]
"""What the configs of each version were where they said nothing, as they were when the next version came."""


def test_a_config_without_a_version_is_of_the_present_one() -> None:
    assert parse_config({}).model_dump() == parse_config({"version": 2}).model_dump() == RECORDED["2"]


def test_a_config_of_version_1_means_what_it_meant() -> None:
    assert parse_config({"version": 1}).model_dump() == RECORDED["1"]
    assert parse_config('{"version": 1}').model_dump() == RECORDED["1"]
    found = parse_config({"version": 1, "network": {"hidden": [8]}, "training": {"optimizer": {"name": "adam"}}})
    assert found.network.model_dump() == {**RECORDED["1"]["network"], "hidden": [8]}
    assert found.training.loss == "huber"
    assert found.training.optimizer.learning_rate == 0.01, "Adam's own, not that of today's default"
    written = {"version": 1, "network": {"initializer": "he_normal"}, "training": {"loss": "mean_absolute_error"}}
    kept = parse_config(written)
    assert (kept.network.initializer, kept.network.bias_initializer) == ("he_normal", "zeros")
    assert (kept.training.loss, kept.training.optimizer.name) == ("mean_absolute_error", "nesterov")
    assert parse_config(kept.model_dump()) == kept


@pytest.mark.parametrize(
    ("optimizer", "rate"), [("sgd", 0.1), ("momentum", 0.03), ("nesterov", 0.03), ("rmsprop", 0.01)]
)
def test_an_optimizer_named_by_a_config_of_version_1_keeps_its_rate(optimizer: str, rate: float) -> None:
    def rate_of(**fields: Any) -> float:
        given = {"version": 1, "training": {"optimizer": {"name": optimizer, **fields}}}
        return parse_config(given).training.optimizer.learning_rate

    assert rate_of() == rate
    assert rate_of(learning_rate=0.25) == 0.25
    assert parse_config({"training": {"optimizer": {"name": optimizer}}}).training.optimizer.learning_rate < rate
    assert experiment_schema()["earlier_branches"]["1"]["training.optimizer"][optimizer] == {"learning_rate": rate}


def points_in(**units: Any) -> dict[str, Any]:
    return {"data": {"source": {"kind": "points", "x": [-3, 3], "y": [0, 1], "units": units}}}


def test_units_hold_whatever_float64_does_and_dates() -> None:
    for size in (1e-300, 1e-20, 1.7e18, 1e300):
        parse_config(points_in(x_offset=-size, x_scale=size, y_offset=size, y_scale=size))
    parse_config(points_in(x_kind="days", x_since="2020-02-29"))
    parse_config(points_in(x_kind="minutes", x_since="2020-02-29T12:30"))
    for wrong in (
        {"x_since": "2020-02-31"},
        {"x_since": "1900-02-29"},
        {"x_since": "2020-02-29T24:00"},
        {"x_since": "yesterday"},
        {"x_kind": "weeks"},
        {"x_scale": 0},
    ):
        with pytest.raises(ConfigError) as caught:
            parse_config(points_in(**wrong))
        assert caught.value.errors[0].field == f"data.source.units.{next(iter(wrong))}"


@pytest.mark.parametrize(
    ("config", "field"),
    [
        ({"sed": 1}, "sed"),
        ({"seed": -1}, "seed"),
        ({"seed": "1"}, "seed"),
        ({"version": 3}, "version"),
        ({"version": 0}, "version"),
        ({"version": True}, "version"),
        ({"version": 1, "network": 3}, "network"),
        ({"data": {"samples": 1}}, "data.samples"),
        ({"data": {"samples": 5001}}, "data.samples"),
        ({"data": {"domain": [3, -3]}}, "data.domain"),
        ({"data": {"domain": [0]}}, "data.domain"),
        ({"data": {"noise": -0.1}}, "data.noise"),
        ({"data": {"validation_fraction": 1}}, "data.validation_fraction"),
        ({"data": {"source": {"kind": "target", "name": "nope"}}}, "data.source.name"),
        ({"data": {"source": {"kind": "nope"}}}, "data.source.kind"),
        ({"data": {"source": {}}}, "data.source.kind"),
        ({"data": {"source": {"kind": "points", "x": [1, 2], "y": [1, 2, 3]}}}, "data.source.y"),
        ({"data": {"source": {"kind": "points", "x": [1, None], "y": [1, 2]}}}, "data.source.x[1]"),
        ({"data": {"source": {"kind": "expression", "expression": "sinn(x)"}}}, "data.source.expression"),
        ({"data": {"source": {"kind": "expression", "expression": "ln(x)"}}}, "data.source.expression"),
        ({"data": {"source": {"kind": "expression", "expression": "10^(12 + x)"}}}, "data.source.expression"),
        ({"data": {"source": {"kind": "expression", "expression": "x" * 257}}}, "data.source.expression"),
        ({"network": {"hidden": [0]}}, "network.hidden[0]"),
        ({"network": {"hidden": [65]}}, "network.hidden[0]"),
        ({"network": {"hidden": [1] * 9}}, "network.hidden"),
        ({"network": {"activation": "nope"}}, "network.activation"),
        ({"network": {"hidden": [2, 2], "activation": ["relu"]}}, "network.activation"),
        ({"network": {"initializer": "nope"}}, "network.initializer"),
        ({"training": {"loss": "nope"}}, "training.loss"),
        ({"training": {"optimizer": {"name": "nope"}}}, "training.optimizer.name"),
        ({"training": {"optimizer": {"name": "sgd", "learning_rate": 0}}}, "training.optimizer.learning_rate"),
        ({"training": {"optimizer": {"name": "sgd", "learning_rate": 10001}}}, "training.optimizer.learning_rate"),
        ({"training": {"optimizer": {"name": "sgd", "beta1": 0.9}}}, "training.optimizer.beta1"),
        ({"training": {"batch_size": 0}}, "training.batch_size"),
        ({"training": {"dropout": 1}}, "training.dropout"),
        ({"training": {"early_stopping": {"patience": 0}}}, "training.early_stopping.patience"),
    ],
)  # fmt: skip
def test_a_bad_value_is_refused_by_name(config: dict[str, Any], field: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        parse_config(config)
    assert [e.field for e in refusal.value.errors] == [field]
    assert not refusal.value.errors[0].unsupported


def test_every_bad_field_is_named_at_once() -> None:
    with pytest.raises(ConfigError) as refusal:
        parse_config({"seed": -1, "data": {"noise": -1}, "network": {"hidden": [0]}})
    assert {e.field for e in refusal.value.errors} == {"seed", "data.noise", "network.hidden[0]"}


def test_an_unknown_name_lists_the_choices() -> None:
    with pytest.raises(ConfigError, match=r"'relu'.*'sine'"):
        parse_config({"network": {"activation": "nope"}})


@pytest.mark.parametrize(
    ("config", "field"),
    [
        ({"task": "plane"}, "task"),
        ({"task": "table"}, "task"),
    ],
)
def test_what_is_not_built_is_refused_by_name(config: dict[str, Any], field: str) -> None:
    with pytest.raises(ConfigError, match="not supported yet: choose one of 'curve'") as refusal:
        parse_config(config)
    assert [(e.field, e.unsupported) for e in refusal.value.errors] == [(field, True)]


@pytest.mark.parametrize("text", ["", "[]", "null", "{", '{"seed": NaN}', '{"data": {"noise": Infinity}}'])
def test_text_that_is_no_config_is_refused(text: str) -> None:
    with pytest.raises(ConfigError):
        parse_config(text)


def test_too_much_work_for_one_step_names_the_batch() -> None:
    config = {"network": {"hidden": [64] * 8}, "data": {"samples": 5000, "validation_fraction": 0}}
    with pytest.raises(ConfigError, match="a batch of at most") as refusal:
        parse_config(config)
    assert refusal.value.errors[0].field == "training.batch_size"
    parse_config({**config, "training": {"batch_size": 500}})


def optimizers() -> st.SearchStrategy[dict[str, Any]]:
    rate = st.floats(1e-6, 1e4)
    return st.one_of(*(st.fixed_dictionaries({"name": st.just(name), "learning_rate": rate}) for name in OPTIMIZERS))


def configs() -> st.SearchStrategy[dict[str, Any]]:
    small = st.floats(0, 10)
    return st.fixed_dictionaries(
        {},
        optional={
            "seed": st.integers(0, 2**32 - 1),
            "data": st.fixed_dictionaries(
                {},
                optional={
                    "source": st.sampled_from(list(TARGETS)).map(lambda name: {"kind": "target", "name": name}),
                    "samples": st.integers(2, 300),
                    "noise": small,
                    "validation_fraction": st.floats(0, 0.9),
                },
            ),
            "network": st.fixed_dictionaries(
                {},
                optional={
                    "hidden": st.lists(st.integers(1, 64), max_size=8),
                    "activation": st.sampled_from(list(ACTIVATIONS)),
                    "initializer": st.sampled_from(list(INITIALIZERS)),
                },
            ),
            "training": st.fixed_dictionaries(
                {},
                optional={
                    "loss": st.sampled_from(list(LOSSES)),
                    "optimizer": optimizers(),
                    "batch_size": st.none() | st.integers(1, 5000),
                    "l1_penalty": small,
                    "dropout": st.floats(0, 0.99),
                    "early_stopping": st.none() | st.fixed_dictionaries({"patience": st.integers(1, 1000)}),
                },
            ),
        },
    )


@given(configs())
def test_a_config_survives_the_round_trip(data: dict[str, Any]) -> None:
    config = parse_config(data)
    assert parse_config(json.dumps(config.model_dump())) == config
    assert parse_config(config.model_dump()) == config


def test_changes_apply_all_or_none() -> None:
    config = parse_config({})
    changed = apply_changes(config, {"training.optimizer.learning_rate": 0.5, "data.noise": 0.1})
    assert changed.training.optimizer.learning_rate == 0.5
    assert as_curve(changed).data.noise == 0.1
    with pytest.raises(ConfigError):
        apply_changes(config, {"data.noise": 0.1, "data.nose": 0.2})
    assert config == parse_config({})


def test_a_change_may_reach_into_another_and_leaves_what_was_given() -> None:
    source = {"kind": "target", "name": "line"}
    changed = apply_changes(parse_config({}), {"data.source": source, "data.source.name": "three_pieces"})
    assert as_curve(changed).data.source.model_dump() == {"kind": "target", "name": "three_pieces"}
    assert source["name"] == "line"


@pytest.mark.parametrize(("path", "field"), [("seed", "seed"), ("data.source.kind", "data.source.kind")])
def test_a_value_as_deep_as_json_goes_is_refused_by_name(path: str, field: str) -> None:
    value = msgspec.json.decode("[" * 800 + "]" * 800)
    with pytest.raises(ConfigError) as refusal:
        apply_changes(parse_config({}), {path: value})
    assert refusal.value.errors[0].field == field
    assert len(refusal.value.errors[0].message) < 200


@pytest.mark.parametrize(
    "path", ["", ".", "data.", "nope.nope", "data.noise.deeper", "training.early_stopping.patience"]
)
def test_a_path_that_leads_nowhere_is_named(path: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        apply_changes(parse_config({}), {path: 1})
    assert refusal.value.errors[0].field == path


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"seed": 0}, None),
        ({"training.l2_penalty": 0.1}, "live"),
        ({"training.loss": "huber"}, "live"),
        ({"training.optimizer": {"name": "sgd"}}, "optimizer"),
        ({"data.noise": 0.1}, "data"),
        ({"network.activation": "tanh"}, "model"),
        ({"network.activation": "tanh", "data.noise": 0.1}, "model"),
        ({"seed": 12345}, "anew"),
        ({"network.initializer": "zeros"}, "anew"),
    ],
)
def test_a_change_touches_what_its_strongest_field_touches(changes: dict[str, Any], expected: str | None) -> None:
    config = parse_config({"seed": 0, "training": {"loss": "mean_squared_error"}})
    assert touched(config, apply_changes(config, changes)) == expected
