"""The result of a training, as it is kept, sent and exported: config, weights, step and losses.

RESULT.json of ``piecewise fit`` is one, and so is what the page and a saved run hand to the exports.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.engine.network import Network
from app.tasks import AnyExperiment
from app.validation import ConfigError, FieldError, check_names, parse_config

if TYPE_CHECKING:
    from app.engine.training import Trainer
    from app.schema import ExperimentConfig

MAX_LOSSES = 100_000_000
"""Losses a result may hold: more than anyone trains steps. Over HTTP the size of a body bounds them long before."""

MAX_STEP = 2**52
"""Largest step of a result: a run that goes on from there stays below 2⁵³, where JSON numbers stop being exact."""


class Losses(BaseModel):
    """Data losses (no penalty) on the whole training set and, where there is one, on the validation set.

    Without ``step`` there is one loss for each update, ``train[i]`` from before update i; with it the losses are
    decimated and belong to those steps.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    step: Annotated[list[float], Field(fail_fast=True, max_length=MAX_LOSSES)] | None = None
    train: Annotated[list[float | None], Field(fail_fast=True, max_length=MAX_LOSSES)] = []
    validation: Annotated[list[float | None], Field(fail_fast=True, max_length=MAX_LOSSES)] | None = None


class Result(BaseModel):
    """A network, what it was trained on, and how far it came.

    Attributes:
        config: the experiment.
        layers: ``{"weights": fan_out × fan_in, "biases": fan_out}``, from the first hidden layer to the output.
        step: updates done.
        losses: how the losses went.
        stopped: why training stopped by itself, if it did.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    config: AnyExperiment
    layers: Annotated[list[dict[str, Any]], Field(fail_fast=True)]
    step: int = Field(0, ge=0, le=MAX_STEP)
    losses: Losses = Losses()
    stopped: Literal["early_stopping", "diverged"] | None = None

    def network(self) -> Network:
        """Return the network in float64."""
        return Network.from_layers(self.layers, self.config.network.activations())


def result_of(config: ExperimentConfig, trainer: Trainer, losses: Losses) -> Result:
    """Return the result of a training as it stands."""
    return Result(
        config=config,
        layers=[dict(layer) for layer in trainer.network.to_layers()],
        step=trainer.step,
        losses=losses,
        stopped=trainer.stopped,
    )


def parse_result(data: object) -> Result:
    """Return the validated result.

    Args:
        data: JSON text (``str`` or ``bytes``) or what was decoded from it.

    Raises:
        ConfigError: naming every field that is unknown, missing, out of range or does not fit the config's shape.
    """
    if isinstance(data, str | bytes):
        try:
            data = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise ConfigError([FieldError("", f"not JSON: {error}")]) from None
    if not isinstance(data, dict):
        raise ConfigError([FieldError("", 'expected {"config": …, "layers": […]}')])
    check_names(data)
    given = data.get("config", {})
    if not isinstance(given, dict):
        raise ConfigError([FieldError("config", "must be an object")])
    try:
        config = parse_config(given)
    except ConfigError as error:
        raise ConfigError([FieldError(f"config.{e.field}", e.message, e.unsupported) for e in error.errors]) from None
    try:
        result = Result.model_validate({**data, "config": config})
        sizes = result.network().sizes
    except ValidationError as error:
        found = error.errors(include_url=False)
        raise ConfigError([FieldError(".".join(map(str, e["loc"])), e["msg"]) for e in found]) from None
    except ValueError as error:
        raise ConfigError([FieldError("layers", str(error))]) from None
    if sizes != config.sizes():
        message = f"these have the sizes {list(sizes)} but the config's are {list(config.sizes())}"
        raise ConfigError([FieldError("layers", message)])
    return result
