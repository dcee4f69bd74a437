"""Types and constants shared by everything that works on arrays in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

Floats = NDArray[np.floating[Any]]
"""A float32 or float64 array."""

CACHE_LINE = 64
"""Bytes."""

Operation = Callable[[], object]
"""One prepared NumPy call: function, arguments and output are already bound."""


def exact_scalar(value: float) -> Floats:
    """Return a number that float32 holds exactly as a 0-d float32 array.

    A ufunc takes it in half the time of a Python number, and it never widens a float32 nor narrows a float64 operand.

    Raises:
        ValueError: if float32 would round the number.
    """
    scalar = np.array(value, dtype=np.float32)
    if float(scalar) != value:
        raise ValueError(f"float32 does not hold {value} exactly")
    return scalar


def aligned_empty(shape: tuple[int, ...], dtype: DTypeLike) -> Floats:
    """Return an uninitialized array that begins on a cache line.

    Vector loads that straddle two lines make sums and products of large arrays up to a third slower, and NumPy's own
    arrays begin anywhere.
    """
    kind: Any = np.dtype(dtype)
    size = int(np.prod(shape)) * kind.itemsize
    memory = np.empty(size + CACHE_LINE, dtype=np.uint8)
    start = -memory.ctypes.data % CACHE_LINE
    aligned: Floats = memory[start : start + size].view(kind).reshape(shape)
    return aligned
