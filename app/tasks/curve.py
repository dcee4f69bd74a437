"""The curve: a network of one input and one output learns a built-in target, a formula or points of one's own."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from app.engine.anatomy.units import Units as Scaling
from app.engine.corners import shape_of
from app.engine.data import make_dataset
from app.engine.streams import Streams
from app.engine.targets import TARGETS
from app.expressions.errors import ExpressionError
from app.expressions.formula import MAX_LENGTH, parse_formula
from app.fields import OneOf, Strict, ui
from app.schema import (
    MAX_SAMPLES,
    MAX_VALUE,
    TASK_UI,
    Coordinates,
    ExperimentConfig,
    Grid,
    Interval,
    NetworkConfig,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import DTypeLike

    from app.engine.arrays import Floats
    from app.engine.data import Dataset

Values = NDArray[np.float64]

MAX_MEASURED = 1e300
"""Largest magnitude of points before scaling: what float64 holds, with room to compute."""

PREDICTION_POINTS = 256
"""Points at which a chart draws the curve."""
NEURON_POINTS = 32
"""Points of the thumbnail of a neuron."""


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

    def scaling(self) -> Scaling:
        """Return the numbers alone."""
        return Scaling(self.x_offset, self.x_scale, self.y_offset, self.y_scale)


class CurveSource(Strict):
    """What the curve to find is made of."""

    def scaled_by(self) -> Units | None:
        """Return how the curve was scaled for training; None where it was not."""
        return None

    @abstractmethod
    def at(self, x: Values) -> Values:
        """Return the curve at x (n,), without noise; a formula's values may not be finite between the samples."""


class TargetSource(CurveSource):
    """A built-in curve."""

    kind: Literal["target"] = "target"
    name: Annotated[str, OneOf(TARGETS)] = Field(
        "three_pieces", json_schema_extra=ui("gallery", "target", "data", "data")
    )

    def at(self, x: Values) -> Values:
        """Return the curve at x (n,)."""
        return np.asarray(TARGETS[self.name].function(x), dtype=np.float64)


class ExpressionSource(CurveSource):
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

    def scaled_by(self) -> Units | None:
        """Return the units."""
        return self.units

    def at(self, x: Values) -> Values:
        """Return the formula's values at x (n,), as they are trained on; they need not be finite."""
        scaling = scaling_of(self)
        values = parse_formula(self.expression)(x * scaling.x_scale + scaling.x_offset)
        return np.asarray((values - scaling.y_offset) / scaling.y_scale)


class PointsSource(CurveSource):
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

    def scaled_by(self) -> Units | None:
        """Return the units."""
        return self.units

    def at(self, x: Values) -> Values:
        """Return the points' heights at x (n,): straight between them, level beyond."""
        points, heights = np.array(self.x), np.array(self.y)
        order = np.argsort(points, kind="stable")
        return np.asarray(np.interp(x, points[order], heights[order]))


class CurveData(Strict):
    """The curve to find and how it is sampled."""

    source: Annotated[TargetSource | ExpressionSource | PointsSource, Field(discriminator="kind")] = Field(
        TargetSource(), json_schema_extra=ui("source", "source", "data", "data")
    )
    domain: Interval = Field([-3.0, 3.0], json_schema_extra=ui("range", "domain", "data", "data", advanced=True))
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
    shown: Interval | None = Field(None, json_schema_extra=ui("range_or_none", "shown", "data", "data", advanced=True))

    def grid(self, count: int) -> Values:
        """Return ``count`` equally spaced x of the domain, ends included, (count,)."""
        low, high = self.domain
        return np.linspace(low, high, count)

    def shown_range(self) -> tuple[float, float]:
        """Return the x that charts show: a range of its own, to see how the network goes on, or the domain."""
        low, high = self.shown or self.domain
        return low, high


def scaling_of(source: CurveSource) -> Scaling:
    """Return how a curve was scaled for training, for every curve: as it is where it was not."""
    units = source.scaled_by()
    return Scaling() if units is None else units.scaling()


