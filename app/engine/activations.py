"""The nonlinear functions of hidden neurons: a = R(z).

Each is prepared once for given arrays, as a list of calls that then work in place. The output may be z itself, since
most derivatives can be had from a alone and then z is not kept. Constants are 0-d arrays and scratch arrays are kept:
on the small arrays of a small network that is where the time goes. The calls leave floating point errors to the caller
to silence; ``apply`` and ``derivative`` do.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from app.engine.arrays import exact_scalar
from app.engine.erf import erf
from app.engine.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    from app.engine.arrays import Floats, Operation

LEAKY_SLOPE = 0.01

_ZERO, _HALF, _ONE = exact_scalar(0), exact_scalar(0.5), exact_scalar(1)


@dataclass(frozen=True)
class Written:
    """An activation as formulas and other programs write it.

    Attributes:
        numpy: R(z) as a NumPy expression of z.
        pytorch: R(z) as a PyTorch expression of z.
        onnx: R(z) as ONNX nodes, ``(operator, inputs, attributes)`` each; an input is ``z``, the number of an earlier
            node, or a constant. The last node is R(z).
        symbol: what a short formula calls it; empty where it passes z on as it is. Its name, where None.
        latex: the same in LaTeX; upright text, where None.
        well_known: whether its name says what it is: formulas need not define it.
        inline: R({z}) as exact formulas write it, where that is short enough to stand in place of a name; else None.
        inline_latex: the same in LaTeX.
    """

    numpy: str
    pytorch: str
    onnx: tuple[tuple[str, tuple[str | int | float, ...], dict[str, float]], ...]
    symbol: str | None = None
    latex: str | None = None
    well_known: bool = False
    inline: str | None = None
    inline_latex: str | None = None


@dataclass(frozen=True)
class Activation:
    """One activation function.

    Attributes:
        name: the name users write.
        formula: R(z) in plain text.
        latex: R(z) in LaTeX.
        derivative_formula: R′(z) in plain text; a stands for R(z).
        breakpoints: the z at which it bends, rising, where it is straight between them; None where it is smooth. A
            network of piecewise linear ones is made of straight pieces.
        needs_preactivation: whether the derivative reads z, which then is kept beside a.
        lower_bound: the largest number no value is below, -inf if there is none.
        prepare: ``prepare(z, out)`` gives the calls that write R(z); ``out`` may be ``z``.
        prepare_derivative: ``prepare_derivative(z, a, out)`` gives the calls that write R′(z); z means nothing unless
            ``needs_preactivation``.
        written: how formulas and other programs write it.
        saturates: whether it is flat at both ends and steepest at 0, so that neurons can get stuck there.
        identity_above: R(z) = z for every z from here on; None if there is no such z.
        odd_gain: the g for which R(z) − R(−z) = g·z for every z; None if there is none.
    """

    name: str
    formula: str
    latex: str
    derivative_formula: str
    breakpoints: tuple[float, ...] | None
    needs_preactivation: bool
    lower_bound: float
    prepare: Callable[[Floats, Floats], list[Operation]]
    prepare_derivative: Callable[[Floats, Floats, Floats], list[Operation]]
    written: Written
    saturates: bool = False
    identity_above: float | None = None
    odd_gain: float | None = None

    @property
    def piecewise_linear(self) -> bool:
        """Whether it is straight but for its breakpoints."""
        return self.breakpoints is not None

    @property
    def is_identity(self) -> bool:
        """Whether it passes z on as it is: layers of such neurons multiply out."""
        return self.identity_above == -math.inf

    @property
    def slopes(self) -> tuple[float, ...] | None:
        """The slopes left of, between and right of the breakpoints; None where it is smooth."""
        if self.breakpoints is None:
            return None
        inner = [(low + high) / 2 for low, high in pairwise(self.breakpoints)]
        ends = (self.breakpoints[0] - 1, self.breakpoints[-1] + 1) if self.breakpoints else (0.0,)
        return tuple(self.sampled((ends[0], *inner, *ends[1:]))[1].tolist())

    @property
    def bends(self) -> bool:
        """Whether it bends somewhere around z = 0 and comes to be straight on both sides."""
        far = np.array([-1000.0, -999.0, 999.0, 1000.0])
        _, (left, more_left, more_right, right) = self.sampled(far)
        return bool(left == more_left and right == more_right and not self.is_identity)

    @property
    def limits(self) -> tuple[float, float] | None:
        """The values far left and far right, where it saturates; else None."""
        if not self.saturates:
            return None
        low, high = self.sampled((-1000.0, 1000.0))[0].tolist()
        return low, high

    def sampled(self, z: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return R(z) and R′(z) in float64, each of the shape of z."""
        points = np.array(z, dtype=np.float64)
        a, derivative = np.empty_like(points), np.empty_like(points)
        self.apply(points, a)
        self.derivative(points, a, derivative)
        return a, derivative

    def apply(self, z: Floats, out: Floats) -> None:
        """Write R(z) into an array of the same shape and dtype, perhaps z itself."""
        _call(self.prepare(z, out))

    def derivative(self, z: Floats, a: Floats, out: Floats) -> None:
        """Write R′(z) into an array of the same shape and dtype; a is R(z)."""
        _call(self.prepare_derivative(z, a, out))


