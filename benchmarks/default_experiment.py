"""How often the default experiment succeeds, and what a fourth neuron gains: one run for each of 100 seeds.

python -m benchmarks.default_experiment [CONFIG.json]
"""

from __future__ import annotations

import json
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.engine import surgery
from app.experiment import build_trainer
from app.tasks.curve import CurveExperiment
from benchmarks.table import print_table

if TYPE_CHECKING:
    from numpy.typing import DTypeLike

    from app.engine.training import Trainer

STEPS = 1500
"""25 seconds at the page's default speed; as many again follow an added neuron."""
GOOD = 0.03
"""The mean absolute error at which the three pieces are found."""
LOOK_EVERY = 50


@dataclass(frozen=True)
class Trial:
    """One seed's run.

    Attributes:
        seed: the seed.
        error: the mean absolute error on the training points at the end.
        asleep: hidden neurons with z ≤ 0 at every training point at the end.
        found_at: the first step looked at with a good error, None if there was none.
        error_with_neuron: the error after a neuron was added and the same number of steps again.
    """

    seed: int
    error: float
    asleep: int
    found_at: int | None
    error_with_neuron: float

    @property
    def succeeded(self) -> bool:
        """Whether the pieces were found with every neuron awake."""
        return self.error <= GOOD and self.asleep == 0


def run_trial(config: CurveExperiment, seed: int, dtype: DTypeLike) -> Trial:
    """Train from a seed, then add a neuron and train on."""
    trainer = build_trainer(config.model_copy(update={"seed": seed}), dtype)
    found_at = None
    while trainer.step < STEPS:
        trainer.advance(LOOK_EVERY)
        if found_at is None and mean_error(trainer) <= GOOD:
            found_at = trainer.step
    error, asleep = mean_error(trainer), count_asleep(trainer)
    surgery.add_neuron(trainer, 0)
    trainer.advance(STEPS)
    return Trial(seed, error, asleep, found_at, mean_error(trainer))


def mean_error(trainer: Trainer) -> float:
    """Return the mean absolute difference of prediction and target on the training points."""
    data = trainer.dataset
    return float(np.abs(trainer.network.predict(data.x_train) - data.y_train).mean())


def count_asleep(trainer: Trainer) -> int:
    """Return how many first-layer neurons have z ≤ 0 at every training point."""
    network = trainer.network
    z = network.weights(0) @ trainer.dataset.x_train + network.biases(0)[:, None]
    return int((z <= 0).all(axis=1).sum())


def summary(name: str, trials: list[Trial]) -> tuple[str, ...]:
    """Return one row of the table."""
    found = [trial.found_at for trial in trials if trial.succeeded and trial.found_at]
    stuck = [trial for trial in trials if not trial.succeeded]
    return (
        name,
        f"{sum(trial.succeeded for trial in trials)}/{len(trials)}",
        quartiles([float(step) for step in found], "{:.0f}"),
        str(sum(trial.asleep > 0 for trial in trials)),
        quartiles([trial.error for trial in stuck]),
        quartiles([trial.error_with_neuron for trial in stuck]),
        quartiles([trial.error - trial.error_with_neuron for trial in stuck]),
        str(sum(trial.error_with_neuron <= GOOD for trial in stuck)),
    )


def quartiles(values: list[float], form: str = "{:.3f}") -> str:
    """Return the median and, in brackets, the quartiles."""
    if len(values) < 2:
        return "–"
    low, middle, high = (form.format(value) for value in statistics.quantiles(values, n=4))
    return f"{middle} ({low}–{high})"


def main() -> None:
    """Print the table for the default experiment or a given one."""
    given = json.loads(Path(sys.argv[1]).read_text()) if len(sys.argv) > 1 else {}
    config = CurveExperiment.model_validate(given)
    rows = []
    for dtype in (np.float32, np.float64):
        trials = [run_trial(config, seed, dtype) for seed in range(100)]
        rows.append(summary(np.dtype(dtype).name, trials))
        print(np.dtype(dtype).name, "succeeds with seeds", *(trial.seed for trial in trials if trial.succeeded))
    header = (
        "", "succeeded", "found at step", "with one asleep", "error when stuck",
        "with a 4th neuron", "gain", "found then",
    )  # fmt: skip
    print_table(f"Default experiment: {STEPS} steps, then a neuron added and {STEPS} more", header, rows)


if __name__ == "__main__":
    main()
