"""The command line, as a person runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from app.cli import CHUNK_STEPS, _url, main
from app.engine.training import Trainer
from app.tasks.curve import as_curve
from app.validation import parse_config

if TYPE_CHECKING:
    from pathlib import Path


class Piecewise:
    """The command line in this process; what it wrote is in ``out`` and ``err``."""

    def __init__(self, streams: pytest.CaptureFixture[str]) -> None:
        self._streams = streams
        self.out, self.err = "", ""

    def __call__(self, *arguments: object) -> int:
        code = main([*map(str, arguments)])
        self.out, self.err = self._streams.readouterr()
        return code

    def fit(self, folder: Path, config: dict[str, Any], *arguments: object) -> dict[str, Any]:
        (folder / "config.json").write_text(json.dumps(config))
        code = self("fit", folder / "config.json", "--output", folder / "result.json", *arguments)
        assert (code, self.err) == (0, "")
        assert "training loss" in self.out
        result: dict[str, Any] = json.loads((folder / "result.json").read_text())
        return result


@pytest.fixture
def piecewise(capsys: pytest.CaptureFixture[str]) -> Piecewise:
    return Piecewise(capsys)


def in_a_process_of_its_own(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_fit_in_a_process_of_its_own(tmp_path: Path, piecewise: Piecewise) -> None:
    result = piecewise.fit(tmp_path, {}, "--steps", 120)
    done = in_a_process_of_its_own("fit", tmp_path / "config.json", "--output", tmp_path / "own.json", "--steps", 120)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == piecewise.out.replace("result.json", "own.json")
    assert json.loads((tmp_path / "own.json").read_text()) == result
    refused = in_a_process_of_its_own("fit", tmp_path / "nothing.json")
    assert refused.returncode == 2
    assert "nothing.json" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_fit_writes_the_whole_result(tmp_path: Path, piecewise: Piecewise) -> None:
    result = piecewise.fit(tmp_path, {}, "--steps", 120)
    assert set(result) == {"config", "layers", "step", "losses", "stopped"}
    assert result["step"] == 120
    assert len(result["losses"]["train"]) == len(result["losses"]["validation"]) == 120
    assert result["stopped"] is None
    assert np.shape(result["layers"][0]["weights"]) == (3, 1)
    assert parse_config(result["config"]) == parse_config({})


def test_the_first_loss_is_that_of_the_start(tmp_path: Path, piecewise: Piecewise) -> None:
    config = {
        "data": {"validation_fraction": 0},
        "network": {"hidden": [1]},
        "training": {"loss": "mean_absolute_error"},
    }
    layers = [{"weights": [[1.0]], "biases": [-4.0]}, {"weights": [[3.0]], "biases": [-5.0]}]
    (tmp_path / "start.json").write_text(json.dumps({"layers": layers}))
    result = piecewise.fit(tmp_path, config, "--steps", 1, "--weights", tmp_path / "start.json")
    x, y = as_curve(parse_config(config)).samples()
    expected = float(np.abs(3 * np.maximum(x - 4, 0) - 5 - y).mean())
    assert result["losses"]["train"] == [pytest.approx(expected, abs=1e-12)]
    assert result["losses"]["validation"] == []


def test_a_run_goes_on_from_its_own_result_and_is_the_same_each_time(tmp_path: Path, piecewise: Piecewise) -> None:
    first = piecewise.fit(tmp_path, {"seed": 5}, "--steps", 50)
    assert piecewise.fit(tmp_path, {"seed": 5}, "--steps", 50) == first
    weights = tmp_path / "weights.json"
    weights.write_text(json.dumps(first))
    again = piecewise.fit(tmp_path, {"seed": 5}, "--steps", 0, "--weights", weights)
    assert again["layers"] == first["layers"]


def test_early_stopping_and_divergence_are_told(tmp_path: Path, piecewise: Piecewise) -> None:
    stopping = {"training": {"early_stopping": {"patience": 3, "min_delta": 1000}}}
    assert piecewise.fit(tmp_path, stopping, "--steps", 100)["stopped"] == "early_stopping"
    wild = {"training": {"loss": "mean_squared_error", "optimizer": {"name": "sgd", "learning_rate": 1000}}}
    result = piecewise.fit(tmp_path, wild, "--steps", 100)
    assert result["stopped"] == "diverged"
    assert np.isfinite(result["losses"]["train"]).all()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"data": {"noise": -1}}', "data.noise"),
        ('{"optimizer": "sgd"}', "optimizer: unknown field"),
        ('{"task": "plane"}', "task: 'plane' is not supported yet"),
        ("{", "JSON"),
        ("[1]", "object"),
    ],
)
def test_a_bad_config_is_refused_with_the_fields_path(
    tmp_path: Path, piecewise: Piecewise, text: str, message: str
) -> None:
    (tmp_path / "config.json").write_text(text)
    assert piecewise("fit", tmp_path / "config.json") == 2
    assert message in piecewise.err
    assert "Traceback" not in piecewise.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nope", "not JSON"),
        ("{}", "layers"),
        ('{"layers": [{"weights": [[1]], "biases": [1, 2]}, {"weights": [[1]], "biases": [1]}]}', "layers[0]"),
        ('{"layers": []}', "layers"),
    ],
)
def test_bad_weights_are_refused_by_name(tmp_path: Path, piecewise: Piecewise, text: str, message: str) -> None:
    (tmp_path / "config.json").write_text('{"network": {"hidden": [1]}}')
    (tmp_path / "weights.json").write_text(text)
    assert piecewise("fit", tmp_path / "config.json", "--weights", tmp_path / "weights.json") == 2
    assert message in piecewise.err


def test_files_that_are_not_there_are_named(tmp_path: Path, piecewise: Piecewise) -> None:
    assert piecewise("fit", tmp_path / "nothing.json") == 2
    assert "nothing.json" in piecewise.err


def test_what_cannot_be_written_is_refused_before_training(tmp_path: Path, piecewise: Piecewise) -> None:
    config, output = tmp_path / "config.json", tmp_path / "result.json"
    config.write_text("{}")
    for report in (tmp_path / "no" / "where.html", tmp_path):
        assert piecewise("fit", config, "--steps", 100, "--output", output, "--report", report) == 2
        assert piecewise.out == ""
        assert str(report) in piecewise.err
    assert list(tmp_path.iterdir()) == [config]


def test_ctrl_c_leaves_what_there_is(tmp_path: Path, piecewise: Piecewise, monkeypatch: pytest.MonkeyPatch) -> None:
    advance = Trainer.advance

    def interrupted(trainer: Trainer, count: int, *records: list[float]) -> int:
        done = advance(trainer, count, *records)
        if trainer.step > 2 * CHUNK_STEPS:
            raise KeyboardInterrupt
        return done

    output, report = tmp_path / "result.json", tmp_path / "report.html"
    whole = piecewise.fit(tmp_path, {}, "--steps", 2 * CHUNK_STEPS)
    monkeypatch.setattr(Trainer, "advance", interrupted)
    targets = ("--output", output, "--report", report)
    assert piecewise("fit", tmp_path / "config.json", "--steps", 10**6, *targets) == 130
    assert json.loads(output.read_text()) == whole
    assert report.stat().st_size > 10**6
    assert f"interrupted at step {2 * CHUNK_STEPS}" in piecewise.err
    assert str(output) in piecewise.err


@pytest.mark.parametrize(("host", "url"), [("127.0.0.1", "http://127.0.0.1:80"), ("::1", "http://[::1]:80")])
def test_an_address_is_one_a_browser_understands(host: str, url: str) -> None:
    assert _url(host, 80) == url
