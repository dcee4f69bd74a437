"""One entry more in a registry: the schema, the page's facts, exports and formulas know it without another word."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.engine.activations import ACTIVATIONS
from app.exports import export
from app.web.api import activation_tables, experiment_schema
from tests.engine.test_hinges import HARD_TANH
from tests.exports.making import trained

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


@pytest.mark.usefixtures("hard_tanh")
@pytest.mark.parametrize(("form", "written"), [("numpy", "np.clip(z, -1, 1)"), ("pytorch", "F.hardtanh(z)")])
def test_scripts_write_a_new_activation(form: str, written: str) -> None:
    result = trained()
    network = result.config.network.model_copy(update={"activation": "hard_tanh"})
    result = result.model_copy(update={"config": result.config.model_copy(update={"network": network})})
    assert written in export(result, form).content.decode()
