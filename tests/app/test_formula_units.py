"""A typed formula that is centered and scaled for training: shown and written as it was typed, trained scaled."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from app.engine.anatomy.units import Units
from app.experiment import build_trainer
from app.exports import export
from app.exports.context import CurveContext
from app.tasks.curve import as_curve
from app.validation import ConfigError, parse_config
from tests.app.talk import Talk
from tests.exports.making import train

FAR: dict[str, dict[str, Any]] = {
    "x+100": {"y_offset": 100.0},
    "x+3000": {"y_offset": 3000.0, "y_scale": 2.0},
    "x": {"x_offset": 2015.0, "x_scale": 5.0, "y_offset": 2015.0, "y_scale": 10.0},
    "1000000*x": {"y_scale": 2e6},
    "1e-7*sin(x)": {"y_scale": 1e-7},
    "|x - 2010| + 0.3*(x - 2000)": {"x_offset": 2015.0, "x_scale": 5.0, "y_offset": 10.0, "y_scale": 8.0},
}


def config_of(expression: str, units: dict[str, Any] | None, **more: Any) -> dict[str, Any]:
    source: dict[str, Any] = {"kind": "expression", "expression": expression}
    return {"data": {"source": source if units is None else {**source, "units": units}}, **more}


@pytest.mark.parametrize("expression", FAR)
def test_the_curve_is_evaluated_as_typed_and_learned_scaled(expression: str) -> None:
    config = parse_config(config_of(expression, FAR[expression]))
    x, y = as_curve(config).samples()
    np.testing.assert_array_equal(x, np.linspace(-3, 3, 128))
    units = as_curve(config).scaling()
    typed = x * units.x_scale + units.x_offset
    assert typed[0] == units.interval(as_curve(config).data.domain)[0]
    f = {"abs": np.abs, "sin": np.sin, "x": typed}
    by_hand = eval(expression.replace("|x - 2010|", "abs(x - 2010)"), f)  # noqa: S307 (our own text)
    np.testing.assert_allclose(y * units.y_scale + units.y_offset, by_hand, rtol=1e-14, atol=1e-14 * np.ptp(by_hand))
    assert np.abs(y).max() <= 4


def test_it_trains_bit_for_bit_as_scaled_points_do() -> None:
    units = FAR["x+3000"]
    formula = parse_config(config_of("x+3000", units))
    x, y = as_curve(formula).samples()
    points = parse_config({"data": {"source": {"kind": "points", "x": x.tolist(), "y": y.tolist(), "units": units}}})
    trainers = [build_trainer(config) for config in (formula, points)]
    for trainer in trainers:
        trainer.advance(200)
    assert trainers[0].network.parameters.tobytes() == trainers[1].network.parameters.tobytes()


def test_without_units_a_formula_is_learned_as_it_is() -> None:
    config = parse_config(config_of("x+3000", None))
    assert as_curve(config).scaling() == Units()
    x, y = as_curve(config).samples()
    np.testing.assert_array_equal(y, x + 3000)


@pytest.mark.parametrize("expression", FAR)
@pytest.mark.parametrize("loss", ["mean_squared_error", "mean_absolute_error"])
def test_formulas_far_from_zero_are_learned_where_they_are_scaled(expression: str, loss: str) -> None:
    training = {"loss": loss, "optimizer": {"name": "adam", "learning_rate": 0.02}}
    network = {"hidden": [8], "activation": "tanh"}
    result = train(config_of(expression, FAR[expression], training=training, network=network), 1500)
    assert result.stopped is None
    material = CurveContext(result)
    gap = np.sqrt(np.mean((material.y - material.target) ** 2))
    assert gap < 0.05 * np.ptp(material.target)


def test_what_is_written_of_it_is_exact_in_the_typed_units() -> None:
    expression = "|x - 2010| + 0.3*(x - 2000)"
    result = train(config_of(expression, FAR[expression]), 600)
    material = CurveContext(result)
    assert material.domain == (2000.0, 2030.0)
    np.testing.assert_allclose(
        material.target, np.abs(material.x - 2010) + 0.3 * (material.x - 2000), rtol=1e-12, atol=1e-9
    )
    found = json.loads(export(result, "pieces").content)
    assert found["domain"] == [2000.0, 2030.0]
    scope = {"max": max}
    written = [eval(found["text"], {**scope, "x": at}) for at in material.x]  # noqa: S307 (our own text)
    np.testing.assert_allclose(written, material.y, rtol=1e-9, atol=1e-8)
    for piece in found["pieces"]:
        inside = material.x[(piece["from"] <= material.x) & (material.x <= piece["to"])]
        np.testing.assert_allclose(
            piece["slope"] * inside + piece["intercept"], material.predict(inside), rtol=1e-9, atol=1e-8
        )
    assert all(2000 < knot < 2030 for knot in found["knots"])


@pytest.mark.parametrize("name", ["numpy", "csv", "latex", "onnx", "pytorch", "report"])
def test_every_export_takes_it(name: str) -> None:
    content = export(train(config_of("x+3000", FAR["x+3000"])), name).content
    assert len(content) > 300
    if name in ("numpy", "csv", "report"):
        assert b"x+3000" in content


def test_the_live_page_gets_it_scaled_with_its_units_and_answers_as_typed() -> None:
    talk = Talk()
    units = FAR["x"]
    talk.configure(data={"source": {"kind": "expression", "expression": "x", "units": units}})
    layout = talk.last("layout")
    assert layout["config"]["data"]["source"]["units"]["x_offset"] == 2015
    np.testing.assert_allclose(layout["target"]["y"], np.linspace(-1.5, 1.5, 256), atol=1e-6)
    talk.train(20)
    assert talk.say("expression")["domain"] == [2000, 2030]
    found = talk.say("formula", expression="2x")["formula"]
    np.testing.assert_allclose([found["y"][0], found["y"][-1]], [4000, 4060])
    inspection = talk.say("inspect", x=1.0)["inspection"]
    assert inspection["target"] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("expression", "units", "domain", "reason"),
    [
        ("ln(x)", {"x_offset": 2.0, "x_scale": 1.0}, [-3, 3], "from x = -1 to 0 the formula is not a real number"),
        ("x", {"y_scale": 1e-12}, [-3, 3], "the curve reaches 3e\\+12"),
        ("x", {"x_scale": 0.0}, [-3, 3], "greater than or equal to"),
    ],
)
def test_a_formula_that_cannot_be_learned_in_its_units_is_refused(
    expression: str, units: dict[str, Any], domain: list[float], reason: str
) -> None:
    config = config_of(expression, units)
    config["data"]["domain"] = domain
    with pytest.raises(ConfigError, match=reason):
        parse_config(config)


def test_units_make_a_gap_of_the_typed_formula_harmless() -> None:
    config = parse_config(config_of("ln(x)", {"x_offset": 5.0, "x_scale": 1.0}))
    np.testing.assert_allclose(config.target_at(np.array([[-3.0, 0.0]]))[0], np.log([2.0, 5.0]))
