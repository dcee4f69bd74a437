"""Results to export."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from app.experiment import build_trainer
from app.results import Losses, Result, result_of
from app.validation import parse_config

if TYPE_CHECKING:
    from pathlib import Path

NAMES = {"x_name": "year\u202e", "y_name": '=cmd(),;"<b>price'}
SCALED: dict[str, Any] = {
    "data": {
        "source": {
            "kind": "points",
            "x": [-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5],
            "y": [0.5, 1.0, 0.25, -1.0, 0.0, 0.5, 2.0],
            "units": {**NAMES, "x_offset": 1985.0, "x_scale": 12.5, "y_offset": 1.4e4, "y_scale": 2300.0},
        },
        "domain": [-1.5, 1.5],
        "noise": 0.1,
    }
}
LARGE: dict[str, Any] = {"network": {"hidden": [64] * 8}}


def train(config: dict[str, Any], steps: int = 20) -> Result:
    """Return what ``piecewise fit`` comes to."""
    parsed = parse_config(config)
    trainer = build_trainer(parsed, np.float64)
    training: list[float] = []
    validation: list[float] = []
    trainer.advance(steps, training, validation if trainer.dataset.x_validation.size else None)
    return result_of(parsed, trainer, Losses(train=[*training], validation=[*validation]))


@cache
def trained(activation: str = "relu", hidden: tuple[int, ...] = (4, 3)) -> Result:
    return train({"network": {"hidden": list(hidden), "activation": activation}})


@cache
def scaled() -> Result:
    return train(SCALED)


@cache
def large() -> Result:
    return train(LARGE, 3)


def run_alone(script: bytes, folder: Path) -> str:
    """Run a script in an interpreter that sees nothing of this project, and return what it printed."""
    path = folder / "script.py"
    path.write_bytes(script)
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", path], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
