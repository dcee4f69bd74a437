"""A report's figures, drawn by Plotly in the page's colors."""

from __future__ import annotations

import html
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from app.engine.anatomy.styles import SHORT_TEXT
from app.exports.colors import NEURON_COLORS, colors, neuron_color
from app.exports.translations import visible

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.exports.context import CurveContext
    from app.exports.files import Theme
    from app.exports.translations import Translations

HEIGHT = 380
WEIGHTS_HEIGHT = 260
MOST_NAMED = 12
"""A legend of more neurons than this would be longer than the figure."""
MOST_ROWS, MOST_COLUMNS = 7, 5
"""Weights are written into the cells of layers with at most this many rows and columns."""
MOST_TICKS = 16
DIGITS = 6
"""Coordinates are rounded to this many digits of a figure's span: finer than any pixel, however far from 0."""
LOSS_BINS = 500
MOST_ZEROS = 6
"""Numbers of an axis have a power of ten from here on."""
PALE = 0.6
EDGE = 0.015
"""The axis extends beyond the domain by this part of its width."""

FONT = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'PingFang SC', 'Microsoft YaHei', sans-serif"
CONFIG = {"displaylogo": False, "responsive": True, "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"]}


class Figures:
    """A report's figures, each as HTML that draws itself where Plotly is loaded."""

    def __init__(self, context: CurveContext, words: Translations, theme: Theme) -> None:
        self._context, self._words, self._theme = context, words, theme
        self._colors = colors(theme)

    def fit(self) -> str:
        """The target, the points, the prediction and its knots."""
        context, words, shade = self._context, self._words, self._colors
        figure = self._figure().update_xaxes(**self._range())
        figure.add_scatter(**self._curve(context.target, words("target"), shade["target"], 6))
        for kind, x, y in context.points:
            symbol = "circle" if kind == "training" else "diamond-open"
            marker = {"color": shade["soft"], "size": 6, "symbol": symbol, "line": {"width": 1.5}}
            if x.size:
                name = words(f"{kind}_points")
                figure.add_scatter(x=self._places(x), y=_drawn(y), name=name, mode="markers", marker=marker)
        figure.add_scatter(**self._curve(context.y, words("prediction"), shade["prediction"], 2.5))
        pieces = context.pieces
        if pieces is not None and len(pieces.x) > 2:
            marker = {"color": shade["panel"], "size": 9, "line": {"color": shade["accent"], "width": 2.5}}
            at, height = self._places(pieces.x[1:-1]), _drawn(pieces.y[1:-1])
            figure.add_scatter(x=at, y=height, name=words("knots"), mode="markers", marker=marker)
        return self._html(figure, "fit")

    def contributions(self) -> str:
        """What each neuron of the last hidden layer adds, and the sum."""
        context, words = self._context, self._words
        figure = self._figure().update_xaxes(**self._range())
        parts = context.parts[1:]
        has_neurons = bool(context.result.config.network.hidden)
        figure.add_scatter(**self._curve(np.sum(parts, axis=0), words("sum"), self._colors["prediction"], 5))
        for j, part in enumerate(parts):
            name = context.neuron_name(len(context.network.layers) - 2, j) if has_neurons else words("input")
            line = self._curve(part, name, neuron_color(self._theme, j), 2 if len(parts) <= MOST_NAMED else 1.2)
            line["line"]["dash"] = ("solid", "dash", "dot", "dashdot")[j // NEURON_COLORS % 4]
            figure.add_scatter(**line, showlegend=len(parts) <= MOST_NAMED)
        return self._html(figure, "contributions")

    def losses(self) -> str | None:
        """The losses over the steps, thinned out so that no spike is lost; None where there are none."""
        losses = self._context.result.losses
        if not losses.train:
            return None
        training = np.array(losses.train, dtype=np.float64)
        count = training.size
        steps = np.array(losses.step if losses.step is not None else range(count), dtype=np.float64)[:count]
        kept = _thinned(training[: steps.size])
        figure = self._figure()
        rows = [("training", training, self._colors["prediction"], "solid")]
        if losses.validation:
            held_out = np.full(count, np.nan)
            given = np.array(losses.validation, dtype=np.float64)[:count]
            held_out[: given.size] = given
            rows.append(("validation", held_out, self._colors["accent"], "dash"))
        for name, values, color, dash in rows:
            line = _line(steps[kept], values[kept], self._words(name), color, 2)
            line["line"]["dash"] = dash
            figure.add_scatter(**line)
        shown = np.concatenate([values[kept] for _, values, _, _ in rows])
        shown = shown[np.isfinite(shown)]
        if shown.size and shown.min() > 0:
            figure.update_yaxes(type="log", dtick=1 if shown.max() > 10 * shown.min() else None, tickformat="~g")
        figure.update_layout(xaxis_title=self._words("step"), yaxis_title="")
        return self._html(figure, "losses")

    def weights(self) -> list[dict[str, str]]:
        """A heat map for each layer: its ``name``, ``shape`` and ``html``."""
        network, words = self._context.network, self._words
        last = len(network.layers) - 1
        maps = []
        for k in range(last + 1):
            name = words("output_layer") if k == last else words("hidden_layer", number=k + 1)
            weights, biases = network.weights(k), network.biases(k)
            drawn = self._heat_map(weights, biases, k)
            maps.append({"name": name, "shape": f"{weights.shape[0]} × {weights.shape[1]}", "html": drawn})
        return maps

    def _heat_map(self, weights: NDArray[Any], biases: NDArray[Any], layer: int) -> str:
        cells = np.column_stack([weights, biases])
        rows, columns = cells.shape
        reach = float(np.abs(cells).max()) or 1.0
        numbered = rows <= MOST_ROWS and columns <= MOST_COLUMNS
        figure = self._figure()
        figure.add_heatmap(
            z=[_drawn(row) for row in cells],
            zmin=-reach,
            zmax=reach,
            colorscale=[[0, self._pale("neg")], [0.5, self._colors["panel"]], [1, self._pale("pos")]],
            textfont={"color": self._colors["ink"]},
            colorbar={"thickness": 10, "outlinewidth": 0, "nticks": 5},
            text=[[SHORT_TEXT.number(value) for value in row] for row in cells.tolist()] if numbered else None,
            texttemplate="%{text}" if numbered else None,
            hovertemplate="%{y} ← %{x}: %{z:.4~g}<extra></extra>",
            xgap=1 if cells.size <= 1000 else 0,
            ygap=1 if cells.size <= 1000 else 0,
        )
        name_of, is_last = self._context.neuron_name, layer == len(self._context.network.layers) - 1
        read = ["x"] if layer == 0 else [name_of(layer - 1, i) for i in range(columns - 1)]
        named = ["Y′"] if is_last else [name_of(layer, j) for j in range(rows)]
        ticks = {"showgrid": False, "zeroline": False, "ticks": ""}
        shown = range(columns) if columns <= MOST_TICKS else [0, columns - 2, columns - 1]
        labels = [*read, self._words("bias")]
        figure.update_xaxes(**ticks, tickvals=list(shown), ticktext=[labels[i] for i in shown])
        down = range(rows) if rows <= MOST_TICKS else [0, rows - 1]
        figure.update_yaxes(**ticks, tickvals=list(down), ticktext=[named[i] for i in down], autorange="reversed")
        figure.update_layout(height=WEIGHTS_HEIGHT, margin={"l": 28, "r": 4, "t": 4, "b": 28}, hovermode="closest")
        figure.update_layout(xaxis_title="", yaxis_title="")
        return self._html(figure, f"weights-{layer + 1}")

    def _pale(self, name: str) -> str:
        """Return a color mixed with the panel's, so that numbers can be read on it."""
        color, panel = (bytes.fromhex(self._colors[key].removeprefix("#")) for key in (name, "panel"))
        mixed = (round(PALE * a + (1 - PALE) * b) for a, b in zip(color, panel, strict=True))
        return "#" + bytes(mixed).hex()

    def _figure(self) -> Any:
        """Return an empty figure in the page's look, its axes named after the data."""
        shade = self._colors
        lines = {"gridcolor": shade["line"], "zerolinecolor": shade["line-strong"], "zerolinewidth": 1}
        axis = {**lines, "automargin": True, "exponentformat": "power", "minexponent": MOST_ZEROS}
        names = self._names()
        return go.Figure(
            layout={
                "template": None,
                "height": HEIGHT,
                "margin": {"l": 48, "r": 12, "t": 36, "b": 44},
                "paper_bgcolor": shade["panel"],
                "plot_bgcolor": shade["panel"],
                "font": {"family": FONT, "size": 13, "color": shade["ink"]},
                "hovermode": "x unified",
                "hoverlabel": {"bgcolor": shade["panel"], "bordercolor": shade["line-strong"]},
                "legend": {"orientation": "h", "x": 0, "y": 1.01, "yanchor": "bottom", "traceorder": "normal"},
                "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": shade["soft"], "activecolor": shade["accent"]},
                "xaxis": {**axis, "title": {"text": names[0]}},
                "yaxis": {**axis, "title": {"text": names[1]}},
            }
        )

    def _range(self) -> dict[str, Any]:
        """Return what the x axis shows, as dates or times where x are some."""
        low, high = self._context.domain
        edge = EDGE * (high - low)
        ends = self._places(np.array([low - edge, high + edge]))
        if not self._has_dates:
            return {"range": ends}
        count = self._context.count
        return {"type": "date", "range": ends, **({} if count and count.since else {"tickformat": "%H:%M"})}

    @cached_property
    def _has_dates(self) -> bool:
        count, (low, high) = self._context.count, self._context.domain
        return count is not None and None not in (count.moment(2 * low - high), count.moment(2 * high - low))

    def _places(self, x: NDArray[np.floating[Any]]) -> list[float | None] | list[str]:
        """Return x to be drawn: numbers, or dates and times."""
        count = self._context.count
        if count is None or not self._has_dates:
            return _drawn(x)
        return [moment.isoformat() for value in x.tolist() if (moment := count.moment(value)) is not None]

    def _curve(self, y: NDArray[np.float64], name: str, color: str, width: float) -> dict[str, Any]:
        return {**_line(self._context.x, y, name, color, width), "x": self._places(self._context.x)}

    def _names(self) -> tuple[str, str]:
        """Return what x and y are called; Plotly would read tags in a name that somebody typed."""
        units = self._context.experiment.data.source.scaled_by()
        x, y = (units.x_name, units.y_name) if units else ("", "")
        return html.escape(visible(x) or "x", quote=False), html.escape(visible(y) or "y", quote=False)

    def _html(self, figure: Any, name: str) -> str:
        drawn: str = figure.to_html(
            full_html=False, include_plotlyjs=False, div_id=name, config=CONFIG, default_height=figure.layout.height
        )
        return drawn