def _call(operations: list[Operation]) -> None:
    with np.errstate(all="ignore"):
        for operation in operations:
            operation()


def _linear(z: Floats, out: Floats) -> list[Operation]:
    return [] if out is z else [partial(np.copyto, out, z)]


def _linear_derivative(_z: Floats, _a: Floats, out: Floats) -> list[Operation]:
    return [partial(np.copyto, out, _ONE)]


def _relu(z: Floats, out: Floats) -> list[Operation]:
    """max(0, z) = (z + |z|)/2, exactly; on small arrays these three calls take less time than np.maximum."""
    magnitude = np.empty_like(z)
    return [
        partial(np.abs, z, magnitude),
        partial(np.add, z, magnitude, out),
        partial(np.multiply, out, _HALF, out),
    ]


def _relu_derivative(_z: Floats, a: Floats, out: Floats) -> list[Operation]:
    awake = np.empty(a.shape, dtype=bool)
    return [partial(np.greater, a, _ZERO, awake), partial(np.copyto, out, awake)]


def _leaky_relu(z: Floats, out: Floats) -> list[Operation]:
    leaked = np.empty_like(z)
    slope = np.array(LEAKY_SLOPE, dtype=z.dtype)
    return [partial(np.multiply, z, slope, leaked), partial(np.maximum, z, leaked, out=out)]


def _leaky_relu_derivative(_z: Floats, a: Floats, out: Floats) -> list[Operation]:
    slope, rest = np.array(LEAKY_SLOPE, dtype=a.dtype), np.array(1 - LEAKY_SLOPE, dtype=a.dtype)
    return [
        *_relu_derivative(_z, a, out),
        partial(np.multiply, out, rest, out),
        partial(np.add, out, slope, out),
    ]


def _elu(z: Floats, out: Floats) -> list[Operation]:
    """max(0, z) + exp(min(0, z)) − 1."""
    below = np.empty_like(z)
    return [
        partial(np.minimum, z, _ZERO, out=below),
        partial(np.expm1, below, below),
        partial(np.maximum, z, _ZERO, out=out),
        partial(np.add, out, below, out),
    ]


def _elu_derivative(_z: Floats, a: Floats, out: Floats) -> list[Operation]:
    return [partial(np.minimum, a, _ZERO, out=out), partial(np.add, out, _ONE, out)]


def _sigmoid(z: Floats, out: Floats) -> list[Operation]:
    """σ(z) = ½·tanh(z/2) + ½, which cannot overflow."""
    return [
        partial(np.multiply, z, _HALF, out),
        *_tanh(out, out),
        partial(np.multiply, out, _HALF, out),
        partial(np.add, out, _HALF, out),
    ]


def _sigmoid_derivative(_z: Floats, a: Floats, out: Floats) -> list[Operation]:
    return [partial(np.subtract, _ONE, a, out), partial(np.multiply, out, a, out)]


def _tanh(z: Floats, out: Floats) -> list[Operation]:
    return [partial(np.tanh, z, out)]


def _tanh_derivative(_z: Floats, a: Floats, out: Floats) -> list[Operation]:
    return [partial(np.square, a, out), partial(np.subtract, _ONE, out, out)]


def _swish(z: Floats, out: Floats) -> list[Operation]:
    sigmoid = np.empty_like(z)
    return [*_sigmoid(z, sigmoid), partial(np.multiply, z, sigmoid, out)]


