"""Runs side by side from their own starts, in lock step: which optimizer, width, seed… learns the same curve sooner.

Each run is exactly what it would be alone. They take turns within every slice of training, so that all have done the
same number of steps whenever anybody looks, but for those that have stopped: one that early stopping put back to its
best step, or that diverged, stays behind and takes as many steps as the others when all try again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.protocol.errors import ProtocolError
from app.protocol.frame import float32_section
from app.protocol.sections import SectionKind
from app.sessions.run import Run
from app.validation import MAX_PARAMETERS_TIMES_BATCH, ConfigError, apply_changes, step_cost

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.engine.state import Stopped
    from app.protocol.frame import EncodedSection
    from app.protocol.messages import RaceEntry
    from app.schema import ExperimentConfig
    from app.sessions.run import RunState

STOPPED = {None: 0, "early_stopping": 1, "diverged": 2}


class Race:
    """The runs of a race, each with a label and a config, and the run that was there before it."""

    def __init__(self, live: Run, labels: Sequence[str], configs: Sequence[ExperimentConfig]) -> None:
        self.before: RunState = live.snapshot()
        self.labels = labels
        self.runs = [Run(config) for config in configs]
        self.shown = 0

    @property
    def step(self) -> int:
        """Updates done by the run that has come furthest."""
        return max(run.step for run in self.runs)

    @property
    def stopped(self) -> Stopped | None:
        """Why training stopped: only when every run has; ``diverged`` when all did."""
        reasons = {run.stopped for run in self.runs}
        if None in reasons:
            return None
        return "diverged" if reasons == {"diverged"} else "early_stopping"

    def advance(self, steps: int) -> int:
        """Train every run that has not stopped up to so many steps, and return how many the one that did most has done.

        When all have stopped, all try again, as a single run does.
        """
        going = [run for run in self.runs if run.stopped is None] or self.runs
        return max([run.advance(steps) for run in going])

    def sections(self) -> Iterator[EncodedSection]:
        """Yield every run's losses, then the prediction of each run but the one shown, whose own is there already.

        That one is number 0 in a frame, so that run 0 takes its number.
        """
        rows = [(run.step, *run.measure(), STOPPED[run.stopped]) for run in self.runs]
        yield float32_section(SectionKind.RACE, np.clip(np.array(rows), -3e38, 3e38))
        for i, run in enumerate(self.runs):
            if i != self.shown:
                yield from run.prediction(i or self.shown)

    def layout(self) -> list[dict[str, object]]:
        """Return what a viewer must know of each run."""
        return [
            {"label": label, "config": run.config.model_dump(), "parameter_count": run.trainer.network.parameter_count}
            for label, run in zip(self.labels, self.runs, strict=True)
        ]


def race_configs(live: Run, entries: Sequence[RaceEntry]) -> list[ExperimentConfig]:
    """Return the config of each run of a race.

    Raises:
        ProtocolError: naming the entry whose changes make no config, or if all together are too much for one step.
    """
    configs = [_config(live, entry, i) for i, entry in enumerate(entries)]
    if sum(map(step_cost, configs)) > MAX_PARAMETERS_TIMES_BATCH:
        raise ProtocolError("invalid", "these runs together are too large: make them fewer or smaller", "runs")
    return configs


def _config(live: Run, entry: RaceEntry, index: int) -> ExperimentConfig:
    try:
        return apply_changes(live.config, entry.changes) if entry.changes else live.config
    except ConfigError as error:
        first = error.errors[0]
        raise ProtocolError("invalid", first.message, f"runs[{index}].changes.{first.field}") from None
