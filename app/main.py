"""The application: wiring and lifespan."""

from __future__ import annotations

import asyncio
import contextlib
from functools import partial
from typing import TYPE_CHECKING

import structlog
from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from app import VERSION
from app.resources import make_templates
from app.sessions.registry import SessionRegistry
from app.settings import ServerSettings
from app.storage.runs import RunStore
from app.web import api, exports, metrics, pages, runs, websocket
from app.web.address_limits import AddressLimits, LimitsMiddleware
from app.web.assets import Assets
from app.web.assets import router as assets_router
from app.web.methods import Methods
from app.web.metrics import Metrics
from app.web.negotiation import PlainEncodings
from app.web.run_repository import StoredRuns
from app.web.security import AllowedHosts, SecurityHeaders

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

ROUTERS = (
    api.router,
    exports.router,
    pages.router,
    runs.router,
    websocket.router,
    metrics.router,
    assets_router,
)

logger = structlog.get_logger(__name__)


def create_app(settings: ServerSettings | None = None) -> FastAPI:
    """Return the application; its settings come from the environment unless they are given."""
    app = FastAPI(title="Piecewise", version=VERSION, lifespan=_lifespan, docs_url=None, redoc_url=None)
    settings = settings or ServerSettings()
    app.state.settings = settings
    app.state.metrics = Metrics()
    app.state.address_limits = AddressLimits(settings, app.state.metrics)
    app.state.draining = False
    app.state.broken = False
    app.state.assets = Assets()
    app.state.templates = make_templates()
    app.state.runs = RunStore(app.state.settings)
    app.add_middleware(GZipMiddleware, minimum_size=500, compresslevel=6)
    app.add_middleware(PlainEncodings)
    app.add_middleware(LimitsMiddleware, limits=app.state.address_limits, settings=settings)
    routes = [*app.routes, *(route for router in ROUTERS for route in router.routes)]
    app.add_middleware(Methods, routes=routes)
    app.add_middleware(AllowedHosts, listed=settings.allowed_hosts)
    app.add_middleware(SecurityHeaders)
    api.add_error_handlers(app)
    runs.add_error_handlers(app)
    for router in ROUTERS:
        app.include_router(router)
    return app


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    registry = app.state.sessions = SessionRegistry(
        app.state.settings,
        repositories=partial(StoredRuns, app.state.runs),
        on_round=app.state.metrics.rounds.observe,
    )
    app.state.metrics.watch(registry, app.state.address_limits.sockets.total)
    tasks = [asyncio.create_task(registry.scheduler.run()), asyncio.create_task(registry.keep())]
    for task in tasks:
        task.add_done_callback(partial(_note_end, app))
    async with app.state.runs.running():
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            registry.close()


def _note_end(app: FastAPI, task: asyncio.Task[None]) -> None:
    """Report a loop that ended by itself: without it this process serves nobody any more."""
    if not task.cancelled():
        app.state.broken = True
        logger.error("a loop that serves the sessions has ended", exc_info=task.exception())
