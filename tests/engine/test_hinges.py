"""An activation that bends elsewhere than at 0, and more than once: everything taken apart, against exact fractions."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.activations import ACTIVATIONS, Activation, Written
from app.engine.anatomy.breakpoints import has_more_pieces, read_bend
from app.engine.anatomy.contributions import contributions
from app.engine.anatomy.diagnosis import diagnose
from app.engine.anatomy.expression import closed_form
from app.engine.anatomy.next_update import moved_knots
from app.engine.anatomy.pieces import find_pieces
from app.engine.data import Dataset
from app.engine.network import Network
from app.engine.settings import TrainingSettings
from tests.engine.building import make_trainer
from tests.engine.test_anatomy_expression import compute

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.engine.arrays import Floats, Operation

DOMAIN = (-4.0, 4.0)
ONE = Fraction(1)


def _hard_tanh(z: Floats, out: Floats) -> list[Operation]:
    return [partial(np.clip, z, -1, 1, out)]


def _hard_tanh_derivative(_z: Floats, a: Floats, out: Floats) -> list[Operation]:
    def apply() -> None:
        np.copyto(out, np.abs(a) < 1)

    return [apply]


HARD_TANH = Activation(
    "hard_tanh", "max(−1, min(1, z))", r"\max(-1, \min(1, z))", "1 if |a| < 1 else 0",
    breakpoints=(-1.0, 1.0), needs_preactivation=False, lower_bound=-1.0,
    prepare=_hard_tanh, prepare_derivative=_hard_tanh_derivative,
    written=Written("np.clip(z, -1, 1)", "F.hardtanh(z)", (("Clip", ("z", -1.0, 1.0), {}),)),
)  # fmt: skip


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    """Know the activation while a test runs."""
    ACTIVATIONS._entries[HARD_TANH.name] = HARD_TANH
    yield
    del ACTIVATIONS._entries[HARD_TANH.name]


Line = tuple[Fraction, Fraction]
"""Slope and intercept."""


def exact_pieces(network: Network) -> list[tuple[Fraction, Fraction, Line]]:
    """Return start, end and line of every stretch, worked out in fractions; a stretch ends where any neuron bends."""
    pieces: list[tuple[Fraction, Fraction, list[Line]]] = [
        (Fraction(DOMAIN[0]), Fraction(DOMAIN[1]), [(ONE, Fraction(0))])
    ]
    last = len(network.layers) - 1
    for k, layer in enumerate(network.layers):
        columns = [[Fraction(float(w)) for w in column] for column in layer.T]
        carried = []
        for start, end, lines in pieces:
            zs = [_affine(column, lines) for column in columns]
            carried += [(start, end, zs)] if k == last else _bent(start, end, zs)
        pieces = carried
    return [(start, end, line) for start, end, (line,) in pieces]


def _affine(column: Sequence[Fraction], lines: Sequence[Line]) -> Line:
    *weights, bias = column
    slope = sum((w * line[0] for w, line in zip(weights, lines, strict=True)), Fraction(0))
    return slope, sum((w * line[1] for w, line in zip(weights, lines, strict=True)), bias)


def _bent(start: Fraction, end: Fraction, zs: Sequence[Line]) -> list[tuple[Fraction, Fraction, list[Line]]]:
    crossings = {(h - b) / w for w, b in zs if w for h in (-ONE, ONE)}
    ends = [start, *sorted(x for x in crossings if start < x < end), end]
    return [(low, high, [_clipped(line, (low + high) / 2) for line in zs]) for low, high in pairwise(ends)]


def _clipped(line: Line, middle: Fraction) -> Line:
    z = line[0] * middle + line[1]
    return line if abs(z) < 1 else (Fraction(0), ONE if z >= 1 else -ONE)


def joined(stretches: list[tuple[Fraction, Fraction, Line]]) -> list[tuple[Fraction, Fraction, Line]]:
    """Return the pieces: neighbors on one line are one."""
    found = [stretches[0]]
    for start, end, line in stretches[1:]:
        if line == found[-1][2]:
            found[-1] = (found[-1][0], end, line)
        else:
            found.append((start, end, line))
    return found


def random_network(seed: int, layers: int) -> Network:
    """Return a network whose numbers are multiples of 1/8, so that fractions stay short."""
    rng = np.random.default_rng(seed)
    sizes = (1, *rng.integers(1, 5, layers).tolist(), 1)
    count = sum((a + 1) * b for a, b in pairwise(sizes))
    return Network(sizes, ["hard_tanh"] * layers, rng.integers(-16, 17, count) / 8)


def test_its_segments_are_read_from_its_values() -> None:
    bend = read_bend(HARD_TANH)
    assert bend.hinges == (-1.0, 1.0)
    assert bend.slopes.tolist() == [0, 1, 0]
    assert bend.offsets.tolist() == [-1, 0, 1]
    for name, slopes in (("relu", [0, 1]), ("leaky_relu", [0.01, 1]), ("linear", [1])):
        found = read_bend(ACTIVATIONS[name])
        assert (found.slopes.tolist(), found.offsets.tolist()) == (slopes, [0] * len(slopes))


@given(name=st.sampled_from(["hard_tanh", *(a.name for a in ACTIVATIONS.values() if a.piecewise_linear)]),
       z=st.floats(-50, 50))  # fmt: skip
def test_the_segments_are_the_function(name: str, z: float) -> None:
    values, derivatives = np.empty(1), np.empty(1)
    activation = HARD_TANH if name == "hard_tanh" else ACTIVATIONS[name]
    activation.apply(np.array([z]), values)
    activation.derivative(np.array([z]), values, derivatives)
    bend = read_bend(activation)
    assert bend.apply(np.array([z])) == pytest.approx(values, rel=1e-15, abs=0)
    if z not in bend.hinges:
        assert bend.slopes[bend.segments(np.array([z]))] == derivatives


@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize("seed", range(12))
def test_pieces_and_knots_are_those_of_the_fractions(seed: int, layers: int) -> None:
    network = random_network(seed, layers)
    expected, found = joined(exact_pieces(network)), find_pieces(network, DOMAIN)
    assert len(found.pieces) == len(expected)
    for piece, (start, end, (slope, intercept)) in zip(found.pieces, expected, strict=True):
        given_ = (piece.start, piece.end, piece.slope, piece.intercept)
        assert given_ == pytest.approx([float(each) for each in (start, end, slope, intercept)], abs=1e-12)
    assert [knot.x for knot in found.knots] == pytest.approx([float(end) for _, end, _ in expected[:-1]], abs=1e-12)
    assert all(knot.neurons for knot in found.knots)
    assert has_more_pieces(network, DOMAIN, 10_000) is False


def test_one_neuron_bends_twice_and_an_update_moves_both_bends() -> None:
    """Z = 2x − 1 passes −1 at 0 and 1 at 1; with 2x − 2 it does at 0.5 and 1.5."""
    network = Network((1, 1, 1), ["hard_tanh"], [2.0, -1.0, 3.0, 0.5])
    found = find_pieces(network, DOMAIN)
    assert [(p.start, p.end, p.slope, p.intercept) for p in found.pieces] == [
        (-4, 0, 0, -2.5), (0, 1, 6, -2.5), (1, 4, 0, 3.5),
    ]  # fmt: skip
    assert found.neuron_bends() == [(0.0, (0, 0), -1.0), (1.0, (0, 0), 1.0)]
    assert [found.awake(i) for i in range(3)] == [[], [(0, 0)], []]
    moved = moved_knots(network, [2.0, -2.0, 3.0, 0.5], DOMAIN)
    assert [number for knot in moved for number in (knot.before, knot.after)] == pytest.approx([0, 0.5, 1, 1.5])


@pytest.mark.parametrize("layers", [1, 2])
def test_contributions_and_closed_form_are_the_curve(layers: int) -> None:
    network = random_network(3, layers)
    x = np.linspace(*DOMAIN, 33)
    y = network.predict(x[None])[0]
    np.testing.assert_allclose(contributions(network, x).sums()[0, -1], y, atol=1e-14)
    written = closed_form(network, DOMAIN, "neurons")
    assert [definition.text for definition in written.definitions()] == ["hard_tanh(z) = max(−1, min(1, z))"]
    computed = [compute(written.text, float(each), ["hard_tanh"]) for each in x]
    np.testing.assert_allclose(computed, y, atol=1e-12)
    exact = {start: line for start, _, line in exact_pieces(network)}
    for start, (slope, intercept) in exact.items():
        assert math.isclose(float(network.predict(np.array([[float(start)]]))[0, 0]), slope * start + intercept,
                            abs_tol=1e-12)  # fmt: skip


def test_a_neuron_is_asleep_on_either_flat_side_and_straight_between() -> None:
    x = np.linspace(-1, 1, 20)[None]
    none = np.empty((1, 0))
    # z = 0.3x + 5, 0.3x − 5, 0.5x, 3x: flat above, flat below, straight, bending.
    network = Network((1, 4, 1), ["hard_tanh"], [0.3, 0.31, 0.5, 3.0, 5.0, -5.0, 0.0, 0.0, 1.0, 1.1, 1.2, 1.3, 0.0])
    found = diagnose(network, Dataset(x, np.sin(3 * x), none, none), TrainingSettings())
    kinds = {neuron: entry.kind for entry in found for neuron in entry.neurons}
    assert (kinds[0, 0], kinds[0, 1], kinds[0, 2]) == ("asleep", "asleep", "straight")
    assert (0, 3) not in kinds


def test_it_trains_like_any_other() -> None:
    trainer = make_trainer((1, 8, 1), "hard_tanh")
    before = trainer.training_loss()
    trainer.advance(300)
    assert trainer.training_loss() < before / 2
