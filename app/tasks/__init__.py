"""What a network can be set to learn: a module for each task, with the form of its data and what follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Union

from pydantic import Discriminator, Tag, TypeAdapter

from app.tasks.curve import CurveExperiment

if TYPE_CHECKING:
    from app.schema import ExperimentConfig

TASKS: dict[str, type[ExperimentConfig]] = {"curve": CurveExperiment}
"""Each task's form of an experiment by its name; the first is that of a config that names none."""

PLANNED = ("plane", "table")
"""Tasks that later versions of the server will have: refused as not supported yet, not as unknown."""


def task(given: Any) -> str:
    """Return the task of a config or of what was given for one: its name is what errors call the field."""
    name = given.get("task") if isinstance(given, dict) else getattr(given, "task", None)
    return name if isinstance(name, str) else next(iter(TASKS))


if TYPE_CHECKING:
    AnyExperiment = ExperimentConfig
else:
    AnyExperiment = Annotated[
        Union[tuple(Annotated[model, Tag(name)] for name, model in TASKS.items())],  # noqa: UP007
        Discriminator(task),
    ]

EXPERIMENT: TypeAdapter[ExperimentConfig] = TypeAdapter(AnyExperiment)
"""Reads an experiment of any task."""
