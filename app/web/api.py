"""HTTP for programs: health, the schema, and errors as problem details (RFC 9457)."""

from __future__ import annotations

import math
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from app.engine.activations import ACTIVATIONS
from app.engine.data import split_rows
from app.engine.initializers import BIAS_INITIALIZERS, INITIALIZERS
from app.engine.losses import LOSSES
from app.engine.optimizers import OPTIMIZERS
from app.engine.schedules import SCHEDULES
from app.engine.streams import Streams
from app.engine.targets import TARGETS
from app.exports import EXPORTS
from app.schema import MAX_SAMPLES
from app.tasks.curve import FIRST_VISIT, CurveExperiment
from app.validation import ConfigError, FieldError
from app.versions import EARLIER_DEFAULTS, EARLIER_OPTIMIZERS
from app.web.client_limits import client_limits
from app.web.problems import answers, problem, problem_of

if TYPE_CHECKING:
    from app.engine.activations import Activation
    from app.engine.losses import Loss
    from app.engine.targets import Target

THUMBNAIL_POINTS = 32
TABLE_REACH = 40
TABLE_POINTS = 20
"""How far and how finely activations are tabulated: 20 values for each unit of z put the bends on the grid."""

PUBLIC = {
    "Cache-Control": "no-cache",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""Headers of answers that are the same for all visitors; any page may read them, a sandboxed frame too."""

router = APIRouter()


@router.get("/healthz", response_class=PlainTextResponse)
async def healthz(request: Request) -> PlainTextResponse:
    """Liveness: the process answers and serves its sessions; 503 when it never will again and is to be restarted."""
    if request.app.state.broken:
        return PlainTextResponse("broken", HTTPStatus.SERVICE_UNAVAILABLE)
    return PlainTextResponse("ok")


@router.get("/readyz", response_class=PlainTextResponse)
async def readyz(request: Request) -> PlainTextResponse:
    """Readiness: 503 while the server drains before it stops, and when it is broken.

    While the database is away sessions are served on, so that is only said.
    """
    state = request.app.state
    if state.draining or state.broken:
        return PlainTextResponse("broken" if state.broken else "draining", HTTPStatus.SERVICE_UNAVAILABLE)
    trouble = state.runs.trouble
    return PlainTextResponse(f"ready, but {trouble}" if trouble else "ready")


@router.get("/api/schema")
async def schema(request: Request) -> JSONResponse:
    """The JSON Schema of an experiment, with its default, the registries and the limits."""
    body = {**experiment_schema(), "limits": client_limits(request.app.state.settings)}
    return JSONResponse(body, headers=PUBLIC)


@router.get("/api/activations")
async def activations() -> JSONResponse:
    """Every activation and its derivative as a table, to be drawn: z from ``from`` to ``to`` in ``count`` values."""
    return JSONResponse(activation_tables(), headers=PUBLIC)


@router.get("/api/split", responses=answers(422))
async def split(
    count: Annotated[int, Query(ge=1, le=MAX_SAMPLES)],
    validation_fraction: Annotated[float, Query(ge=0, le=0.9)],
    seed: Annotated[int, Query(ge=0, le=2**32 - 1)],
    shuffle: Annotated[int, Query(ge=0, le=2**32 - 1)] = 0,
) -> JSONResponse:
    """Which of ``count`` points an experiment would set aside for validation: ``{"validation": [indices]}``.

    The page scales a table by the rows that train, before there is an experiment with these points.
    """
    _, validation = split_rows(count, validation_fraction, Streams.data_of(seed, shuffle))
    return JSONResponse({"validation": validation.tolist()}, headers={"Cache-Control": "no-cache"})


@cache
def activation_tables() -> dict[str, Any]:
    """Return ``from``, ``to``, ``count`` and, by name, ``values`` R(z) and ``derivatives`` R′(z)."""
    z = np.linspace(-TABLE_REACH, TABLE_REACH, 2 * TABLE_REACH * TABLE_POINTS + 1)
    tables = {}
    for name, activation in ACTIVATIONS.items():
        a, derivative = activation.sampled(z)
        tables[name] = {"values": np.round(a, 5).tolist(), "derivatives": np.round(derivative, 5).tolist()}
    return {"from": -TABLE_REACH, "to": TABLE_REACH, "count": z.size, "activations": tables}


@cache
def experiment_schema() -> dict[str, Any]:
    """Return the JSON Schema of ExperimentConfig with ``default``, ``first_visit`` and ``registries``."""
    return {
        **_untitled(CurveExperiment.model_json_schema()),
        "default": CurveExperiment().model_dump(),
        "earlier_defaults": {
            str(version): CurveExperiment.model_validate({"version": version}).model_dump()
            for version in EARLIER_DEFAULTS
        },
        "earlier_branches": {
            str(version): {"training.optimizer": branches} for version, branches in EARLIER_OPTIMIZERS.items()
        },
        "first_visit": FIRST_VISIT.model_dump(),
        "registries": {
            "activations": [_activation(entry) for entry in ACTIVATIONS.values()],
            "losses": [_loss(entry) for entry in LOSSES.values()],
            "optimizers": [
                {
                    **_described(o),
                    "learning_rate": o.learning_rate,
                    "hyperparameters": [p.name for p in o.hyperparameters],
                }
                for o in OPTIMIZERS.values()
            ],
            "schedules": [_described(entry) for entry in SCHEDULES.values()],
            "initializers": [_described(entry) for entry in INITIALIZERS.values()],
            "bias_initializers": [_described(entry) for entry in BIAS_INITIALIZERS.values()],
            "targets": [_target(entry) for entry in TARGETS.values()],
            "exports": [{"name": entry.name, "extension": entry.extension} for entry in EXPORTS.values()],
        },
    }


def _untitled(schema: Any) -> Any:
    """Return a JSON Schema without the titles made up from field names: they say nothing the names do not."""
    if isinstance(schema, list):
        return [_untitled(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: _untitled(value) for key, value in schema.items() if not (key == "title" and isinstance(value, str))}


def _described(entry: Any) -> dict[str, object]:
    return {"name": entry.name, "formula": entry.formula, "latex": entry.latex}


def _activation(activation: Activation) -> dict[str, object]:
    """Return an activation with all that the page knows of it: see ``Activation``."""
    written = activation.written
    return {
        **_described(activation),
        "symbol": activation.name if written.symbol is None else written.symbol,
        "derivative_formula": activation.derivative_formula,
        "piecewise_linear": activation.piecewise_linear,
        "breakpoints": activation.breakpoints,
        "slopes": activation.slopes,
        "at_zero": float(activation.sampled(0.0)[0]),
        "bends": activation.bends,
        "limits": activation.limits,
    }


def _loss(loss: Loss) -> dict[str, object]:
    """Return a loss, and what the gap of a sample is drawn as up to which size; null: to infinity."""
    pieces = [
        {"up_to": piece.up_to if math.isfinite(piece.up_to) else None, "drawn": piece.drawn} for piece in loss.pieces
    ]
    return {**_described(loss), "pieces": pieces}


def _target(target: Target) -> dict[str, object]:
    y = target.function(np.linspace(*target.domain, THUMBNAIL_POINTS))
    return {**_described(target), "domain": target.domain, "thumbnail": np.round(y, 2).tolist()}


def add_error_handlers(app: FastAPI) -> None:
    """Make every HTTP error a problem document; 422 names every bad field."""

    @app.exception_handler(HTTPException)
    async def http_error(_request: Request, error: HTTPException) -> JSONResponse:
        return problem_of(error)

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        return _bad_fields([FieldError(".".join(map(str, e["loc"])), e["msg"]) for e in error.errors()])

    @app.exception_handler(ConfigError)
    async def refused(_request: Request, error: ConfigError) -> JSONResponse:
        return _bad_fields(error.errors)

    @app.exception_handler(ClientDisconnect)
    async def left(_request: Request, _error: ClientDisconnect) -> JSONResponse:
        return problem(HTTPStatus.BAD_REQUEST, "the request ended before its body")  # nobody is there to read it

    @app.exception_handler(Exception)
    async def broken(request: Request, _error: Exception) -> JSONResponse:
        request.app.state.metrics.errors.labels("http").inc()
        return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "something went wrong on our side")


def _bad_fields(errors: list[FieldError]) -> JSONResponse:
    fields = [{"field": error.field, "message": error.message} for error in errors]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "some fields are not valid", errors=fields)
