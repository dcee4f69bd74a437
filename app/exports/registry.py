"""Every format, in the order menus list them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.engine.anatomy.reading import AnatomyError
from app.engine.registry import Registry
from app.exports.files import Exporter, ExportError, ExportFile, Options
from app.exports.material import Material

if TYPE_CHECKING:
    from app.exports.files import Language, Spreadsheet, Theme
    from app.results import Result

EXPORTS: Registry[Exporter] = Registry(
    "export format",
    (
        Exporter(
            "numpy", "piecewise_numpy.py", "text/x-python", "numpy_script",
            "a Python script that needs NumPy and nothing else: `predict(x)`, layer by layer",
        ),
        Exporter(
            "pytorch", "piecewise_pytorch.py", "text/x-python", "pytorch_script",
            "a PyTorch module and a script that trains it on with the same settings",
        ),
        Exporter(
            "onnx", "piecewise.onnx", "application/octet-stream", "onnx_model",
            "an ONNX model for every runtime: `x` to `y`, in float32; in float64 where points were scaled",
            readable=False,
        ),
        Exporter(
            "csv", "piecewise.csv", "text/csv", "csv_table",
            "one table: the curve with each neuron's part, the points and the losses",
        ),
        Exporter(
            "latex", "piecewise.tex", "application/x-tex", "latex_document",
            "a LaTeX document: the formula, exact, and its pieces where there are",
        ),
        Exporter(
            "pieces", "piecewise_pieces.json", "application/json", "pieces",
            "the exact straight pieces: knots, slopes, intercepts and the formula, as JSON",
        ),
        Exporter(
            "json", "piecewise_result.json", "application/json", "result",
            "config, weights and losses, for `piecewise export` and `piecewise fit --weights`",
        ),
        Exporter(
            "report", "piecewise_report.html", "text/html", "report",
            "one page that opens offline: the fit, each neuron's part, losses, weights, formula and experiment",
            readable=False,
        ),
    ),
)  # fmt: skip


def export(
    result: Result,
    format_name: str,
    *,
    lang: Language = "en",
    theme: Theme = "light",
    title: str = "",
    spreadsheet: Spreadsheet = "none",
) -> ExportFile:
    """Return a result as a file; the same result gives the same bytes.

    Args:
        result: the result.
        format_name: a name in ``EXPORTS``.
        lang: the language of a report.
        theme: the colors of a report.
        title: what the run is called.
        spreadsheet: how the spreadsheet that a table is for writes decimals; ``none`` for programs.

    Raises:
        UnknownNameError: if there is no such format; the message lists those there are.
        ExportError: if the format cannot express this network; the message says why.
    """
    exporter = EXPORTS[format_name]
    try:
        content = exporter.write(Material(result), Options(lang, theme, title, spreadsheet))
    except AnatomyError as error:
        raise ExportError(f"{format_name} cannot express this network: {error}") from None
    return ExportFile(exporter.filename, exporter.media_type, content)
