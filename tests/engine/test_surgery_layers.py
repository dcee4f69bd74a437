"""Whole layers put in and taken out, and what becomes of the curve."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from app.engine import surgery
from app.engine.activations import ACTIVATIONS
from tests.engine.building import curve, make_trainer

EXACT = ["linear", "relu", "leaky_relu", "elu", "swish", "gelu", "softplus"]


@pytest.mark.parametrize(("below", "new"), list(product(ACTIVATIONS, EXACT)))
def test_an_added_layer_keeps_the_curve_where_its_activation_allows(below: str, new: str) -> None:
    trainer = make_trainer((1, 3, 2), below)
    trainer.advance(20)
    before = curve(trainer)
    for position in (0, 2):
        moved = surgery.add_layer(trainer, position, new)
        assert moved < 1e-12
    assert len(trainer.network.sizes) == 5
    np.testing.assert_allclose(curve(trainer)[:, :30], before[:, :30], rtol=0, atol=1e-12)
    trainer.advance(5)


@pytest.mark.parametrize("new", [name for name in ACTIVATIONS if name not in EXACT])
def test_elsewhere_an_added_layer_says_how_far_it_moved_the_curve(new: str) -> None:
    trainer = make_trainer((1, 3, 1), new)
    trainer.advance(50)
    for position in (0, 2):
        before = trainer.network.predict(trainer.dataset.x_train)
        change = surgery.add_layer(trainer, position)
        moved = np.abs(trainer.network.predict(trainer.dataset.x_train) - before).max()
        assert change == pytest.approx(moved)
        assert 0 < moved < 0.05


def test_a_new_relu_layer_at_the_bottom_bends_within_the_data() -> None:
    trainer = make_trainer((1, 2, 1), "relu")
    surgery.add_layer(trainer, 0)
    assert trainer.network.sizes[1] == 2
    bends = -trainer.network.biases(0) / trainer.network.weights(0)[:, 0]
    np.testing.assert_allclose(bends, trainer.dataset.x_train.mean())


def test_layers_keep_their_own_activations_through_surgery() -> None:
    trainer = make_trainer((1, 3, 2, 1), ["relu", "tanh"])
    surgery.add_layer(trainer, 1)
    assert trainer.network.activation_names() == ("relu", "tanh", "tanh")
    surgery.add_layer(trainer, 3, "sine")
    surgery.remove_layer(trainer, 0)
    assert trainer.network.activation_names() == ("tanh", "tanh", "sine")


def test_the_last_hidden_layer_may_go_and_come_back() -> None:
    trainer = make_trainer((2, 4, 2), "linear")
    trainer.advance(20)
    before = curve(trainer)
    removed = surgery.remove_layer(trainer, 0)
    assert trainer.network.sizes == (2, 2)
    assert removed < 1e-12
    np.testing.assert_allclose(curve(trainer), before, atol=1e-12)
    assert surgery.add_layer(trainer, 0) < 1e-12
    assert trainer.network.activation_names() == ("relu",)
    trainer.advance(20)


def test_what_cannot_be_kept_is_the_best_straight_fit() -> None:
    trainer = make_trainer((1, 5, 1), "relu")
    trainer.advance(100)
    before = trainer.network.predict(trainer.dataset.x_train)
    removed = surgery.remove_layer(trainer, 0)
    x = trainer.dataset.x_train[0]
    line = np.polyval(np.polyfit(x, before[0], 1), x)
    np.testing.assert_allclose(trainer.network.predict(trainer.dataset.x_train)[0], line, atol=1e-10)
    assert removed == pytest.approx(np.abs(line - before).max())
