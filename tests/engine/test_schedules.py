"""The learning rate's schedule: what it gives, however training is sliced or brought back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from app.engine.optimizers import OPTIMIZERS
from tests.engine.building import make_trainer


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_schedule_is_the_learning_rate_set_anew_before_every_step(optimizer: str) -> None:
    cosine: dict[str, Any] = {"schedule": "cosine", "schedule_values": {"steps": 100, "final": 0.1}}
    scheduled = make_trainer((1, 4, 1), "tanh", optimizer=optimizer, hyperparameters={"learning_rate": 0.02}, **cosine)
    by_hand = make_trainer((1, 4, 1), "tanh", optimizer=optimizer, hyperparameters={"learning_rate": 0.02})
    for step in range(130):
        rate = 0.02 * (0.1 + 0.9 * (1 + np.cos(np.pi * min(step / 100, 1))) / 2)
        by_hand.reconfigure(replace(by_hand.settings, hyperparameters={"learning_rate": rate}))
        by_hand.advance(1)
    scheduled.advance(130)
    np.testing.assert_allclose(scheduled.network.parameters, by_hand.network.parameters, rtol=0, atol=1e-13)


@pytest.mark.parametrize("slices", [[130], [1] * 130, [63, 2, 65]])
def test_how_a_scheduled_training_is_sliced_changes_nothing(slices: list[int]) -> None:
    cosine: dict[str, Any] = {"schedule": "cosine", "schedule_values": {"steps": 100}}
    whole = make_trainer((1, 4, 1), "tanh", **cosine)
    whole.advance(130)
    sliced = make_trainer((1, 4, 1), "tanh", **cosine)
    for count in slices:
        sliced.advance(count)
    np.testing.assert_array_equal(sliced.network.parameters, whole.network.parameters)


def test_a_state_brought_back_goes_on_where_its_schedule_was() -> None:
    cosine: dict[str, Any] = {"schedule": "cosine", "schedule_values": {"steps": 100}}
    trainer = make_trainer((1, 4, 1), "tanh", **cosine)
    trainer.advance(40)
    state = trainer.state()
    trainer.advance(50)
    wanted = trainer.network.parameters.copy()
    trainer.restore(state)
    trainer.advance(50)
    np.testing.assert_array_equal(trainer.network.parameters, wanted)
