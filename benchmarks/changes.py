"""Changes of a live experiment: what one tick of a slider costs beside the training it interrupts."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from app.sessions.experiment import LiveExperiment
from app.sessions.run import Run
from app.validation import apply_changes, parse_config
from benchmarks.table import Figure

if TYPE_CHECKING:
    from collections.abc import Callable

TICKS, ROUNDS = 50, 9
HISTORY_BYTES = 10**8


def live_experiment(hidden: list[int]) -> LiveExperiment:
    """Return an experiment in the middle of its training."""
    experiment = LiveExperiment(HISTORY_BYTES, time.monotonic)
    experiment.start(Run(parse_config({"network": {"hidden": hidden}})), "configure")
    experiment.advance(100)
    return experiment


def slide(experiment: LiveExperiment) -> None:
    """Drag the learning rate's slider over some ticks."""
    for tick in range(TICKS):
        changes = {"training.optimizer.learning_rate": 0.001 * 1.02**tick}
        experiment.patch(frozenset(changes), apply_changes(experiment.run.config, changes))


def milliseconds(act: Callable[[], None]) -> float:
    """Return the processor's time of the fastest round."""
    rounds = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        act()
        rounds.append(time.process_time() - begun)
    return min(rounds) * 1000


def change_figures() -> list[Figure]:
    """Measure a small and a large network."""
    figures = []
    for hidden in ([3], [32, 32]):
        tick = milliseconds(partial(slide, live_experiment(hidden))) / TICKS
        name = "-".join(map(str, (1, *hidden, 1)))
        figures.append(Figure(f"a tick of the learning rate's slider, {name}", tick, "ms", at_most=0.1))
    return figures
