"""The best that straight pieces can do: the continuous polyline of at most k knots with the least squared error.

A ReLU network of one hidden layer with n neurons is such a polyline with n knots, or n − 1 where one neuron serves as
the straight line under the others. So this is what training could reach.

The search is exact for knots at sample points, by dynamic programming (P. Fearnhead, R. Maidstone and A. Letchford,
"Detecting Changes in Slope With an L0 Penalty", 2019). Let F(k, t, h) be the least squared error of a polyline over
the points up to t that has k knots before t and the height h there. It is the lowest of several parabolas in h, one
for each way to place the knots, and the next piece adds to each:

    F(k, t, h) = min over s < t and g of F(k − 1, s, g) + Σ over s < i ≤ t of (yᵢ − line through (xₛ, g) and (xₜ, h))²

A parabola is kept where it is the lowest at one of ``HEIGHTS`` heights: one that is lowest only between two of them is
lost, which costs less than the rounding of a picture. ``refine`` then moves the knots off the points.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Numbers = NDArray[np.float64]

HEIGHTS = 161
"""Heights at which the parabolas are compared, from a quarter below the lowest y to a quarter above the highest."""
POINTS = 256
"""More points than this are merged into this many groups of neighbors, each with its mean and its weight."""
_ROUNDS = 20


@dataclass(frozen=True)
class Polyline:
    """A continuous curve of straight pieces.

    Attributes:
        x: the ends and, between them, the knots, rising, (knots + 2,).
        y: the heights there, (knots + 2,).
        error: the root of the mean squared error on the points it was fitted to.
    """

    x: Numbers
    y: Numbers
    error: float

    @property
    def knots(self) -> Numbers:
        """The x between neighboring pieces, (knots,)."""
        return self.x[1:-1]

    def __call__(self, x: ArrayLike) -> Numbers:
        """Return the heights at x between the ends (any shape)."""
        return np.asarray(np.interp(np.asarray(x, dtype=np.float64), self.x, self.y))


def best_polylines(x: ArrayLike, y: ArrayLike, most_knots: int) -> list[Polyline]:
    """Return for 0, 1, …, ``most_knots`` knots the polyline with the least squared error, knots at points.

    Takes a time that grows with the square of the points (at most ``POINTS``) and with the knots: 100 points and
    15 knots take a third of a second.

    Args:
        x: (n,), in any order.
        y: (n,).
        most_knots: at least 0; more knots than there are points to hold them change nothing.

    Raises:
        ValueError: if x and y are not equally long, finite and of at least two different x.
    """
    points = _Points.of(x, y)
    tables = [_first_piece(points)]
    for _ in range(most_knots):
        tables.append(_one_more_knot(points, tables[-1]))
    chosen = [_best_places(points, tables[: k + 1]) for k in range(most_knots + 1)]
    return [_fitted(places, np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)) for places in chosen]


def refine(polyline: Polyline, x: ArrayLike, y: ArrayLike) -> Polyline:
    """Return the polyline with its knots moved off the points, to where the squared error is least nearby.

    Levenberg's and Marquardt's method on knots and heights; the knots keep their order, and the ends their places.

    Args:
        polyline: one of ``best_polylines``.
        x: the points it was fitted to, (n,).
        y: (n,).
    """
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    best, damping = polyline, 1e-3
    for _ in range(_ROUNDS):
        heights = _hats(best.x, x)
        slopes = np.diff(best.y) / np.diff(best.x)
        piece = np.clip(np.searchsorted(best.x, x, side="right") - 1, 0, len(slopes) - 1)
        moved_knots = -heights * slopes[piece][:, None]
        jacobian = np.hstack([heights, moved_knots[:, 1:-1]])
        normal = jacobian.T @ jacobian
        damped = normal + damping * np.diag(np.diag(normal) + 1e-9 * np.trace(normal))
        move = np.linalg.solve(damped, jacobian.T @ (y - best(x)))
        places = best.x.copy()
        places[1:-1] += move[len(places) :]
        tried = _fitted(places, x, y) if (np.diff(places) > 0).all() else None
        if tried is not None and tried.error < best.error:
            best, damping = tried, damping / 4
        else:
            damping *= 8
    return best


@dataclass(frozen=True)
class _Points:
    """Points of rising, different x with weights, and the heights at which parabolas are compared."""

    x: Numbers
    y: Numbers
    weight: Numbers
    heights: Numbers

    @classmethod
    def of(cls, x: ArrayLike, y: ArrayLike) -> _Points:
        x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        if x.ndim != 1 or x.shape != y.shape or not (np.isfinite(x).all() and np.isfinite(y).all()):
            raise ValueError(f"x {x.shape} and y {y.shape} must be as many finite numbers each")
        places, group = np.unique(x, return_inverse=True)
        if len(places) < 2:
            raise ValueError("a polyline needs at least two different x")
        if len(places) > POINTS:
            group = group * POINTS // len(places)
        weight = np.bincount(group).astype(np.float64)
        mean_x, mean_y = (np.bincount(group, weights=values) / weight for values in (x, y))
        margin = (y.max() - y.min()) / 4 or 1.0
        heights = np.linspace(y.min() - margin, y.max() + margin, HEIGHTS)
        mean_x[[0, -1]] = places[[0, -1]]
        return cls(mean_x, mean_y, weight, heights)


@dataclass(frozen=True)
class _Table:
    """For one number of knots, the parabolas a·h² + b·h + c of every point t, and how each came about.

    Attributes:
        parabolas: for each t, (m, 3).
        came_from: for each t, (m, 2): the point the last piece begins at, and the parabola there.
    """

    parabolas: list[Numbers]
    came_from: list[NDArray[np.intp]]


def _piece_costs(points: _Points, t: int) -> tuple[Numbers, ...]:
    """Return the squared error of the piece from each point s < t, left out, to t, as six numbers of (t,) each.

    With g its height at s and h its height at t it is A·g² + B·g·h + C·h² + D·g + E·h + F.
    """
    x, y, weight = points.x[: t + 1], points.y[: t + 1], points.weight[: t + 1]
    u = (x[None, :] - x[:t, None]) / (x[t] - x[:t, None])
    inside = np.triu(np.broadcast_to(weight, u.shape), 1)
    rest = 1 - u
    return (
        (inside * rest * rest).sum(axis=1),
        2 * (inside * rest * u).sum(axis=1),
        (inside * u * u).sum(axis=1),
        -2 * (inside * rest) @ y,
        -2 * (inside * u) @ y,
        inside @ (y * y),
    )


def _first_piece(points: _Points) -> _Table:
    """Return the table of no knots: one piece from the first point, whose own error counts too."""
    y, weight = points.y[0], points.weight[0]
    start = np.array([[weight, -2 * weight * y, weight * y * y]])
    parabolas, came_from = [start], [np.array([[-1, -1]])]
    for t in range(1, len(points.x)):
        costs = tuple(cost[:1] for cost in _piece_costs(points, t))
        parabolas.append(_continued(start, costs))
        came_from.append(np.array([[0, 0]]))
    return _Table(parabolas, came_from)


def _one_more_knot(points: _Points, table: _Table) -> _Table:
    """Return the table with one knot more: a knot at some point s ≥ 1, and the best before it."""
    count = len(points.x)
    parabolas, came_from = [np.empty((0, 3))], [np.empty((0, 2), dtype=np.intp)]
    for t in range(1, count):
        counts = [0, *(len(table.parabolas[s]) for s in range(1, t))]
        if not sum(counts):
            parabolas.append(np.empty((0, 3)))
            came_from.append(np.empty((0, 2), dtype=np.intp))
            continue
        begins = np.repeat(np.arange(t), counts)
        before = np.concatenate([table.parabolas[s] for s in range(1, t)])
        which = np.concatenate([np.arange(n) for n in counts])
        tried = _continued(before, tuple(cost[begins] for cost in _piece_costs(points, t)))
        kept = np.unique(_values(tried, points.heights).argmin(axis=0))
        parabolas.append(tried[kept])
        came_from.append(np.column_stack([begins, which])[kept])
    return _Table(parabolas, came_from)


def _continued(before: Numbers, costs: tuple[Numbers, ...]) -> Numbers:
    """Return parabolas (m, 3) in g with a piece added, the best g taken, as parabolas in h."""
    a, b, c, d, e, f = costs
    size = before[:, 0] + a
    linear = before[:, 1] + d
    return np.column_stack(
        [c - b * b / (4 * size), e - linear * b / (2 * size), before[:, 2] + f - linear * linear / (4 * size)]
    )


def _values(parabolas: Numbers, heights: Numbers) -> Numbers:
    """Return each parabola (m, 3) at each height (k,), (m, k)."""
    a, b, c = parabolas.T[:, :, None]
    return np.asarray((a * heights + b) * heights + c)


def _best_places(points: _Points, tables: list[_Table]) -> Numbers:
    """Return ends and knots of the best polyline with one knot less than tables, or fewer where points are too few."""
    lowest, knots_of = np.inf, 0
    for k, table in enumerate(tables):
        last = table.parabolas[-1]
        if len(last):
            least = float((last[:, 2] - last[:, 1] ** 2 / (4 * last[:, 0])).min())
            if least < lowest:
                lowest, knots_of = least, k
    last = tables[knots_of].parabolas[-1]
    which = int((last[:, 2] - last[:, 1] ** 2 / (4 * last[:, 0])).argmin())
    at, path = len(points.x) - 1, [len(points.x) - 1]
    for table in reversed(tables[: knots_of + 1]):
        at, which = table.came_from[at][which]
        path.append(int(at))
    return points.x[path[::-1]]


def _hats(places: Numbers, x: Numbers) -> Numbers:
    """Return each place's hat function at x: 1 there, 0 at its neighbors, straight between, (n, places)."""
    return np.column_stack([np.interp(x, places, row) for row in np.eye(len(places))])


def _fitted(places: Numbers, x: Numbers, y: Numbers) -> Polyline:
    """Return the polyline with these ends and knots whose heights have the least squared error."""
    hats = _hats(places, x)
    heights = np.asarray(np.linalg.lstsq(hats, y)[0], dtype=np.float64)
    return Polyline(places, heights, float(np.sqrt(np.square(hats @ heights - y).mean())))
