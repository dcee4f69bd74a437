"""What frames show of a network: its parameters, and its curves, knots and pieces over the range shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.engine.anatomy.pieces import find_pieces
from app.engine.anatomy.reading import AnatomyError
from app.engine.network import ForwardPass, Network
from app.protocol.frame import EncodedSection, float32_section, int8_rows_section
from app.protocol.sections import SectionKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from numpy.typing import NDArray

    from app.engine.anatomy.pieces import Pieces
    from app.engine.arrays import Floats
    from app.protocol.messages import Section

PREDICTION_POINTS = 256
NEURON_POINTS = 32
MOST_PIECES = 2000
"""Of a curve of more pieces none are shown: nobody could tell them apart, and to find them would take long."""

CURVES: frozenset[Section] = frozenset(("prediction", "neurons", "contributions"))


class View:
    """A network of one input over the range shown; made anew for another network object or another domain.

    Both grids stand one after the other in one forward pass: a frame costs no more than that.
    """

    def __init__(self, network: Network, domain: tuple[float, float]) -> None:
        self._network = network
        self._domain = domain
        grids = [np.linspace(*domain, PREDICTION_POINTS), np.linspace(*domain, NEURON_POINTS)]
        self._forward = ForwardPass(network, np.concatenate(grids)[None, :])
        self._no_rows = np.empty((0, NEURON_POINTS), network.dtype)

    def grids(self) -> dict[str, object]:
        """Return the x of the curves: ``count`` equally spaced points of what is shown, ends included."""
        low, high = self._domain
        return {
            "prediction": {"from": low, "to": high, "count": PREDICTION_POINTS},
            "neurons": {"from": low, "to": high, "count": NEURON_POINTS},
        }

    def sections(self, names: Collection[Section]) -> list[EncodedSection]:
        """Return the named sections of a frame at the present parameters, but for ``pieces``."""
        found = [float32_section(SectionKind.PARAMETERS, self._network.parameters)] if "parameters" in names else []
        if not CURVES.isdisjoint(names):
            self._forward.run()
            found += self._curves(names)
        return found

    def pieces(self, names: Collection[Section]) -> Iterable[EncodedSection]:
        """Yield the sections ``knots`` and ``pieces``, as far as they are named; those of a large network take time.

        They are empty where there are no pieces, or more than ``MOST_PIECES``.
        """
        try:
            pieces = find_pieces(self._network, self._domain, MOST_PIECES)
            knots, lines = _knot_rows(pieces), _piece_rows(pieces)
        except AnatomyError:  # smooth, too many, or beyond what float64 can tell: there are none to show
            knots, lines = np.empty((0, 5)), np.empty((0, 4))
        if "knots" in names:
            yield float32_section(SectionKind.KNOTS, knots)
        if "pieces" in names:
            yield float32_section(SectionKind.PIECES, lines)

    def prediction(self, run: int) -> EncodedSection:
        """Return the prediction alone, as that of one run of several."""
        self._forward.run()
        return float32_section(SectionKind.PREDICTION, self._forward.output[:, :PREDICTION_POINTS], run)

    def prediction_of(self, parameters: Floats) -> EncodedSection:
        """Return the best step's prediction: what the network would give with other parameters."""
        network = Network(self._network.sizes, self._network.activation_names(), parameters, self._network.dtype)
        x = np.linspace(*self._domain, PREDICTION_POINTS)
        return float32_section(SectionKind.BEST, network.predict(x[None, :]))

    def _curves(self, names: Collection[Section]) -> Iterable[EncodedSection]:
        forward = self._forward
        if "prediction" in names:
            yield float32_section(SectionKind.PREDICTION, forward.output[:, :PREDICTION_POINTS])
        if "neurons" in names:
            rows = [activation[:, PREDICTION_POINTS:] for activation in forward.activations]
            yield int8_rows_section(SectionKind.NEURONS, np.concatenate([self._no_rows, *rows]))
        if "contributions" in names:
            weights = self._network.layers[-1][:-1]
            parts = weights.T[:, :, None] * forward.inputs[-1][:-1, :PREDICTION_POINTS]
            yield float32_section(SectionKind.CONTRIBUTIONS, parts)


def _knot_rows(pieces: Pieces) -> NDArray[np.float64]:
    """Return x, y, bend, layer and neuron, one row for each neuron of each knot."""
    rows = [(knot.x, knot.y, knot.bend, *neuron) for knot in pieces.knots for neuron in knot.neurons]
    return np.array(rows, dtype=np.float64).reshape(-1, 5)


def _piece_rows(pieces: Pieces) -> NDArray[np.float64]:
    """Return from, to, slope and intercept of each piece."""
    return np.column_stack([pieces.x[:-1], pieces.x[1:], pieces.slopes, pieces.intercepts])
