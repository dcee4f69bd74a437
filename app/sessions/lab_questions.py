"""Questions that take experiments to answer: landscapes, range tests, other starts. Always computed beside the rest."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from app.engine.anatomy.float64_forward import AnatomyError
from app.engine.initializers import INITIALIZERS
from app.engine.lab.landscape import along_random, losses_on, through_weights
from app.engine.lab.layer_statistics import layer_statistics
from app.engine.lab.range_test import range_test
from app.engine.network import Network, layer_views, scale_start
from app.engine.streams import Streams
from app.protocol.errors import ProtocolError
from app.protocol.messages import LandscapeQuery, RangeTestQuery, SpreadQuery, WeightPlace
from app.sessions.costs import cost_of
from app.sessions.edits import check_place
from app.validation import step_cost

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.engine.data import Dataset
    from app.engine.lab.landscape import Slice
    from app.protocol.messages import Start
    from app.sessions.run import Run

Answer = dict[str, object]

LANDSCAPE_SECONDS = 0.5
"""A landscape of a large network has fewer points, so that its losses take no longer, and rests as long again."""
MAX_RANGE_TEST_COST = 5 * 10**9
"""Parameters × samples × steps."""
FEWEST_POINTS = 5
MOST_TOLD = 1000
"""Viewers are sent the slice of networks up to this many parameters, to show where on it the weights are."""
WORK_SECONDS = 0.005
"""After this much of a landscape its thread rests as long, so that the event loop has processor and lock to itself."""
PAUSE_SECONDS = 0.0005
"""The shortest of these rests."""


def landscape(question: LandscapeQuery, run: Run) -> Callable[[], Answer]:
    """Return the losses on a slice, and the recorded path of the weights; the run remembers the slice for ``go_to``."""
    network, dataset, loss = run.copy_network(), run.trainer.dataset, run.config.training.loss
    if not np.isfinite(network.parameters).all():
        raise ProtocolError("invalid", "this network has a weight or bias that is not finite")
    seconds = cost_of([run.config]).measure_seconds
    points = max(FEWEST_POINTS, min(question.points, int((LANDSCAPE_SECONDS / seconds) ** 0.5)))
    at_once = max(1, min(points, int(WORK_SECONDS / seconds)))
    chosen = _through_chosen(question, network)
    path = run.weight_path.points(run.trainer.network.parameters) if run.weight_path is not None else None
    step, pinned = run.step, None if run.weight_path is None else run.weight_path.begun

    def answer() -> Answer:
        plane = run.plane = chosen or along_random(network, np.random.default_rng(question.seed))
        values = None if question.first is None else [float(plane.center @ u) for u in (plane.first, plane.second)]
        steps = np.linspace(-question.span, question.span, points).tolist()
        losses = []
        for along_second in steps:
            row: list[float] = []
            for first in range(0, points, at_once):
                begun, part = time.perf_counter(), steps[first : first + at_once]
                row += losses_on(network, dataset, loss, plane, a=part, b=[along_second])[0].tolist()
                time.sleep(max(PAUSE_SECONDS, time.perf_counter() - begun))
            losses.append(row)
        way = [] if path is None or path.shape[1] != network.parameter_count else plane.project(path).tolist()
        return {
            "landscape": {
                "a": steps,
                "b": steps,
                "losses": losses,
                "center": float(losses_on(network, dataset, loss, plane, a=[0.0], b=[0.0])[0, 0]),
                "path": way,
                "pinned": pinned,
                "plane": _told(plane) if network.parameter_count <= MOST_TOLD else None,
                "random": question.first is None,
                "step": step,
                "values": values,
            }
        }

    return answer


def _told(plane: Slice) -> Answer:
    """Return the slice's center and directions in the parameters' order, as precise as they are on the live page."""
    parts = {"center": plane.center, "first": plane.first, "second": plane.second}
    return {name: part.astype(np.float32).tolist() for name, part in parts.items()}


def _through_chosen(question: LandscapeQuery, network: Network) -> Slice | None:
    """Return the slice through two chosen weights; None where it is to be a random one, which takes longer to make."""
    if question.first is None or question.second is None:
        if question.first is not question.second:
            raise ProtocolError("malformed", "name both weights or none", "second")
        return None
    first, second = (_place_of(network, place) for place in (question.first, question.second))
    if first == second:
        raise ProtocolError("invalid", "choose two different weights", "second")
    return through_weights(network, first, second)


def _place_of(network: Network, place: WeightPlace) -> int:
    check_place(network.sizes, place)
    places = layer_views(np.arange(network.parameter_count), network.sizes)
    return int(places[place.layer][-1 if place.from_ is None else place.from_, place.to])


def find_rate(question: RangeTestQuery, run: Run) -> Callable[[], Answer]:
    """Return what a range test from the present weights finds."""
    if not question.low < question.high:
        raise ProtocolError("invalid", "the first rate must be smaller than the last", "high")
    if step_cost(run.config) * question.steps > MAX_RANGE_TEST_COST:
        raise ProtocolError("invalid", "this network is too large for a range test: use a smaller batch", "steps")
    network, trainer, seed = run.copy_network(), run.trainer, run.config.seed
    dataset, settings = trainer.dataset, trainer.settings

    def answer() -> Answer:
        found = range_test(
            network, dataset, settings, seed=seed, low=question.low, high=question.high, steps=question.steps
        )
        return {"range_test": asdict(found)}

    return answer


def compare_starts(question: SpreadQuery, run: Run) -> Callable[[], Answer]:
    """Return the spread over the layers now and at each start asked for, drawn with the run's own seed or another."""
    for i, start in enumerate(question.starts):
        if start.initializer not in INITIALIZERS:
            raise ProtocolError(
                "invalid", f"no initializer {start.initializer[:40]!r}: choose one of {', '.join(INITIALIZERS)}",
                f"starts[{i}].initializer",
            )  # fmt: skip
    network, dataset, loss = run.copy_network(), run.trainer.dataset, run.config.training.loss
    seed = run.config.seed if question.seed is None else question.seed
    bias = run.config.network.bias_initializer
    intervals = run.config.input_intervals()

    def begin(start: Start) -> Network:
        fresh = Network.initialized(
            network.sizes, network.activation_names(), start.initializer, bias,
            domain=intervals, rng=Streams.from_seed(seed).initialization, dtype=network.dtype,
        )  # fmt: skip
        scale_start(fresh.layers, start.scale)
        return fresh

    def answer() -> Answer:
        networks: list[tuple[Start | None, Network]] = [(None, network), *((s, begin(s)) for s in question.starts)]
        return {
            "spread": [
                {
                    "initializer": None if start is None else start.initializer,
                    "scale": None if start is None else start.scale,
                    "layers": _layers(each, dataset, loss),
                }
                for start, each in networks
            ]
        }

    return answer


def _layers(network: Network, dataset: Dataset, loss: str) -> list[Answer] | None:
    """Return each layer's histograms; None where the numbers grow beyond all bounds."""
    try:
        return [asdict(layer) for layer in layer_statistics(network, dataset, loss)]
    except AnatomyError:
        return None


WORK: dict[type[Any], Callable[[Any, Run], Callable[[], Answer]]] = {
    LandscapeQuery: landscape,
    RangeTestQuery: find_rate,
    SpreadQuery: compare_starts,
}
