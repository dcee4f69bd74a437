"""Initial weights and biases.

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
class LayerPlace:
    """A layer to be drawn, and where in the network it stands.

    Attributes:
        fan_in: inputs of each of its neurons.
        fan_out: its neurons.
        first: whether it takes the network's inputs.
        last: whether it gives the network's outputs.
        is_only_bends: whether it is the only hidden layer and its activation is straight but for a bend.
        widths: the length of the interval that each input comes from, (fan_in,), where it is ``first``.
    """

    fan_in: int
    fan_out: int
    first: bool = False
    last: bool = False
    is_only_bends: bool = False
    widths: NDArray[np.float64] | float = 1.0


@dataclass(frozen=True)
class Initializer:
    """One way to draw a layer's weights.

    Attributes:
        name: the name users write.
        formula: the distribution in plain text; n is fan_in, m is fan_out, N(0, s) has standard deviation s.
        latex: the same in LaTeX.
        draw: ``draw(rng, place)`` returns the weights, (fan_in, fan_out).
    """

    name: str
    formula: str
    latex: str
    draw: Callable[[np.random.Generator, LayerPlace], NDArray[np.float64]]


@dataclass(frozen=True)
class BiasInitializer:
    """One way to set the first layer's biases; those of later layers start at 0.

    Attributes:
        name: the name users write.
        formula: the biases in plain text.
        latex: the same in LaTeX.
        place: ``place(weights, domain)`` returns the biases (fan_out,) for weights (fan_in, fan_out), where each input
            comes from an interval, (fan_in, 2).
    """

    name: str
    formula: str
    latex: str
    place: Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]


def _zeros(_rng: np.random.Generator, place: LayerPlace) -> NDArray[np.float64]:
    return np.zeros((place.fan_in, place.fan_out))


def _uniform(bound: Callable[[int, int], float]) -> Callable[[np.random.Generator, LayerPlace], NDArray[np.float64]]:
    def draw(rng: np.random.Generator, place: LayerPlace) -> NDArray[np.float64]:
        limit = bound(place.fan_in, place.fan_out)
        return rng.uniform(-limit, limit, (place.fan_in, place.fan_out))

    return draw


def _normal(deviation: Callable[[int, int], float]) -> Callable[[np.random.Generator, LayerPlace], NDArray[np.float64]]:
    def draw(rng: np.random.Generator, place: LayerPlace) -> NDArray[np.float64]:
        return rng.normal(0.0, deviation(place.fan_in, place.fan_out), (place.fan_in, place.fan_out))

    return draw


def _bends(rng: np.random.Generator, place: LayerPlace) -> NDArray[np.float64]:
    """Draw steep neurons that rise outward, and outputs so small that the curve begins nearly level.

    From one bend to the next, where biases are ``spread``, a neuron of an only hidden layer rises by about 5: so its
    outgoing weight, a slope divided by this steepness, finds the curve's slopes in few steps, long before the bends
    have moved far. The left half of the neurons are flat on the right of their bends and the right half on the left:
    each adds to the curve only from its bend to the nearer end, and what one learns disturbs the fewest others.
    benchmarks/fitting.py compares starts. Smooth activations and deeper networks start best from gentler slopes.
    """
    shape = (place.fan_in, place.fan_out)
    if place.last:
        return rng.normal(0.0, 0.1 / math.sqrt(place.fan_in), shape)
    if not place.first:
        return rng.normal(0.0, math.sqrt(2 / place.fan_in), shape)
    rise = 5.0 * place.fan_out if place.is_only_bends else 9.0
    steepness = rng.uniform(0.8, 1.2, place.fan_out) * rise
    directions = rng.standard_normal(shape)
    directions /= np.linalg.norm(directions, axis=0)
    points_right = directions.sum(axis=0) >= 0
    is_right = np.arange(place.fan_out) >= place.fan_out / 2
    widths = np.reshape(place.widths, (-1, 1))
    return np.asarray(np.where(points_right == is_right, steepness, -steepness) * directions / widths)


def _no_biases(weights: NDArray[np.float64], _domain: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.zeros(weights.shape[1])


def _spread_biases(weights: NDArray[np.float64], domain: NDArray[np.float64]) -> NDArray[np.float64]:
    """Put neuron j's bend, w·x + b = 0, at the middle of the j-th of equal parts of the domain.

    With several inputs the bend is a plane; it passes the diagonal of the domain there.
    """
    count = weights.shape[1]
    low, high = domain[:, :1], domain[:, 1:]
    middles: NDArray[np.float64] = low + (high - low) * (np.arange(count) + 0.5) / count
    return np.asarray(0.0 - (weights * middles).sum(axis=0))


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
        Initializer(
            "bends",
            "first ±U(0.8, 1.2)·s/(b − a) on the domain [a, b], − for the left half of the neurons, + for the right; "
            "s = 5·m for one hidden layer of straight pieces, else 9; between N(0, √(2/n)); last N(0, 0.1/√n)",
            r"\begin{cases} \pm U(0.8, 1.2)\,\tfrac{s}{b - a} & \text{first layer} \\ "
            r"N\left(0, \sqrt{\tfrac{2}{n}}\right) & \text{between} \\ "
            r"N\left(0, \tfrac{0.1}{\sqrt{n}}\right) & \text{last layer} \end{cases}",
            _bends,
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
