"""Ids of hidden neurons: an id, and with it a color, stays with its neuron while others are added and removed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Ids = tuple[tuple[int, ...], ...]

COLORS = 8
"""Pages draw neurons whose ids leave the same remainder in the same color."""


class NeuronIds:
    """The ids of a network's hidden neurons, layer by layer. None is ever given to a second neuron.

    Args:
        hidden: sizes of the hidden layers; their neurons get 0, 1, 2… in order.
    """

    def __init__(self, hidden: Sequence[int]) -> None:
        self._rows: list[list[int]] = []
        self._given = [0] * COLORS
        self.fit(hidden)

    @property
    def rows(self) -> Ids:
        """The ids of each hidden layer's neurons."""
        return tuple(map(tuple, self._rows))

    def fit(self, hidden: Sequence[int]) -> None:
        """Take on a shape: neurons that exist keep their ids, missing ones are added at the end of their layer."""
        del self._rows[len(hidden) :]
        self._rows += [[] for _ in range(len(hidden) - len(self._rows))]
        for row, size in zip(self._rows, hidden, strict=True):
            del row[size:]
            while len(row) < size:
                row.append(self._new())

    def edit(self, op: str, report: Mapping[str, object], hidden: Sequence[int]) -> None:
        """Follow an edit of the network.

        Args:
            op: the operation, as an ``edit`` message names it.
            report: what it came to: ``layer`` and ``neuron``, or ``position``.
            hidden: the sizes afterwards.
        """
        at = {key: value for key, value in report.items() if isinstance(value, int)}
        if op == "add_neuron":
            self._rows[at["layer"]].insert(at["neuron"], self._new())
        elif op == "remove_neuron":
            del self._rows[at["layer"]][at["neuron"]]
        elif op == "add_layer":
            self._rows.insert(at["position"], [])
        elif op == "remove_layer":
            del self._rows[at["layer"]]
        self.fit(hidden)

    def restore(self, rows: Ids, hidden: Sequence[int]) -> None:
        """Bring ids back; a state that has none, as one saved and opened, gets those of a new network."""
        if not rows:
            self._given = [0] * COLORS
        self._rows = [list(row) for row in rows]
        for each in (each for row in rows for each in row):
            self._given[each % COLORS] = max(self._given[each % COLORS], each // COLORS + 1)
        self.fit(hidden)

    def _new(self) -> int:
        """Return a new id, of the color that is used least."""
        seen = Counter(each % COLORS for row in self._rows for each in row)
        color = min(range(COLORS), key=lambda each: seen[each])
        self._given[color] += 1
        return color + COLORS * (self._given[color] - 1)
