"""``pieces``: the exact straight pieces of a piecewise linear network."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from app.exports.files import ExportError

if TYPE_CHECKING:
    from app.exports.context import CurveContext
    from app.exports.files import Options


def write(context: CurveContext, _options: Options) -> bytes:
    """Return domain, knots, pieces, text and LaTeX, exact and in the units of the data."""
    expression = context.expression
    if expression.pieces is None:
        smooth = ", ".join(dict.fromkeys(a.name for a in context.network.activations if not a.piecewise_linear))
        raise ExportError(
            f"a network with the activation {smooth} is a smooth curve and has no straight pieces: "
            "the format latex writes it out in closed form"
        )
    return json.dumps(expression.to_format(), indent=1, ensure_ascii=False).encode()
