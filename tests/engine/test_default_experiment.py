"""The default experiment must succeed."""

from __future__ import annotations

import numpy as np
import pytest

from app.tasks.curve import CurveExperiment
from benchmarks.default_experiment import GOOD, run_trial


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_default_experiment_finds_the_three_pieces(dtype: type[np.floating]) -> None:
    config = CurveExperiment()
    trial = run_trial(config, config.seed, dtype)
    assert trial.error <= GOOD
    assert trial.asleep == 0
    assert trial.found_at is not None
    assert 500 <= trial.found_at <= 1400, "it should be seen learning for 8 to 25 seconds at 60 steps a second"
    assert trial.error_with_neuron < trial.error
