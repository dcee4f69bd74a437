"""``report``: one page that holds everything and opens offline."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from plotly.offline import get_plotlyjs

from app.engine.anatomy.float64_forward import AnatomyError
from app.engine.anatomy.styles import short_styles
from app.engine.losses import LOSSES, mean_loss
from app.exports.colors import colors, neuron_color
from app.exports.figures import Figures
from app.exports.translations import Translations, visible
from app.resources import make_templates
from app.tasks.curve import ExpressionSource, PointsSource

if TYPE_CHECKING:
    from app.engine.anatomy.expression import Expression
    from app.engine.anatomy.float64_forward import Neuron
    from app.engine.anatomy.formulas import Line
    from app.exports.context import Count, CurveContext
    from app.exports.files import Options, Theme

Row = tuple[str, str]

MOST_TERMS = 120
"""A formula of more terms than this is too long to read, and is not written out."""
MOST_PIECES = 40
OUTPUT = "Y′"
"""What the page calls the prediction."""
SHORT_LINES = 24
"""The formula with every digit is shown where it has no more lines than this."""


def write(context: CurveContext, options: Options) -> bytes:
    """Return the page, in the units of the data."""
    words = Translations(options.lang)
    figures = Figures(context, words, options.theme)
    result = context.result
    page = (
        make_templates()
        .get_template("report.html")
        .render(
            words=words,
            title=visible(options.title) or words("title"),
            theme=options.theme,
            colors=colors(options.theme),
            plotly=get_plotlyjs(),
            made=_made(context, words),
            facts=_facts(context, words),
            fit=figures.fit(),
            contributions=figures.contributions(),
            offset=_number(float(context.parts[0][0]), context),
            has_neurons=bool(result.config.network.hidden),
            losses=figures.losses(),
            weights=figures.weights(),
            scaled=context.scaled,
            formula=_formula(context, words, options.theme),
            settings=settings_table(context, words),
            config=visible(json.dumps(context.config, ensure_ascii=False, indent=2)),
            check=_check(context, words),
            how=words("how_note", steps=f"{result.step:,}", program=context.made_by),
        )
    )
    return page.encode(errors="replace")


def _made(context: CurveContext, words: Translations) -> list[str]:
    result = context.result
    shape = "-".join(map(str, result.config.sizes()))
    said = words("made", program=context.made_by, shape=shape, steps=f"{result.step:,}", seed=result.config.seed)
    return [said, *([words(result.stopped)] if result.stopped else [])]


def _facts(context: CurveContext, words: Translations) -> list[tuple[str, str]]:
    """Return the few numbers that matter most, each with its name."""
    data, loss = context.dataset, LOSSES[context.result.config.training.loss]
    training = mean_loss(loss, context.network.predict(data.x_train), data.y_train)
    held_out = mean_loss(loss, context.network.predict(data.x_validation), data.y_validation)
    rows = [
        (words("step"), f"{context.result.step:,}"),
        (words("training_loss"), f"{training:.4g}"),
        (words("validation_loss"), "" if math.isnan(held_out) else f"{held_out:.4g}"),
        (words("parameters"), f"{context.network.parameter_count:,}"),
    ]
    return [row for row in rows if row[1]]


def _check(context: CurveContext, words: Translations) -> str:
    added = f"{context.sum_difference():.2g}"
    try:
        return words("check", sum=added, formula=f"{context.formula_difference():.2g}")
    except AnatomyError:
        return words("check_sum", sum=added)


def _formula(context: CurveContext, words: Translations, theme: Theme) -> dict[str, Any]:
    """Return what the template says of the formula: ``note``, ``lines`` of colored terms, ``exact``, ``pieces``."""
    formula: dict[str, Any] = {"lines": [], "definitions": [], "exact": "", "pieces": [], "more": 0, "since": ""}
    try:
        expression = context.expression
    except AnatomyError as error:
        return {**formula, "note": words("formula_none", why=error)}
    formula |= _pieces(expression, context.count)
    formula["since"] = _since(context, words)
    count = context.network.parameter_count
    if (len(formula["pieces"]) + formula["more"] if expression.form == "hinges" else count) > MOST_TERMS:
        return {**formula, "note": words("formula_long", count=f"{count:,}")}
    style = replace(short_styles(expression.digits)[0], neuron=lambda layer, i: context.neuron_name(layer - 1, i - 1))
    last = len(expression.activations) - 1
    text = expression.text
    return {
        **formula,
        "note": words("formula_hinges" if expression.form == "hinges" else "formula_note"),
        "lines": [_colored(line, last, theme) for line in expression.lines(style)],
        "definitions": [entry.text for entry in expression.definitions()],
        "exact": text if text.count("\n") < SHORT_LINES else "",
    }


def _colored(line: Line, last: int, theme: Theme) -> list[tuple[str, str]]:
    """Return a line as parts, each with the color of the one neuron of the last hidden layer it stands for, if any."""

    def color(neurons: tuple[Neuron, ...]) -> str:
        return neuron_color(theme, neurons[0][1]) if [layer for layer, _ in neurons] == [last] else ""

    inside = line.neuron[0] > last  # of a hidden neuron's own line only its name is colored
    parts = [(term.text, color(term.neurons) if inside else "") for term in line.terms]
    opening = OUTPUT + line.opening.removeprefix(line.name) if inside else line.opening
    return [(opening, color((line.neuron,))), *parts, (line.closing, "")]


def _since(context: CurveContext, words: Translations) -> str:
    """Return what x counts in the formula; nothing where it is a number."""
    count = context.count
    if count is None:
        return ""
    counted = words.name("dates", count.kind if count.since else f"{count.kind}_of_day").format(date=count.since)
    return words.name("dates", "note").format(since=counted)


def _pieces(expression: Expression, count: Count | None) -> dict[str, Any]:
    if expression.pieces is None:
        return {}
    style, _latex = short_styles(expression.digits)
    found = expression.pieces.pieces
    place = style.number if count is None else count.text
    rows = [
        [place(piece.start), place(piece.end), style.number(piece.slope), style.number(piece.intercept)]
        for piece in islice(found, MOST_PIECES)
    ]
    return {"pieces": rows, "more": len(found) - len(rows)}


def _number(value: float, context: CurveContext) -> str:
    return short_styles(context.units.digits)[0].number(value)


def settings_table(context: CurveContext, words: Translations) -> list[tuple[str, list[Row]]]:
    """Return each group of settings with its rows: name and value."""
    config = context.result.config
    return [
        (words("data"), _data(context, words)),
        (words("network"), _network(context, words)),
        (words("settings"), _training(config.training, words)),
    ]


def _data(context: CurveContext, words: Translations) -> list[Row]:
    data = context.experiment.data
    source = data.source
    rows = [_field(words, "domain", _interval(context.units.interval(data.domain)))]
    if isinstance(source, PointsSource):
        rows.insert(0, (words("source"), words("points", count=len(source.x))))
    elif isinstance(source, ExpressionSource):
        rows.insert(0, (words("source"), f"y = {source.expression}"))
    else:
        rows.insert(0, (words("source"), words.name("targets", source.name)))
    if not isinstance(source, PointsSource):
        rows.append(_field(words, "samples", str(data.samples)))
    rows.append(_field(words, "noise", f"{data.noise:g}"))
    rows.append(_field(words, "validation_fraction", f"{data.validation_fraction:.0%}"))
    if data.shown is not None:
        rows.append(_field(words, "shown", _interval(context.domain)))
    return rows


def _network(context: CurveContext, words: Translations) -> list[Row]:
    config = context.result.config
    network = config.network
    activations = dict.fromkeys([network.activation] if isinstance(network.activation, str) else network.activation)
    named = [words.name("activations", name) for name in activations]
    return [
        _field(words, "hidden", " · ".join(map(str, network.hidden)) or words("none")),
        _field(words, "activation", " · ".join(named) or words("none")),
        _field(words, "initializer", words.name("initializers", network.initializer)),
        _field(words, "bias_initializer", words.name("bias_initializers", network.bias_initializer)),
        _field(words, "seed", str(config.seed)),
    ]


def _training(training: Any, words: Translations) -> list[Row]:
    optimizer = training.optimizer.values()
    stopping = training.early_stopping
    rows = [
        _field(words, "loss", words.name("losses", training.loss)),
        _field(words, "optimizer", words.name("optimizers", training.optimizer.name)),
        *(_field(words, name, f"{value:g}") for name, value in optimizer.items()),
        _field(words, "schedule", words.name("schedules", training.schedule.name)),
        *(_field(words, name, f"{value:g}") for name, value in training.schedule.values().items()),
        _field(words, "batch_size", str(training.batch_size or words.name("settings", "full_batch"))),
        *(_field(words, name, f"{getattr(training, name):g}") for name in ("l1_penalty", "l2_penalty", "dropout")),
    ]
    if stopping is None:
        return [*rows, _field(words, "early_stopping", words("off"))]
    return [
        *rows,
        _field(words, "patience", str(stopping.patience)),
        _field(words, "min_delta", f"{stopping.min_delta:g}"),
    ]


def _field(words: Translations, name: str, value: str) -> Row:
    return words.name("fields", name), value


def _interval(ends: Any) -> str:
    low, high = ends
    return f"{low:g} … {high:g}".replace("-", "−")
