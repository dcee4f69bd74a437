"""How weights and biases start.

Sources: X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010
(Xavier); K. He et al., "Delving Deep into Rectifiers", 2015 (He); Y. LeCun et al., "Efficient BackProp", 1998 (LeCun).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.engine.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


@dataclass(frozen=True)
class Initializer:
    """One way to draw a layer's weights.

    Attributes:
        name: the name users write.
        formula: the distribution in plain text; n is fan_in, m is fan_out, N(0, s) has standard deviation s.
        latex: the same in LaTeX.
        draw: ``draw(rng, fan_in, fan_out)`` returns the weights, (fan_in, fan_out).
    """

    name: str
    formula: str
    latex: str
    draw: Callable[[np.random.Generator, int, int], NDArray[np.float64]]


@dataclass(frozen=True)
class BiasInitializer:
    """One way to set the first layer's biases; those of later layers start at 0.

    Attributes:
        name: the name users write.
        formula: the biases in plain text.
        latex: the same in LaTeX.
        place: ``place(weights, domain)`` returns the biases (fan_out,) for weights (fan_in, fan_out).
    """

    name: str
    formula: str
    latex: str
    place: Callable[[NDArray[np.float64], tuple[float, float]], NDArray[np.float64]]


def _zeros(_rng: np.random.Generator, fan_in: int, fan_out: int) -> NDArray[np.float64]:
    return np.zeros((fan_in, fan_out))


def _uniform(bound: Callable[[int, int], float]) -> Callable[[np.random.Generator, int, int], NDArray[np.float64]]:
    def draw(rng: np.random.Generator, fan_in: int, fan_out: int) -> NDArray[np.float64]:
        limit = bound(fan_in, fan_out)
        return rng.uniform(-limit, limit, (fan_in, fan_out))

    return draw


def _normal(deviation: Callable[[int, int], float]) -> Callable[[np.random.Generator, int, int], NDArray[np.float64]]:
    def draw(rng: np.random.Generator, fan_in: int, fan_out: int) -> NDArray[np.float64]:
        return rng.normal(0.0, deviation(fan_in, fan_out), (fan_in, fan_out))

    return draw


def _no_biases(weights: NDArray[np.float64], _domain: tuple[float, float]) -> NDArray[np.float64]:
    return np.zeros(weights.shape[1])


def _spread_biases(weights: NDArray[np.float64], domain: tuple[float, float]) -> NDArray[np.float64]:
    """Put neuron j's bend, w·x + b = 0, at the middle of the j-th of equal parts of the domain.

    With several inputs the bend is a plane; it passes the diagonal of the domain there.
    """
    count = weights.shape[1]
    low, high = domain
    middles: NDArray[np.float64] = low + (high - low) * (np.arange(count) + 0.5) / count
    return np.asarray(0.0 - weights.sum(axis=0) * middles)


INITIALIZERS: Registry[Initializer] = Registry(
    "initializer",
    (
        Initializer("zeros", "0", "0", _zeros),
        Initializer("uniform", "U(−1, 1)", r"U(-1, 1)", _uniform(lambda _n, _m: 1.0)),
        Initializer("normal", "N(0, 1)", r"N(0, 1)", _normal(lambda _n, _m: 1.0)),
        Initializer(
            "xavier_uniform", "U(−√(6/(n + m)), √(6/(n + m)))",
            r"U\left(-\sqrt{\tfrac{6}{n + m}}, \sqrt{\tfrac{6}{n + m}}\right)",
            _uniform(lambda n, m: math.sqrt(6 / (n + m))),
        ),
        Initializer(
            "xavier_normal", "N(0, √(2/(n + m)))", r"N\left(0, \sqrt{\tfrac{2}{n + m}}\right)",
            _normal(lambda n, m: math.sqrt(2 / (n + m))),
        ),
        Initializer(
            "he_uniform", "U(−√(6/n), √(6/n))", r"U\left(-\sqrt{\tfrac{6}{n}}, \sqrt{\tfrac{6}{n}}\right)",
            _uniform(lambda n, _m: math.sqrt(6 / n)),
        ),
        Initializer(
            "he_normal", "N(0, √(2/n))", r"N\left(0, \sqrt{\tfrac{2}{n}}\right)",
            _normal(lambda n, _m: math.sqrt(2 / n)),
        ),
        Initializer(
            "lecun_normal", "N(0, √(1/n))", r"N\left(0, \sqrt{\tfrac{1}{n}}\right)",
            _normal(lambda n, _m: math.sqrt(1 / n)),
        ),
    ),
)  # fmt: skip

BIAS_INITIALIZERS: Registry[BiasInitializer] = Registry(
    "bias initializer",
    (
        BiasInitializer("zeros", "b = 0", "b = 0", _no_biases),
        BiasInitializer(
            "spread",
            "b = −w·t, with the bends t evenly over the domain",
            r"b_j = -w_j t_j,\quad t_j \text{ evenly over the domain}",
            _spread_biases,
        ),
    ),
)
