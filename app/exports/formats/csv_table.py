"""``csv``: the curve, the points and the losses in one table.

Its first lines, which begin with #, say how it was made. Then comes one table with a header. Its column ``kind`` says
what a row is: ``curve``, ``training``, ``validation`` or ``loss``; cells that mean nothing there are empty. Where x are
dates there is a column ``date`` as well. For a spreadsheet the file begins with a mark that says it is UTF-8, and where
decimals have a comma a semicolon separates the cells.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import math
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from app.exports.context import CurveContext
    from app.exports.files import Options

    Cell = str | float | int | None

_JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def write(context: CurveContext, options: Options) -> bytes:
    """Return the table, in the units of the data."""
    comma = options.spreadsheet == "comma"
    dates = context.count if context.count is not None and context.count.since else None
    parts = context.parts
    last = len(context.network.layers) - 2
    names = [context.neuron_name(last, j) if last >= 0 else "input" for j in range(len(parts) - 1)]
    out = io.StringIO()
    plain = options.spreadsheet == "none"
    table = csv.writer(out, delimiter=";" if comma else ",", lineterminator="\n" if plain else "\r\n")
    if plain:
        out.writelines(f"# {line}\n" for line in _head(context, names))
    else:  # each line one quoted cell: nothing in it begins a cell of its own
        table.writerows([f"# {line}"] for line in _head(context, names))

    def put(kind: str, x: Cell, *cells: Cell) -> None:
        place = [x, *([dates.text(x) if isinstance(x, float) else None] if dates else [])]
        table.writerow([kind, *(_with_comma(cell) if comma else cell for cell in (*place, *cells))])

    table.writerow([
        "kind", "x", *(["date"] if dates else []), "y", "target", "prediction", "offset", *names,
        "step", "training_loss", "validation_loss",
    ])  # fmt: skip
    rest = [None] * len(parts)
    for row in zip(*_columns(context.x, context.target, context.y), *_columns(*parts), strict=True):
        put("curve", row[0], None, *row[1:], None, None, None)
    for kind, x, y in context.points:
        for at, value, found in zip(*_columns(x, y, context.predict(x)), strict=True):
            put(kind, at, value, None, found, *rest, None, None, None)
    for row in _losses(context):
        put("loss", None, None, None, None, *rest, *row)
    return (b"" if plain else codecs.BOM_UTF8) + out.getvalue().encode()


def _with_comma(cell: Cell) -> Cell:
    return repr(cell).replace(".", ",") if isinstance(cell, float) else cell


def _head(context: CurveContext, names: list[str]) -> Iterator[str]:
    yield from context.made
    yield "experiment: " + _safe(_without_points(context))
    yield "kind is curve or training or validation or loss. prediction on rows of kind curve is the curve on the page."
    sum_of = f"offset + {names[0]}" + (f" + ... + {names[-1]}" if len(names) > 1 else "")
    yield f"To check: prediction = {sum_of} on rows of kind curve. Largest difference: {context.sum_difference():.2g}"


def _without_points(context: CurveContext) -> str:
    """Return the experiment as JSON; points are in the table and not said twice."""
    config = json.loads(context.config_text)
    source = config["data"]["source"]
    if source["kind"] == "points":
        source |= {"x": "in the table", "y": "in the table"}
    return json.dumps(config)


def _safe(text: str) -> str:
    """Return JSON no cell of which begins with what somebody typed: a spreadsheet might take it for a formula."""
    return _JSON_STRING.sub(lambda found: found[0].replace(",", r"\u002c").replace(";", r"\u003b"), text)


def _losses(context: CurveContext) -> Iterator[tuple[Cell, Cell, Cell]]:
    """Yield step, training loss and validation loss, as trained: on scaled points where there are any."""
    losses = context.result.losses
    steps = losses.step if losses.step is not None else range(len(losses.train))
    validation = losses.validation or [None] * len(losses.train)
    for step, training, held_out in zip(steps, losses.train, validation, strict=False):
        yield _whole(step), _cell(training), _cell(held_out)


def _columns(*arrays: NDArray[np.float64]) -> list[list[Cell]]:
    return [[_cell(value) for value in array.tolist()] for array in arrays]


def _cell(value: float | None) -> Cell:
    """Return a number that reads back as the same float64; nothing where there is none."""
    return value + 0.0 if value is not None and math.isfinite(value) else None  # + 0.0: no −0


def _whole(step: float) -> Cell:
    return int(step) if math.isfinite(step) and step == int(step) else _cell(step)
