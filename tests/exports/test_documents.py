"""Exports to be read: the table, the LaTeX document and the report."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pytest

from app.engine.activations import ACTIVATIONS
from app.engine.initializers import BIAS_INITIALIZERS, INITIALIZERS
from app.engine.losses import LOSSES
from app.engine.optimizers import OPTIMIZERS
from app.engine.schedules import SCHEDULES
from app.engine.targets import TARGETS
from app.exports import export
from app.exports.colors import colors
from app.exports.context import CurveContext
from app.exports.figures import LOSS_BINS, _thinned
from app.exports.files import LANGUAGES, Theme
from app.exports.formats.report import settings_table
from app.exports.translations import Translations
from app.results import Losses
from tests.engine.test_latex import objections
from tests.exports.making import SCALED, large, scaled, train, trained

if TYPE_CHECKING:
    from app.results import Result

# ---- csv -----------------------------------------------------------------------------------------------------------


def table(result: Result) -> tuple[list[str], list[dict[str, str]]]:
    lines = export(result, "csv").content.decode().split("\n")
    head = [line for line in lines if line.startswith("#")]
    return head, list(csv.DictReader(lines[len(head) :]))


@pytest.mark.parametrize("make", [trained, scaled, large, lambda: train({"network": {"hidden": []}})])
def test_the_neurons_of_the_table_sum_up_to_the_curve(make: Any) -> None:
    material = CurveContext(make())
    _, rows = table(make())
    curve = [row for row in rows if row["kind"] == "curve"]
    parts = [name for name in curve[0] if re.fullmatch(r"offset|h[\d.]+|input", name)]
    assert len(parts) == 1 + material.network.sizes[-2]
    sums = np.array([sum(float(row[name]) for name in parts) for row in curve])
    assert sums == pytest.approx(material.y, rel=1e-12, abs=1e-12)
    assert [float(row["x"]) for row in curve] == material.x.tolist()
    assert [float(row["prediction"]) for row in curve] == material.y.tolist()


def test_the_table_holds_every_point_and_every_loss() -> None:
    result = scaled()
    _, rows = table(result)
    training = [(float(row["x"]), float(row["y"])) for row in rows if row["kind"] == "training"]
    kinds = {kind: (x, y) for kind, x, y in CurveContext(result).points}
    assert training == list(zip(*(column.tolist() for column in kinds["training"]), strict=True))
    assert min(x for x, _ in training) >= 1966
    losses = [row for row in rows if row["kind"] == "loss"]
    assert [int(row["step"]) for row in losses] == list(range(20))
    assert [float(row["training_loss"]) for row in losses] == result.losses.train
    assert [float(row["validation_loss"]) for row in losses] == result.losses.validation


def test_thinned_losses_keep_their_steps_and_missing_ones_are_empty() -> None:
    losses = Losses(step=[0, 500], train=[0.5, None], validation=None)
    _, rows = table(trained().model_copy(update={"losses": losses}))
    found = [(r["step"], r["training_loss"], r["validation_loss"]) for r in rows if r["kind"] == "loss"]
    assert found == [("0", "0.5", ""), ("500", "", "")]


def test_no_cell_begins_with_what_somebody_typed() -> None:
    text = export(scaled(), "csv").content.decode()
    assert "cmd()" in text
    for separator in ",;\t":
        cells = [cell.strip(' "') for cell in re.split(rf"[{separator}\n]", text)]
        assert not [cell for cell in cells if cell.startswith(("=", "@", "+"))]
        assert not [cell for cell in cells if cell.startswith("-") and not re.match(r"-[\d.]+", cell)]
    config = re.search(r"^# experiment: (.*)$", text, re.MULTILINE)
    assert config
    found = json.loads(config[1])
    numbers = {"x_kind": "number", "x_since": ""}
    assert found["data"]["source"]["units"] == numbers | SCALED["data"]["source"]["units"]


def test_a_spreadsheet_where_decimals_have_a_comma_reads_the_same_table() -> None:
    _, plain = table(scaled())
    for spreadsheet, separator, mark in (("point", ",", "."), ("comma", ";", ",")):
        content = export(scaled(), "csv", spreadsheet=spreadsheet).content  # type: ignore[arg-type]
        assert content.startswith(b"\xef\xbb\xbf")
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator))
        head = [line for line in lines if line[0].startswith("#")]
        assert all(len(line) == 1 for line in head)
        names, *rows = lines[len(head) :]
        read = [dict(zip(names, [cell.replace(mark, ".") for cell in row], strict=True)) for row in rows]
        assert read == plain


def dated(kind: str = "days", since: str = "2020-01-31") -> Result:
    units = {"x_kind": kind, "x_since": since, "x_offset": 15.0, "x_scale": 5.0}
    source = {"kind": "points", "x": [-3.0, 0.1, 3.0], "y": [0.0, 1.0, 2.0], "units": units}
    return train({"data": {"source": source, "validation_fraction": 0}})


@pytest.mark.parametrize("format_name", ["numpy", "pytorch", "latex", "csv"])
def test_what_counts_from_a_date_says_so(format_name: str) -> None:
    assert "x counts days since 2020-01-31." in export(dated(), format_name).content.decode()
    assert "x counts hours since midnight." in export(dated("hours", ""), format_name).content.decode()
    assert "x counts" not in export(scaled(), format_name).content.decode()


def test_a_report_has_dates_on_its_axes_and_pieces_and_says_what_the_formula_counts() -> None:
    report = export(dated(), "report").content.decode()
    assert "In the formula, x counts days since 2020-01-31." in report
    assert report.count('"type":"date"') == 2  # the fit and the contributions
    assert '"2020-02-15T12:00:00"' in report
    assert "<td>2020-01-31 00:00:00</td>" in report
    assert "公式里的 x 是自 2020-01-31 起的天数" in export(dated(), "report", lang="zh").content.decode()
    times = export(dated("hours", ""), "report").content.decode()
    assert '"tickformat":"%H:%M"' in times
    assert "<td>00:00:00</td>" in times
    assert '"type":"date"' not in export(scaled(), "report").content.decode()


def test_dates_beyond_the_calendar_are_drawn_as_numbers() -> None:
    report = export(dated(since="9999-12-30"), "report").content.decode()
    assert '"type":"date"' not in report
    assert "In the formula, x counts days since 9999-12-30." in report


def test_the_table_calls_neurons_what_the_page_does() -> None:
    names = {
        (3,): ["h1", "h2", "h3"],
        (2, 2): ["h2.1", "h2.2"],
        (): ["input"],
    }
    for hidden, wanted in names.items():
        _, rows = table(train({"network": {"hidden": list(hidden)}}, 2))
        assert list(rows[0])[5:-3] == ["offset", *wanted]


def test_the_table_of_dates_has_them() -> None:
    _, rows = table(dated())
    dates = [row["date"] for row in rows if row["kind"] == "training"]
    assert dates == ["2020-01-31 00:00:00", "2020-02-15 12:00:00", "2020-03-01 00:00:00"]
    assert [row["date"] for row in rows if row["kind"] == "loss"] == [""] * 20


# ---- latex ---------------------------------------------------------------------------------------------------------


def formulas(text: str) -> list[str]:
    body = text[text.index(r"\begin{document}") :]
    return re.findall(r"\\\[(.*?)\\\]", body, re.DOTALL) + re.findall(r"\$(.*?)\$", body, re.DOTALL)


def test_the_latex_document_renders() -> None:
    made = [trained(name) for name in ACTIVATIONS]
    made += [trained("relu", (6, 5)), trained("tanh", (6, 5)), scaled(), train({"network": {"hidden": []}})]
    found = [formula for result in made for formula in formulas(export(result, "latex").content.decode("ascii"))]
    assert len(found) > 6 * len(made)
    assert [pair for pair in zip(found, objections(found), strict=True) if pair[1]] == []


@pytest.mark.parametrize("make", [trained, scaled, large, lambda: trained("gelu")])
def test_the_latex_document_is_whole_and_safe(make: Any) -> None:
    text = export(make(), "latex").content.decode("ascii")
    body = text[text.index(r"\begin{document}") :]
    assert body.rstrip().endswith(r"\end{document}")
    for name in set(re.findall(r"\\begin\{(\w+)\}", text)):
        assert text.count(f"\\begin{{{name}}}") == text.count(f"\\end{{{name}}}"), name
    assert "cmd" not in body
    assert body.count("{") == body.count("}")
    assert max(map(len, text.split("\n"))) < 1000


def test_the_cases_of_the_document_are_the_exact_pieces() -> None:
    text = export(trained(), "latex").content.decode()
    pieces = json.loads(export(trained(), "pieces").content)["pieces"]
    plain = re.sub(r" \\cdot 10\^\{(-?\d+)\}", r"e\1", text)
    rows = re.findall(r"& (\S+) \\le x \\le (\S+)", plain)
    assert [(float(low), float(high)) for low, high in rows] == [(p["from"], p["to"]) for p in pieces]
    for piece in pieces:
        assert repr(abs(piece["slope"])) in text


# ---- report --------------------------------------------------------------------------------------------------------


def report(result: Result, **options: Any) -> str:
    return export(result, "report", **options).content.decode()


def without_plotly(page: str) -> str:
    """Return the page without the library, whose source names addresses it may go to when asked."""
    start = page.index("<script>")
    return page[:start] + page[page.index("</script>", start) :]


def test_the_report_reaches_no_network_and_lets_nobody_in() -> None:
    page = without_plotly(report(scaled(), title='<script>alert("1")</script>\u202e'))
    assert not re.findall(r"""(?:src|href)\s*=|@import|url\(|https?://""", page)
    assert "default-src 'none'" in page
    assert "<script>alert" not in page
    assert "<title>&lt;script&gt;" in page
    assert "<b>price" not in page
    assert "\u202e" not in page


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("theme", get_args(Theme))
def test_the_report_speaks_the_language_and_wears_the_theme(lang: str, theme: Theme) -> None:
    page = without_plotly(report(trained(), lang=lang, theme=theme))
    words = Translations(lang)
    assert f'<html lang="{words.name("page", "lang")}">' in page
    for key in ("fit", "contributions", "losses", "weights", "formula", "experiment", "how"):
        assert f">{words(key)}</h2>" in page
    assert f"--bg: {colors(theme)['bg']};" in page
    assert f"color-scheme: {theme};" in page


def test_every_language_knows_every_choice() -> None:
    registries: dict[str, Any] = {
        "activations": ACTIVATIONS, "initializers": INITIALIZERS, "bias_initializers": BIAS_INITIALIZERS,
        "losses": LOSSES, "optimizers": OPTIMIZERS, "schedules": SCHEDULES, "targets": TARGETS,
    }  # fmt: skip
    for language in LANGUAGES:
        words = Translations(language)
        assert all(words.name(group, name) for group, registry in registries.items() for name in registry)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_setting_stands_in_the_table(lang: str) -> None:
    words = Translations(lang)
    for optimizer in OPTIMIZERS:
        for schedule in SCHEDULES:
            stopping = {"early_stopping": {"patience": 77}} if schedule == "cosine" else {}
            training = {"optimizer": {"name": optimizer}, "schedule": {"name": schedule}, **stopping}
            data = {"source": {"kind": "expression", "expression": "x^2"}, "shown": [-4, 4]}
            rows = [
                row for _, rows in settings_table(CurveContext(train({"training": training, "data": data}, 0)), words)
                for row in rows
            ]  # fmt: skip
            values = dict(rows)
            assert "y = x^2" in values.values()
            assert len(rows) == len(values), "two settings of the same name"
            for parameter in OPTIMIZERS[optimizer].hyperparameters:
                assert values[words.name("fields", parameter.name)] == f"{parameter.default:g}"


def test_a_report_without_losses_or_with_a_network_nobody_could_read_says_so() -> None:
    bare = report(trained().model_copy(update={"losses": Losses()}))
    assert Translations("en")("losses_none") in bare
    assert 'id="losses"' not in bare
    page = without_plotly(report(large()))
    assert "too long to read" in page
    assert len(page) < 1_500_000


def test_long_losses_are_thinned_without_losing_a_spike() -> None:
    losses = np.linspace(1, 0.1, 300_000)
    losses[123_456], losses[200_001] = 50, 0.001
    kept = _thinned(losses)
    assert kept.size <= 2 * LOSS_BINS + 2
    assert {0, 123_456, 200_001, 299_999} <= set(kept.tolist())
    assert (np.diff(kept) > 0).all()
    page = without_plotly(report(trained().model_copy(update={"losses": Losses(train=losses.tolist())})))
    assert len(page) < 200_000


def test_report_and_latex_call_neurons_and_the_prediction_what_the_page_calls_them() -> None:
    shallow, deep = train({"network": {"hidden": [3]}}), trained()
    page = export(shallow, "report").content.decode()
    assert all(f'"name":"h{j}"' in page for j in (1, 2, 3))
    assert re.search(r'"name":"Prediction Y(′|\\u2032)"', page)
    assert "<div>Y′ = " in page or ">Y′ = <" in page
    assert "Neuron 1" not in page
    page = export(deep, "report").content.decode()
    assert all(f'"name":"h2.{j}"' in page for j in (1, 2, 3))
    text = export(shallow, "latex").content.decode()
    assert "$Y' = " in text
    assert r"\[ Y' = \begin{cases}" in text
    assert "y = " not in text[text.index(r"\begin{document}") :].replace(r"y = \begin", "")
