"""From a typed formula to a function of NumPy arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedToken

from app.expressions.building import Builder, MisreadError
from app.expressions.errors import ExpressionError
from app.expressions.grammar import make_parser
from app.expressions.mending import explain, placed
from app.expressions.reading import read

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from app.expressions.functions import Values

MAX_LENGTH = 256

_PARSER = make_parser(Builder())


@dataclass(frozen=True)
class Formula:
    """A function of x; the same text gives the same function."""

    text: str
    _evaluate: Callable[[Values], Values]

    def __call__(self, x: Values) -> Values:
        """Return the values at x (n,); where there is none, e.g. 1/0 or the root of −1, they are not finite."""
        with np.errstate(all="ignore"):
            return np.array(np.broadcast_to(self._evaluate(x), x.shape), dtype=np.float64)

    def finite_values(self, x: Values) -> Values:
        """Return the values at x (n,).

        Raises:
            ExpressionError: not_finite, naming the first x without a value.
        """
        values = self(x)
        bad = np.flatnonzero(~np.isfinite(values))
        if bad.size:
            place = float(x[bad[0]])
            kind = "infinite" if np.isinf(values[bad[0]]) else "not a real number"
            raise ExpressionError(
                "not_finite", f"at x = {place:.4g} the formula is {kind}", 0, len(self.text), x=place, kind=kind
            )
        return values


@lru_cache(maxsize=64)
def parse_formula(text: str) -> Formula:
    """Return the function a text means.

    Raises:
        ExpressionError: if it means none; says where and why.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            "too_long", f"a formula has at most {MAX_LENGTH} characters, this one {len(text)}",
            MAX_LENGTH, len(text) - MAX_LENGTH, limit=MAX_LENGTH,
        )  # fmt: skip
    if not text.strip():
        raise ExpressionError("empty", "type a formula in x, such as sin(3x) + 0.3x^2", 0, 0)
    reading = read(text)
    if reading.strange is not None:
        character = text[reading.strange]
        raise ExpressionError(
            "strange_character", f"{character!r} means nothing here", reading.strange, character=character
        )
    try:
        node: Any = _PARSER.parse(reading.text)  # the builder's, not lark's own tree
    except MisreadError as error:
        raise placed(error, text, reading) from None
    except (UnexpectedToken, UnexpectedCharacters, UnexpectedEOF) as error:
        raise explain(error, text, reading) from None
    return Formula(text, node.evaluate)
