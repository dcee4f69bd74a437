"""The names a formula may use: one entry each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.engine.erf import erf

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Values = NDArray[np.float64]

CONSTANTS: Mapping[str, float] = {"pi": np.pi, "e": np.e, "tau": 2 * np.pi}
VARIABLE = "x"


@dataclass(frozen=True)
class Function:
    """A function of ``arguments`` numbers, or of at least two where that is None."""

    name: str
    apply: Callable[..., Values]
    arguments: int | None = 1


def _sigmoid(z: Values) -> Values:
    return np.asarray(0.5 * (1 + np.tanh(0.5 * z)))


def _modulo(a: Values, b: Values) -> Values:
    return np.asarray(a - b * np.floor(a / b))


_ENTRIES = (
    Function("sin", np.sin),
    Function("cos", np.cos),
    Function("tan", np.tan),
    Function("asin", np.arcsin),
    Function("acos", np.arccos),
    Function("atan", np.arctan),
    Function("cot", lambda z: 1 / np.tan(z)),
    Function("sec", lambda z: 1 / np.cos(z)),
    Function("csc", lambda z: 1 / np.sin(z)),
    Function("sinh", np.sinh),
    Function("cosh", np.cosh),
    Function("tanh", np.tanh),
    Function("coth", lambda z: 1 / np.tanh(z)),
    Function("sech", lambda z: 1 / np.cosh(z)),
    Function("csch", lambda z: 1 / np.sinh(z)),
    Function("asinh", np.arcsinh),
    Function("acosh", np.arccosh),
    Function("atanh", np.arctanh),
    Function("erf", lambda z: np.asarray(erf(z), dtype=np.float64)),
    Function("exp", np.exp),
    Function("ln", np.log),
    Function("lg", np.log10),
    Function("log10", np.log10),
    Function("log2", np.log2),
    Function("sqrt", np.sqrt),
    Function("cbrt", np.cbrt),
    Function("abs", np.abs),
    Function("sign", np.sign),
    Function("floor", np.floor),
    Function("ceil", np.ceil),
    Function("round", np.rint),
    Function("relu", lambda z: np.maximum(z, 0)),
    Function("sigmoid", _sigmoid),
    Function("softplus", lambda z: np.logaddexp(0, z)),
    Function("step", lambda z: np.where(z < 0, 0.0, 1.0)),
    Function("gauss", lambda z: np.exp(-z * z)),
    Function("pow", np.float_power, 2),
    Function("mod", _modulo, 2),
    Function("atan2", np.arctan2, 2),
    Function("min", lambda *values: reduce(np.minimum, values), None),
    Function("max", lambda *values: reduce(np.maximum, values), None),
)
FUNCTIONS: Mapping[str, Function] = {entry.name: entry for entry in _ENTRIES}

ALIASES: Mapping[str, str] = {
    "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arsinh": "asinh", "arcosh": "acosh", "artanh": "atanh",
    "tg": "tan", "ctg": "cot", "sgn": "sign", "log": "ln", "log_2": "log2", "log_10": "log10",
    "heaviside": "step",
}  # fmt: skip
"""Other names of the same functions."""

FOREIGN = frozenset((
    "acot", "arccot", "acoth", "arcoth", "asec", "arcsec", "asech", "arsech", "acsc", "arccsc", "acsch", "arcsch",
    "sinc", "sqr", "cis", "vers", "versin",
))  # fmt: skip
"""Functions of other programs: these names are not corrected as misspellings, e.g. sinc to sin."""

INVERSES: Mapping[str, str] = {
    **{name: f"a{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")}, "exp": "ln", "ln": "exp",
}  # fmt: skip
"""What sin⁻¹ is, beside 1/sin."""
