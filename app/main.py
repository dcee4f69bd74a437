"""The application: wiring and lifespan."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from app import VERSION
from app.sessions.directory import Directory
from app.settings import ServerSettings
from app.storage.runs import RunStore
from app.web import api, exports, live, pages, plots, runs
from app.web.assets import Assets
from app.web.assets import router as assets_router
from app.web.security import SecurityHeaders

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


def create_app(settings: ServerSettings | None = None) -> FastAPI:
    """Return the application; its settings come from the environment unless they are given."""
    app = FastAPI(title="Piecewise", version=VERSION, lifespan=_lifespan, docs_url=None, redoc_url=None)
    app.state.settings = settings or ServerSettings()
    app.state.draining = False
    app.state.assets = Assets()
    app.state.templates = pages.make_templates()
    app.state.runs = RunStore(app.state.settings)
    app.add_middleware(GZipMiddleware, minimum_size=500, compresslevel=6)
    app.add_middleware(SecurityHeaders)
    api.add_error_handlers(app)
    runs.add_error_handlers(app)
    app.include_router(api.router)
    app.include_router(exports.router)
    app.include_router(pages.router)
    app.include_router(plots.router)
    app.include_router(runs.router)
    app.include_router(live.router)
    app.include_router(assets_router)
    return app


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.directory = Directory(app.state.settings)
    scheduler = asyncio.create_task(app.state.directory.scheduler.run())
    try:
        async with app.state.runs.running():
            yield
    finally:
        scheduler.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await scheduler
        app.state.directory.close()
