"""Formulas, read back and computed with, against the network they are of."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.activations import ACTIVATIONS
from app.engine.anatomy.collapse import collapse
from app.engine.anatomy.expression import Expression, Form, closed_form
from app.engine.anatomy.float64_forward import AnatomyError, NotPiecewiseError
from app.engine.anatomy.formulas import count_nested_numbers
from app.engine.anatomy.styles import EXACT_LATEX, EXACT_TEXT, SHORT_LATEX, SHORT_TEXT, definitions, short_magnitude
from app.engine.network import Network
from tests.engine.building import make_trainer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.engine.anatomy.styles import Style

DOMAIN = (-3.0, 3.0)
POINTS = np.linspace(-3, 3, 41).tolist()
FUNCTIONS = {name: getattr(math, name) for name in ("exp", "tanh", "sin", "log", "erf", "sqrt", "pi")} | {
    "max": max,
    "min": min,
}


def compute(text: str, x: float, activations: Sequence[str] = ()) -> float:
    """Return the value at x of an exact text: one expression, or lines of which the last is y."""
    names = dict(FUNCTIONS)
    for entry in definitions(activations):
        if entry.exact is not None:
            exec(f"def {entry.activation}(z): return {entry.exact}", names)  # noqa: S102
    names["x"] = x
    if "\n" not in text:
        return float(eval(text, names))  # noqa: S307
    exec(text, names)  # noqa: S102
    return float(names["y"])


def from_latex(latex: str) -> str:
    """Return LaTeX of relu and tanh networks as exact text."""
    plain = latex.replace(r"\left(", "(").replace(r"\right)", ")").replace(r"\max", "max").replace(r"\tanh", "tanh")
    plain = re.sub(r"([\d.]+) \\cdot 10\^\{(-?\d+)\}", r"\1e\2", plain).replace(r"\,", "*").replace(r"\cdot", "*")
    plain = re.sub(r"h_\{(\d+),(\d+)\}", r"h\1_\2", plain)
    body = plain.removeprefix("\\begin{aligned}\n").removesuffix("\n\\end{aligned}")
    return body.replace(" &= ", " = ").replace(" \\\\\n", "\n")


def from_short(text: str) -> str:
    """Return short text of relu networks as exact text."""
    return text.replace("−", "-").replace("·", "*").replace("R(", "max(0, ")


def check(network: Network, expression: Expression, rtol: float = 1e-9) -> None:
    """Compare an expression's exact text with its network."""
    wide = Network(network.sizes, network.activation_names(), network.parameters)
    y = wide.predict([POINTS])[0]
    written = [compute(expression.text, x, network.activation_names()) for x in POINTS]
    np.testing.assert_allclose(written, y, rtol=0, atol=rtol * max(np.abs(y).max(), 1e-300))


def brief() -> Network:
    """Return R(x − 1) + 3R(x − 4) − 5."""
    return Network((1, 2, 1), ["relu"], [1.0, 1.0, -1.0, -4.0, 1.0, 3.0, -5.0])


def random_network(seed: int, hidden: Sequence[int], names: Sequence[str]) -> Network:
    network = make_trainer((1, *hidden, 1), names, seed=seed % 1000).network
    network.parameters += np.random.default_rng(seed).normal(0, 0.3, network.parameter_count)
    return network


def test_the_brief_written_out() -> None:
    found = closed_form(brief(), (0, 8))
    assert found.short_text == "R(x − 1) + 3·R(x − 4) − 5"
    assert found.text == "max(0, x - 1.0) + 3.0*max(0, x - 4.0) - 5.0"
    assert found.short_latex == r"R\left(x - 1\right) + 3\,R\left(x - 4\right) - 5"
    hinges = closed_form(brief(), (0, 8), "hinges")
    assert hinges.short_text == "−5 + R(x − 1) + 3·R(x − 4)"
    (line,) = found.lines(SHORT_TEXT)
    assert [(term.neurons, term.text) for term in line.terms] == [
        (((0, 0),), "R(x − 1)"), (((0, 1),), " + 3·R(x − 4)"), (((1, 0),), " − 5"),
    ]  # fmt: skip
    assert [entry.text for entry in found.definitions()] == ["R(z) = max(0, z)"]


def test_the_format_pieces() -> None:
    found = json.loads(json.dumps(closed_form(brief(), (0, 8)).to_format()))
    assert found == {
        "domain": [0, 8],
        "knots": [1, 4],
        "pieces": [
            {"from": 0, "to": 1, "slope": 0, "intercept": -5},
            {"from": 1, "to": 4, "slope": 1, "intercept": -6},
            {"from": 4, "to": 8, "slope": 4, "intercept": -18},
        ],
        "text": "max(0, x - 1.0) + 3.0*max(0, x - 4.0) - 5.0",
        "latex": r"\max\left(0, x - 1.0\right) + 3.0\,\max\left(0, x - 4.0\right) - 5.0",
    }
    smooth = closed_form(make_trainer().network, DOMAIN).to_format()
    assert (smooth["knots"], smooth["pieces"]) == (None, None)


