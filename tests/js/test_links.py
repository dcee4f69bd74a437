"""Links: whatever experiment they are made of, they open as that."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine.activations import ACTIVATIONS
from app.engine.initializers import BIAS_INITIALIZERS, INITIALIZERS
from app.engine.losses import LOSSES
from app.engine.targets import TARGETS
from app.schema import OPTIMIZER_MODELS, SCHEDULE_MODELS
from app.validation import ConfigError, parse_config
from app.web.api import experiment_schema

ROOT = Path(__file__).resolve().parents[2]
NODE = ROOT / ".venv" / "bin" / "node"
COUNT = 40
NO_PROBLEMS = {"unknown": [], "bad": [], "broken": False, "cut": False, "version": None}

SAFE_END = re.compile(r"(?<!%)(?<!%[0-9A-F])[A-Za-z0-9]$")
"""A letter or digit that is no part of a percent code."""

numbers = st.floats(-1e9, 1e9, allow_nan=False)
fractions = st.floats(0, 0.9)
intervals = st.lists(numbers, min_size=2, max_size=2, unique=True).map(sorted)
names = st.text(max_size=60)


def points(count: int) -> st.SearchStrategy[dict[str, Any]]:
    coordinates = st.lists(numbers, min_size=count, max_size=count)
    scales = st.floats(1e-300, 1e300)
    since = st.dates().map(str)
    units = st.fixed_dictionaries(
        {
            "x_kind": st.sampled_from(["number", "days"]),
            "x_since": since,
            "x_name": names,
            "y_name": names,
            "x_offset": numbers,
            "x_scale": scales,
            "y_scale": scales,
        }
    )
    return st.fixed_dictionaries(
        {"kind": st.just("points"), "x": coordinates, "y": coordinates, "units": st.none() | units}
    )


sources = st.one_of(
    st.fixed_dictionaries({"kind": st.just("target"), "name": st.sampled_from(list(TARGETS))}),
    st.fixed_dictionaries(
        {
            "kind": st.just("expression"),
            "expression": st.sampled_from(["sin(3x) + |x|", "x > 1 ? x^2 : -1/x", "(x + 1) % 2", "−x·2", "x²"]),
        }
    ),
    st.integers(2, 6).flatmap(points),
)  # fmt: skip


def networks(hidden: list[int]) -> st.SearchStrategy[dict[str, Any]]:
    one = st.sampled_from(list(ACTIVATIONS))
    return st.fixed_dictionaries(
        {
            "hidden": st.just(hidden),
            "activation": one | st.lists(one, min_size=len(hidden), max_size=len(hidden)),
            "initializer": st.sampled_from(list(INITIALIZERS)),
            "bias_initializer": st.sampled_from(list(BIAS_INITIALIZERS)),
        }
    )


def optimizers(name: str) -> st.SearchStrategy[dict[str, Any]]:
    own = [field for field in OPTIMIZER_MODELS[name].model_fields if field not in {"name", "learning_rate"}]
    rate = st.floats(0, 1e4, exclude_min=True)
    return st.fixed_dictionaries(
        {"name": st.just(name), "learning_rate": rate}, optional=dict.fromkeys(own, st.floats(1e-12, 0.999))
    )


trainings = st.fixed_dictionaries(
    {},
    optional={
        "loss": st.sampled_from(list(LOSSES)),
        "optimizer": st.sampled_from(list(OPTIMIZER_MODELS)).flatmap(optimizers),
        "schedule": st.sampled_from([{"name": name} for name in SCHEDULE_MODELS]),
        "batch_size": st.none() | st.integers(1, 5000),
        "l1_penalty": st.floats(0, 100),
        "l2_penalty": st.floats(0, 100),
        "dropout": fractions,
        "early_stopping": st.none() | st.fixed_dictionaries({"patience": st.integers(1, 10**6)}),
    },
)
experiments = st.fixed_dictionaries(
    {"network": st.lists(st.integers(1, 64), max_size=8).flatmap(networks), "training": trainings},
    optional={
        "data": st.fixed_dictionaries(
            {},
            optional={
                "source": sources,
                "domain": intervals,
                "samples": st.integers(2, 5000),
                "noise": st.floats(0, 100),
                "validation_fraction": fractions,
                "shuffle": st.integers(0, 2**32 - 1),
                "shown": st.none() | intervals,
            },
        ),
        "seed": st.integers(0, 2**32 - 1),
    },
)


def possible(config: dict[str, Any]) -> bool:
    try:
        parse_config(config)
    except ConfigError:
        return False
    return True


def opened(**given: list[Any]) -> dict[str, list[dict[str, Any]]]:
    """Return what the page makes of the links to experiments, ``configs`` with ``weights``, and of ``links``."""
    given_in = json.dumps({"schema": experiment_schema(), "configs": [], "weights": [], "links": []} | given)
    script = ROOT / "tests" / "js" / "link_check.mjs"
    done = subprocess.run([NODE, script], input=given_in, capture_output=True, text=True, check=True)
    # JavaScript writes large floats as integers.
    results: dict[str, list[dict[str, Any]]] = json.loads(done.stdout, parse_int=float)
    return results


@settings(max_examples=4)
@given(st.lists(experiments.filter(possible), min_size=COUNT, max_size=COUNT), st.integers(0, 2**32 - 1))
def test_every_experiment_comes_back_from_its_link(configs: list[dict[str, Any]], seed: int) -> None:
    wholes = [parse_config(config) for config in configs]
    random = np.random.default_rng(seed)
    weights = [random.normal(size=whole.parameter_count()).astype(np.float32).tolist() for whole in wholes]
    expected = [json.loads(whole.model_dump_json()) for whole in wholes]
    seen = opened(configs=expected, weights=weights)
    for config, numbers_in, result in zip(expected, weights, seen["results"], strict=True):
        assert result["config"] == config, result["link"]
        assert result["json"] == config
        assert result["problems"] == [NO_PROBLEMS, NO_PROBLEMS], result["link"]
        assert result["link"].startswith(result["again"] + "&weights=1.")
        assert result["link"].isascii()
        assert result["link"][-1].isalnum()
        flat = [row for layer in result["layers"] for row in [*zip(*layer["weights"], strict=True), layer["biases"]]]
        assert [value for row in flat for value in row] == numbers_in
    for config, result in zip(expected, seen["plain"], strict=True):
        assert result["config"] == config, result["link"]
        assert SAFE_END.search(result["link"]), result["link"]


FORMULA = "sin(x) + 2"
LINK = "config=1&source=expression&expression=sin%28x%29%20%2B%202&hidden=8,8&rate=0.03"
ENCODED = quote(LINK, safe="")
MANGLED = (
    LINK,
    LINK.replace("&", "&amp;"),
    LINK.replace("&", "&amp;amp;"),
    LINK.replace("&", "&#38;"),
    LINK.replace("%20", "+"),
    LINK.replace("%28", "(").replace("%29", ")").replace("%2B", "+"),
    LINK.replace("%", "%25"),
    LINK.replace(",", "%2C"),
    ENCODED,
    quote(ENCODED, safe=""),
    ENCODED + ").",
    "#" + LINK,
    "/" + LINK,
    "?" + LINK,
    " " + LINK + " ",
    *(LINK + end for end in ".,;:!?)>*~`'\"”’»。，）"),
    *(LINK + end for end in (").", '>."', "’).", ")]}", "&gt;", "&quot;", "&amp;", "&", " ", "%20", "%22", "%3E")),
    LINK.replace("&hidden", "\r\n  &hidden"),
    LINK.replace("&hidden", "%0D%0A&hidden"),
    LINK.replace("hidden=8,8", "hidden=8,%0A8"),
    LINK.replace("rate=0.03", "ra\nte=0.\n03"),
    LINK.replace("hidden=8,8", "hid%E2%80%8Bden=8,8%C2%AD"),
    LINK.replace("=", "=3D"),
    LINK + "&utm_source=chat&fbclid=abc",
    LINK + "&rate=0.03",
)  # fmt: skip


def test_links_are_read_as_meant_whatever_programs_did_to_them() -> None:
    for link, found in zip(MANGLED, opened(links=list(MANGLED))["read"], strict=True):
        config = found["config"]
        if "+2" not in link:
            assert config["data"]["source"]["expression"] == FORMULA, link
        assert config["data"]["source"]["expression"].replace(" ", "") == "sin(x)+2", link
        assert config["network"]["hidden"] == [8, 8], link
        assert config["training"]["optimizer"]["learning_rate"] == 0.03, link
        assert found["problems"] == NO_PROBLEMS, link


TYPED = {
    "x+1": "x+1",
    "sin(x)+2*x": "sin(x)+2*x",
    "2*x+++1": "2*x + 1",
    "sin(3x)+*+x^2": "sin(3x) * x^2",
    "x%20+%201": "x + 1",
    "x+%2B+1": "x + 1",
    "sin(x)%2F2+%2B+1": "sin(x)/2 + 1",
    "π+x": "π+x",
    "(x+1).": "(x+1)",
    "|x|": "|x|",
    "3*(x-1))": "3*(x-1)",
}


def test_a_plus_is_a_plus_where_somebody_typed_it_and_a_space_where_a_form_wrote_it() -> None:
    links = [f"config=1&source=expression&expression={typed}" for typed in TYPED]
    for meant, found in zip(TYPED.values(), opened(links=links)["read"], strict=True):
        assert found["config"]["data"]["source"]["expression"] == meant
        assert found["problems"] == NO_PROBLEMS


@pytest.mark.parametrize(
    ("link", "problem"),
    [
        ("config=1&hidden=8,…", {"cut": True}),
        ("config=1&hidden=8&expressi...", {"cut": True}),
        ("config=1&source=expression&expression=sin%2", {"cut": True}),
        ("config=1&rate=0.1&rate=0.2", {"unknown": ["rate (× 2)"]}),
        ("config=1&rate=fast", {}),
        ("rate", {}),
        ("config={%22seed%22:", {"broken": True}),
    ],
)
def test_what_cannot_be_read_whole_is_told(link: str, problem: dict[str, Any]) -> None:
    found = opened(links=[link])["read"][0]["problems"]
    assert found != NO_PROBLEMS
    for name, value in problem.items():
        assert found[name] == value
