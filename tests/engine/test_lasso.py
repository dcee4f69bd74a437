"""The L1 penalty against problems whose answer is known in closed form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from app.engine.data import Dataset
from app.engine.network import Network
from app.engine.optimizers import OPTIMIZERS
from app.engine.streams import Streams
from app.engine.training import Trainer, TrainingSettings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.engine.arrays import Floats

INPUTS, SAMPLES = 8, 64
TRUE = np.array([2.0, -1.5, 0.6, -0.3, 0.12, -0.05, 0.01, 0.0])
"""Of these the penalty below leaves the first four."""
PENALTY = 0.4
BIAS = 0.7


def orthogonal_design() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return x (INPUTS, SAMPLES), rows of mean 0 and mean square 1, orthogonal, and noisy y (1, SAMPLES)."""
    rng = np.random.default_rng(5)
    columns = np.column_stack([np.ones(SAMPLES), rng.normal(size=(SAMPLES, INPUTS))])
    x = np.linalg.qr(columns)[0][:, 1:].T * np.sqrt(SAMPLES)
    return x, (TRUE @ x + BIAS + 0.1 * rng.normal(size=SAMPLES))[None]


def lasso(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weights that minimize mean (w·x + b − y)² + λ·Σ|w|: least squares, softly thresholded at λ/2.

    With x·xᵀ/n = 1 the mean square is |w − w_ls|² and what no w changes. R. Tibshirani, "Regression Shrinkage and
    Selection via the Lasso", J. Royal Statistical Society B 58 (1996), section 2.2.
    """
    least_squares = (x @ y[0]) / SAMPLES
    return np.asarray(np.sign(least_squares) * np.maximum(np.abs(least_squares) - PENALTY / 2, 0))


def trained(steps: int, dtype: type, **settings: Any) -> Trainer:
    x, y = orthogonal_design()
    none: Floats = np.empty((INPUTS, 0), dtype=dtype)
    network = Network((INPUTS, 1), [], np.random.default_rng(1).normal(size=INPUTS + 1), dtype)
    values = TrainingSettings("mean_squared_error", l1_penalty=PENALTY, **settings)
    trainer = Trainer(network, Dataset(x.astype(dtype), y.astype(dtype), none, none[:1]), values, Streams.from_seed(0))
    assert trainer.advance(steps) == steps
    return trainer


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_finds_the_lasso_with_exact_zeros(optimizer: str, dtype: type) -> None:
    more = {"weight_decay": 0.0} if optimizer == "adamw" else {}
    schedule = {"schedule": "exponential", "schedule_values": {"steps": 4000, "final": 1e-4}}
    rate = 1.0 if optimizer == "adagrad" else 0.05
    trainer = trained(6000, dtype, optimizer=optimizer, hyperparameters={"learning_rate": rate, **more}, **schedule)
    *weights, bias = trainer.network.parameters.tolist()
    expected = lasso(*orthogonal_design())
    assert [w == 0 for w in weights] == [w == 0 for w in expected] == [False] * 4 + [True] * 4
    np.testing.assert_allclose(weights, expected, atol=1e-3)
    assert bias == pytest.approx(float(orthogonal_design()[1].mean()), abs=1e-3)


def test_plain_descent_meets_it_to_rounding() -> None:
    trainer = trained(500, np.float64, optimizer="sgd", hyperparameters={"learning_rate": 0.1})
    np.testing.assert_allclose(trainer.network.parameters[:-1], lasso(*orthogonal_design()), rtol=0, atol=1e-14)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_an_update_is_the_rule_and_then_the_threshold(optimizer: str) -> None:
    """One weight and one bias, the gradient 2·(w·x + b − y) of one point by hand; only the weight is pulled."""
    values = {"learning_rate": 0.05, **({"weight_decay": 0.0} if optimizer == "adamw" else {})}
    x, y, w, b = 1.5, 2.0, 0.4, 0.1
    none = np.empty((1, 0))
    settings = TrainingSettings("mean_squared_error", optimizer, values, l1_penalty=0.3)
    data = Dataset(np.array([[x]]), np.array([[y]]), none, none)
    trainer = Trainer(Network((1, 1), [], [w, b]), data, settings, Streams.from_seed(0))
    trainer.advance(1)
    gradient = 2 * (w * x + b - y) * x
    squares = {"adagrad": 1.0, "rmsprop": 0.01, "adam": 1.0, "adamw": 1.0}
    epsilon = 1e-10 if optimizer == "adagrad" else 1e-8
    if optimizer in squares:
        reach = 0.05 / (abs(gradient) * squares[optimizer] ** 0.5 + epsilon + 0.3)
        step = reach * gradient
    else:
        reach = 0.05 / (1 if optimizer == "sgd" else 1 - 0.9)
        step = 0.05 * gradient * (1.9 if optimizer == "nesterov" else 1)
    moved = w - step
    expected = np.sign(moved) * max(abs(moved) - 0.3 * reach, 0)
    assert trainer.network.parameters[0] == pytest.approx(expected, rel=1e-12)


def test_a_weight_that_nothing_pulls_on_goes_to_zero_at_the_learning_rate_and_no_faster() -> None:
    """A neuron asleep has no gradient: dividing by its root alone would throw its weights to 0 at once."""
    none = np.empty((1, 0))
    network = Network((1, 1, 1), ["relu"], [1.0, -5.0, 1.0, 0.0])
    settings = TrainingSettings("mean_squared_error", "adam", {"learning_rate": 0.01}, l1_penalty=0.001)
    trainer = Trainer(network, Dataset(np.ones((1, 3)), np.ones((1, 3)), none, none), settings, Streams.from_seed(0))
    trainer.advance(10)
    np.testing.assert_allclose(network.parameters[[0, 2]], 0.9, atol=1e-4)
    trainer.advance(100)
    assert (network.parameters[[0, 2]] == 0).all()
    assert network.parameters[1] == -5
