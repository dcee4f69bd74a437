"""The page, server-rendered in the visitor's language."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.web.security import content_security_policy

if TYPE_CHECKING:
    from app.web.assets import Assets

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
FIRST_LANGUAGE = "en"

router = APIRouter()


def make_templates() -> jinja2.Environment:
    """Return the template environment: everything escaped, undefined names are errors."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip


def choose_language(asked: str | None, accepted: str | None, known: list[str]) -> str:
    """Return the language to speak: the one asked for, else the browser's favorite that is known, else English."""
    if asked in known:
        return str(asked)
    wishes = []
    for part in (accepted or "").split(","):
        name, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            weight = 0.0
        wishes.append((-weight, name.lower().split("-")[0]))
    return next((name for _, name in sorted(wishes, key=lambda wish: wish[0]) if name in known), FIRST_LANGUAGE)


@router.get("/", response_class=HTMLResponse)
async def index(request: Request, lang: str | None = None, view: str | None = None) -> HTMLResponse:
    """The page itself."""
    return page_response(request, lang=lang, view="present" if view == "present" else "full")


def page_response(
    request: Request, *, lang: str | None = None, view: str = "full", run: str | None = None, title: str = ""
) -> HTMLResponse:
    """Return the page.

    Args:
        request: whose browser says which languages it prefers.
        lang: the language asked for in the address.
        view: which view of the page, ``data-view`` on its root.
        run: the id of a saved run to open, ``data-run`` on its root.
        title: what the run is called, before the page's own title.
    """
    language = language_of(request, lang)
    assets: Assets = request.app.state.assets
    html = request.app.state.templates.get_template("index.html").render(
        lang=language,
        languages=sorted(assets.strings),
        view=view,
        run=run,
        title=title,
        t=lambda key: assets.text(language, key),
        static=assets.url,
        modules=assets.modules,
        import_map=assets.import_map,
    )
    return html_response(html, language, content_security_policy([assets.import_map_hash]))


def language_of(request: Request, lang: str | None) -> str:
    """Return the language to answer a request in."""
    return choose_language(lang, request.headers.get("accept-language"), list(request.app.state.assets.strings))


def html_response(html: str, language: str, policy: str, status: int = 200) -> HTMLResponse:
    """Return a page in a language, under a content security policy."""
    headers = {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-cache",
        "Content-Language": language,
        "Vary": "Accept-Language",
    }
    return HTMLResponse(html, status, headers)


@router.get("/favicon.ico", include_in_schema=False)
async def favicon(request: Request) -> RedirectResponse:
    """The icon, for browsers that look for it unasked."""
    return RedirectResponse(request.app.state.assets.url("favicon.svg"))
