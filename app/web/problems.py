"""Errors as problem details (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi.responses import JSONResponse

if TYPE_CHECKING:
    from starlette.exceptions import HTTPException


def problem(status: int, detail: str, **more: object) -> JSONResponse:
    """Return an error as ``application/problem+json``."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return JSONResponse(body, status, media_type="application/problem+json")


def problem_of(error: HTTPException) -> JSONResponse:
    """Return the document that says what an HTTP error is about."""
    response = problem(error.status_code, str(error.detail))
    response.headers.update(error.headers or {})
    return response


def answers(*statuses: int, media_type: str = "application/problem+json") -> dict[int | str, dict[str, Any]]:
    """Return what the OpenAPI document says of other answers than the usual one."""
    return {status: {"description": HTTPStatus(status).phrase, "content": {media_type: {}}} for status in statuses}
