"""An experiment's settings as a table for people, in the page's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.tasks.curve import ExpressionSource, PointsSource

if TYPE_CHECKING:
    from app.exports.context import CurveContext
    from app.exports.translations import Translations

Row = tuple[str, str]


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
