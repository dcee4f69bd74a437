"""LaTeX of every kind of formula, rendered by KaTeX."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.engine.activations import ACTIVATIONS
from app.engine.anatomy.collapse import collapse
from app.engine.anatomy.expression import closed_form
from app.engine.anatomy.styles import EXACT_LATEX, SHORT_LATEX
from app.engine.network import Network
from tests.engine.building import make_trainer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.engine.anatomy.expression import Form

ROOT = Path(__file__).resolve().parents[2]
NODE = Path(sys.executable).with_name("node")
DOMAIN = (-3.0, 3.0)


def objections(formulas: Sequence[str]) -> list[str | None]:
    """Return what KaTeX says against each formula, None where it renders without a warning."""
    done = subprocess.run(
        [NODE, "tests/js/katex_check.mjs"], cwd=ROOT, input=json.dumps(formulas), capture_output=True, text=True,
        check=True, timeout=60,
    )  # fmt: skip
    found: list[str | None] = json.loads(done.stdout)
    return found


def trained(hidden: Sequence[int], activations: Sequence[str]) -> Network:
    trainer = make_trainer((1, *hidden, 1), activations, seed=len(hidden))
    trainer.advance(20)
    return trainer.network


def networks() -> Iterator[tuple[str, Network, Form]]:
    """Yield what there is to write out, each with a name and a form."""
    for name in ACTIVATIONS:
        yield f"{name}, one layer", trained((4,), [name]), "neurons"
        yield f"{name}, nested", trained((3, 2), [name] * 2), "neurons"
    yield "no hidden layer", trained((), []), "neurons"
    yield "named neurons", trained((6, 5), ["relu"] * 2), "neurons"
    yield "named neurons, smooth and bent", trained((5, 4, 3), ["relu", "gelu", "sigmoid"]), "neurons"
    yield "hinges", trained((4,), ["relu"]), "hinges"
    yield "hinges of a deep network", trained((6, 5), ["relu", "leaky_relu"]), "hinges"
    yield "a chain of linear layers", trained((1, 1, 1, 1), ["linear"] * 4), "neurons"
    yield "nothing but zeros", Network((1, 2, 1), ["relu"], np.zeros(7)), "neurons"
    extremes = [1e-300, -1.0, 2.5e20, -3e-7, 1e6, -1e300, 1.0]
    yield "very large and very small numbers", Network((1, 2, 1), ["relu"], extremes), "neurons"


def formulas() -> dict[str, str]:
    """Return every formula by what it is."""
    found: dict[str, str] = {}
    for name, network, form in networks():
        expression = closed_form(network, DOMAIN, form)
        found |= {f"{name}, exact": expression.latex, f"{name}, short": expression.short_latex}
        found |= {f"{name}, {entry.activation} defined": entry.latex for entry in expression.definitions()}
        if set(expression.activations) == {"linear"}:
            steps = [*collapse(network).chain(EXACT_LATEX), *collapse(network).chain(SHORT_LATEX)]
            found |= {f"{name}, step {k}": step for k, step in enumerate(steps)}
    return found


def test_every_formula_renders_without_a_warning() -> None:
    written = formulas()
    said = dict(zip(written, objections(list(written.values())), strict=True))
    assert {name: (written[name], words) for name, words in said.items() if words} == {}


def test_what_does_not_render_is_told() -> None:
    fine, broken, warned = objections([r"R\left(x\right)", r"R\left(x", "折(x)"])
    assert fine is None
    assert broken is not None
    assert warned is not None