class CurveExperiment(ExperimentConfig):
    """An experiment that finds a curve; ``{}`` is one."""

    exports: ClassVar[tuple[str, ...]] = ("numpy", "pytorch", "onnx", "csv", "latex", "pieces", "json", "report")

    task: Literal["curve"] = Field("curve", json_schema_extra=TASK_UI)
    data: CurveData = CurveData()

    def input_intervals(self) -> Sequence[Sequence[float]]:
        """Return the domain."""
        return [self.data.domain]

    def outputs(self) -> int:
        """Return 1: y."""
        return 1

    def training_samples(self) -> int:
        """Return how many points training sees: all but those set aside for validation."""
        count = self.sample_count()
        return max(1, count - round(count * self.data.validation_fraction))

    def sample_count(self) -> int:
        """Return how many points there are, those set aside for validation included."""
        return self.given_points()[1] or self.data.samples

    def samples(self) -> tuple[Values, Values]:
        """Return x and y (n,) of the curve to find, without noise: given points, or samples of a curve."""
        source = self.data.source
        if isinstance(source, PointsSource):
            return np.array(source.x), np.array(source.y)
        x = self.data.grid(self.data.samples)
        return x, source.at(x)

    def dataset(self, dtype: DTypeLike) -> Dataset:
        """Return the training and validation points; the same config gives the same points."""
        x, y = self.samples()
        return make_dataset(
            x[None, :],
            y[None, :],
            noise=self.data.noise,
            validation_fraction=self.data.validation_fraction,
            rng=Streams.data_of(self.seed, self.data.shuffle),
            dtype=dtype,
        )

    def problems(self) -> Iterator[tuple[str, str]]:
        """Yield what is wrong with a formula that has no value at a sample, or one too large to learn."""
        source = self.data.source
        if not isinstance(source, ExpressionSource):
            return
        scaling = self.scaling()
        x = self.data.grid(self.data.samples) * scaling.x_scale + scaling.x_offset
        try:
            heights = parse_formula(source.expression).finite_values(x)
        except ExpressionError as error:
            yield "data.source.expression", error.message
            return
        largest = float(np.abs((heights - scaling.y_offset) / scaling.y_scale).max())
        if largest > MAX_VALUE:
            message = f"the curve reaches {largest:.3g}: keep it within ±{MAX_VALUE:g}"
            yield "data.source.expression", message

    def given_points(self) -> tuple[object, int]:
        """Return the source, and how many points it lists."""
        source = self.data.source
        return source, len(source.x) if isinstance(source, PointsSource) else 0

    def scaling(self) -> Scaling:
        """Return how points or a formula were scaled; as they are where they were not, and for a built-in curve."""
        return scaling_of(self.data.source)

    def target_at(self, x: Values) -> Values:
        """Return the curve to find at x (1, n)."""
        return self.data.source.at(x[0])[None, :]

    def grids(self) -> Mapping[str, Grid]:
        """Return equally spaced x over what charts show, ends included."""
        low, high = self.data.shown_range()
        return {
            name: Grid(np.linspace(low, high, count)[None, :], {"from": low, "to": high, "count": count})
            for name, count in (("prediction", PREDICTION_POINTS), ("neurons", NEURON_POINTS))
        }

    def shown_interval(self) -> tuple[float, float]:
        """Return the x that charts show."""
        return self.data.shown_range()

    def target_layout(self) -> Mapping[str, object]:
        """Return the curve where the prediction is shown, its corners and jumps, and the neurons they take."""
        source = self.data.source
        if isinstance(source, PointsSource):
            return {"y": None, "knots": [], "shape": None}
        low, high = self.data.shown_range()
        y = source.at(np.linspace(low, high, PREDICTION_POINTS))
        target = TARGETS[source.name] if isinstance(source, TargetSource) else None
        knots = np.array(target.knots if target else (), dtype=np.float64)
        low, high = self.data.domain
        shape = shape_of(target, (low, high)) if target else None
        return {
            "y": y.tolist(),
            "knots": np.stack([knots, source.at(knots)], axis=1).tolist(),
            "shape": asdict(shape) if shape else None,
        }

    def samples_layout(self, x: Floats, y: Floats) -> Mapping[str, object]:
        """Return the points' x and y."""
        return {"x": x[0].tolist(), "y": y[0].tolist()}


def as_curve(config: ExperimentConfig) -> CurveExperiment:
    """Return a config of the task ``curve`` as one.

    Raises:
        TypeError: if it is another task's.
    """
    if not isinstance(config, CurveExperiment):
        raise TypeError(f"an experiment of the task {config.task!r} finds no curve")
    return config


FIRST_VISIT = CurveExperiment(network=NetworkConfig(hidden=[CurveExperiment().network.hidden[0] - 1]))
"""What the page opens where no link says otherwise: one neuron short of its curve, so that adding one shows."""
