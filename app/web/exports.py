"""HTTP for exports: a result as a file to download."""

from __future__ import annotations

import gzip
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.exports import EXPORTS, ExportError, export
from app.exports.files import Language, Spreadsheet, Theme  # noqa: TC001 (FastAPI reads the annotations)
from app.fields import OneOf
from app.results import parse_result
from app.validation import check_values
from app.web.negotiation import best_of
from app.web.problems import answers, problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.exports import ExportFile
    from app.results import Result

MAX_BODY = 4 * 1024 * 1024
MAX_VALUES = 400_000
"""Numbers in a posted result, counted before it is parsed: a file of them may be many times as long as the body."""
LARGEST_UNCOMPRESSED = 500
LONGEST_TITLE = 120
AT_ONCE = CapacityLimiter(1)
"""Exports made at the same time: two would delay the sessions longer and not finish sooner."""

FormatName = Annotated[str, OneOf(EXPORTS), Query(alias="format")]

router = APIRouter()

FILE: dict[int | str, dict[str, Any]] = {200: {"description": "The file", "content": {"*/*": {}}}}
_OPENAPI: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "A result as `piecewise fit` writes it; losses with `step` may be decimated.",
        "content": {"application/json": {"schema": {"type": "object", "required": ["layers"]}}},
    }
}


@router.post(
    "/api/export",
    openapi_extra=_OPENAPI,
    response_class=Response,
    responses=answers(413, 422) | FILE,
)
async def export_posted(
    request: Request,
    format_name: FormatName,
    *,
    lang: Language = "en",
    theme: Theme = "light",
    title: Annotated[str, Query(max_length=LONGEST_TITLE)] = "",
    spreadsheet: Spreadsheet = "none",
) -> Response:
    """A posted result as a file of some format, under a title where there is one."""
    body = await read_body(request, MAX_BODY)
    if body is None:
        return problem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a result may be {MAX_BODY // 2**20} MiB long: send fewer losses"
        )

    def make() -> ExportFile:
        check_values(body, MAX_VALUES)
        result = parse_result(body)
        return export(result, format_name, lang=lang, theme=theme, title=title, spreadsheet=spreadsheet)

    return await _respond(request, make)


async def export_response(
    request: Request,
    result: Result,
    format_name: str,
    *,
    lang: Language = "en",
    theme: Theme = "light",
    title: str = "",
) -> Response:
    """Return a result as a file to download, or the problem document that says why there is none.

    Args:
        request: the request to answer, for the encodings it accepts.
        result: the result.
        format_name: a name in ``EXPORTS``.
        lang: the language of a report.
        theme: the colors of a report.
        title: what the run is called.
    """
    return await _respond(request, lambda: export(result, format_name, lang=lang, theme=theme, title=title))


async def read_body(request: Request, limit: int) -> bytes | None:
    """Return a request's body, or None as soon as it is longer than ``limit`` bytes."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > limit:
            return None
    return bytes(body)


async def _respond(request: Request, make: Callable[[], ExportFile]) -> Response:
    """Make and compress a file beside the event loop: a report takes long enough to delay every session."""
    compress = best_of(request.headers.get("accept-encoding"), ("gzip",)) is not None

    def work() -> tuple[ExportFile, bytes | None]:
        made = make()
        small = len(made.content) <= LARGEST_UNCOMPRESSED
        return made, None if small or not compress else gzip.compress(made.content, 6, mtime=0)

    try:
        file, compressed = await to_thread.run_sync(work, limiter=AT_ONCE)
    except ExportError as error:
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
    headers = {"Content-Disposition": f'attachment; filename="{file.filename}"', "Cache-Control": "no-store"}
    if compressed is None:
        return Response(file.content, media_type=file.media_type, headers=headers)
    headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(compressed, media_type=file.media_type, headers=headers)
