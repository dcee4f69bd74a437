"""ExperimentConfig: the single source of truth for what an experiment is.

Validation, the page's controls, the link's keys, the command line and the docs are all read from here. Every field
carries, beside its limits, what the page needs to show it (``ui``): its control, its scale, the range a slider covers,
its key in a link, and what a change of it touches, from a live change of the penalty to data that must be made anew.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from app.engine.activations import ACTIVATIONS
from app.engine.initializers import BIAS_INITIALIZERS, INITIALIZERS
from app.engine.losses import LOSSES
from app.engine.network import count_parameters
from app.engine.optimizers import OPTIMIZERS, Hyperparameter
from app.engine.schedules import SCHEDULES, Parameter
from app.engine.targets import TARGETS
from app.expressions.errors import ExpressionError
from app.expressions.formula import MAX_LENGTH, parse_formula
from app.fields import OneOf, Strict, Variant, any_of, ui, variants
from app.versions import upgraded

if TYPE_CHECKING:
    from app.engine import optimizers, schedules

MAX_HIDDEN_LAYERS = 8
MAX_NEURONS = 64
MAX_SAMPLES = 5000
MAX_VALUE = 1e9
"""Largest magnitude of a coordinate: its square times the samples stays far inside float32."""

MAX_MEASURED = 1e300
"""The same for what points were before they were scaled: what float64 holds, with room to compute."""

Coordinate = Annotated[float, Field(ge=-MAX_VALUE, le=MAX_VALUE)]
Coordinates = Annotated[list[Coordinate], Field(min_length=2, max_length=MAX_SAMPLES)]


class TargetSource(Strict):
    """A built-in curve."""

    kind: Literal["target"] = "target"
    name: Annotated[str, OneOf(TARGETS)] = Field(
        "three_pieces", json_schema_extra=ui("gallery", "target", "data", "data")
    )


def _unit(link: str, default: Any, **limits: Any) -> Any:
    return Field(default, json_schema_extra=ui("hidden", link, "data", "data"), **limits)


_DAY = r"\d{4}-((0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)|02-(0[1-9]|1\d|2[0-8]))"
_LEAP_DAY = r"(\d\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29"
"""What days there are, as a pattern, so that the page refuses the same ones."""


class Units(Strict):
    """How a curve was scaled for training, so that the page shows it as it was: shown = x·x_scale + x_offset.

    Where x are dates, what is shown counts ``x_kind`` (days, hours or minutes) since ``x_since``, in UTC; with no
    ``x_since`` they are times of a day, counted from midnight.
    """

    x_kind: Literal["number", "days", "hours", "minutes"] = _unit("x_kind", "number")
    x_since: str = _unit("x_since", "", pattern=rf"^(({_DAY}|{_LEAP_DAY})(T([01]\d|2[0-3]):[0-5]\d)?)?$")
    x_name: str = _unit("x_name", "", max_length=60)
    x_offset: float = _unit("x_offset", 0.0, ge=-MAX_MEASURED, le=MAX_MEASURED)
    x_scale: float = _unit("x_scale", 1.0, ge=1 / MAX_MEASURED, le=MAX_MEASURED)
    y_name: str = _unit("y_name", "", max_length=60)
    y_offset: float = _unit("y_offset", 0.0, ge=-MAX_MEASURED, le=MAX_MEASURED)
    y_scale: float = _unit("y_scale", 1.0, ge=1 / MAX_MEASURED, le=MAX_MEASURED)

    @field_validator("x_since")
    @classmethod
    def _is_a_date(cls, since: str) -> str:
        try:
            datetime.fromisoformat(since or "1970-01-01")
        except ValueError:
            raise PydanticCustomError("date", "there is no such date: give one such as 2020-01-31") from None
        return since


class ExpressionSource(Strict):
    """A formula in x.

    With ``units`` the formula f is of x as it is shown, and what is trained on is scaled as a table's points are: the
    domain and every other x of the config are trained x, and the curve to find is (f(x·x_scale + x_offset) −
    y_offset)/y_scale. Without units it is f(x).
    """

    kind: Literal["expression"]
    expression: str = Field(max_length=MAX_LENGTH, json_schema_extra=ui("formula", "expression", "data", "data"))
    units: Units | None = Field(None, json_schema_extra=ui("hidden", "units", "data", "data"))

    @field_validator("expression")
    @classmethod
    def _means_something(cls, expression: str) -> str:
        try:
            parse_formula(expression)
        except ExpressionError as error:
            words = {"message": error.message, "at": error.position + 1}
            raise PydanticCustomError("formula", "{message} (character {at})", words) from None
        return expression


class PointsSource(Strict):
    """Measured or clicked points, used in order and unscaled; ``units`` only says what they were before."""

    kind: Literal["points"]
    x: Coordinates = Field(json_schema_extra=ui("points", "x", "data", "data"))
    y: Coordinates = Field(json_schema_extra=ui("points", "y", "data", "data"))

    units: Units | None = Field(None, json_schema_extra=ui("hidden", "units", "data", "data"))

    @field_validator("y")
    @classmethod
    def _one_for_each_x(cls, y: list[float], info: ValidationInfo) -> list[float]:
        x = info.data.get("x", y)
        if len(x) != len(y):
            raise PydanticCustomError("length", f"{len(y)} values for {len(x)} x: give one y for each x")
        return y


class DataConfig(Strict):
    """The curve to find and how it is sampled."""

    source: Annotated[TargetSource | ExpressionSource | PointsSource, Field(discriminator="kind")] = Field(
        TargetSource(), json_schema_extra=ui("source", "source", "data", "data")
    )
    domain: Annotated[list[Coordinate], Field(min_length=2, max_length=2)] = Field(
        [-3.0, 3.0], json_schema_extra=ui("range", "domain", "data", "data", advanced=True)
    )
    samples: int = Field(
        128,
        ge=2,
        le=MAX_SAMPLES,
        json_schema_extra=ui("slider", "samples", "data", "data", scale="log", soft=[8, 1000]),
    )
    noise: float = Field(
        0.0,
        ge=0,
        le=100,
        json_schema_extra=ui("slider", "noise", "data", "data", scale="linear", soft=[0, 1], step=0.01),
    )
    validation_fraction: float = Field(
        0.2, ge=0, le=0.9,
        json_schema_extra=ui("slider", "validation", "data", "data", scale="linear", soft=[0, 0.8], step=0.05),
    )  # fmt: skip

    shuffle: int = Field(
        0, ge=0, le=2**32 - 1, json_schema_extra=ui("shuffle", "shuffle", "data", "data", advanced=True)
    )
    shown: Annotated[list[Coordinate], Field(min_length=2, max_length=2)] | None = Field(
        None, json_schema_extra=ui("range_or_none", "shown", "data", "data", advanced=True)
    )

    @field_validator("domain", "shown")
    @classmethod
    def _rises(cls, interval: list[float] | None) -> list[float] | None:
        if interval is not None and not interval[0] < interval[1]:
            raise PydanticCustomError("domain", "the first number must be smaller than the second")
        return interval

    def shown_range(self) -> tuple[float, float]:
        """Return the x that charts show: a range of its own, to see how the network goes on, or the domain."""
        low, high = self.shown or self.domain
        return low, high


class NetworkConfig(Strict):
    """The network's shape, activations and start."""

    hidden: Annotated[
        list[Annotated[int, Field(ge=1, le=MAX_NEURONS)]], Field(max_length=MAX_HIDDEN_LAYERS)
    ] = Field([3], json_schema_extra=ui("layers", "hidden", "model", "network"))  # fmt: skip
    activation: Annotated[str, OneOf(ACTIVATIONS)] | list[Annotated[str, OneOf(ACTIVATIONS)]] = Field(
        "relu", json_schema_extra=ui("menu", "activation", "model", "training")
    )
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


