"""How a formula is written: as short text or LaTeX to read, or exactly, to copy and compute with.

Short numbers have three significant digits, or as many as asked for, and a true minus. Exact numbers are the shortest
decimals that read back as the same float64; exact text is a plain arithmetic expression in Python's notation, with the
functions of ``definitions`` beside ``max``, ``exp``, ``tanh``, ``sin``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from app.engine.activations import ACTIVATIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

SHORT_DIGITS = 3

_AS_CODE = str.maketrans({"−": "-", "·": "*", "²": "**2", "π": "pi"})


@dataclass(frozen=True)
class Style:
    """One way to write formulas.

    Attributes:
        minus: before a negative term that is the first.
        between_minus: between a term and a negative one.
        times: between a factor and a name or a bracket.
        dot: between two numbers.
        magnitude: writes a number ≥ 0.
        function: ``function(activation, z)`` writes R(z) so that a factor may stand before it.
        neuron: ``neuron(layer, index)`` writes the name of a hidden neuron's activation, counted from 1.
        equals: between a name and what it is.
    """

    minus: str
    between_minus: str
    times: str
    dot: str
    magnitude: Callable[[float], str]
    function: Callable[[str, str], str]
    neuron: Callable[[int, int], str]
    equals: str = " = "

    def number(self, value: float) -> str:
        """Write a number."""
        return (self.minus if value < 0 else "") + self.magnitude(abs(value))

    def ramp(self, knot: float) -> str:
        """Write R(x − knot)."""
        shift = (self.between_minus if knot > 0 else " + ") + self.magnitude(abs(knot)) if knot else ""
        return self.function("relu", "x" + shift)

    def terms(self, factors: Iterable[float], names: Sequence[str]) -> list[str]:
        """Write each factor · name with its sign, so that one after the other they are the sum.

        A name that is empty stands for 1: its factor is a number by itself.
        """
        minus, times, magnitude = self.between_minus, self.times, self.magnitude
        written = []
        for factor, name in zip(factors, names, strict=True):
            sign, size = (minus, -factor) if factor < 0 else (" + ", factor)
            if not name:
                written.append(sign + magnitude(size))
            elif size == 1:
                written.append(sign + name)
            else:
                written.append(sign + magnitude(size) + times + name)
        if written:
            first = written[0]
            written[0] = first.removeprefix(" + ") if first[1] == "+" else self.minus + first.removeprefix(minus)
        return written

    def sum(self, factors: Sequence[float], names: Sequence[str], constant: float) -> str:
        """Write Σ factor · name + constant, whatever is exactly 0 left out; 0 if nothing is left."""
        kept = [i for i, factor in enumerate(factors) if factor]
        listed, called = [factors[i] for i in kept], [names[i] for i in kept]
        if constant or not kept:
            listed.append(constant)
            called.append("")
        return "".join(self.terms(listed, called))


def short_magnitude(value: float, digits: int = SHORT_DIGITS) -> str:
    """Write a number ≥ 0 with three significant digits, or others: 0.0312, 4, 12300, 1.5e7, 2e−5."""
    if 1e-4 <= value < 10**digits - 0.5 or value == 0:
        return f"{value:.{digits}g}"
    if 1e-4 <= value < 999_500:
        return str(round(value, digits - 1 - math.floor(math.log10(value)))).removesuffix(".0")
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    return f"{_trim(mantissa)}e{exponent.replace('-', '−').replace('+', '').replace('−0', '−').lstrip('0')}"


def _trim(digits: str) -> str:
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _short_latex_magnitude(value: float, digits: int = SHORT_DIGITS) -> str:
    return _power_of_ten(short_magnitude(value, digits).replace("−", "-"))


def _exact_latex_magnitude(value: float) -> str:
    return _power_of_ten(repr(value))


def _power_of_ten(text: str) -> str:
    digits, mark, exponent = text.partition("e")
    return rf"{digits} \cdot 10^{{{int(exponent)}}}" if mark else digits


def _symbol(activation: str) -> str:
    symbol = ACTIVATIONS[activation].written.symbol
    return activation if symbol is None else symbol


def _short_function(activation: str, z: str) -> str:
    return f"{_symbol(activation)}({z})"


def _exact_function(activation: str, z: str) -> str:
    written = ACTIVATIONS[activation].written
    if written.inline is not None:
        return written.inline.format(z=z)
    return f"{_symbol(activation) if written.well_known else activation}({z})"


def _latex_symbol(activation: str) -> str:
    latex = ACTIVATIONS[activation].written.latex
    return rf"\operatorname{{{_symbol(activation)}}}" if latex is None else latex


def _short_latex_function(activation: str, z: str) -> str:
    return rf"{_latex_symbol(activation)}\left({z}\right)"


def _exact_latex_function(activation: str, z: str) -> str:
    inline = ACTIVATIONS[activation].written.inline_latex
    return _short_latex_function(activation, z) if inline is None else inline.replace("{z}", z)


def _plain_neuron(layer: int, index: int) -> str:
    return f"h{layer}_{index}"


def _latex_neuron(layer: int, index: int) -> str:
    return f"h_{{{layer},{index}}}"


SHORT_TEXT = Style("−", " − ", "·", "·", short_magnitude, _short_function, _plain_neuron)
EXACT_TEXT = Style("-", " - ", "*", "*", repr, _exact_function, _plain_neuron)
SHORT_LATEX = Style("-", " - ", r"\,", r" \cdot ", _short_latex_magnitude, _short_latex_function, _latex_neuron)
EXACT_LATEX = Style("-", " - ", r"\,", r" \cdot ", _exact_latex_magnitude, _exact_latex_function, _latex_neuron)


def short_styles(digits: int) -> tuple[Style, Style]:
    """Return short text and short LaTeX with so many significant digits."""
    text = replace(SHORT_TEXT, magnitude=partial(short_magnitude, digits=digits))
    return text, replace(SHORT_LATEX, magnitude=partial(_short_latex_magnitude, digits=digits))


@dataclass(frozen=True)
class Definition:
    """What a function in a formula means.

    Attributes:
        activation: the activation's name.
        text: in short text, e.g. R(z) = max(0, z).
        latex: in LaTeX.
        exact: as a Python expression of z, with exp, log, sqrt, erf, pi; None where exact text does not use it.
    """

    activation: str
    text: str
    latex: str
    exact: str | None


def definitions(activations: Iterable[str]) -> list[Definition]:
    """Return what the functions of these activations mean, each once; well-known ones are left out."""
    found = []
    for name in dict.fromkeys(activations):
        entry = ACTIVATIONS[name]
        if entry.written.well_known:
            continue
        exact = None if entry.written.inline is not None else as_code(entry.formula)
        text = f"{_short_function(name, 'z')} = {entry.formula}"
        found.append(Definition(name, text, f"{_latex_symbol(name)}(z) = {entry.latex}", exact))
    return found


def as_code(formula: str) -> str:
    """Return an activation's formula in Python's notation."""
    return formula.replace("√2", "sqrt(2)").replace("ln(", "log(").translate(_AS_CODE)
