"""Exports: a result as a file, in every format there is.

A format is one entry of ``EXPORTS`` and one module in ``formats`` with a function ``write(context, options)``. Each
file says how it was made and, where it can run, prints its largest difference from the curve on the page.
"""

from __future__ import annotations

from app.exports.files import LANGUAGES, ExportError, ExportFile
from app.exports.registry import EXPORTS, export

__all__ = ["EXPORTS", "LANGUAGES", "ExportError", "ExportFile", "export"]
