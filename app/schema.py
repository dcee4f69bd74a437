"""ExperimentConfig: the single source of truth for what an experiment is.

Here is what every task shares; ``app/tasks`` has a module for each task, with the form of its ``data`` and what follows
from it. Validation, the page's controls, the link's keys, the command line and the docs are all read from these models.
Every field carries, beside its limits, what the page needs to show it (``ui``): its control, its scale, the range a
slider covers, its key in a link, and what a change of it touches, from a live change of the penalty to data that must
be made anew.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from app.engine.activations import ACTIVATIONS
from app.engine.initializers import BIAS_INITIALIZERS, INITIALIZERS
from app.engine.losses import LOSSES
from app.engine.network import count_parameters
from app.engine.optimizers import OPTIMIZERS, Hyperparameter
from app.engine.schedules import SCHEDULES, Parameter
from app.fields import OneOf, Strict, Variant, any_of, ui, variants
from app.versions import upgraded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import DTypeLike, NDArray

    from app.engine import optimizers, schedules
    from app.engine.arrays import Floats
    from app.engine.data import Dataset

MAX_HIDDEN_LAYERS = 8
MAX_NEURONS = 64
MAX_SAMPLES = 5000
MAX_VALUE = 1e9
"""Largest magnitude of a coordinate: its square times the samples stays far inside float32."""

Coordinate = Annotated[float, Field(ge=-MAX_VALUE, le=MAX_VALUE)]
Coordinates = Annotated[list[Coordinate], Field(fail_fast=True, min_length=2, max_length=MAX_SAMPLES)]


def _rising(interval: list[float]) -> list[float]:
    if not interval[0] < interval[1]:
        raise PydanticCustomError("domain", "the first number must be smaller than the second")
    return interval


Interval = Annotated[list[Coordinate], Field(min_length=2, max_length=2), AfterValidator(_rising)]


class NetworkConfig(Strict):
    """The network's shape, activations and start."""

    hidden: Annotated[
        list[Annotated[int, Field(ge=1, le=MAX_NEURONS)]], Field(max_length=MAX_HIDDEN_LAYERS)
    ] = Field([3], json_schema_extra=ui("layers", "hidden", "model", "network"))  # fmt: skip
    activation: (
        Annotated[str, OneOf(ACTIVATIONS)]
        | Annotated[list[Annotated[str, OneOf(ACTIVATIONS)]], Field(fail_fast=True, max_length=MAX_HIDDEN_LAYERS)]
    ) = Field("relu", json_schema_extra=ui("menu", "activation", "model", "training"))
    initializer: Annotated[str, OneOf(INITIALIZERS)] = Field(
        "bends", json_schema_extra=ui("menu", "initializer", "anew", "network")
    )
    bias_initializer: Annotated[str, OneOf(BIAS_INITIALIZERS)] = Field(
        "spread", json_schema_extra=ui("menu", "bias_initializer", "anew", "network")
    )

    @field_validator("activation")
    @classmethod
    def _one_for_each_layer(cls, activation: str | list[str], info: ValidationInfo) -> str | list[str]:
        hidden = info.data.get("hidden", activation)
        if isinstance(activation, list) and len(activation) != len(hidden):
            message = f"a list needs one activation for each of the {len(hidden)} hidden layers"
            raise PydanticCustomError("activation", message)
        return activation

    def activations(self) -> tuple[str, ...]:
        """Return the activation of each hidden layer by name."""
        return (self.activation,) * len(self.hidden) if isinstance(self.activation, str) else tuple(self.activation)


class Optimizer(Variant):
    """What every optimizer has; each one's own fields come from its registry entry."""

    learning_rate: float


class Schedule(Variant):
    """What every schedule has; each one's own fields come from its registry entry."""


def _optimizer_fields(entry: optimizers.Optimizer) -> dict[str, Any]:
    rate = Field(
        entry.learning_rate, gt=0, le=1e4,
        json_schema_extra=ui("slider", "rate", "live", "training", scale="log", soft=[1e-4, 1]),
    )  # fmt: skip
    return {"learning_rate": (float, rate)} | {p.name: _hyperparameter_field(p) for p in entry.hyperparameters}


def _hyperparameter_field(parameter: Hyperparameter) -> tuple[type[float], Any]:
    low, high = parameter.minimum, parameter.maximum
    limits: dict[str, Any] = {}
    if low is not None:
        limits["gt" if parameter.exclusive_minimum else "ge"] = low
    if high is not None:
        limits["lt" if parameter.exclusive_maximum else "le"] = high
    extra = ui("number", parameter.name, "optimizer", "training", advanced=True)
    return float, Field(parameter.default, json_schema_extra=extra, **limits)


def _schedule_fields(entry: schedules.Schedule) -> dict[str, Any]:
    return {p.name: _schedule_field(p) for p in entry.parameters}


def _schedule_field(parameter: Parameter) -> tuple[type[float], Any]:
    kind = int if parameter.integer else float
    extra = ui("number", f"schedule_{parameter.name}", "live", "training", advanced=True)
    limits: dict[str, Any] = {"ge": parameter.minimum, "le": parameter.maximum}
    return kind, Field(kind(parameter.default), json_schema_extra=extra, **limits)


OPTIMIZER_MODELS = variants(Optimizer, OPTIMIZERS, _optimizer_fields)
SCHEDULE_MODELS = variants(Schedule, SCHEDULES, _schedule_fields)

if TYPE_CHECKING:
    AnyOptimizer = Optimizer
    AnySchedule = Schedule
