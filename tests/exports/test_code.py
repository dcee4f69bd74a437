"""Exports that run: the NumPy script, the ONNX model, and the PyTorch script with a stand-in for PyTorch."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import pytest
from onnx.reference import ReferenceEvaluator

from app.engine.activations import ACTIVATIONS
from app.engine.losses import LOSSES
from app.engine.optimizers import OPTIMIZERS
from app.engine.schedules import SCHEDULES
from app.experiment import training_settings
from app.exports import export
from app.exports.context import CurveContext
from tests.exports.fake_torch import FakeTorch
from tests.exports.making import large, run_alone, scaled, train, trained

if TYPE_CHECKING:
    from app.results import Result

GOLDEN = Path(__file__).with_name("golden") / "pytorch.txt"
MIXED: dict[str, Any] = {"network": {"hidden": [3, 4, 2], "activation": ["gelu", "relu", "sine"]}}
SHAPES: dict[str, Any] = {
    "no hidden layer": lambda: train({"network": {"hidden": []}}),
    "three activations": lambda: train(MIXED),
    "scaled points": scaled,
    "8 × 64": large,
}
CASES: dict[str, Any] = {**{name: lambda name=name: trained(name) for name in ACTIVATIONS}, **SHAPES}

everything = pytest.mark.parametrize("make", CASES.values(), ids=CASES)


# ---- NumPy ---------------------------------------------------------------------------------------------------------


ONE_BY_ONE = """
import runpy
for i in range({count}):
    runpy.run_path(f"{{i}}.py", run_name="__main__")
