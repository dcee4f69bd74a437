"""Saved runs over HTTP: ``/api/runs`` for programs, ``/r/{id}`` for people."""

from __future__ import annotations

import asyncio
import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, FastAPI, Header, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from app.exports.files import Language, Theme  # noqa: TC001 (FastAPI reads the annotations)
from app.results import parse_result
from app.sessions.saving import with_fewer_losses
from app.storage.errors import (
    NoSuchRunError,
    QuotaError,
    StorageError,
    StorageFullError,
    StorageUnavailableError,
    TitleError,
    WrongSecretError,
)
from app.validation import ConfigError, FieldError, check_values
from app.web.addresses import group_of_client
from app.web.exports import FILE, MAX_VALUES, FormatName, export_response, read_body
from app.web.negotiation import is_known
from app.web.pages import IN_FRAGMENT, html_response, is_framed, language_of, page_response, to_frame
from app.web.problems import answers, problem
from app.web.run_repository import iso_time, receipt_fields
from app.web.security import content_security_policy

if TYPE_CHECKING:
    from app.storage.runs import RunStore, SavedRun
    from app.web.assets import Assets

STATUS: dict[type[StorageError], HTTPStatus] = {
    NoSuchRunError: HTTPStatus.NOT_FOUND,
    WrongSecretError: HTTPStatus.FORBIDDEN,
    QuotaError: HTTPStatus.TOO_MANY_REQUESTS,
    StorageFullError: HTTPStatus.INSUFFICIENT_STORAGE,
    StorageUnavailableError: HTTPStatus.SERVICE_UNAVAILABLE,
}
BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "description": "a title and a result as `piecewise fit` writes it; the config as in /api/schema",
                    "required": ["layers"],
                    "properties": {
                        "title": {"type": "string"},
                        "config": {"type": "object"},
                        "layers": {"type": "array", "items": {"type": "object"}},
                        "step": {"type": "integer", "minimum": 0},
                        "losses": {"type": "object"},
                        "stopped": {"enum": [None, "early_stopping", "diverged"]},
                    },
                }
            }
        },
    }
}
UP_TO_ID = re.compile(r"(?s:.*[\w-])?", re.ASCII)
"""All but what follows a link in a sentence, or a `#` that was percent-encoded on its way; takes linear time."""
NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "As the ETag says"}}

router = APIRouter()


@router.post(
    "/api/runs", status_code=HTTPStatus.CREATED, openapi_extra=BODY, responses=answers(403, 413, 422, 429, 503, 507)
)
async def save(request: Request) -> JSONResponse:
    """Save a run and return its address and the owner's secret, which deletes it and is told only here."""
    settings, store = request.app.state.settings, _store(request)
    body = await read_body(request, settings.max_run_bytes)
    if body is None:
        most = f"a run may be {settings.max_run_bytes} bytes long at most"
        raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, most)
    title, result = await asyncio.to_thread(_parse, body)
    try:
        receipt = await store.save(title, lambda: (result, None), group_of_client(request.scope))
    except TitleError as error:
        raise ConfigError([FieldError("title", str(error))]) from None
    fields = receipt_fields(receipt)
    return JSONResponse(fields, HTTPStatus.CREATED, {"Location": f"/api/runs/{receipt.id}"})


@router.get("/api/runs/{run_id}", responses=answers(404, 422, 429, 503) | NOT_MODIFIED)
async def load(request: Request, run_id: str) -> Response:
    """Return a saved run. It never changes but for its time, and may be deleted: caches are to ask each time."""
    saved = await _store(request).load(run_id)
    etag = f'W/"{saved.head.id}-{saved.head.expires}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    if is_known(etag, request.headers.get("if-none-match")):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(_as_json(saved), media_type="application/json", headers=headers)


