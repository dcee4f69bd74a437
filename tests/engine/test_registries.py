from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from app.engine.activations import ACTIVATIONS
from app.engine.initializers import BIAS_INITIALIZERS, INITIALIZERS
from app.engine.losses import LOSSES, Loss, mean_loss
from app.engine.optimizers import OPTIMIZERS
from app.engine.registry import Registry, UnknownNameError
from app.engine.targets import TARGETS

REGISTRIES: list[Registry[Any]] = [ACTIVATIONS, LOSSES, OPTIMIZERS, INITIALIZERS, BIAS_INITIALIZERS, TARGETS]


@dataclass(frozen=True)
class Thing:
    name: str


@pytest.mark.parametrize("registry", REGISTRIES, ids=lambda registry: registry.kind)
def test_an_unknown_name_is_answered_with_the_choices(registry: Registry[Any]) -> None:
    with pytest.raises(UnknownNameError) as caught:
        registry["no_such_thing"]
    message = str(caught.value)
    assert "no_such_thing" in message
    assert all(name in message for name in registry)


@pytest.mark.parametrize("registry", REGISTRIES, ids=lambda registry: registry.kind)
def test_every_entry_has_its_formula_in_text_and_latex(registry: Registry[Any]) -> None:
    for name, entry in registry.items():
        assert entry.name == name
        assert entry.formula.strip()
        assert entry.latex.count("{") == entry.latex.count("}")
        assert entry.latex.strip()


def test_two_entries_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two thing entries are named 'a'"):
        Registry("thing", [Thing("a"), Thing("a")])


def test_a_registry_keeps_its_order_and_is_a_mapping() -> None:
    registry = Registry("thing", [Thing("b"), Thing("a")])
    assert list(registry) == ["b", "a"]
    assert len(registry) == 2
    assert "a" in registry
    assert "c" not in registry


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_defaults_lie_within_their_limits(name: str) -> None:
    rule = OPTIMIZERS[name]
    assert 0 < rule.learning_rate <= 1e4
    for parameter in rule.hyperparameters:
        assert parameter.minimum <= parameter.default <= parameter.maximum
        assert not (parameter.exclusive_minimum and parameter.default == parameter.minimum)
        assert not (parameter.exclusive_maximum and parameter.default == parameter.maximum)


@pytest.mark.parametrize(
    ("name", "expected"), [("mean_absolute_error", 4.5 / 4), ("mean_squared_error", 8.75 / 4), ("huber", 3.125 / 4)]
)
def test_losses_of_a_hand_worked_example(name: str, expected: float) -> None:
    prediction = np.array([[1.0, 2.0], [0.5, -1.0]])
    target = np.array([[1.0, -0.5], [0.0, 0.5]])
    assert mean_loss(LOSSES[name], prediction, target) == pytest.approx(expected, abs=1e-15)


def test_the_loss_without_samples_is_nan() -> None:
    assert np.isnan(mean_loss(LOSSES["huber"], np.empty((1, 0)), np.empty((1, 0))))


def test_there_are_enough_targets_and_three_pieces_comes_first() -> None:
    assert len(TARGETS) >= 20
    target = next(iter(TARGETS.values()))
    assert target.name == "three_pieces"
    np.testing.assert_allclose(target.function(np.array([-3.0, -1, 1, 3])), [-1, 1.5, -0.5, 2])
    assert target.knots == (-1, 1)


@pytest.mark.parametrize("name", TARGETS)
def test_targets_are_finite_and_of_unit_scale_over_their_domain(name: str) -> None:
    target = TARGETS[name]
    y = target.function(np.linspace(*target.domain, 601))
    assert y.shape == (601,)
    assert np.isfinite(y).all()
    assert 0.5 < np.ptp(y) < 5
    assert np.abs(y).max() <= 3


@pytest.mark.parametrize("name", [name for name, target in TARGETS.items() if target.knots])
def test_targets_are_straight_between_their_knots(name: str) -> None:
    target = TARGETS[name]
    edges = [target.domain[0], *target.knots, target.domain[1]]
    for left, right in pairwise(edges):
        assert left < right
        inside = np.linspace(left, right, 13)[1:-1]
        bend = np.diff(target.function(inside), n=2)
        np.testing.assert_allclose(bend, 0, atol=1e-12)


@pytest.mark.parametrize("loss", LOSSES.values(), ids=lambda loss: loss.name)
@pytest.mark.parametrize("residual", [-3.0, -1.0, -0.25, 0.0, 0.5, 1.5])
def test_the_textbook_form_of_a_loss_is_what_it_computes(loss: Loss, residual: float) -> None:
    prediction, target, delta = np.array([[residual]]), np.zeros((1, 1)), np.empty((1, 1))
    value, slope = loss.arithmetic(residual)
    assert value["value"] == mean_loss(loss, prediction, target)
    for operation in loss.prepare(prediction, target, delta).operations:
        operation()
    assert slope["value"] == delta[0, 0] * loss.derivative_factor
    assert (value["symbol"], slope["symbol"]) == ("L", "dL/dY′")


def test_what_is_derived_of_an_activation() -> None:
    """Slopes of its pieces, whether it has one place where it bends, and its limits."""
    found = {name: (entry.slopes, entry.bends, entry.limits) for name, entry in ACTIVATIONS.items()}
    assert found["linear"] == ((1.0,), False, None)
    assert found["relu"] == ((0.0, 1.0), True, None)
    assert found["leaky_relu"] == ((0.01, 1.0), True, None)
    assert found["sigmoid"] == (None, True, (0.0, 1.0))
    assert found["tanh"] == (None, True, (-1.0, 1.0))
    assert found["sine"] == (None, False, None)
    assert [name for name, entry in ACTIVATIONS.items() if entry.is_identity] == ["linear"]
