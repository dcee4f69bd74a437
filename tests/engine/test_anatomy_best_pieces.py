"""The best polyline: against trying every choice of knots, and against curves that are polylines."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from app.engine.anatomy.best_pieces import best_polylines, refine
from app.engine.targets import TARGETS


def least_error(x: np.ndarray, y: np.ndarray, knots: int) -> float:
    """Return the least error of all choices of at most so many knots among the points."""
    errors = []
    for count in range(knots + 1):
        for chosen in combinations(x[1:-1], count):
            places = np.array([x[0], *chosen, x[-1]])
            hats = np.column_stack([np.interp(x, places, row) for row in np.eye(len(places))])
            errors.append(np.square(hats @ np.linalg.lstsq(hats, y)[0] - y).mean())
    return float(np.sqrt(min(errors)))


@pytest.mark.parametrize("seed", range(5))
def test_no_choice_of_knots_among_the_points_is_better(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = np.sort(rng.uniform(-2, 5, 12))
    y = rng.normal(size=12)
    for knots, found in enumerate(best_polylines(x, y, 3)):
        assert len(found.knots) <= knots
        assert found.error == pytest.approx(least_error(x, y, knots), rel=1e-3)
        assert found.error == pytest.approx(float(np.sqrt(np.square(found(x) - y).mean())))


@pytest.mark.parametrize("name", ["three_pieces", "tent", "plateau", "mountains"])
def test_a_polyline_is_found_again_with_its_knots_between_the_points(name: str) -> None:
    target = TARGETS[name]
    x = np.linspace(-3, 3, 97)
    y = target.function(x)
    found = refine(best_polylines(x, y, len(target.knots))[-1], x, y)
    assert found.error < 1e-6
    np.testing.assert_allclose(found.knots, target.knots, atol=1e-4)


def test_more_knots_than_points_change_nothing() -> None:
    found = best_polylines([0, 1, 2], [0, 1, 0], 9)
    assert [len(polyline.knots) for polyline in found] == [0, *[1] * 9]
    assert found[-1].error < 1e-9


def test_points_of_one_x_count_each_and_the_order_does_not_matter() -> None:
    x, y = np.array([2.0, 0, 1, 1, 1]), np.array([0.0, 0, 1, 1, 4])
    found = best_polylines(x, y, 1)[1]
    np.testing.assert_allclose(found(1), 2)
    assert found.error == pytest.approx(np.sqrt(6 / 5))


def test_many_points_are_gathered() -> None:
    x = np.linspace(0, 1, 3000)
    found = refine(best_polylines(x, np.abs(x - 0.4), 1)[1], x, np.abs(x - 0.4))
    np.testing.assert_allclose(found.knots, [0.4], atol=1e-5)
    assert found.error < 1e-5


@pytest.mark.parametrize(("x", "y"), [([0, 1], [0]), ([1, 1], [0, 2]), ([0, np.nan], [0, 1]), ([[0, 1]], [[0, 1]])])
def test_what_has_no_polyline_is_refused(x: list[float], y: list[float]) -> None:
    with pytest.raises(ValueError, match=r"polyline|finite"):
        best_polylines(x, y, 1)