else:
    AnyOptimizer = any_of(OPTIMIZER_MODELS)
    AnySchedule = any_of(SCHEDULE_MODELS)


class EarlyStoppingConfig(Strict):
    """Stop when the validation loss has not improved for a while, and go back to the best step."""

    patience: int = Field(
        200, ge=1, le=1_000_000, json_schema_extra=ui("number", "patience", "live", "training", advanced=True)
    )
    min_delta: float = Field(
        1e-4, ge=0, le=1e6, json_schema_extra=ui("number", "min_delta", "live", "training", advanced=True)
    )


class TrainingConfig(Strict):
    """The loss, the optimizer and the regularizers."""

    loss: Annotated[str, OneOf(LOSSES)] = Field(
        "mean_squared_error", json_schema_extra=ui("menu", "loss", "live", "training")
    )
    optimizer: AnyOptimizer = Field(
        OPTIMIZER_MODELS["adam"](name="adam", learning_rate=0.005),
        json_schema_extra=ui("menu", "optimizer", "optimizer", "training"),
    )
    schedule: AnySchedule = Field(
        SCHEDULE_MODELS["constant"](name="constant"),
        json_schema_extra=ui("menu", "schedule", "live", "training", advanced=True),
    )
    batch_size: Annotated[int, Field(ge=1, le=MAX_SAMPLES)] | None = Field(
        None, json_schema_extra=ui("batch", "batch", "live", "training", scale="log", soft=[1, 256], advanced=True)
    )
    l1_penalty: float = Field(
        0.0, ge=0, le=100,
        json_schema_extra=ui("slider", "l1", "live", "training", scale="log0", soft=[1e-5, 1], advanced=True),
    )  # fmt: skip
    l2_penalty: float = Field(
        0.0, ge=0, le=100,
        json_schema_extra=ui("slider", "l2", "live", "training", scale="log0", soft=[1e-5, 1], advanced=True),
    )  # fmt: skip
    dropout: float = Field(
        0.0,
        ge=0,
        lt=1,
        json_schema_extra=ui(
            "slider", "dropout", "live", "training", scale="linear", soft=[0, 0.8], step=0.05, advanced=True
        ),
    )
    early_stopping: EarlyStoppingConfig | None = Field(
        None, json_schema_extra=ui("switch", "early_stopping", "live", "training", advanced=True)
    )


TASK_UI = ui("hidden", "task", "anew", "network")


@dataclass(frozen=True)
class Grid:
    """Inputs at which every frame shows the network.

    Attributes:
        x: (inputs, n).
        layout: what a layout says of them, so that the page knows x without being sent it.
    """

    x: NDArray[np.float64]
    layout: Mapping[str, object]


class ExperimentConfig(Strict):
    """Everything a run is made of; each task in ``app/tasks`` is a subclass that gives ``data`` its form.

    Whatever depends on the task is asked here, so that nothing else has to know which tasks there are.
    """

    exports: ClassVar[tuple[str, ...]]
    """The formats its results can be taken away in."""

    version: Literal[2] = Field(2, json_schema_extra=ui("hidden", None, "anew", "network"))
    task: str = Field(json_schema_extra=TASK_UI)
    data: Strict
    network: NetworkConfig = NetworkConfig()
    training: TrainingConfig = TrainingConfig()
    seed: int = Field(2, ge=0, le=2**32 - 1, json_schema_extra=ui("seed", "seed", "anew", "network"))

    @model_validator(mode="before")
    @classmethod
    def _of_the_present_version(cls, given: object) -> object:
        return upgraded(given)

    def sizes(self) -> tuple[int, ...]:
        """Return the layer sizes, inputs and outputs included, e.g. ``(1, 3, 1)``."""
        return (len(self.input_intervals()), *self.network.hidden, self.outputs())

    def parameter_count(self) -> int:
        """Return the number of weights and biases."""
        return count_parameters(self.sizes())

    # ---- What each task says -----------------------------------------------------------------------------------------

    @abstractmethod
    def input_intervals(self) -> Sequence[Sequence[float]]:
        """Return the interval that each input of the network comes from."""

    @abstractmethod
    def outputs(self) -> int:
        """Return how many outputs the network has."""

    @abstractmethod
    def training_samples(self) -> int:
        """Return how many samples training sees: all but those set aside for validation."""

    def sample_count(self) -> int:
        """Return how many samples there are, those set aside for validation included."""
        return self.training_samples()

    @abstractmethod
    def dataset(self, dtype: DTypeLike) -> Dataset:
        """Return the training and validation samples; the same config gives the same ones."""

    def problems(self) -> Iterable[tuple[str, str]]:
        """Yield what no field's own limits can tell: its path and what is wrong."""
        return ()

    def given_points(self) -> tuple[object, int]:
        """Return the part of the config that holds samples given one by one, and how many."""
        return self.data, 0

    @abstractmethod
    def target_at(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what the network is to give at x (inputs, n), without noise, (outputs, n)."""

    @abstractmethod
    def grids(self) -> Mapping[str, Grid]:
        """Return where frames show the network's output (``prediction``) and its neurons (``neurons``).

        Left out is what the page computes by itself from the weights.
        """

    @abstractmethod
    def shown_interval(self) -> tuple[float, float] | None:
        """Return the x over which charts show a network of one input; None for one of several."""

    @abstractmethod
    def target_layout(self) -> Mapping[str, object] | None:
        """Return what a layout says of the target: what the network is to learn, as far as it is known."""

    @abstractmethod
    def samples_layout(self, x: Floats, y: Floats) -> Mapping[str, object]:
        """Return what a layout says of samples: x (inputs, n) and y (outputs, n)."""
