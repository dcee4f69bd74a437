"""The registry of export formats, in the order menus list them."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from app.engine.anatomy.float64_forward import AnatomyError
from app.engine.registry import Registry
from app.exports.context import CONTEXTS, ExportContext
from app.exports.files import ExportError, ExportFile, Options

if TYPE_CHECKING:
    from app.exports.files import Language, Spreadsheet, Theme
    from app.results import Result


class Writer(Protocol):
    """``write`` of a module in ``formats``."""

    def __call__(self, context: ExportContext, options: Options) -> bytes:
        """Return the file's bytes.

        Raises:
            ExportError: if the format cannot express this network.
        """


@dataclass(frozen=True)
class Exporter:
    """One format.

    Attributes:
        name: the name users write.
        filename: what the file is called, e.g. ``piecewise.onnx``.
        media_type: its MIME type.
        module: the module in ``formats`` that writes it; imported when first needed, since some bring large libraries.
        summary: what the file is, in one line.
        readable: whether it is text that somebody may want to see in a terminal.
    """

    name: str
    filename: str
    media_type: str
    module: str
    summary: str
    readable: bool = True

    @property
    def extension(self) -> str:
        """The file's extension, without the dot."""
        return self.filename.rpartition(".")[2]

    @property
    def write(self) -> Writer:
        """What writes the file."""
        writer: Writer = import_module(f"app.exports.formats.{self.module}").write
        return writer


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
        ExportError: if the format cannot express this task or network; the message says why.
    """
    exporter, config = EXPORTS[format_name], result.config
    if format_name not in config.exports:
        choices = ", ".join(config.exports)
        raise ExportError(f"{format_name} cannot express the task {config.task}: choose one of {choices}")
    context = CONTEXTS[config.task](result)
    try:
        content = exporter.write(context, Options(lang, theme, title, spreadsheet))
    except AnatomyError as error:
        raise ExportError(f"{format_name} cannot express this network: {error}") from None
    return ExportFile(exporter.filename, exporter.media_type, content)