class ExperimentConfig(Strict):
    """Everything a run is made of; ``{}`` is valid and finds its curve."""

    version: Literal[2] = Field(2, json_schema_extra=ui("hidden", None, "anew", "network"))
    task: Literal["curve", "plane", "table"] = Field("curve", json_schema_extra=ui("hidden", "task", "anew", "network"))
    data: DataConfig = DataConfig()
    network: NetworkConfig = NetworkConfig()
    training: TrainingConfig = TrainingConfig()
    seed: int = Field(2, ge=0, le=2**32 - 1, json_schema_extra=ui("seed", "seed", "anew", "network"))

    @model_validator(mode="before")
    @classmethod
    def _of_the_present_version(cls, given: object) -> object:
        return upgraded(given)

    def sizes(self) -> tuple[int, ...]:
        """Return the layer sizes, inputs and outputs included, e.g. ``(1, 3, 1)``."""
        return (1, *self.network.hidden, 1)

    def parameter_count(self) -> int:
        """Return the number of weights and biases."""
        return count_parameters(self.sizes())

    def training_samples(self) -> int:
        """Return how many points training sees: all but those set aside for validation."""
        source = self.data.source
        count = len(source.x) if isinstance(source, PointsSource) else self.data.samples
        return max(1, count - round(count * self.data.validation_fraction))


FIRST_VISIT = ExperimentConfig(network=NetworkConfig(hidden=[ExperimentConfig().network.hidden[0] - 1]))
"""What the page opens where no link says otherwise: one neuron short of its curve, so that adding one shows."""
