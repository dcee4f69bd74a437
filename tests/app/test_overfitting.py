"""The page's one-click overfitting and its cures, measured: the experiments of ``lib/overfitting.js``."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.experiment import build_trainer
from app.tasks.curve import CurveExperiment

MEASURED: dict[str, Any] = json.loads((Path(__file__).parent / "overfitting.json").read_text())
SEEDS = range(6)
CURES = [name for name in MEASURED["cures"] if name != "nothing"]


def experiment(cure: str, seed: int) -> CurveExperiment:
    config: dict[str, Any] = {}
    for path, value in {**MEASURED["start"], **MEASURED["cures"][cure], "seed": seed}.items():
        *parts, name = path.split(".")
        place = config
        for part in parts:
            place = place.setdefault(part, {})
        place[name] = value
    return CurveExperiment.model_validate(config)


@cache
def outcome(cure: str, seed: int) -> tuple[float, float, float, float]:
    """Return of a run: the best, the ten seconds' and the final validation loss, and the final training loss."""
    trainer = build_trainer(experiment(cure, seed))
    validation: list[float] = []
    trainer.advance(600, None, validation)
    midway = trainer.validation_loss()
    if trainer.stopped is None:
        trainer.advance(MEASURED["steps"] - 600, None, validation)
    return min(validation), midway, trainer.validation_loss(), trainer.training_loss()


@pytest.mark.parametrize("seed", SEEDS)
def test_doing_nothing_overfits_within_ten_seconds_at_the_usual_speed(seed: int) -> None:
    best, midway, final, training = outcome("nothing", seed)
    assert training < 0.1
    assert midway > 1.4 * best
    assert final > 1.5 * best


@pytest.mark.parametrize("cure", CURES)
def test_each_cure_helps(cure: str) -> None:
    finals = np.array([[outcome(name, seed)[2] for name in (cure, "nothing")] for seed in SEEDS])
    cured, left_alone = finals.mean(axis=0)
    assert cured < 0.8 * left_alone  # measured: between 0.35 and 0.6 of it
    assert (finals[:, 0] < finals[:, 1]).mean() >= 0.8


@pytest.mark.parametrize("cure", CURES)
def test_on_the_page_each_cure_helps_clearly(cure: str) -> None:
    seed = MEASURED["start"]["seed"]
    assert outcome(cure, seed)[2] < 0.7 * outcome("nothing", seed)[2]