def _swish_derivative(z: Floats, a: Floats, out: Floats) -> list[Operation]:
    sigmoid = np.empty_like(z)
    return [
        *_sigmoid(z, sigmoid),
        partial(np.subtract, _ONE, sigmoid, out),
        partial(np.multiply, out, a, out),
        partial(np.add, out, sigmoid, out),
    ]


def _gelu(z: Floats, out: Floats) -> list[Operation]:
    def apply() -> None:
        np.multiply(z, _normal_cdf(z), out)

    return [apply]


def _gelu_derivative(z: Floats, _a: Floats, out: Floats) -> list[Operation]:
    def apply() -> None:
        density = np.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)
        np.multiply(np.clip(z, -40, 40), density, out)  # beyond, the density is 0 and z might be infinite
        np.add(out, _normal_cdf(z), out)

    return [apply]


def _normal_cdf(z: Floats) -> Floats:
    return 0.5 * (1 + erf(z * math.sqrt(0.5)))


def _softplus(z: Floats, out: Floats) -> list[Operation]:
    """ln(1 + eᶻ) = max(0, z) + ln(1 + exp(-|z|)), which cannot overflow."""
    tail = np.empty_like(z)
    return [
        partial(np.abs, z, tail),
        partial(np.negative, tail, tail),
        partial(np.exp, tail, tail),
        partial(np.log1p, tail, tail),
        partial(np.maximum, z, _ZERO, out=out),
        partial(np.add, out, tail, out),
    ]


def _softplus_derivative(_z: Floats, a: Floats, out: Floats) -> list[Operation]:
    return [partial(np.negative, a, out), partial(np.expm1, out, out), partial(np.negative, out, out)]


def _sine(z: Floats, out: Floats) -> list[Operation]:
    return [partial(np.sin, z, out)]


def _sine_derivative(z: Floats, _a: Floats, out: Floats) -> list[Operation]:
    return [partial(np.cos, z, out)]


_MINIMUM_OF_SWISH = -0.27846454276107380
_MINIMUM_OF_GELU = -0.16997120747990369

