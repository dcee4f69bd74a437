"""Formulas of strangers: how many are survived, and how long the worst of them takes."""

from __future__ import annotations

import contextlib
import random
import time

import numpy as np

from app.expressions.errors import ExpressionError
from app.expressions.formula import MAX_LENGTH, parse_formula
from benchmarks.table import Figure

COUNT = 300_000
PARTS = [
    *"xe0123456789.+-*/^()|,?:<>=! _\'\"\\π²（√×é\u202e\x00",
    "sin(", "max(", "pi", "**", "__", "lambda ", "ln(", "|x|", "x<1?", "1e308", "9^9^", "import os",
]  # fmt: skip


def formula_figures(count: int = COUNT) -> list[Figure]:
    """Measure; every text must be a formula or a mistake, anything else ends the benchmark."""
    rng = random.Random(0)  # noqa: S311 (no secret)
    grid = np.linspace(-3, 3, 256)
    worst = 0.0
    for _ in range(count):
        text = "".join(rng.choices(PARTS, k=rng.randint(1, 100)))[: MAX_LENGTH + 10]
        begun = time.thread_time()
        with contextlib.suppress(ExpressionError):
            parse_formula(text)(grid)
        worst = max(worst, time.thread_time() - begun)
    return [Figure(f"the worst of {count} fuzzed formulas", worst * 1000, "ms", at_most=10)]
