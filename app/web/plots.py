"""Large plots: a page of their own, for Plotly, which the other pages' policy would not let in.

Plotly writes style elements and style attributes. Its page allows that and nothing else, reaches no network, and can be
shown only inside this server's own pages; what it is to draw is posted to it.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.web.assets import Asset, answer_with

if TYPE_CHECKING:
    from app.web.assets import Assets

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src data: blob:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
LIBRARY = "plotly/package_data/plotly.min.js"

router = APIRouter()


@cache
def _version() -> str:
    return distribution("plotly").version


@cache
def _library() -> Asset:
    """Return Plotly as its wheel brings it, read and compressed once, when somebody first wants it."""
    return Asset.of("plotly.min.js", Path(str(distribution("plotly").locate_file(LIBRARY))).read_bytes())


@router.get("/plot", response_class=HTMLResponse, include_in_schema=False)
async def plot(request: Request) -> HTMLResponse:
    """The page a plot is drawn in, without a word of its own: whoever frames it posts them too."""
    assets: Assets = request.app.state.assets
    html = request.app.state.templates.get_template("plot.html").render(
        static=assets.url, library=f"/plot/{_version()}/plotly.min.js"
    )
    return HTMLResponse(html, headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"})


@router.get("/plot/{version}/plotly.min.js", include_in_schema=False)
def library(request: Request, version: str) -> Response:
    """Plotly itself; no coroutine, so that reading and compressing it holds nobody up."""
    return answer_with(_library(), request, forever=version == _version())
