"""Errors of surgery, and the check that its numbers are finite."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from app.engine.arrays import Floats


class SurgeryError(ValueError):
    """An operation the network does not allow; the message says why."""


def check_finite(*matrices: Floats) -> None:
    """Refuse numbers that no decomposition may be given: with infinite ones, LAPACK may never come back.

    Raises:
        SurgeryError: if one is infinite or nan.
    """
    if not all(np.isfinite(matrix).all() for matrix in matrices):
        raise SurgeryError("the numbers in this network have grown too large for this")
