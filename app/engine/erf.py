"""The error function, which NumPy does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.engine.arrays import Floats

# W. J. Cody, "Rational Chebyshev Approximations for the Error Function", Mathematics of Computation 23 (1969),
# 631-637; numerators and denominators from the highest power down. erf(x) = x·P(x²)/Q(x²) for |x| ≤ 0.46875 ...
_SMALL = 0.46875
_SMALL_P = (
    1.85777706184603153e-1, 3.16112374387056560e0, 1.13864154151050156e2, 3.77485237685302021e2, 3.20937758913846947e3,
)  # fmt: skip
_SMALL_Q = (1.0, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3)
# ... and erfc(x) = exp(-x²)·P(x)/Q(x) up to 4. Beyond, this P/Q still tends to 1/(x√π) as it should; erfc is < 2e-8
# there, and what is lost of it lies far below 1e-12.
_LARGE_P = (
    2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594e0, 6.61191906371416295e1,
    2.98635138197400131e2, 8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3,
)  # fmt: skip
_LARGE_Q = (
    1.0, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
    3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
)  # fmt: skip
_FAR = 6.0
"""erf(6) is 1 to within 3e-17; larger arguments are taken as 6, so that nothing overflows."""


def erf(x: Floats) -> Floats:
    """Return erf(x) = 2/√π ∫₀ˣ exp(-t²) dt of any shape, within 1e-14 in float64."""
    magnitude = np.minimum(np.abs(x), _FAR)
    square = magnitude * magnitude
    small = magnitude * _polynomial(_SMALL_P, square) / _polynomial(_SMALL_Q, square)
    large = 1.0 - np.exp(-square) * _polynomial(_LARGE_P, magnitude) / _polynomial(_LARGE_Q, magnitude)
    return np.copysign(np.where(magnitude <= _SMALL, small, large), x)


def _polynomial(coefficients: Sequence[float], x: Floats) -> Floats:
    """Horner's rule, from the highest power down."""
    value = np.full_like(x, coefficients[0])
    for coefficient in coefficients[1:]:
        value *= x
        value += coefficient
    return value
