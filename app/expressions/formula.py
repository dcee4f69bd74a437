"""Parses a typed formula into a function of NumPy arrays."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING

import numpy as np
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from app.expressions.building import Builder, MisreadError
from app.expressions.errors import ExpressionError
from app.expressions.grammar import make_parser
from app.expressions.reading import read
from app.expressions.suggestions import Mistake, explain, left_side, placed
from app.expressions.tree import evaluator, render, variants, with_real_roots

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from app.expressions.functions import Values
    from app.expressions.tree import Node

MAX_LENGTH = 256
LONGEST_SUGGESTION = 200
"""Characters; longer suggestions are left out."""
MOST_SUGGESTIONS = 3
MOST_TRIES = 6
"""How many texts are parsed at most to find suggestions; each takes about as long as the formula did."""
HALVINGS = 40
"""Bisection steps to find the end of a gap: more digits than are shown."""

_PARSER = make_parser(Builder())


class _MistakenError(Exception):
    """Carries a mistake out of a reading."""

    def __init__(self, mistake: Mistake) -> None:
        super().__init__(mistake.error.message)
        self.mistake = mistake


@dataclass(frozen=True)
class Formula:
    """A function of x; the same text gives the same function."""

    text: str
    _tree: Node
    _others: tuple[Node, ...] = ()

    def __call__(self, x: Values) -> Values:
        """Return the values at x (n,); where there is none, e.g. 1/0 or the root of −1, they are not finite."""
        with np.errstate(all="ignore"):
            return np.array(np.broadcast_to(self._evaluate(x), x.shape), dtype=np.float64)

    @cached_property
    def _evaluate(self) -> Callable[[Values], Values]:
        return evaluator(self._tree)

    @cached_property
    def reading(self) -> str:
        """The formula written so that it can be read in one way only; it is a formula, too, and means the same."""
        return render(self._tree)

    @cached_property
    def choices(self) -> tuple[str, ...]:
        """What it may mean as well, where school notation leaves that open; each is a formula."""
        trees = chain(self._others, variants(self._tree))
        wanted = islice((render(tree) for tree in trees), MOST_TRIES)
        readable = [text for text in wanted if len(text) <= LONGEST_SUGGESTION and _can_be_read(text)]
        return tuple(text for text in dict.fromkeys(readable) if text != self.reading)[:MOST_SUGGESTIONS]

    def finite_values(self, x: Values) -> Values:
        """Return the values at x (n,), which rises.

        Raises:
            ExpressionError: not_finite, naming the first x without a value and the part of the range that has none;
                for powers such as x^(1/3) it suggests the root that exists left of 0.
        """
        values = self(x)
        bad = np.flatnonzero(~np.isfinite(values))
        if bad.size == 0:
            return values
        place, gap = float(x[bad[0]]), self._gap(x, np.isfinite(values))
        kind = "infinite" if np.isinf(values[bad[0]]) else "not a real number"
        where = f"at x = {place:.4g}" if gap[0] == gap[1] else f"from x = {gap[0]:.4g} to {gap[1]:.4g}"
        error = ExpressionError("not_finite", f"{where} the formula is {kind}", 0, len(self.text), x=place, kind=kind)
        error.suggestions, error.gap = self._real_roots(x), gap
        raise error

    def _gap(self, x: Values, finite: Values) -> tuple[float, float]:
        """Return the ends of the first part of the range without values, found by halving between the x given."""
        first = int(np.argmin(finite))
        after = np.flatnonzero(finite[first:])
        last = first + int(after[0]) - 1 if after.size else len(x) - 1
        if first == last:
            return float(x[first]), float(x[first])
        low = x[0] if first == 0 else self._edge(x[first], x[first - 1])
        high = x[-1] if last == len(x) - 1 else self._edge(x[last], x[last + 1])
        return float(low), float(high)

    def _edge(self, bad: float, good: float) -> float:
        """Return where values begin between an x that has none and one that has, to about a billionth of the way."""
        step = abs(good - bad)
        for _ in range(HALVINGS):
            middle = (bad + good) / 2
            bad, good = (bad, middle) if np.isfinite(self(np.array([middle])))[0] else (middle, good)
        places = 9 - int(np.floor(np.log10(step))) if step > 0 else 0
        return float(round(good, places)) + 0.0

    def _real_roots(self, x: Values) -> tuple[str, ...]:
        tree = with_real_roots(self._tree)
        if tree is self._tree or not np.isfinite(Formula("", tree)(x)).all():
            return ()
        text = render(tree)
        return (text,) if _can_be_read(text) else ()


@lru_cache(maxsize=64)
def parse_formula(text: str) -> Formula:
    """Return the function a text means.

    Raises:
        ExpressionError: if it means none; says where and why.
    """
    try:
        tree, *others = _trees_of(text)
        return Formula(text, tree, tuple(others))
    except _MistakenError as mistaken:
        error = mistaken.mistake.error
        error.suggestions = _suggestions(text, mistaken.mistake)
    raise error


def _tree_of(text: str) -> Node:
    """Return the tree that a text means.

    Raises:
        _MistakenError: if it means none.
    """
    return _trees_of(text)[0]


def _trees_of(text: str) -> list[Node]:
    """Return the tree that a text means, then the one with decimals where a comma may also begin some.

    Raises:
        _MistakenError: if it means none.
    """
    if len(text) > MAX_LENGTH:
        raise _MistakenError(Mistake(ExpressionError(
            "too_long", f"a formula has at most {MAX_LENGTH} characters, this one {len(text)}",
            MAX_LENGTH, len(text) - MAX_LENGTH, limit=MAX_LENGTH,
        )))  # fmt: skip
    if not text.strip():
        raise _MistakenError(Mistake(ExpressionError("empty", "type a formula in x, such as sin(3x) + 0.3x^2", 0, 0)))
    if (mistake := left_side(text)) is not None:
        raise _MistakenError(mistake)
    reading = read(text)
    if reading.strange is not None:
        character = text[reading.strange]
        raise _MistakenError(Mistake(ExpressionError(
            "strange_character", f"{character!r} means nothing here", reading.strange, character=character
        )))  # fmt: skip
    others = []
    if reading.other is not None:
        with contextlib.suppress(MisreadError, UnexpectedInput):
            others = [_parsed(reading.other)]
    try:
        return [_parsed(reading.text), *others]
    except MisreadError as error:
        if error.code == "arguments" and others:  # atan2(0,5x, 1) takes two values: it can be read in one way only
            return others
        raise _MistakenError(placed(error, text, reading)) from None
    except (UnexpectedToken, UnexpectedCharacters, UnexpectedEOF) as error:
        raise _MistakenError(explain(error, text, reading)) from None


def _parsed(plain: str) -> Node:
    tree: Any = _PARSER.parse(plain)  # the builder's, not lark's own tree
    found: Node = tree
    return found


def _can_be_read(text: str) -> bool:
    try:
        _tree_of(text)
    except _MistakenError:
        return False
    return True


def _suggestions(text: str, mistake: Mistake) -> tuple[str, ...]:
    """Return what can be read of the candidates of a mistake, mended further where they hold another one."""
    found: list[str] = []
    waiting = [(candidate, mistake.rewrite) for candidate in mistake.candidates]
    for _ in range(MOST_TRIES):
        if not waiting:
            break
        candidate, rewrite = waiting.pop(0)
        if len(candidate) > LONGEST_SUGGESTION:
            continue
        try:
            tree = _tree_of(candidate)
        except _MistakenError as mistaken:
            again = mistaken.mistake
            waiting = [(each, rewrite or again.rewrite) for each in again.candidates] + waiting
            continue
        found += [render(tree), *map(render, variants(tree))] if rewrite else [candidate.strip()]
    readable = (each for each in dict.fromkeys(found) if each != text.strip() and len(each) <= LONGEST_SUGGESTION)
    return tuple(islice((each for each in readable if _can_be_read(each)), MOST_SUGGESTIONS))
