"""A report in Chromium: offline, in both languages and themes, on a phone and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.exports import export
from tests.browsers import violations
from tests.exports.making import scaled, trained

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from app.results import Result

DRAWN = """[...document.querySelectorAll('.js-plotly-plot')].map((figure) => {
  const { left, right } = figure.querySelector('.main-svg').getBoundingClientRect();
  return [figure.id, left, right];
})"""


def open_report(
    new_page: Callable[..., Page], folder: Path, result: Result, *, width: int = 1440, **look: Any
) -> tuple[Page, list[str]]:
    """Open a report where there is no network; return the page and everything it complained of or asked for."""
    path = folder / "report.html"
    path.write_bytes(export(result, "report", **look).content)
    page = new_page(viewport={"width": width, "height": 900})
    page.context.set_offline(True)
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda request: None if request.url == path.as_uri() else trouble.append(request.url))
    page.goto(path.as_uri())
    return page, trouble


@pytest.mark.parametrize(
    ("make", "look", "width"),
    [(trained, {"lang": "en", "theme": "light"}, 1440), (scaled, {"lang": "zh", "theme": "dark"}, 390)],
)
def test_a_report_opens_offline(
    new_page: Callable[..., Page], tmp_path: Path, make: Any, look: dict[str, str], width: int
) -> None:
    title = "<b>Ours</b>\u202e"
    page, trouble = open_report(new_page, tmp_path, make(), width=width, title=title, **look)
    drawn = {name: (left, right) for name, left, right in page.evaluate(DRAWN)}
    layers = len(make().layers)
    assert set(drawn) == {"fit", "contributions", "losses", *(f"weights-{k + 1}" for k in range(layers))}
    assert all(0 <= left < right <= width for left, right in drawn.values())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1").inner_text() == "<b>Ours</b>"
    assert page.title() == "<b>Ours</b>"
    found = violations(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]})
    assert [(entry["id"], entry["nodes"][0]["html"][:200]) for entry in found] == []
    assert trouble == []


def test_figures_fit_on_paper(new_page: Callable[..., Page], tmp_path: Path) -> None:
    page, _trouble = open_report(new_page, tmp_path, trained())
    page.set_viewport_size({"width": 688, "height": 1000})  # A4 between its margins
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert all(0 <= left < right <= 688 for _, left, right in page.evaluate(DRAWN))
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    widths = {name: right - left for name, left, right in page.evaluate(DRAWN)}
    assert widths["fit"] > 900