def test_the_view_of_a_page() -> None:
    view = json.loads(json.dumps(closed_form(brief(), (0, 8)).to_view()))
    (line,) = view["lines"]
    assert line["opening"] + "".join(term["text"] for term in line["terms"]) == "y = R(x − 1) + 3·R(x − 4) − 5"
    assert [term["neurons"] for term in line["terms"]] == [[[0, 0]], [[0, 1]], [[1, 0]]]
    assert view["marks"] == [
        {"x": 1, "y": -5, "bend": 1, "neurons": [[0, 0]]}, {"x": 4, "y": -2, "bend": 3, "neurons": [[0, 1]]},
    ]  # fmt: skip
    assert closed_form(make_trainer().network, DOMAIN).to_view()["marks"] is None


@pytest.mark.parametrize("hidden", [(), (4,), (3, 2), (6, 5), (3, 3, 3)], ids=str)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_closed_form_is_the_network(activation: str, hidden: tuple[int, ...]) -> None:
    network = random_network(len(hidden), hidden, [activation] * len(hidden))
    check(network, closed_form(network, DOMAIN, "neurons"), 1e-12)


@given(
    seed=st.integers(0, 2**32 - 1),
    hidden=st.lists(st.integers(1, 9), max_size=4),
    form=st.sampled_from(["neurons", "hinges", None]),
)
def test_text_read_back_is_the_network(seed: int, hidden: list[int], form: Form | None) -> None:
    names = np.random.default_rng(seed).choice(["relu", "relu", "leaky_relu", "linear"], len(hidden)).tolist()
    network = random_network(seed, hidden, names)
    check(network, closed_form(network, DOMAIN, form))


@pytest.mark.parametrize("form", ["neurons", "hinges"])
@pytest.mark.parametrize("hidden", [(4,), (3, 2), (7, 6)], ids=str)
def test_latex_and_short_text_say_the_same(hidden: tuple[int, ...], form: Form) -> None:
    network = random_network(5, hidden, ["relu"] * len(hidden))
    found = closed_form(network, DOMAIN, form)
    for latex in (found.latex, found.short_latex):
        assert latex.count(r"\left(") == latex.count(r"\right)")
        assert latex.count("{") == latex.count("}")
    exact = [compute(found.text, x) for x in POINTS]
    np.testing.assert_allclose([compute(from_latex(found.latex), x) for x in POINTS], exact, rtol=1e-12)
    short = [compute(from_short(found.short_text), x) for x in POINTS]
    np.testing.assert_allclose(short, exact, atol=0.03 * np.abs(exact).max())


def test_a_trained_network_in_float32_is_written_exactly() -> None:
    trainer = make_trainer((1, 8, 8, 1), "relu", dtype=np.float32)
    trainer.advance(200)
    for form in get_args(Form):
        check(trainer.network, closed_form(trainer.network, DOMAIN, form))


def test_deep_networks_are_nested_while_that_is_short_and_named_beyond() -> None:
    assert count_nested_numbers((1, 3, 2, 1)) == 23
    assert "\n" not in closed_form(random_network(0, (3, 2), ["relu", "tanh"]), DOMAIN).text
    network = random_network(0, (5, 4), ["relu", "tanh"])
    lines = closed_form(network, DOMAIN).lines(SHORT_TEXT)
    assert [line.name for line in lines] == [*(f"h1_{j}" for j in range(1, 6)), *(f"h2_{j}" for j in range(1, 5)), "y"]
    assert [line.neuron for line in lines] == [*((0, j) for j in range(5)), *((1, j) for j in range(4)), (2, 0)]
    assert lines[0].text.startswith("h1_1 = R(")
    assert [term.neurons for term in lines[5].terms] == [*(((0, j),) for j in range(5)), ((1, 0),)]
    assert lines[5].text == lines[5].opening + "".join(term.text for term in lines[5].terms) + ")"


def test_what_is_exactly_zero_or_one() -> None:
    network = Network((1, 3, 1), ["relu"], [0.0, 1.0, -1.0, 2.0, 0.0, 0.0, 1.0, 0.0, -1.0, 0.0])
    assert closed_form(network, DOMAIN).short_text == "R(2) + 0·R(x) − R(−x)"
    nothing = Network((1, 2, 1), ["relu"], np.zeros(7))
    assert closed_form(nothing, DOMAIN).text == "0.0*max(0, 0.0) + 0.0*max(0, 0.0)"
    assert closed_form(nothing, DOMAIN, "hinges").text == "0.0"
    assert closed_form(Network((1, 1), [], [0.0, 0.0]), DOMAIN).short_text == "0·x"


