"""Surgery on networks whose numbers have grown beyond all bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.engine import surgery
from app.engine.errors import SurgeryError
from tests.engine.building import make_trainer

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.engine.training import Trainer


@pytest.mark.parametrize(
    ("activation", "operate"),
    [
        ("relu", lambda trainer: surgery.add_neuron(trainer, 7)),
        ("relu", lambda trainer: surgery.wake_neuron(trainer, 7, 0)),
        ("relu", lambda trainer: surgery.remove_layer(trainer, 7)),
        (["relu"] * 7 + ["tanh"], lambda trainer: surgery.add_layer(trainer, 7)),
    ],
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_infinite_activations_are_refused_rather_than_taken_apart(
    activation: str | list[str], operate: Callable[[Trainer], object], dtype: type[np.floating]
) -> None:
    trainer = make_trainer((1, *[3] * 8, 1), activation, dtype=dtype)
    trainer.network.parameters[:] = 3e38
    before = trainer.network
    with pytest.raises(SurgeryError, match="too large"):
        operate(trainer)
    assert trainer.network is before


@pytest.mark.parametrize(
    "operate", [lambda trainer: surgery.wake_neuron(trainer, 0, 0), lambda trainer: surgery.remove_layer(trainer, 1)]
)
def test_no_surgery_leaves_a_number_that_is_not_finite(operate: Callable[[Trainer], object]) -> None:
    trainer = make_trainer((1, 2, 2, 1), "relu", dtype=np.float32)
    trainer.network.parameters[:] = 3e38
    before = trainer.network
    trainer.network.layers[0][:] = 1e9
    with pytest.raises(SurgeryError):
        operate(trainer)
    assert trainer.network is before
