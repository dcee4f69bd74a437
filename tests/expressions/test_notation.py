"""School notation: what it means at points, what it may mean as well, and suggestions that mean what was meant."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.expressions.errors import ExpressionError
from app.expressions.formula import Formula, parse_formula

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.expressions.functions import Values

    Curve = Callable[[Values], Values]

X = np.array([0.3, 1.0, 1.7, 3.0])
BOTH_SIDES = np.array([-1.3, *X])


def same(text: str, wanted: Values, x: Values = X) -> bool:
    return bool(np.allclose(parse_formula(text)(x), wanted, rtol=1e-12, atol=1e-12, equal_nan=True))


def ramp(z: Values) -> Values:
    return np.maximum(z, 0)


UNDERSTOOD: dict[str, Curve] = {
    # Only functions are called: anything else beside a parenthesis is a factor, and powers bind tighter.
    "x(x-1)^2": lambda x: x * (x - 1) ** 2,
    "e^x(x+1)": lambda x: np.exp(x) * (x + 1),
    "pi(x)^2": lambda x: np.pi * x**2,
    "2(x)^2": lambda x: 2 * x**2,
    "x(x+1)(x-1)": lambda x: x * (x + 1) * (x - 1),
    "(x+1)x^2": lambda x: (x + 1) * x**2,
    "x²x": lambda x: x**3,
    "-x(x)": lambda x: -(x**2),
    "sin(x)(x+1)": lambda x: np.sin(x) * (x + 1),
    "sin(x)^2": lambda x: np.sin(x) ** 2,
    # Functions without parentheses.
    "sin x": np.sin,
    "SIN X": np.sin,
    "2sin x+1": lambda x: 2 * np.sin(x) + 1,
    "sin 2x": lambda x: np.sin(2 * x),
    "sin 2πx": lambda x: np.sin(2 * np.pi * x),
    "cos πx": lambda x: np.cos(np.pi * x),
    "sin x^2": lambda x: np.sin(x**2),
    "sin 2x²": lambda x: np.sin(2 * x**2),
    "sin 2(x+1)": lambda x: np.sin(2 * (x + 1)),
    "sin x cos x": lambda x: np.sin(x) * np.cos(x),
    "sin x · cos x": lambda x: np.sin(x) * np.cos(x),
    "x sin x": lambda x: x * np.sin(x),
    "sin cos x": lambda x: np.sin(np.cos(x)),
    "e^sin x": lambda x: np.exp(np.sin(x)),
    "exp -x": lambda x: np.exp(-x),
    "exp -x²": lambda x: np.exp(-(x**2)),
    "exp −2x + 1": lambda x: np.exp(-2 * x) + 1,
    "sin-x": lambda x: np.sin(-x),
    "sin²x": lambda x: np.sin(x) ** 2,
    "sin² 2x": lambda x: np.sin(2 * x) ** 2,
    "sin^2(x)": lambda x: np.sin(x) ** 2,
    "sin^2 x + cos^2 x": np.ones_like,
    "3sin²(x+1)x": lambda x: 3 * np.sin(x + 1) ** 2 * x,
    "tan⁻²x": lambda x: np.tan(x) ** -2,
    "ln|x|": lambda x: np.log(np.abs(x)),
    "ln|x-5|x": lambda x: np.log(np.abs(x - 5)) * x,
    "|sin x|": lambda x: np.abs(np.sin(x)),
    "arcsin(x/4)": lambda x: np.arcsin(x / 4),
    "log₂x": np.log2,
    "log_10(x)": np.log10,
    # Roots, fractions, powers.
    "√x": np.sqrt,
    "2√x": lambda x: 2 * np.sqrt(x),
    "x√2": lambda x: x * np.sqrt(2),
    "√(x+1)": lambda x: np.sqrt(x + 1),
    "√√x": lambda x: x**0.25,
    "∛x": np.cbrt,
    "½x": lambda x: x / 2,
    "2½x": lambda x: 2.5 * x,
    "x^½": np.sqrt,
    "⅓x": lambda x: x / 3,
    "x⁻¹": lambda x: 1 / x,
    "x⁻¹²": lambda x: x**-12.0,
    "eˣ": np.exp,
    "e⁻²ˣ": lambda x: np.exp(-2 * x),
    "3x²⁽ˣ⁺¹⁾": lambda x: 3 * x ** (2 * (x + 1)),
    # Commas and semicolons.
    "3,5x": lambda x: 3.5 * x,
    "0,125x": lambda x: 0.125 * x,
    "3，5x": lambda x: 3.5 * x,
    "sin(0,5x)": lambda x: np.sin(0.5 * x),
    "max(0,5x)": lambda x: np.maximum(0, 5 * x),
    "max(0,5x; 1)": lambda x: np.maximum(0.5 * x, 1),
    "mod(0,5x, 1)": lambda x: (0.5 * x) % 1,
    "atan2(x, 0,5)": lambda x: np.arctan2(x, 0.5),
    "max(0，(1,5)x)": lambda x: np.maximum(0, 1.5 * x),
    # Signs of other keyboards, and of Piecewise itself.
    "３（ｘ－１）＋０．５": lambda x: 3 * (x - 1) + 0.5,
    "x＾2 × 2 ÷ 4": lambda x: x**2 / 2,
    "2・x": lambda x: 2 * x,
    "0。5x": lambda x: 0.5 * x,
    "2[x+1]": lambda x: 2 * (x + 1),
    "R(x-4)*3-5": lambda x: 3 * ramp(x - 4) - 5,
    "3R(x − 1) − 5": lambda x: 3 * ramp(x - 1) - 5,
    "xR(x)": lambda x: x * ramp(x),
    "RELU(x - 1)": lambda x: ramp(x - 1),
    "2Rx + R2x": lambda x: 2 * ramp(x) + ramp(2 * x),
    "√sin x + √|x|": lambda x: np.sqrt(np.sin(x)) + np.sqrt(abs(x)),
    "sech x": lambda x: 1 / np.cosh(x),
    "acosh(x+4)": lambda x: np.arccosh(x + 4),
    "pow(x, 3) + Heaviside(x)": lambda x: x**3 + (x >= 0),
    "FLOOR(X)": np.floor,
    "σ(x)": lambda x: 1 / (1 + np.exp(-x)),
}


@pytest.mark.parametrize("text", UNDERSTOOD)
def test_school_notation_is_understood(text: str) -> None:
    formula = parse_formula(text)
    np.testing.assert_allclose(formula(X), UNDERSTOOD[text](X), rtol=1e-12, atol=1e-12)
    assert formula.choices == ()


@pytest.mark.parametrize(
    ("text", "reading", "choices"),
    [
        ("1/2x", "(1/2)*x", ["1/(2x)"]),
        ("1/x(x+1)", "(1/x)*(x + 1)", ["1/(x*(x + 1))"]),
        ("6/2(1+2)", "(6/2)*(1 + 2)", ["6/(2(1 + 2))"]),
        ("1/2(x+1)x", "(1/2)*(x + 1)*x", ["1/(2(x + 1)*x)", "(1/(2(x + 1)))*x"]),
        ("e^2x", "e^2*x", ["e^(2x)"]),
        ("e^-2x", "e^-2*x", ["e^(-2x)"]),
        ("x^2x", "x^2*x", ["x^(2x)"]),
        ("sin x/2", "sin(x)/2", ["sin(x/2)"]),
        ("2sin x/2", "2sin(x)/2", ["2sin(x/2)"]),
        ("sin²x/2", "sin(x)^2/2", ["sin(x/2)^2"]),
        ("cos 2*x", "cos(2)*x", ["cos(2x)"]),
        ("sin x(x+1)", "sin(x*(x + 1))", ["sin(x)*(x + 1)"]),
        ("ln|x|^2", "ln(|x|^2)", ["ln(|x|)^2"]),
        ("√2x", "sqrt(2)*x", ["sqrt(2x)"]),
        ("√x^2", "sqrt(x)^2", ["sqrt(x^2)"]),
        ("sin⁻¹(x/4)", "asin(x/4)", ["sin(x/4)^-1"]),
        ("tan^-1 x", "atan(x)", ["tan(x)^-1"]),
        ("log(x)", "ln(x)", ["lg(x)"]),
        ("log2x", "log2(x)", ["ln(2x)"]),
        ("x^1/3", "x^1/3", ["x^(1/3)"]),
        # A comma between digits, where commas stand between values.
        ("max(0,5x, 1)", "max(0, 5x, 1)", ["max(0.5x, 1)"]),
        ("max(x,0,5)", "max(x, 0, 5)", ["max(x, 0.5)"]),
        ("min(0,5,1,5)+x", "min(0, 5, 1, 5) + x", ["min(0.5, 1.5) + x"]),
    ],
)
def test_where_notation_leaves_it_open_the_other_readings_are_told(text: str, reading: str, choices: list[str]) -> None:
    formula = parse_formula(text)
    assert (formula.reading, list(formula.choices)) == (reading, choices)
    assert same(reading, formula(BOTH_SIDES), BOTH_SIDES)
    for choice in choices:
        assert not same(choice, formula(BOTH_SIDES), BOTH_SIDES)
        assert parse_formula(choice).choices == ()


@pytest.mark.parametrize(
    "text", ["x/2", "1/(2x)", "(1/2)x", "sin(x)/2", "x²x", "3x^2(x-1)", "sin x + 2*x", "x^2/3", "max(0, 5)x"]
)
def test_what_is_clear_has_no_other_reading(text: str) -> None:
    assert parse_formula(text).choices == ()


SUGGESTED: dict[str, Curve] = {
    "sin2x": lambda x: np.sin(2 * x),
    "sin3x": lambda x: np.sin(3 * x),
    "sin2.5x": lambda x: np.sin(2.5 * x),
    "xsin(x)": lambda x: x * np.sin(x),
    "pix": lambda x: np.pi * x,
    "sinx": np.sin,
    "2sinx+1": lambda x: 2 * np.sin(x) + 1,
    "sinxcosx": lambda x: np.sin(x) * np.cos(x),
    "xe^x": lambda x: x * np.exp(x),
    "exsin(x)": lambda x: np.e * x * np.sin(x),
    "sinpix": lambda x: np.sin(np.pi * x),
    "sine(x)": np.sin,
    "sinn(x)+coss(x)": lambda x: np.sin(x) + np.cos(x),
    "exp^x": np.exp,
    "cos + 1": lambda x: np.cos(x) + 1,
    "cos - 1": lambda x: np.cos(x) - 1,
    "sin^2": lambda x: np.sin(x) ** 2,
    "x2": lambda x: x**2,
    "3x2": lambda x: 3 * x**2,
    "x 2": lambda x: x**2,
    "x²3": lambda x: 3 * x**2,
    "x:2": lambda x: x / 2,
    "1,000x": lambda x: 1000 * x,
    "f(x) = x²": lambda x: x**2,
    "y=2sinx": lambda x: 2 * np.sin(x),
    "2(x+1": lambda x: 2 * (x + 1),
    "tanhx": np.tanh,
    "logx": np.log,
    "3t^2 + T": lambda x: 3 * x**2 + x,
}


@pytest.mark.parametrize("text", SUGGESTED)
def test_the_first_suggestion_means_what_was_meant(text: str) -> None:
    with pytest.raises(ExpressionError) as refusal:
        parse_formula(text)
    suggestion = refusal.value.suggestion
    assert suggestion is not None
    assert suggestion != text
    assert same(suggestion, SUGGESTED[text](X))


@pytest.mark.parametrize(
    "text", ["a(x)", "1 2", "x +", "foo(x)(", "x @ 2", "min x", "a*x + 2", "2xy", "sinc(x)", "t(t+1)"]
)
def test_where_nothing_can_be_guessed_nothing_is_suggested(text: str) -> None:
    with pytest.raises(ExpressionError) as refusal:
        parse_formula(text)
    assert refusal.value.suggestions == ()


def readings(text: str) -> list[str]:
    """Return what is offered for a text: its reading and the others, or the suggestions and theirs."""
    with contextlib.suppress(ExpressionError):
        parse_formula(text)
        return [parse_formula(text).reading, *parse_formula(text).choices]
    with pytest.raises(ExpressionError) as refusal:
        parse_formula(text)
    texts = refusal.value.suggestions
    assert text.strip() not in texts
    formulas = [parse_formula(each) for each in texts]
    return [each for formula in formulas for each in (formula.reading, *formula.choices)]


NUMBERS = st.sampled_from([("2", 2.0), ("0.5", 0.5), ("1,5", 1.5), ("½", 0.5), ("", 1.0)])
FUNCTIONS = st.sampled_from([("sin", np.sin), ("cos", np.cos), ("exp", np.exp), ("ln", np.log), ("√", np.sqrt)])
POWERS = st.sampled_from([("", 1), ("^2", 2), ("²", 2), ("³", 3)])
ARGUMENTS = st.tuples(NUMBERS, st.sampled_from(["", "pi", "π"]), POWERS)
SPACES = st.sampled_from(["", " "])


@given(NUMBERS, FUNCTIONS, SPACES, ARGUMENTS, POWERS)
def test_terms_typed_as_in_a_school_book_are_offered_as_they_are_meant(
    factor: tuple[str, float],
    function: tuple[str, Curve],
    space: str,
    argument: tuple[tuple[str, float], str, tuple[str, int]],
    outer: tuple[str, int],
) -> None:
    """3 sin² 2πx³ with and without spaces: among what is offered is what was meant."""
    root = function[0] == "√"
    raised = ("", 1) if root else outer
    inner, constant, power = argument
    of = f"{inner[0]}{constant}{space if constant == 'pi' else ''}x{power[0]}"
    between = space or ("" if raised[0] != "^2" else " ")  # sin^22x is another power
    text = f"{factor[0]}{function[0]}{raised[0]}{between}{of} + 1"
    z = inner[1] * (np.pi if constant else 1) * X ** power[1]
    meant = factor[1] * function[1](z) ** raised[1] + 1
    offered = readings(text)
    assert any(same(each, meant) for each in offered), (text, offered)


PIECES = st.sampled_from(
    [
        *"x23().,;^+-*/|: ",
        "sin",
        "sin ",
        "cos",
        "log2",
        "pi",
        "e",
        "√",
        "²",
        "⁻¹",
        "½",
        "R(",
        "max(",
        "x2",
        "1,000",
        "y=",
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_what_is_offered_for_any_text_is_a_formula_that_reads_back_as_itself(text: str) -> None:
    for each in readings(text):
        formula = parse_formula(each)
        assert formula.reading == each or formula.choices != () or "|" in each
        written: Formula = parse_formula(formula.reading)
        np.testing.assert_array_equal(written(X), formula(X))
        assert written.reading == formula.reading