"""


def test_the_numpy_scripts_are_the_curves_on_the_page(tmp_path: Path) -> None:
    """One interpreter for all of them: to start one takes longer than they do."""
    for i, make in enumerate(CASES.values()):
        (tmp_path / f"{i}.py").write_bytes(export(make(), "numpy").content)
    printed = run_alone(ONE_BY_ONE.format(count=len(CASES)).encode(), tmp_path).splitlines()
    for case, line in zip(CASES, printed, strict=True):
        found = re.fullmatch(r"largest difference from the curve on the page: (\S+)", line)
        assert found, case
        assert 0 <= float(found[1]) < 1e-6, case


def test_the_numpy_script_notices_a_changed_weight(tmp_path: Path) -> None:
    script = export(trained(), "numpy").content.decode()
    printed = run_alone(re.sub(r"(b3 = np.array\(\[\n    )", r"\g<1>0.5 + ", script).encode(), tmp_path)
    assert float(printed.split()[-1]) == pytest.approx(0.5)


def test_the_numpy_script_takes_numbers_and_arrays_of_any_shape(tmp_path: Path) -> None:
    use = "\nprint(predict(1980).shape, predict([[1970, 1980, 1990]]).shape, float(predict(1980.0)))\n"
    printed = run_alone(export(scaled(), "numpy").content + use.encode(), tmp_path).splitlines()[-1]
    assert printed.startswith("() (1, 3) ")
    expected = float(CurveContext(scaled()).predict(np.array([1980.0]))[0])
    assert float(printed.split()[-1]) == pytest.approx(expected, rel=1e-12)


# ---- ONNX ----------------------------------------------------------------------------------------------------------


@everything
def test_the_onnx_model_is_the_curve_on_the_page(make: Any) -> None:
    material = CurveContext(make())
    model = onnx.load_from_string(export(make(), "onnx").content)
    onnx.checker.check_model(model, full_check=True)
    x = np.linspace(*material.domain, 5, dtype=np.float64 if material.scaled else np.float32)
    y, difference = map(np.asarray, ReferenceEvaluator(model).run(None, {"x": x[:, None]}))
    span = float(np.ptp(material.y))
    assert 0 <= float(difference) < 2e-6 * span
    assert y.dtype == x.dtype
    assert y[:, 0] == pytest.approx(material.predict(x.astype(np.float64)), rel=0, abs=2e-6 * span)


FAR: dict[str, Any] = {
    "Julian days": {"x_offset": 2_460_000.5, "x_scale": 12.0, "y_offset": 4.0, "y_scale": 2.0},
    "unix times": {"x_offset": 1.7e9, "x_scale": 30.0},
    "unix times in ms, pressures": {"x_offset": 1.7e12, "x_scale": 1000.0, "y_offset": 101_325.0, "y_scale": 0.5},
}


@pytest.mark.parametrize("units", FAR.values(), ids=FAR)
def test_far_from_0_every_format_keeps_the_curve(units: dict[str, float], tmp_path: Path) -> None:
    source = {"kind": "points", "x": [-1.5, -0.5, 0.5, 1.5], "y": [0.5, -1.0, 1.0, 2.0], "units": units}
    result = train({"data": {"source": source, "domain": [-1.5, 1.5]}, "network": {"hidden": [4]}}, 200)
    material = CurveContext(result)
    x, span = material.x[3:-3:7] + 0.21 * units["x_scale"], float(np.ptp(material.y))
    model = onnx.load_from_string(export(result, "onnx").content)
    y, difference = map(np.asarray, ReferenceEvaluator(model).run(None, {"x": x[:, None]}))
    assert float(difference) < 1e-5 * span
    assert np.abs(y[:, 0] - material.predict(x)).max() < 1e-5 * span
    assert float(run_alone(export(result, "numpy").content, tmp_path).split()[-1]) < 1e-6 * span
    assert material.formula_difference() < 1e-5 * span
    drawn = re.search(r'"name":"Prediction[^"]*","x":\[([^\]]*)\]', export(result, "report").content.decode())
    assert drawn
    assert np.abs(np.array([*map(float, drawn[1].split(","))]) - material.x).max() < 1e-5 * np.ptp(material.x)


def test_the_onnx_check_sees_an_x_that_is_cast_before_it_is_shifted() -> None:
    source = {"kind": "points", "x": [-1.5, -0.5, 0.5, 1.5], "y": [0.5, -1.0, 1.0, 2.0], "units": FAR["Julian days"]}
    result = train({"data": {"source": source, "domain": [-1.5, 1.5]}}, 200)
    model = onnx.load_from_string(export(result, "onnx").content)
    (curve,) = (constant for constant in model.graph.initializer if constant.name == "curve_x")
    rounded = onnx.numpy_helper.to_array(curve).astype(np.float32).astype(np.float64)
    curve.CopyFrom(onnx.numpy_helper.from_array(rounded, "curve_x"))
    _, difference = ReferenceEvaluator(model).run(None, {"x": np.zeros((1, 1))})
    assert float(np.asarray(difference)) > 1e-3 * np.ptp(CurveContext(result).y)


def test_an_unscaled_curve_far_from_0_is_computed_in_float64() -> None:
    result = train({"data": {"domain": [2_460_000, 2_460_010], "source": {"kind": "expression", "expression": "x"}}}, 0)
    material = CurveContext(result)
    model = onnx.load_from_string(export(result, "onnx").content)
    y, difference = map(np.asarray, ReferenceEvaluator(model).run(None, {"x": material.x[:, None]}))
    assert float(difference) < 1e-6 * np.ptp(material.y)
    assert y.dtype == np.float64


def test_the_onnx_model_notices_a_changed_weight_and_says_how_it_was_made() -> None:
    model = onnx.load_from_string(export(trained(), "onnx").content)
    made = {entry.key: entry.value for entry in model.metadata_props}
    assert (made["made_by"], made["step"], made["seed"]) == ("Piecewise 0.1.0", "20", "2")
    assert '"hidden": [4, 3]' in made["config"]
    (bias,) = (constant for constant in model.graph.initializer if constant.name == "b3")
    bias.CopyFrom(onnx.numpy_helper.from_array(onnx.numpy_helper.to_array(bias) + np.float32(0.5), "b3"))
    _, difference = ReferenceEvaluator(model).run(None, {"x": np.zeros((1, 1), np.float32)})
    assert float(np.asarray(difference)) == pytest.approx(0.5, abs=1e-5)


# ---- PyTorch -------------------------------------------------------------------------------------------------------


def load(result: Result, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, Any], FakeTorch]:
    torch = FakeTorch()
    for name, module in torch.modules().items():
        monkeypatch.setitem(__import__("sys").modules, name, module)
    script: dict[str, Any] = {"__name__": "script"}
    exec(export(result, "pytorch").content, script)  # noqa: S102
    return script, torch


@everything
def test_the_pytorch_module_is_the_curve_on_the_page(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    script, _torch = load(make(), monkeypatch)
    y = script["Network"]().predict(script["CURVE_X"]).value
    assert y == pytest.approx(np.array(script["CURVE_Y"]), rel=1e-12, abs=1e-12)
    assert script["CURVE_Y"] == CurveContext(make()).y.tolist()


EXPECTED_OPTIMIZERS: dict[str, tuple[str, dict[str, Any]]] = {
    "sgd": ("SGD", {"lr": 0.25}),
    "momentum": ("SGD", {"lr": 0.25, "momentum": 0.9}),
    "nesterov": ("SGD", {"lr": 0.25, "momentum": 0.9, "nesterov": True}),
    "adagrad": ("Adagrad", {"lr": 0.25, "eps": 1e-10}),
    "rmsprop": ("RMSprop", {"lr": 0.25, "alpha": 0.99, "eps": 1e-8}),
    "adam": ("Adam", {"lr": 0.25, "betas": (0.9, 0.999), "eps": 1e-8}),
    "adamw": ("AdamW", {"lr": 0.25, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.01}),
}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("loss", LOSSES)
def test_training_starts_where_the_run_was(
    optimizer: str, loss: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    result = train({"training": {"loss": loss, "optimizer": {"name": optimizer, "learning_rate": 0.25}}}, 0)
    script, torch = load(result, monkeypatch)
    script["train"](script["Network"](), 0)
    assert (torch.optimizer, torch.options) == EXPECTED_OPTIMIZERS[optimizer]
    told = [float(value) for value in re.findall(r"loss (\S+)", capsys.readouterr().out)]
    one_more = train(result.config.model_dump(), 1).losses
    assert one_more.validation is not None
    assert told == pytest.approx([one_more.train[0], one_more.validation[0]], rel=1e-5)


def test_nesterov_without_momentum_is_what_pytorch_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    script, torch = load(train({"training": {"optimizer": {"name": "nesterov", "momentum": 0.0}}}, 0), monkeypatch)
    script["train"](script["Network"](), 0)
    assert "nesterov" not in torch.options


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_the_learning_rate_goes_on_as_the_schedule_says(schedule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    values = {} if schedule == "constant" else {"steps": 30, "final": 0.125}
    result = train({"training": {"schedule": {"name": schedule, **values}}})
    script, _torch = load(result, monkeypatch)
    settings = training_settings(result.config)
    for step in (0, 7, 29, 30, 1000):
        expected = settings.at_step(step).hyperparameters["learning_rate"]
        assert script["learning_rate"](step) == pytest.approx(expected, rel=1e-12)
    assert script["START"] == 20


def test_the_points_are_those_of_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    script, _torch = load(scaled(), monkeypatch)
    data = CurveContext(scaled()).dataset
    assert script["X_TRAIN"] == data.x_train[0].tolist()
    assert script["Y_TRAIN"] == data.y_train[0].tolist()
    assert script["X_VALIDATION"] == data.x_validation[0].tolist()
    assert script["CONFIG"] == scaled().config.model_dump()


def test_the_pytorch_script_is_the_one_that_was_checked() -> None:
    """The golden text was run with PyTorch 2.14: its weights after 120 steps were the engine's to 1e-14.

    That held for all ten activations, seven optimizers, three losses and three schedules, with penalties. Whoever
    changes the script runs it again.
    """
    result = train(
        {
            "version": 1,
            "network": {"hidden": [4, 3], "activation": ["gelu", "tanh"]},
            "training": {
                "loss": "huber",
                "optimizer": {"name": "adamw"},
                "schedule": {"name": "cosine"},
                "batch_size": 16,
                "dropout": 0.25,
                "l1_penalty": 0.001,
                "early_stopping": {"patience": 5},
            },
        },
        0,
    )
    script = export(result, "pytorch").content.decode()
    assert script[script.index("START = ") :] == GOLDEN.read_text()
