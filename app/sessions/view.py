"""What frames show of a network: its parameters, its output and neurons on the task's grids, its knots and pieces."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from app.engine.anatomy.float64_forward import AnatomyError
from app.engine.anatomy.pieces import find_pieces
from app.engine.network import ForwardPass, Network
from app.protocol.frame import EncodedSection, float32_section, int8_rows_section
from app.protocol.sections import SectionKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from numpy.typing import NDArray

    from app.engine.anatomy.pieces import Pieces
    from app.engine.arrays import Floats
    from app.protocol.messages import Section
    from app.schema import Grid

MOST_PIECES = 2000
"""A curve of more pieces shows none: they are too small to see, and finding them would take long."""

CURVES: frozenset[Section] = frozenset(("prediction", "neurons", "contributions"))


class View:
    """A network on its task's grids; made anew for another network object or other grids.

    The grids stand one after the other in one forward pass: a frame costs no more than that.

    Args:
        network: the network, read at each frame.
        grids: the inputs at which sections show it; sections without a grid are left out of frames.
        domain: the x whose exact pieces are shown; None for a network of several inputs.
    """

    def __init__(self, network: Network, grids: Mapping[str, Grid], domain: tuple[float, float] | None) -> None:
        self._network, self._grids, self._domain = network, grids, domain
        ends = np.cumsum([0, *(grid.x.shape[1] for grid in grids.values())]).tolist()
        self._columns = {name: slice(*pair) for name, pair in zip(grids, pairwise(ends), strict=True)}
        nowhere = np.empty((network.sizes[0], 0))
        self._forward = ForwardPass(network, np.hstack([nowhere, *(grid.x for grid in grids.values())]))

    def grids(self) -> dict[str, object]:
        """Return what a layout says of each grid."""
        return {name: grid.layout for name, grid in self._grids.items()}

    def sections(self, names: Collection[Section]) -> list[EncodedSection]:
        """Return the named sections of a frame at the present parameters, but for ``pieces``."""
        found = [float32_section(SectionKind.PARAMETERS, self._network.parameters)] if "parameters" in names else []
        if self._grids and not CURVES.isdisjoint(names):
            self._forward.run()
            found += self._curves(names)
        return found

    def pieces(self, names: Collection[Section]) -> Iterator[EncodedSection]:
        """Yield the sections ``knots`` and ``pieces``, as far as they are named; those of a large network take time.

        They are empty where there are no pieces, or more than ``MOST_PIECES``.
        """
        if self._domain is None:
            return
        try:
            pieces = find_pieces(self._network, self._domain, MOST_PIECES)
            knots, lines = _knot_rows(pieces), _piece_rows(pieces)
        except AnatomyError:  # smooth, too many, or beyond what float64 can tell: there are none to show
            knots, lines = np.empty((0, 5)), np.empty((0, 4))
        if "knots" in names:
            yield float32_section(SectionKind.KNOTS, knots)
        if "pieces" in names:
            yield float32_section(SectionKind.PIECES, lines)

    def prediction(self, run: int) -> Iterator[EncodedSection]:
        """Yield the prediction alone, as that of one run of several."""
        if "prediction" in self._columns:
            self._forward.run()
            yield float32_section(SectionKind.PREDICTION, self._forward.output[:, self._columns["prediction"]], run)

    def prediction_of(self, parameters: Floats) -> Iterator[EncodedSection]:
        """Yield the best step's prediction: what the network would give with other parameters."""
        if "prediction" in self._grids:
            network = Network(self._network.sizes, self._network.activation_names(), parameters, self._network.dtype)
            yield float32_section(SectionKind.BEST, network.predict(self._grids["prediction"].x))

    def _curves(self, names: Collection[Section]) -> Iterator[EncodedSection]:
        forward, columns = self._forward, self._columns
        if "prediction" in names and "prediction" in columns:
            yield float32_section(SectionKind.PREDICTION, forward.output[:, columns["prediction"]])
        if "neurons" in names and "neurons" in columns:
            rows = [activation[:, columns["neurons"]] for activation in forward.activations]
            none = np.empty((0, self._grids["neurons"].x.shape[1]), self._network.dtype)
            yield int8_rows_section(SectionKind.NEURONS, np.concatenate([none, *rows]))
        if "contributions" in names and "prediction" in columns:
            weights = self._network.layers[-1][:-1]
            parts = weights.T[:, :, None] * forward.inputs[-1][:-1, columns["prediction"]]
            yield float32_section(SectionKind.CONTRIBUTIONS, parts)


def _knot_rows(pieces: Pieces) -> NDArray[np.float64]:
    """Return x, y, bend, layer and neuron, one row for each neuron of each knot."""
    rows = [(knot.x, knot.y, knot.bend, *neuron) for knot in pieces.knots for neuron in knot.neurons]
    return np.array(rows, dtype=np.float64).reshape(-1, 5)


def _piece_rows(pieces: Pieces) -> NDArray[np.float64]:
    """Return from, to, slope and intercept of each piece."""
    return np.column_stack([pieces.x[:-1], pieces.x[1:], pieces.slopes, pieces.intercepts])