@router.get("/api/runs/{run_id}/export", response_class=Response, responses=answers(404, 422, 429, 503) | FILE)
async def export(
    request: Request, run_id: str, format_name: FormatName, lang: Language = "en", theme: Theme = "light"
) -> Response:
    """Return a saved run as a file of some format, to download."""
    saved = await _store(request).load(run_id)
    result = await asyncio.to_thread(parse_result, saved.result)
    return await export_response(request, result, format_name, lang=lang, theme=theme, title=saved.head.title)


@router.delete(
    "/api/runs/{run_id}", status_code=HTTPStatus.NO_CONTENT, responses=answers(401, 403, 404, 422, 429, 503, 507)
)
async def delete(request: Request, run_id: str, authorization: Annotated[str, Header()] = "") -> Response:
    """Delete a saved run: ``Authorization: Bearer SECRET``."""
    scheme, _, secret = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise HTTPException(HTTPStatus.UNAUTHORIZED, "send the secret that came with the run: Authorization: Bearer …")
    await _store(request).delete(run_id, secret.strip())
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.get("/r/{run_id}", response_class=HTMLResponse, responses=answers(404, 503, media_type="text/html"))
async def page(request: Request, run_id: str, lang: str | None = None) -> Response:
    """The page, opening a saved run; a page of its own where there is none, or the database is away."""
    address, _, fragment = run_id.partition("#")
    found = UP_TO_ID.match(address)
    meant = found[0] if found else ""
    if meant and meant != run_id:
        query = request.url.query and f"?{request.url.query}"
        return RedirectResponse(
            f"/r/{quote(meant)}{query}" + (f"#{quote(fragment, safe=IN_FRAGMENT)}" if fragment else "")
        )
    if is_framed(request):
        return to_frame(run=run_id, lang=lang)
    try:
        head = await _store(request).head(run_id)
    except StorageError as error:
        return _missing(request, lang, STATUS[type(error)])
    response = page_response(request, lang=lang, run=head.id, title=head.title)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def add_error_handlers(app: FastAPI) -> None:
    """Make what the storage says a problem document."""

    @app.exception_handler(StorageError)
    async def refused(_request: Request, error: StorageError) -> JSONResponse:
        answer = problem(STATUS[type(error)], str(error))
        if isinstance(error, QuotaError) and error.retry_seconds:
            answer.headers["Retry-After"] = str(error.retry_seconds)
        return answer


def _store(request: Request) -> RunStore:
    store: RunStore = request.app.state.runs
    return store


def _parse(body: bytes) -> tuple[str, bytes]:
    """Return the title and the result, as JSON, of a posted run.

    Raises:
        ConfigError: naming every bad field.
    """
    check_values(body, MAX_VALUES)
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ConfigError([FieldError("", f"not JSON: {error}")]) from None
    title = data.pop("title", "") if isinstance(data, dict) else ""
    if not isinstance(title, str):
        raise ConfigError([FieldError("title", "must be a string")])
    result = parse_result(data)
    try:
        return title, with_fewer_losses(result).model_dump_json().encode()
    except ValueError as error:
        raise ConfigError([FieldError("losses", str(error))]) from None


def _as_json(saved: SavedRun) -> bytes:
    """Return the whole run; its result is JSON already."""
    head = {
        "id": saved.head.id,
        "title": saved.head.title,
        "created": iso_time(saved.head.created),
        "expires": iso_time(saved.head.expires),
        "exact": saved.state is not None,
    }
    return json.dumps(head).encode()[:-1] + b"," + saved.result[1:]


def _missing(request: Request, lang: str | None, status: HTTPStatus) -> HTMLResponse:
    assets: Assets = request.app.state.assets
    language = language_of(request, lang)
    html = request.app.state.templates.get_template("missing.html").render(
        lang=language,
        reason="no_run" if status == HTTPStatus.NOT_FOUND else "unavailable",
        t=lambda key: assets.text(language, key),
        static=assets.url,
    )
    return html_response(html, language, content_security_policy([]), status)
