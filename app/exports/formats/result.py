"""``json``: the result itself, as ``piecewise fit`` writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.exports.context import ExportContext
    from app.exports.files import Options


def write(context: ExportContext, _options: Options) -> bytes:
    """Return RESULT.json: ``parse_result`` reads it back, every number exact; losses that are not finite are null."""
    result = context.result
    left_out: dict[str, Any] = {"losses": {"step"}} if result.losses.step is None else {}
    return result.model_dump_json(exclude=left_out).encode()
