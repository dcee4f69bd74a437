"""The input of every export format: a result, and what is computed from it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from app import VERSION
from app.engine.anatomy.contributions import contributions
from app.engine.anatomy.expression import closed_form
from app.engine.anatomy.float64_forward import AnatomyError
from app.engine.anatomy.units import Units, fold
from app.engine.network import count_parameters
from app.exports.files import ExportError
from app.tasks.curve import CurveExperiment, as_curve

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.engine.anatomy.contributions import Contributions
    from app.engine.anatomy.expression import Expression
    from app.engine.anatomy.pieces import Pieces
    from app.engine.data import Dataset
    from app.engine.network import Network
    from app.results import Result

    Curve = NDArray[np.float64]

CURVE_POINTS = 256
"""Points of the curve, as many as the page draws."""


@dataclass(frozen=True)
class Count:
    """What an x counts that is a date, or a time of a day.

    Attributes:
        kind: ``days``, ``hours`` or ``minutes``.
        since: the date from which they are counted, as ISO 8601; empty for midnight.
    """

    kind: str
    since: str

    def moment(self, x: float) -> datetime | None:
        """Return when x is; None beyond the years 1 to 9999. Times of a day are on 1 January 1970."""
        try:
            return datetime.fromisoformat(self.since or "1970-01-01") + timedelta(**{self.kind: x})
        except OverflowError:
            return None

    def text(self, x: float) -> str:
        """Return when x is to the second, as ISO 8601 with a space; as it is where that is no date."""
        moment = self.moment(x)
        if moment is None:
            return repr(x)
        return moment.isoformat(" ", "seconds") if self.since else moment.time().isoformat("seconds")


@dataclass(frozen=True)
class ExportContext:
    """A result, and what formats need of it whatever its task, each computed once, in float64."""

    result: Result

    @cached_property
    def network(self) -> Network:
        """The trained network."""
        return self.result.network()

    @cached_property
    def dataset(self) -> Dataset:
        """The training and validation points."""
        return self.result.config.dataset(np.float64)

    def neuron_name(self, layer: int, index: int) -> str:
        """Return what the page calls a hidden neuron; both numbers count from 0."""
        return f"h{index + 1}" if len(self.network.layers) == 2 else f"h{layer + 1}.{index + 1}"

    # ---- How it was made ---------------------------------------------------------------------------------------------

    @property
    def made_by(self) -> str:
        """The program's name and version."""
        return f"Piecewise {VERSION}"

    @cached_property
    def shape(self) -> str:
        """The network in a few words, e.g. ``1-3-1 (relu), 10 parameters``."""
        sizes = self.result.config.sizes()
        names = ", ".join(dict.fromkeys(self.result.config.network.activations())) or "linear"
        return f"{'-'.join(map(str, sizes))} ({names}), {count_parameters(sizes)} parameters"

    @cached_property
    def made(self) -> tuple[str, ...]:
        """Lines that say how this was made, without a word of whoever typed the config."""
        result = self.result
        stopped = {None: "", "early_stopping": ", ended by early stopping", "diverged": ", ended by divergence"}
        return (
            f"Made by {self.made_by}: a network {self.shape},",
            f"trained for {result.step} steps{stopped[result.stopped]}; seed {result.config.seed}.",
        )

    @cached_property
    def config(self) -> dict[str, Any]:
        """The experiment as plain data."""
        return self.result.config.model_dump()

    @cached_property
    def config_text(self) -> str:
        """The experiment as JSON in one line of ASCII."""
        return json.dumps(self.config)