def _line(x: NDArray[np.float64], y: NDArray[np.float64], name: str, color: str, width: float) -> dict[str, Any]:
    return {"x": _drawn(x), "y": _drawn(y), "name": name, "mode": "lines", "line": {"color": color, "width": width}}


def _drawn(values: NDArray[np.floating[Any]]) -> list[float | None]:
    """Return numbers to be drawn: rounded by what they span, and nothing where there is no number."""
    finite = np.isfinite(values)
    known = values[finite]
    span = float(np.ptp(known)) if known.size else 0.0
    reach = span or float(np.abs(known).max(initial=0))
    places = DIGITS - int(np.floor(np.log10(reach))) if reach else 0
    return [round(v, places) if ok else None for v, ok in zip(values.tolist(), finite.tolist(), strict=True)]


def _thinned(losses: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return which losses to draw: of each bin the lowest and the highest, and both ends."""
    if losses.size <= 2 * LOSS_BINS:
        return np.arange(losses.size)
    edges = np.linspace(0, losses.size, LOSS_BINS + 1).astype(int)
    level = np.nan_to_num(losses, nan=np.inf)
    bins = [(a + level[a:b].argmin(), a + level[a:b].argmax()) for a, b in pairwise(edges)]
    return np.unique(np.concatenate([np.array(bins).ravel(), [0, losses.size - 1]]))
