"""How well networks fit: every built-in curve from the default start, and grown one neuron at a time.

python -m benchmarks.fitting [seeds] [first seed]

A run succeeds if its error is at most twice that of the best polyline with one knot less than neurons, or ``SMALLEST``.
The error is the root of the mean squared error on the training points, which have no noise; training is float32, as on
the page.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from app.engine import surgery
from app.engine.anatomy.best_pieces import best_polylines, refine
from app.engine.targets import TARGETS
from app.experiment import build_trainer
from app.tasks.curve import CurveExperiment
from benchmarks.table import print_table

if TYPE_CHECKING:
    from app.engine.training import Trainer

SEEDS = 5
STEPS = 20_000
SIZES = (3, 8, 16)
STAGE = STEPS // (SIZES[-1] - SIZES[0] + 1)
"""Steps between two additions, and before the first and after the last: as many in all as without growing."""
SMALLEST = 0.03
GAINED_WITHIN = 600
GAINED = 0.25
"""An addition helped if the loss within ``GAINED_WITHIN`` steps is so much lower than a copy's without it."""
HARMLESS = 1.05
LEAST = 1e-6
"""Losses below this, an error of 0.001, are the same: what is left is the optimizer's swinging."""
WORTH = 1 / 3
"""There is something to gain where one knot more lowers the best polyline's error by so much."""


@dataclass
class Tally:
    """How many runs of one kind succeeded, and by curve how far the others were from it.

    Attributes:
        runs: how many there were.
        succeeded: how many succeeded.
        missed: for each curve, each failed run's error over the bound, or what an addition that did not help came to.
    """

    runs: int = 0
    succeeded: int = 0
    missed: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def count(self, name: str, value: float, *, succeeded: bool) -> None:
        """Count a run of a curve."""
        self.runs += 1
        self.succeeded += succeeded
        if not succeeded:
            self.missed[name].append(value)

    def row(self, name: str) -> tuple[str, ...]:
        """Return one row of the table."""
        return name, f"{self.succeeded}/{self.runs}"

    def misses(self) -> str:
        """Return what was missed, in words."""
        texts = {name: " ".join(f"{value:.2f}" for value in sorted(values)) for name, values in self.missed.items()}
        return ", ".join(f"{name} {text}" for name, text in texts.items()) or "nothing"


@cache
def best_errors(name: str, seed: int) -> list[float]:
    """Return for 0, 1, … knots the least error of a polyline on a curve's training points."""
    data = start_of(name, seed, SIZES[0]).dataset
    x, y = data.x_train[0].astype(np.float64), data.y_train[0].astype(np.float64)
    return [refine(polyline, x, y).error for polyline in best_polylines(x, y, SIZES[-1] - 1)]


def start_of(name: str, seed: int, neurons: int) -> Trainer:
    """Return a trainer of the default settings at step 0 of a curve."""
    config = {"data": {"source": {"kind": "target", "name": name}}, "network": {"hidden": [neurons]}, "seed": seed}
    return build_trainer(CurveExperiment.model_validate(config))


def error_of(trainer: Trainer) -> float:
    """Return the root of the mean squared error on the training points."""
    data = trainer.dataset
    rest = trainer.network.predict(data.x_train).astype(np.float64) - data.y_train
    return float(np.sqrt(np.square(rest).mean()))


def share_of_bound(trainer: Trainer, name: str, seed: int) -> float:
    """Return the error over the greatest that is a success: at most 1 where it is one."""
    knots = trainer.network.sizes[1] - 1
    return error_of(trainer) / max(2 * best_errors(name, seed)[knots], SMALLEST)


def trained(name: str, seed: int, neurons: int, tally: Tally) -> None:
    """Train from the start."""
    trainer = start_of(name, seed, neurons)
    trainer.advance(STEPS)
    share = share_of_bound(trainer, name, seed)
    tally.count(name, share, succeeded=share <= 1)


@dataclass
class Growth:
    """What came of growing networks one neuron at a time.

    Attributes:
        grown: the networks at their full size.
        gains: additions with something to gain: one knot more makes the best polyline better by ``WORTH``.
        behind: those of them to a network that does no better than the polyline with one knot less than it has neurons.
        ahead: the others: such a network uses all its knots already, and gains less than that polyline would.
        harmless: all additions; one succeeds unless the loss is higher than the copy's.
    """

    grown: Tally = field(default_factory=Tally)
    gains: Tally = field(default_factory=Tally)
    behind: Tally = field(default_factory=Tally)
    ahead: Tally = field(default_factory=Tally)
    harmless: Tally = field(default_factory=Tally)

    def count_addition(self, name: str, share: float, *, is_worth_it: bool, is_ahead: bool) -> None:
        """Count an addition by its loss over the copy's."""
        self.harmless.count(name, share, succeeded=share <= HARMLESS)
        if is_worth_it:
            for tally in (self.gains, self.ahead if is_ahead else self.behind):
                tally.count(name, share, succeeded=share <= 1 - GAINED)


def grown(name: str, seed: int, growth: Growth) -> None:
    """Train the smallest network and add neurons one by one, each compared with a copy that goes on without it."""
    trainer = start_of(name, seed, SIZES[0])
    trainer.advance(STAGE)
    best = best_errors(name, seed)
    for neurons in range(SIZES[0], SIZES[-1]):
        without, is_ahead = trainer.copy(), error_of(trainer) < best[neurons - 1]
        surgery.add_neuron(trainer, 0)
        with_it = trainer.copy()
        without.advance(GAINED_WITHIN)
        with_it.advance(GAINED_WITHIN)
        share = max(with_it.training_loss(), LEAST) / max(without.training_loss(), LEAST)
        is_worth_it = best[neurons] <= (1 - WORTH) * best[neurons - 1] and best[neurons - 1] > SMALLEST / 30
        growth.count_addition(f"{name} ({neurons + 1})", share, is_worth_it=is_worth_it, is_ahead=is_ahead)
        trainer.advance(STAGE)
    share = share_of_bound(trainer, name, seed)
    growth.grown.count(name, share, succeeded=share <= 1)


def print_fitting(seeds: int = SEEDS, first: int = 0) -> None:
    """Print the table."""
    sizes = {neurons: Tally() for neurons in SIZES}
    growth = Growth()
    for name in TARGETS:
        for seed in range(first, first + seeds):
            for neurons, tally in sizes.items():
                trained(name, seed, neurons, tally)
            grown(name, seed, growth)
    tallies = {f"{neurons} neurons": tally for neurons, tally in sizes.items()}
    tallies[f"grown from {SIZES[0]} to {SIZES[-1]}, {STAGE} steps each"] = growth.grown
    tallies[f"additions that lower the loss by {GAINED:.0%} in {GAINED_WITHIN} steps"] = growth.gains
    tallies["  to a network no better than the best polyline of one knot less than neurons"] = growth.behind
    tallies["  to a network that is better than that already"] = growth.ahead
    tallies[f"additions after which the loss is at most {HARMLESS - 1:.0%} above the copy's"] = growth.harmless
    rows = [tally.row(name) for name, tally in tallies.items()]
    print_table(f"Fitting {len(TARGETS)} curves, {STEPS} steps", ("", "succeeded"), rows)
    print("\nMissed: the error over its bound; of additions the loss over the copy's")
    for name, tally in tallies.items():
        print(f"  {name}: {tally.misses()}")


if __name__ == "__main__":
    print_fitting(*(int(argument) for argument in sys.argv[1:3]))