@dataclass(frozen=True)
class CurveContext(ExportContext):
    """What formats need of a curve.

    Where points were scaled for training, ``network`` and ``dataset`` are on scaled numbers, as trained; everything
    else is in the units the points had.
    """

    @property
    def experiment(self) -> CurveExperiment:
        """The config."""
        return as_curve(self.result.config)

    @cached_property
    def points(self) -> tuple[tuple[str, Curve, Curve], ...]:
        """The kinds of points, ``training`` and ``validation``, each with its x and y, (n,)."""
        data, units = self.dataset, self.units
        kinds = (("training", data.x_train, data.y_train), ("validation", data.x_validation, data.y_validation))
        return tuple(
            (kind, x[0] * units.x_scale + units.x_offset, y[0] * units.y_scale + units.y_offset) for kind, x, y in kinds
        )

    @cached_property
    def units(self) -> Units:
        """How the points were scaled, if they were."""
        return self.experiment.scaling()

    @cached_property
    def scaled(self) -> bool:
        """Whether the points were scaled at all."""
        return self.units != Units()

    @cached_property
    def count(self) -> Count | None:
        """What x counts where they are dates or times; None where they are numbers."""
        units = self.experiment.data.source.scaled_by()
        return None if units is None or units.x_kind == "number" else Count(units.x_kind, units.x_since)

    @cached_property
    def made(self) -> tuple[str, ...]:
        """Lines that say how this was made, and what x counts."""
        made, count = super().made, self.count
        return made if count is None else (*made, f"x counts {count.kind} since {count.since or 'midnight'}.")

    @cached_property
    def domain(self) -> tuple[float, float]:
        """The x that charts show."""
        return self.units.interval(self.experiment.shown_interval())

    @cached_property
    def x(self) -> Curve:
        """The x at which the page draws the curve, (n,)."""
        return np.linspace(*self.domain, CURVE_POINTS)

    @cached_property
    def y(self) -> Curve:
        """The curve on the page: the prediction at ``x``, (n,).

        Raises:
            ExportError: if it is not finite.
        """
        return self.predict(self.x)

    def predict(self, x: Curve) -> Curve:
        """Return the prediction at x (n,).

        Raises:
            ExportError: if it is not finite.
        """
        units = self.units
        with np.errstate(all="ignore"):
            y = self.network.predict(self.to_trained(x)[None, :])[0] * units.y_scale + units.y_offset
        if not np.isfinite(y).all():
            raise ExportError("the prediction grows beyond what float64 holds")
        return np.asarray(y)

    @cached_property
    def target(self) -> Curve:
        """The curve to find at ``x``, (n,); it need not be finite between the samples."""
        with np.errstate(all="ignore"):
            y = self.experiment.data.source.at(self.to_trained(self.x)) * self.units.y_scale
        return np.asarray(y + self.units.y_offset)

    @cached_property
    def contributions(self) -> Contributions:
        """What each neuron adds to the prediction at ``x``, on scaled numbers.

        Raises:
            AnatomyError: if a number grows beyond float64.
        """
        return contributions(self.network, self.to_trained(self.x))

    @cached_property
    def parts(self) -> list[Curve]:
        """What the prediction at ``x`` is the sum of: the offset, then each neuron's part, (n,) each.

        The neurons are those of the last hidden layer; without one the input takes their place.

        Raises:
            AnatomyError: if a number grows beyond float64.
        """
        found, units = self.contributions, self.units
        offset = float(found.biases[0]) * units.y_scale + units.y_offset
        return [np.full_like(self.x, offset), *(found.contributions[0] * units.y_scale)]

    def sum_difference(self) -> float:
        """Return how far the sum of the parts is from the curve on the page, at most."""
        return float(np.abs(np.sum(self.parts, axis=0) - self.y).max())

    @cached_property
    def folded(self) -> Network:
        """The network with the scaling folded into its weights, for formulas."""
        return fold(self.network, self.units)

    @cached_property
    def expression(self) -> Expression:
        """The network written out, the scaling folded into it.

        Raises:
            AnatomyError: if the network cannot be taken apart.
        """
        return closed_form(self.folded, self.domain, digits=self.units.digits)

    @cached_property
    def pieces(self) -> Pieces | None:
        """The exact pieces; None where there are none, or the network cannot be taken apart."""
        try:
            return self.expression.pieces
        except AnatomyError:
            return None

    def formula_difference(self) -> float:
        """Return how far the written formula is from the curve on the page, at most."""
        found = self.expression
        if found.form == "hinges" and found.pieces is not None:
            written = found.pieces.at(self.x)
        else:
            written = self.folded.predict(self.x[None, :])[0]
        return float(np.abs(written - self.y).max())

    def to_trained(self, x: Curve) -> Curve:
        """Return x as the network takes it."""
        return np.asarray((x - self.units.x_offset) / self.units.x_scale)


CONTEXTS: dict[str, type[ExportContext]] = {"curve": CurveContext}
"""What the formats of each task are made from."""
