"""Loss functions: the difference between prediction and target as one number, which training minimizes.

A loss is a mean; each entry says over what. For values it is the mean over all outputs and samples of some ρ(r), where
r = prediction − target. In the loop it is worked with as ``factor · Σ``: the sum's derivative needs no scaling, and the
factor is folded into the optimizer's constants instead.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

import numpy as np

from app.engine.arithmetic import Constant, Quantity, Step, absolute, arithmetic, sign, squared
from app.engine.arrays import exact_scalar
from app.engine.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Literal

    from app.engine.arithmetic import Formula
    from app.engine.arrays import Floats, Operation

    Mark = Literal["bar", "square"]

_ONE, _MINUS_ONE, _HALF = exact_scalar(1), exact_scalar(-1), exact_scalar(0.5)


@dataclass(frozen=True)
class PreparedLoss:
    """A loss bound to its arrays.

    Attributes:
        operations: the calls that write the derivative of the sum by the prediction, over ``derivative_factor``.
        left: flat, ready after these calls.
        right: flat, ready after these calls; left · right is the sum that the loss is the mean of.
    """

    operations: list[Operation]
    left: Floats
    right: Floats

    def measure(self, total: Floats) -> Operation:
        """Return the call that writes the sum into ``total`` (0-d)."""
        return partial(self.left.dot, self.right, total)


def mean_target(target: Floats) -> Floats:
    """Return the mean of the targets (outputs, n) over the samples, (outputs, 1)."""
    mean: Floats = target.mean(axis=1, keepdims=True)
    return mean


RESIDUAL = Quantity("residual", "r")
"""Prediction − target."""


def _piece(up_to: float, value: Formula, slope: Formula, drawn: Mark) -> LossPiece:
    return LossPiece(up_to, Step("loss", "L", value), Step("slope", "dL/dY′", slope), drawn)


@dataclass(frozen=True)
class LossPiece:
    """What a loss is for residuals of some size, as the textbook has it.

    Attributes:
        up_to: the largest |r| it holds for.
        value: ρ(r), from ``RESIDUAL``.
        slope: ρ′(r).
        drawn: what the gap of a sample is drawn as: a ``bar`` where ρ grows with |r|, a ``square`` where with r².
    """

    up_to: float
    value: Step
    slope: Step
    drawn: Mark


@dataclass(frozen=True)
class Loss:
    """One loss.

    Attributes:
        name: the name users write.
        formula: the loss in plain text; r is prediction − target.
        latex: the loss in LaTeX.
        pytorch: its function in ``torch.nn.functional``.
        derivative_factor: multiply ``delta`` by this to get the derivative.
        pieces: ρ as the textbook has it, for residuals of rising size; the last holds up to infinity.
        prepare: ``prepare(prediction, target, delta)`` binds the loss to arrays (outputs, n); ``delta``, which must be
            C-contiguous, receives the derivative.
        mean_over: what the mean is over: ``values``, outputs × samples, or ``samples``.
        baseline: ``baseline(target)`` returns the outputs (outputs, 1) of a network that gives the same for every
            input, which all others are compared with; by default the targets' mean.
    """

    name: str
    formula: str
    latex: str
    pytorch: str
    derivative_factor: float
    pieces: tuple[LossPiece, ...]
    prepare: Callable[[Floats, Floats, Floats], PreparedLoss]

    def arithmetic(self, residual: float) -> list[dict[str, Any]]:
        """Return ρ(r) and ρ′(r) of one residual, to be written out: see ``arithmetic.arithmetic``."""
        piece = next(piece for piece in self.pieces if not abs(residual) > piece.up_to)
        given = {RESIDUAL.name: residual}
        numbers = {step.name: float(step.formula.at(given)) for step in (piece.value, piece.slope)}
        steps = (piece.value, piece.slope)
        return arithmetic(steps, lambda quantity: quantity.symbol, numbers, lambda quantity: given[quantity.name])

    mean_over: Literal["values", "samples"] = "values"
    baseline: Callable[[Floats], Floats] = mean_target

    def terms(self, outputs: int, samples: int) -> int:
        """Return how many terms the mean is of."""
        return outputs * samples if self.mean_over == "values" else samples


def _mean_absolute_error(prediction: Floats, target: Floats, delta: Floats) -> PreparedLoss:
    """|r| = sign(r)·r."""
    residual = np.empty_like(delta)
    operations: list[Operation] = [
        partial(np.subtract, prediction, target, residual),
        partial(np.sign, residual, delta),
    ]
    return PreparedLoss(operations, delta.ravel(), residual.ravel())


def _mean_squared_error(prediction: Floats, target: Floats, delta: Floats) -> PreparedLoss:
    """r² = r·r, with the derivative 2·r."""
    return PreparedLoss([partial(np.subtract, prediction, target, delta)], delta.ravel(), delta.ravel())


def _huber(prediction: Floats, target: Floats, delta: Floats) -> PreparedLoss:
    """ρ(r) = c·(r − c/2), where c = r clipped to [−1, 1] is also the derivative."""
    residual, rest = np.empty_like(delta), np.empty_like(delta)
    operations: list[Operation] = [
        partial(np.subtract, prediction, target, residual),
        partial(np.minimum, residual, _ONE, out=delta),
        partial(np.maximum, delta, _MINUS_ONE, out=delta),
        partial(np.multiply, delta, _HALF, rest),
        partial(np.subtract, residual, rest, rest),
    ]
    return PreparedLoss(operations, delta.ravel(), rest.ravel())


_ABSOLUTE = _piece(math.inf, absolute(RESIDUAL), sign(RESIDUAL), "bar")
_SQUARED = _piece(math.inf, squared(RESIDUAL), Constant(2.0) * RESIDUAL, "square")
_HUBER_PIECES = (
    _piece(1.0, squared(RESIDUAL) / Constant(2.0), RESIDUAL, "square"),
    _piece(math.inf, absolute(RESIDUAL) - Constant(0.5), sign(RESIDUAL), "bar"),
)

LOSSES: Registry[Loss] = Registry(
    "loss",
    (
        Loss(
            "mean_absolute_error", "mean |r|", r"\frac{1}{n}\sum_i |r_i|", "l1_loss", 1.0, (_ABSOLUTE,),
            _mean_absolute_error,
        ),
        Loss(
            "mean_squared_error", "mean r²", r"\frac{1}{n}\sum_i r_i^2", "mse_loss", 2.0, (_SQUARED,),
            _mean_squared_error,
        ),
        # P. Huber, "Robust Estimation of a Location Parameter", Annals of Mathematical Statistics 35 (1964), δ = 1.
        Loss(
            "huber", "mean of r²/2 where |r| ≤ 1, of |r| − 1/2 elsewhere",
            r"\frac{1}{n}\sum_i \begin{cases} r_i^2/2 & |r_i| \le 1 \\ |r_i| - 1/2 & \text{else} \end{cases}",
            "huber_loss", 1.0, _HUBER_PIECES, _huber,
        ),
    ),
)  # fmt: skip


def mean_loss(loss: Loss, prediction: Floats, target: Floats) -> float:
    """Return the loss of a prediction (outputs, n) against a target of the same shape; nan where n is 0."""
    if target.size == 0:
        return math.nan
    prepared = loss.prepare(prediction, target, np.empty(target.shape, dtype=target.dtype))
    with np.errstate(all="ignore"):
        for operation in prepared.operations:
            operation()
        return float(prepared.left.dot(prepared.right)) / loss.terms(*target.shape)


def baseline_loss(loss: Loss, target: Floats) -> float:
    """Return the loss of giving the same for every input, against targets (outputs, n); see ``Loss.baseline``."""
    return mean_loss(loss, np.broadcast_to(loss.baseline(target), target.shape), target)
