"""``csv``: the curve, the points and the losses in one table.

Its first lines, which begin with #, say how it was made. Then comes one table with a header. Its column ``kind`` says
what a row is: ``curve``, ``training``, ``validation`` or ``loss``; cells that mean nothing there are empty.
"""

from __future__ import annotations

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

    from app.exports.files import Options
    from app.exports.material import Material

    Cell = str | float | int | None

_JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def write(material: Material, _options: Options) -> bytes:
    """Return the table, in the units of the data."""
    parts = material.parts
    inputs = "neuron" if material.result.config.network.hidden else "input"
    names = [f"{inputs}_{j}" for j in range(1, len(parts))]
    out = io.StringIO()
    out.writelines(f"# {line}\n" for line in _head(material, names))
    table = csv.writer(out, lineterminator="\n")
    curve = ["kind", "x", "y", "target", "prediction", "offset", *names]
    table.writerow([*curve, "step", "training_loss", "validation_loss"])
    rest = [None] * len(parts)
    for row in zip(*_columns(material.x, material.target, material.y), *_columns(*parts), strict=True):
        table.writerow(["curve", row[0], None, *row[1:], None, None, None])
    for kind, x, y in material.points:
        rows = zip(*_columns(x, y, material.predict(x)), strict=True)
        table.writerows([kind, at, value, None, found, *rest, None, None, None] for at, value, found in rows)
    blank = [None] * (len(curve) - 1)
    table.writerows(["loss", *blank, *row] for row in _losses(material))
    return out.getvalue().encode()


def _head(material: Material, names: list[str]) -> Iterator[str]:
    yield from material.made
    yield "experiment: " + _safe(_without_points(material))
    yield "kind is curve or training or validation or loss. prediction on rows of kind curve is the curve on the page."
    sum_of = f"offset + {names[0]}" + (f" + ... + {names[-1]}" if len(names) > 1 else "")
    yield f"To check: prediction = {sum_of} on rows of kind curve. Largest difference: {material.sum_difference():.2g}"


def _without_points(material: Material) -> str:
    """Return the experiment as JSON; points are in the table and not said twice."""
    config = json.loads(material.config_text)
    source = config["data"]["source"]
    if source["kind"] == "points":
        source |= {"x": "in the table", "y": "in the table"}
    return json.dumps(config)


def _safe(text: str) -> str:
    """Return JSON no cell of which begins with what somebody typed: a spreadsheet might take it for a formula."""
    return _JSON_STRING.sub(lambda found: found[0].replace(",", r"\u002c").replace(";", r"\u003b"), text)


def _losses(material: Material) -> Iterator[tuple[Cell, Cell, Cell]]:
    """Yield step, training loss and validation loss, as trained: on scaled points where there are any."""
    losses = material.result.losses
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
