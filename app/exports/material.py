"""What the formats are made from: a result, and what is computed from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from app.engine.anatomy.expression import write_out
from app.engine.anatomy.units import Units, fold
from app.schema import PointsSource

if TYPE_CHECKING:
    from app.engine.anatomy.expression import Expression
    from app.engine.network import Network
    from app.results import Result


@dataclass(frozen=True)
class Material:
    """A result, and what several formats need of it, each computed once.

    Where points were scaled for training, the network is the trained one, on scaled numbers, and everything else is in
    the units the points had.
    """

    result: Result

    @cached_property
    def network(self) -> Network:
        """The trained network, in float64."""
        return self.result.network()

    @cached_property
    def units(self) -> Units:
        """How the points were scaled, if they were."""
        source = self.result.config.data.source
        units = source.units if isinstance(source, PointsSource) else None
        return Units(units.x_offset, units.x_scale, units.y_offset, units.y_scale) if units else Units()

    @cached_property
    def domain(self) -> tuple[float, float]:
        """The x that charts show."""
        return self.units.interval(self.result.config.data.shown_range())

    @cached_property
    def expression(self) -> Expression:
        """The network written out, the scaling folded into it.

        Raises:
            AnatomyError: if the network cannot be taken apart.
        """
        return write_out(fold(self.network, self.units), self.domain, digits=self.units.digits)