ACTIVATIONS: Registry[Activation] = Registry(
    "activation",
    (
        Activation(
            "linear", "z", "z", "1", breakpoints=(), needs_preactivation=False, lower_bound=-math.inf,
            prepare=_linear, prepare_derivative=_linear_derivative,
            identity_above=-math.inf, odd_gain=2.0,
            written=Written("z", "z", (("Identity", ("z",), {}),), symbol="", latex="", well_known=True),
        ),
        # V. Nair and G. Hinton, "Rectified Linear Units Improve Restricted Boltzmann Machines", ICML 2010.
        Activation(
            "relu", "max(0, z)", r"\max(0, z)", "1 if z > 0 else 0",
            breakpoints=(0.0,), needs_preactivation=False, lower_bound=0.0,
            prepare=_relu, prepare_derivative=_relu_derivative,
            identity_above=0.0, odd_gain=1.0,
            written=Written(
                "np.maximum(0, z)", "torch.relu(z)", (("Relu", ("z",), {}),), symbol="R", latex="R",
                inline="max(0, {z})", inline_latex=r"\max\left(0, {z}\right)",
            ),
        ),
        # A. Maas, A. Hannun and A. Ng, "Rectifier Nonlinearities Improve Neural Network Acoustic Models", ICML 2013.
        Activation(
            "leaky_relu", "max(0.01·z, z)", r"\max(0.01 z, z)", "1 if z > 0 else 0.01",
            breakpoints=(0.0,), needs_preactivation=False, lower_bound=-math.inf,
            prepare=_leaky_relu, prepare_derivative=_leaky_relu_derivative,
            identity_above=0.0, odd_gain=1.0 + LEAKY_SLOPE,
            written=Written(
                "np.maximum(0.01 * z, z)", "F.leaky_relu(z, 0.01)", (("LeakyRelu", ("z",), {"alpha": 0.01}),),
                symbol="leaky",
            ),
        ),
        # D. Clevert, T. Unterthiner and S. Hochreiter, "Fast and Accurate Deep Network Learning by ELUs", ICLR 2016.
        Activation(
            "elu", "z if z > 0 else exp(z) − 1", r"\max(0, z) + e^{\min(0, z)} - 1", "1 if z > 0 else a + 1",
            breakpoints=None, needs_preactivation=False, lower_bound=-1.0,
            prepare=_elu, prepare_derivative=_elu_derivative,
            identity_above=0.0,
            written=Written("np.maximum(0, z) + np.expm1(np.minimum(0, z))", "F.elu(z)", (("Elu", ("z",), {}),)),
        ),
        Activation(
            "sigmoid", "1 / (1 + exp(−z))", r"\frac{1}{1 + e^{-z}}", "a·(1 − a)",
            breakpoints=None, needs_preactivation=False, lower_bound=0.0,
            prepare=_sigmoid, prepare_derivative=_sigmoid_derivative,
            written=Written(
                "0.5 * np.tanh(0.5 * z) + 0.5", "torch.sigmoid(z)", (("Sigmoid", ("z",), {}),),
                symbol="σ", latex=r"\sigma",
            ),
            saturates=True,
        ),
        Activation(
            "tanh", "tanh(z)", r"\tanh(z)", "1 − a²",
            breakpoints=None, needs_preactivation=False, lower_bound=-1.0,
            prepare=_tanh, prepare_derivative=_tanh_derivative,
            written=Written(
                "np.tanh(z)", "torch.tanh(z)", (("Tanh", ("z",), {}),), latex=r"\tanh", well_known=True,
            ),
            saturates=True,
        ),
        # P. Ramachandran, B. Zoph and Q. Le, "Searching for Activation Functions", 2017, with β = 1.
        Activation(
            "swish", "z / (1 + exp(−z))", r"\frac{z}{1 + e^{-z}}", "σ(z) + a·(1 − σ(z))",
            breakpoints=None, needs_preactivation=True, lower_bound=_MINIMUM_OF_SWISH,
            prepare=_swish, prepare_derivative=_swish_derivative,
            odd_gain=1.0,
            written=Written(
                "z * (0.5 * np.tanh(0.5 * z) + 0.5)", "F.silu(z)", (("Sigmoid", ("z",), {}), ("Mul", ("z", 0), {})),
            ),
        ),
        # D. Hendrycks and K. Gimpel, "Gaussian Error Linear Units", 2016: z·Φ(z), exact, not the tanh approximation.
        Activation(
            "gelu", "z·(1 + erf(z/√2))/2",
            r"\tfrac{z}{2}\left(1 + \operatorname{erf}\!\left(\tfrac{z}{\sqrt{2}}\right)\right)",
            "Φ(z) + z·exp(−z²/2)/√(2π)",
            breakpoints=None, needs_preactivation=True, lower_bound=_MINIMUM_OF_GELU,
            prepare=_gelu, prepare_derivative=_gelu_derivative,
            odd_gain=1.0,
            written=Written(
                "z * (1 + np.vectorize(math.erf, otypes=[float])(z / math.sqrt(2))) / 2",
                "F.gelu(z)",
                (
                    ("Mul", ("z", 0.5**0.5), {}),
                    ("Erf", (0,), {}),
                    ("Add", (1, 1.0), {}),
                    ("Mul", ("z", 2), {}),
                    ("Mul", (3, 0.5), {}),
                ),
            ),
        ),
        # C. Dugas et al., "Incorporating Second-Order Functional Knowledge for Better Option Pricing", NIPS 2000.
        Activation(
            "softplus", "ln(1 + exp(z))", r"\ln(1 + e^{z})", "1 − exp(−a)",
            breakpoints=None, needs_preactivation=False, lower_bound=0.0,
            prepare=_softplus, prepare_derivative=_softplus_derivative,
            odd_gain=1.0,
            written=Written("np.logaddexp(0, z)", "F.softplus(z, threshold=40)", (("Softplus", ("z",), {}),)),
        ),
        # V. Sitzmann et al., "Implicit Neural Representations with Periodic Activation Functions", NeurIPS 2020.
        Activation(
            "sine", "sin(z)", r"\sin(z)", "cos(z)",
            breakpoints=None, needs_preactivation=True, lower_bound=-1.0,
            prepare=_sine, prepare_derivative=_sine_derivative,
            written=Written(
                "np.sin(z)", "torch.sin(z)", (("Sin", ("z",), {}),), symbol="sin", latex=r"\sin", well_known=True,
            ),
        ),
    ),
)  # fmt: skip
