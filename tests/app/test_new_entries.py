"""One entry more in a registry: the schema, the page's facts, exports and formulas know it without another word."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.engine.activations import ACTIVATIONS
from app.web.api import activation_tables, experiment_schema
from tests.engine.test_hinges import HARD_TANH

if TYPE_CHECKING:
    from collections.abc import Iterator

NEW = replace(HARD_TANH, saturates=True)


@pytest.fixture
def hard_tanh() -> Iterator[None]:
    """Know the activation while a test runs; what was cached of the registries is made anew before and after."""
    caches = (activation_tables, experiment_schema)
    ACTIVATIONS._entries[NEW.name] = NEW
    for cached in caches:
        cached.cache_clear()
    yield
    del ACTIVATIONS._entries[NEW.name]
    for cached in caches:
        cached.cache_clear()


@pytest.mark.usefixtures("hard_tanh")
def test_the_page_is_told_all_of_a_new_activation() -> None:
    entry = next(each for each in experiment_schema()["registries"]["activations"] if each["name"] == "hard_tanh")
    assert entry == {
        "name": "hard_tanh",
        "formula": "max(−1, min(1, z))",
        "latex": r"\max(-1, \min(1, z))",
        "derivative_formula": "1 if |a| < 1 else 0",
        "symbol": "hard_tanh",
        "piecewise_linear": True,
        "breakpoints": (-1.0, 1.0),
        "slopes": (0.0, 1.0, 0.0),
        "at_zero": 0.0,
        "bends": True,
        "limits": (-1.0, 1.0),
    }
    table = activation_tables()["activations"]["hard_tanh"]
    assert (min(table["values"]), max(table["values"])) == (-1, 1)
    assert set(table["derivatives"]) == {0, 1}


EVERYWHERE = """
import numpy as np
from app.engine.activations import ACTIVATIONS
from tests.engine.test_hinges import HARD_TANH
ACTIVATIONS._entries["hard_tanh"] = HARD_TANH  # before the schema is made from it
from app.exports import EXPORTS, export
from app.exports.translations import Translations
from app.schema import ExperimentConfig
from tests.exports.making import train
Translations.name = lambda self, group, key: key  # its label is the one other thing to write
assert str(ExperimentConfig.model_json_schema()).count("'hard_tanh'") == 2  # for all layers, and for each
result = train({"network": {"activation": "hard_tanh"}})
files = {name: export(result, name).content for name in EXPORTS}
assert b"np.clip(z, -1, 1)" in files["numpy"]
assert b"F.hardtanh(z)" in files["pytorch"]
assert b"Clip" in files["onnx"]
assert b"knots" in files["pieces"]
"""


def test_config_training_and_every_export_know_a_new_activation() -> None:
    subprocess.run([sys.executable, "-c", EVERYWHERE], check=True, timeout=120)