def test_hinges_take_the_neurons_that_make_them() -> None:
    network = random_network(3, (6, 5), ["relu", "relu"])
    found = closed_form(network, DOMAIN, "hinges")
    assert found.pieces is not None
    (line,) = found.lines(EXACT_TEXT)
    assert [term.neurons for term in line.terms[2:]] == [knot.neurons for knot in found.pieces.knots]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"), (4.0, "4"), (0.82499, "0.825"), (0.5, "0.5"), (12.345, "12.3"), (999.6, "1000"), (12345.0, "12300"),
        (999_499.0, "999000"), (1e6, "1e6"), (1.234e20, "1.23e20"), (1e-4, "0.0001"), (2e-5, "2e−5"), (1e-10, "1e−10"),
        (1.5e-300, "1.5e−300"), (0.3784, "0.378"), (100.0, "100"), (9.999e-5, "1e−4"),
    ],
)  # fmt: skip
def test_numbers_with_three_digits(value: float, text: str) -> None:
    assert short_magnitude(value) == text
    assert SHORT_TEXT.number(-value) == ("−" + text if value else "0")


@given(value=st.floats(0, allow_infinity=False))
def test_short_numbers_are_near_and_exact_ones_exact(value: float) -> None:
    if 1e-300 < value < 1e308:
        assert float(short_magnitude(value).replace("−", "-")) == pytest.approx(value, rel=0.0051)
    assert float(EXACT_TEXT.number(value)) == value
    latex = EXACT_LATEX.number(value).replace(r" \cdot 10^{", "e").replace("}", "")
    assert float(latex) == value


def test_asking_for_what_is_not_there() -> None:
    network = make_trainer((1, 3, 1), "gelu").network
    with pytest.raises(NotPiecewiseError, match="gelu"):
        closed_form(network, DOMAIN, "hinges")
    with pytest.raises(AnatomyError, match="no form"):
        closed_form(network, DOMAIN, "words")  # type: ignore[arg-type]
    with pytest.raises(AnatomyError, match="no curve"):
        closed_form(make_trainer((2, 3, 1)).network, DOMAIN)
    with pytest.raises(AnatomyError, match="is not an interval"):
        closed_form(network, (1, 0))


# ---- Linear layers -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("style", [SHORT_TEXT, EXACT_TEXT, SHORT_LATEX])
def test_a_chain_of_linear_layers_collapses_step_by_step(style: Style) -> None:
    network = Network((1, 1, 1, 1), ["linear"] * 2, [0.5, 1.0, 3.0, -4.0, 2.0, 7.0])
    found = collapse(network)
    assert (found.slope, found.intercept) == (3, 5)
    steps = found.chain(style)
    if style is SHORT_TEXT:
        assert steps == [
            "2·(3·(0.5·x + 1) − 4) + 7",
            "2·(1.5·x + 3 − 4) + 7",
            "2·(1.5·x − 1) + 7",
            "3·x − 2 + 7",
            "3·x + 5",
        ]
    if style is EXACT_TEXT:
        assert {compute(step, 1.75) for step in steps} == {3 * 1.75 + 5}
    assert len(steps) == 5


@given(seed=st.integers(0, 2**32 - 1), hidden=st.lists(st.integers(1, 4), max_size=4))
def test_every_step_of_a_collapse_is_the_network(seed: int, hidden: list[int]) -> None:
    network = random_network(seed, hidden, ["linear"] * len(hidden))
    found = collapse(network)
    for x in (-2.0, 0.5, 3.0):
        y = float(network.predict([[x]])[0, 0])
        near = pytest.approx(y, rel=1e-9, abs=1e-9)
        assert found.slope * x + found.intercept == near
        assert all(compute(step, x) == near for step in found.chain(EXACT_TEXT))
        (row,) = found.rows(len(hidden), EXACT_TEXT)
        assert all(compute(form, x) == near for form in (row.substituted, row.gathered, row.collected))
    for layer, size in enumerate(hidden):
        assert [row.neuron for row in found.rows(layer, SHORT_TEXT)] == [(layer, j) for j in range(size)]


def test_wide_linear_layers_show_their_sums() -> None:
    network = Network((1, 2, 1), ["linear"], [0.5, 1.0, 3.0, -4.0, 2.0, 7.0, -1.5])
    found = collapse(network)
    (row,) = found.rows(1, SHORT_TEXT)
    assert row.substituted == "2·(0.5·x + 3) + 7·(x − 4) − 1.5"
    assert row.gathered == "(2·0.5 + 7·1)·x + (2·3 + 7·(−4) − 1.5)"
    assert row.collected == "8·x − 23.5"
    assert found.chain(SHORT_TEXT) == []


def test_what_does_not_collapse() -> None:
    with pytest.raises(AnatomyError, match="relu is not linear"):
        collapse(make_trainer((1, 2, 2, 1), ["linear", "relu"]).network)
    with pytest.raises(AnatomyError, match="2 inputs"):
        collapse(make_trainer((2, 2, 1), "linear").network)
    with pytest.raises(AnatomyError, match="grow beyond"):
        collapse(Network((1, 1, 1), ["linear"], [1e200, 0.0, 1e200, 0.0]))
