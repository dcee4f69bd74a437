"""The page, rendered in the visitor's language, and the page that Plotly draws in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.web.assets import Asset, answer_with
from app.web.negotiation import best_of
from app.web.problems import answers
from app.web.security import content_security_policy

if TYPE_CHECKING:
    from app.web.assets import Assets

PLOT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src data: blob:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""Plotly writes style elements and attributes: its page allows these, reaches no network, and is framed only here."""
PLOTLY = "plotly/package_data/plotly.min.js"
FIRST_LANGUAGE = "en"

EMBEDDABLE = ("network", "fit", "loss", "transport")
"""Panels that another page's frame may show, beside the tabs of the inspector."""

PANELS = (
    *EMBEDDABLE,
    "settings",
    "training",
    "curve",
    "start",
    "starts",
    "inspector",
    "notes",
    "lab",
    "export",
    "share",
)
"""Every panel of the template but the tabs, by the name that hides it."""

EMBEDDED = "network,fit,transport"
FRAMED = "network,fit,loss,transport"
"""The panels of a link to the whole page that another page shows in a frame."""
IN_FRAGMENT = "=&,+:;/?@!$'()*~"
THEMES = ("auto", "light", "dark")
MAX_NAMES, MAX_NAME = 5, 40
"""How many unknown names from the address, and how many characters of each, the message repeats."""

router = APIRouter()


def choose_language(asked: str | None, accepted: str | None, known: list[str]) -> str:
    """Return the language to speak: the one asked for, else the browser's favorite that is known, else English."""
    if asked in known:
        return str(asked)
    ours = sorted(known, key=lambda name: name != FIRST_LANGUAGE)
    return best_of(accepted, ours, by_prefix=True) or FIRST_LANGUAGE


@router.get("/", response_class=HTMLResponse)
async def index(request: Request, lang: str | None = None, view: str | None = None) -> Response:
    """The page itself; in another page's frame, the page for frames."""
    if lang and "#" in lang:
        language, _, fragment = lang.partition("#")
        return RedirectResponse(f"/?lang={quote(language)}#{quote(fragment, safe=IN_FRAGMENT)}")
    if is_framed(request):
        return to_frame(lang=lang)
    return page_response(request, lang=lang, view="present" if view == "present" else "full")


@router.get("/#{fragment:path}", include_in_schema=False)
async def encoded_fragment(request: Request) -> Response:
    """A link whose ``#`` was percent-encoded on its way: on to where it was meant to lead, not decoded any further."""
    fragment = request.scope["raw_path"].decode("ascii")[len("/%23") :]
    return RedirectResponse("&".join(filter(None, (f"/#{fragment}", request.url.query))))


def is_framed(request: Request) -> bool:
    """Tell whether a browser asks for a page that another page shows in a frame."""
    return request.headers.get("sec-fetch-dest") in {"iframe", "frame"}


def to_frame(**wishes: str | None) -> Response:
    """Return the way to the page for frames; the browser takes the fragment along."""
    query = urlencode({name: value for name, value in {"panels": FRAMED, **wishes}.items() if value}, safe=",")
    return RedirectResponse(f"/embed?{query}", headers={"Vary": "Sec-Fetch-Dest", "Cache-Control": "no-cache"})


@dataclass(frozen=True)
class Frame:
    """What the page is like in another page's frame.

    Attributes:
        hide: names of the panels it does not show.
        theme: light or dark; None follows the visitor's system.
        unknown: what was asked for and is not there.
    """

    hide: tuple[str, ...]
    theme: str | None
    unknown: tuple[str, ...]


def frame_of(panels: str, theme: str, tabs: list[str]) -> Frame:
    """Return the frame that an address asks for, with these tabs there; without any panel it knows, the usual ones."""
    embeddable = (*EMBEDDABLE, *tabs)
    names = list(dict.fromkeys(name.strip() for name in panels.split(",") if name.strip()))
    shown = {name for name in names if name in embeddable} or set(EMBEDDED.split(","))
    unknown = [name for name in names if name not in embeddable] + [theme] * (theme not in THEMES)
    if shown & set(tabs):
        shown.add("inspector")
    return Frame(
        tuple(name for name in (*PANELS, *tabs) if name not in shown),
        theme if theme in THEMES[1:] else None,
        tuple(name[:MAX_NAME] for name in unknown[:MAX_NAMES]),
    )


