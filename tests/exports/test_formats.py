"""What holds for every format: the same bytes each time, how it was made, and what it refuses."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import VERSION
from app.engine.activations import ACTIVATIONS
from app.engine.registry import UnknownNameError
from app.exports import EXPORTS, ExportError, export
from app.results import Losses, Result, parse_result
from app.validation import parse_config
from tests.exports.making import scaled, train, trained

DOCS = Path(__file__).resolve().parents[2] / "docs" / "exports.md"


def test_the_formats_are_those_promised_and_documented() -> None:
    assert list(EXPORTS) == ["numpy", "pytorch", "onnx", "csv", "latex", "pieces", "json", "report"]
    rows = re.findall(r"^\| `(\w+)` \| `([\w.]+)` \| ([^|]+) \|$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [(entry.name, entry.filename, entry.summary) for entry in EXPORTS.values()]


@pytest.mark.parametrize("name", EXPORTS)
@pytest.mark.parametrize("make", [trained, scaled], ids=["default", "scaled"])
def test_a_result_gives_the_same_bytes_each_time(name: str, make: Any) -> None:
    first = export(make(), name)
    assert first == export(make(), name)
    assert first.filename == EXPORTS[name].filename
    assert first.media_type == EXPORTS[name].media_type
    assert len(first.content) > 300


@pytest.mark.parametrize("name", [name for name in EXPORTS if name not in ("pieces", "json")])
def test_a_file_says_how_it_was_made(name: str) -> None:
    content = export(train({"seed": 4242}, 17), name).content.decode("utf-8", "replace")
    for words in (f"Piecewise {VERSION}", "17", "4242", "three_pieces", "argest difference"):
        assert words in content, words


def test_an_unknown_format_is_refused_with_the_choices() -> None:
    with pytest.raises(UnknownNameError, match="numpy, pytorch, onnx"):
        export(trained(), "docx")


def test_a_smooth_network_has_no_pieces_and_is_sent_to_latex() -> None:
    with pytest.raises(ExportError, match=r"tanh.*latex"):
        export(trained("tanh"), "pieces")


@pytest.mark.parametrize("name", [name for name in EXPORTS if name != "json"])
def test_numbers_beyond_float64_are_refused_in_words(name: str) -> None:
    huge = [{"weights": [[1e300]], "biases": [0.0]}, {"weights": [[1e300]], "biases": [0.0]}]
    result = Result(config=parse_config({"network": {"hidden": [1]}}), layers=huge)
    with pytest.raises(ExportError, match=r"beyond|too large"):
        export(result, name)
    assert parse_result(export(result, "json").content) == result


def test_onnx_refuses_numbers_beyond_float32() -> None:
    layers = [{"weights": [[1e-40]], "biases": [1e39]}, {"weights": [[1e-39]], "biases": [0.0]}]
    result = Result(config=parse_config({"network": {"hidden": [1]}}), layers=layers)
    with pytest.raises(ExportError, match="float32"):
        export(result, "onnx")


# ---- pieces and json -----------------------------------------------------------------------------------------------


def test_pieces_are_exact_and_in_the_units_of_the_data() -> None:
    result = Result(
        config=parse_config({"network": {"hidden": [1]}, "data": {"domain": [-6, 6]}}),
        layers=[{"weights": [[1.0]], "biases": [-4.0]}, {"weights": [[3.0]], "biases": [-5.0]}],
    )
    assert json.loads(export(result, "pieces").content) == {
        "domain": [-6.0, 6.0],
        "knots": [4.0],
        "pieces": [
            {"from": -6.0, "to": 4.0, "slope": 0.0, "intercept": -5.0},
            {"from": 4.0, "to": 6.0, "slope": 3.0, "intercept": -17.0},
        ],
        "text": "3.0*max(0, x - 4.0) - 5.0",
        "latex": r"3.0\,\max\left(0, x - 4.0\right) - 5.0",
    }
    found = json.loads(export(scaled(), "pieces").content)
    assert found["domain"] == [1966.25, 2003.75]
    assert all(1966.25 < knot < 2003.75 for knot in found["knots"])


NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def results(draw: st.DrawFn) -> Result:
    hidden = draw(st.lists(st.integers(1, 4), max_size=3))
    names = draw(st.lists(st.sampled_from(list(ACTIVATIONS)), min_size=len(hidden), max_size=len(hidden)))
    sizes = [1, *hidden, 1]
    layers = [
        {
            "weights": draw(st.lists(st.lists(NUMBERS, min_size=a, max_size=a), min_size=b, max_size=b)),
            "biases": draw(st.lists(NUMBERS, min_size=b, max_size=b)),
        }
        for a, b in pairwise(sizes)
    ]
    count = draw(st.integers(0, 4))
    column = st.lists(st.none() | NUMBERS, min_size=count, max_size=count)
    steps = draw(st.none() | st.lists(st.floats(0, 1e9), min_size=count, max_size=count))
    losses = Losses(step=steps, train=draw(column), validation=draw(st.none() | column))
    config = parse_config({"network": {"hidden": hidden, "activation": names}, "seed": draw(st.integers(0, 2**32 - 1))})
    stopped = draw(st.sampled_from([None, "early_stopping", "diverged"]))
    return Result(config=config, layers=layers, step=draw(st.integers(0, 10**9)), losses=losses, stopped=stopped)


@given(results())
def test_json_reads_back_as_the_same_result(result: Result) -> None:
    content = export(result, "json").content
    assert parse_result(content) == result
    assert export(parse_result(content), "json").content == content
    assert ("step" in json.loads(content)["losses"]) == (result.losses.step is not None)


def test_a_long_training_keeps_all_its_losses() -> None:
    losses = Losses(train=[0.5] * 1_500_000)
    assert parse_result(export(trained().model_copy(update={"losses": losses}), "json").content).losses == losses
