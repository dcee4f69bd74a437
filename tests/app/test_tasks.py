"""Every task says all that is asked of it, and a second one changes nothing for the first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
import pytest
from pydantic import Discriminator, Tag, TypeAdapter

from app.exports import EXPORTS, ExportError, export
from app.exports.context import CONTEXTS
from app.results import Result
from app.tasks import PLANNED, TASKS, task
from app.tasks.curve import CurveExperiment
from tests.exports.making import trained

if TYPE_CHECKING:
    from app.schema import ExperimentConfig

CHARTS = (Path(__file__).parents[2] / "static" / "js" / "tasks.js").read_text()


class OtherExperiment(CurveExperiment):
    """A task beside the curve that can be exported only as it is."""

    exports = ("json",)
    task: str = "other"  # type: ignore[assignment]


EITHER: TypeAdapter[ExperimentConfig] = TypeAdapter(
    Annotated[
        Annotated[CurveExperiment, Tag("curve")] | Annotated[OtherExperiment, Tag("other")],
        Discriminator(task),
    ]
)


@pytest.mark.parametrize("name", TASKS)
def test_a_task_is_whole(name: str) -> None:
    config = TASKS[name].model_validate({"task": name})
    assert config.task == name
    assert name not in PLANNED
    assert name in CONTEXTS
    assert f"{name}: mount" in CHARTS
    assert set(config.exports) <= set(EXPORTS)
    assert config.exports
    data = config.dataset(np.float64)
    inputs, outputs = config.sizes()[0], config.sizes()[-1]
    assert (len(data.x_train), len(data.y_train)) == (inputs, outputs)
    assert data.x_train.shape[1] == config.training_samples()
    assert config.target_at(data.x_train.astype(np.float64)).shape == data.y_train.shape
    assert all(grid.x.shape[0] == inputs for grid in config.grids().values())


def test_the_task_tells_the_form_of_an_experiment_and_none_is_the_curve() -> None:
    for given, kind in (
        ({}, CurveExperiment),
        ({"task": "curve"}, CurveExperiment),
        ({"task": "other"}, OtherExperiment),
    ):
        assert type(EITHER.validate_python(given)) is kind
        assert type(EITHER.validate_json(f"{given}".replace("'", '"'))) is kind


def test_a_format_that_a_task_does_not_have_is_refused_with_those_it_has() -> None:
    result = trained()
    other = Result.model_construct(config=OtherExperiment(), layers=result.layers)
    with pytest.raises(ExportError, match="numpy cannot express the task other: choose one of json"):
        export(other, "numpy")