@router.get("/embed", response_class=HTMLResponse, responses=answers(422))
async def embed(
    request: Request,
    panels: str = EMBEDDED,
    lang: str | None = None,
    theme: str = THEMES[0],
    run: Annotated[str | None, Query(max_length=MAX_NAME)] = None,
) -> HTMLResponse:
    """The page in another page's frame, with chosen panels only; of a saved run, where one is named."""
    assets: Assets = request.app.state.assets
    frame = frame_of(panels, theme, assets.tab_panels)
    response = page_response(request, lang=lang, view="embed", run=run, frame=frame)
    # Any page that may embed it may load it; it opens no window that would need isolation.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return response


def page_response(
    request: Request,
    *,
    lang: str | None = None,
    view: str = "full",
    run: str | None = None,
    title: str = "",
    frame: Frame | None = None,
) -> HTMLResponse:
    """Return the page.

    Args:
        request: whose browser says which languages it prefers.
        lang: the language asked for in the address.
        view: which view of the page, ``data-view`` on its root.
        run: the id of a saved run to open, ``data-run`` on its root.
        title: what the run is called, before the page's own title.
        frame: what it is like in another page's frame, where the settings let it be in one.
    """
    language = language_of(request, lang)
    assets: Assets = request.app.state.assets
    ancestors = request.app.state.settings.embed_origins if frame else []
    html = request.app.state.templates.get_template("index.html").render(
        lang=language,
        languages=sorted(assets.strings),
        view=view,
        run=run,
        title=title,
        hide=frame.hide if frame else (),
        theme=frame.theme if frame else None,
        problem=_unknown_in(frame, assets, language) if frame and frame.unknown else "",
        t=lambda key: assets.text(language, key),
        static=assets.url,
        modules=assets.modules,
        import_map=assets.import_map,
        features=assets.listed_features,
        tabs=assets.tabs(language),
    )
    # A sandboxed frame, which has no origin, makes its worker of a blob that imports it.
    workers = "'self' blob:" if frame else "'self'"
    return html_response(html, language, content_security_policy([assets.import_map_hash], ancestors, workers))


def _unknown_in(frame: Frame, assets: Assets, language: str) -> str:
    """Return what a frame's address asked for that is not there, in words."""
    names = {
        "names": ", ".join(frame.unknown),
        "panels": ", ".join((*EMBEDDABLE, *assets.tab_panels)),
        "themes": ", ".join(THEMES),
    }
    return assets.text(language, "embed.unknown").format(**names)


def language_of(request: Request, lang: str | None) -> str:
    """Return the language to answer a request in."""
    return choose_language(lang, request.headers.get("accept-language"), list(request.app.state.assets.strings))


def html_response(html: str, language: str, policy: str, status: int = 200) -> HTMLResponse:
    """Return a page in a language, under a content security policy."""
    headers = {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-cache",
        "Content-Language": language,
        "Vary": "Accept-Language, Sec-Fetch-Dest",
    }
    return HTMLResponse(html, status, headers)


@router.get("/favicon.ico", include_in_schema=False)
async def favicon(request: Request) -> RedirectResponse:
    """The icon, for browsers that look for it unasked."""
    return RedirectResponse(request.app.state.assets.url("favicon.svg"))


@cache
def _plotly_version() -> str:
    return distribution("plotly").version


@cache
def _plotly() -> Asset:
    """Return Plotly from its wheel, read and compressed when first asked for."""
    return Asset.of("plotly.min.js", Path(str(distribution("plotly").locate_file(PLOTLY))).read_bytes())


@router.get("/plot", response_class=HTMLResponse, include_in_schema=False)
async def plot(request: Request) -> HTMLResponse:
    """The page a plot is drawn in; the page around it posts the data and every word."""
    assets: Assets = request.app.state.assets
    html = request.app.state.templates.get_template("plot.html").render(
        static=assets.url, library=f"/plot/{_plotly_version()}/plotly.min.js"
    )
    return HTMLResponse(html, headers={"Content-Security-Policy": PLOT_POLICY, "Cache-Control": "no-cache"})


@router.get("/plot/{version}/plotly.min.js", include_in_schema=False)
def library(request: Request, version: str) -> Response:
    """Plotly itself; not a coroutine, so that reading and compressing it runs in a thread."""
    return answer_with(_plotly(), request, forever=version == _plotly_version())
