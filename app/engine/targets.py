"""The built-in curves y = f(x) to learn, the easiest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.engine.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

DOMAIN = (-3.0, 3.0)


@dataclass(frozen=True)
class Target:
    """One curve.

    Attributes:
        name: the name users write.
        formula: f(x) in plain text.
        latex: f(x) in LaTeX.
        function: maps x (any shape) to y (same shape).
        knots: the x between neighboring pieces, where f is piecewise linear; else empty.
        domain: the interval it is meant for.
    """

    name: str
    formula: str
    latex: str
    function: Callable[[NDArray[np.float64]], NDArray[np.float64]]
    knots: tuple[float, ...] = ()
    domain: tuple[float, float] = DOMAIN


def _polyline(name: str, points: Sequence[tuple[float, float]]) -> Target:
    """Return the curve of straight pieces through points of rising x."""
    xs, ys = zip(*points, strict=True)
    listed = [f"({x:g}, {y:g})" for x, y in points]
    return Target(
        name,
        f"straight lines through {' '.join(listed)}",
        r"\text{through }" + r",\ ".join(listed),
        lambda x: np.interp(x, xs, ys),
        knots=tuple(xs[1:-1]),
    )


def _triangle_wave(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Period 2, between −1 and 1, with the value 1 at 0."""
    return 1 - 4 * np.abs(x / 2 - np.floor(x / 2 + 0.5))


TARGETS: Registry[Target] = Registry(
    "target",
    (
        _polyline("three_pieces", ((-3, -1), (-1, 1.5), (1, -0.5), (3, 2))),
        Target("line", "0.5·x + 0.3", "0.5x + 0.3", lambda x: 0.5 * x + 0.3),
        Target("absolute_value", "|x| − 1.5", "|x| - 1.5", lambda x: np.abs(x) - 1.5, knots=(0.0,)),
        Target("ramp", "max(0, x)", r"\max(0, x)", lambda x: np.maximum(0.0, x), knots=(0.0,)),
        _polyline("tent", ((-3, -0.5), (-1.5, -0.5), (0, 1.5), (1.5, -0.5), (3, -0.5))),
        _polyline("plateau", ((-3, -1), (-2, -1), (-1, 1), (1, 1), (2, -1), (3, -1))),
        _polyline("mountains", ((-3, -1), (-1.8, 1), (-0.9, 0), (0.6, 1.8), (1.6, 0.2), (2.2, 0.7), (3, -1))),
        _polyline(
            "heartbeat",
            ((-3, 0), (-1.6, 0), (-1.2, 0.4), (-0.8, 0), (-0.4, -0.5), (0, 2), (0.4, -1), (0.8, 0), (1.6, 0.5),
             (2.2, 0), (3, 0)),
        ),
        Target(
            "step", "−1 if x < 0 else 1", r"\begin{cases} -1 & x < 0 \\ 1 & x \ge 0 \end{cases}",
            lambda x: np.where(x < 0, -1.0, 1.0), knots=(0.0,),
        ),
        Target(
            "stairs", "⌊x⌋/2 + 1/4", r"\tfrac{1}{2}\lfloor x \rfloor + \tfrac{1}{4}",
            lambda x: np.floor(np.clip(x, -3, 2.999)) / 2 + 0.25, knots=(-2.0, -1.0, 0.0, 1.0, 2.0),
        ),
        Target(
            "square_wave", "1 if ⌊x⌋ is even else −1", r"(-1)^{\lfloor x \rfloor}",
            lambda x: np.where(np.floor(np.clip(x, -3, 2.999)) % 2 == 0, 1.0, -1.0),
            knots=(-2.0, -1.0, 0.0, 1.0, 2.0),
        ),
        Target(
            "sawtooth", "x − 2·⌊x/2 + 1/2⌋", r"x - 2\left\lfloor \tfrac{x + 1}{2} \right\rfloor",
            lambda x: x - 2 * np.floor(np.clip(x, -3, 2.999) / 2 + 0.5), knots=(-1.0, 1.0),
        ),
        Target(
            "triangle_wave", "1 − 4·|x/2 − ⌊x/2 + 1/2⌋|",
            r"1 - 4\left|\tfrac{x}{2} - \left\lfloor \tfrac{x + 1}{2} \right\rfloor\right|",
            _triangle_wave, knots=(-2.0, -1.0, 0.0, 1.0, 2.0),
        ),
        Target("parabola", "0.4·x² − 1.5", "0.4x^2 - 1.5", lambda x: 0.4 * x**2 - 1.5),
        Target("cubic", "0.2·x³ − x", "0.2x^3 - x", lambda x: 0.2 * x**3 - x),
        Target(
            "polynomial", "0.08·x⁴ − 0.7·x² + 0.3·x + 0.5", "0.08x^4 - 0.7x^2 + 0.3x + 0.5",
            lambda x: 0.08 * x**4 - 0.7 * x**2 + 0.3 * x + 0.5,
        ),
        Target("sine", "sin(2·x)", r"\sin(2x)", lambda x: np.sin(2 * x)),
        Target("rising_sine", "sin(3·x) + 0.3·x", r"\sin(3x) + 0.3x", lambda x: np.sin(3 * x) + 0.3 * x),
        Target(
            "two_sines", "0.7·sin(2·x) + 0.4·sin(5·x)", r"0.7\sin(2x) + 0.4\sin(5x)",
            lambda x: 0.7 * np.sin(2 * x) + 0.4 * np.sin(5 * x),
        ),
        Target(
            "chirp", "sin(0.35·(x + 3)²)", r"\sin\left(0.35\,(x + 3)^2\right)",
            lambda x: np.sin(0.35 * (x + 3) ** 2),
        ),
        Target(
            "damped_wave", "1.5·exp(−0.5·(x + 3))·cos(4·x)", r"1.5\,e^{-0.5(x + 3)}\cos(4x)",
            lambda x: 1.5 * np.exp(-0.5 * (x + 3)) * np.cos(4 * x),
        ),
        Target("bump", "2·exp(−2·x²) − 0.5", r"2e^{-2x^2} - 0.5", lambda x: 2 * np.exp(-2 * x**2) - 0.5),
        Target(
            "two_bumps", "1.6·exp(−3·(x + 1.2)²) + exp(−3·(x − 1.2)²) − 0.4",
            r"1.6e^{-3(x + 1.2)^2} + e^{-3(x - 1.2)^2} - 0.4",
            lambda x: 1.6 * np.exp(-3 * (x + 1.2) ** 2) + np.exp(-3 * (x - 1.2) ** 2) - 0.4,
        ),
        Target(
            "ripple", "1.5·sin(4·x)/(4·x)", r"1.5\,\frac{\sin 4x}{4x}",
            lambda x: 1.5 * np.sinc(4 * x / np.pi),
        ),
        Target("s_curve", "tanh(2·x)", r"\tanh(2x)", lambda x: np.tanh(2 * x)),
        # C. Runge, 1901: the curve on which polynomials through equally spaced points fail.
        Target("runge", "2/(1 + 6·x²) − 0.5", r"\frac{2}{1 + 6x^2} - 0.5", lambda x: 2 / (1 + 6 * x**2) - 0.5),
    ),
)  # fmt: skip
