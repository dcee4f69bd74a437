"""The pages of saved runs: hostile titles, and runs that are not there."""

from __future__ import annotations

import json
import urllib.request
from typing import TYPE_CHECKING

import pytest

from benchmarks.storage import posted
from tests.browsers import violations

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from benchmarks.servers import RunningServer
    from tests.browsers import Visit


def saved(server: RunningServer, title: str) -> str:
    """Save a run and return the address of its page."""
    request = urllib.request.Request(f"{server.url}/api/runs", posted(title))
    with urllib.request.urlopen(request) as answer:
        return str(json.load(answer)["url"])


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("</title><script>document.title = 'taken'</script>", "</title><script>document.title = 'taken'</script>"),
        ('" onload="document.title=1" x="', '" onload="document.title=1" x="'),
        ("\u202eexe.\u2066gnp &lt;b&gt; {{ 7*7 }}", "exe.gnp &lt;b&gt; {{ 7*7 }}"),
    ],
)
def test_a_hostile_title_is_only_text(
    visitor: Callable[..., Visit], server: RunningServer, title: str, shown: str
) -> None:
    visit = visitor()
    visit.page.goto(server.url + saved(server, title) + "?lang=en")
    visit.until(lambda: visit.state not in {None, "connecting"}, "the page at work")
    assert visit.page.title() == f"{shown} · Piecewise"


@pytest.mark.parametrize(
    ("language", "heading", "link"),
    [("en", "This saved run cannot be found", "Open Piecewise"), ("zh", "找不到这份存档", "打开 Piecewise")],
)
def test_a_run_that_is_not_there_leads_on(
    new_page: Callable[..., Page], server: RunningServer, language: str, heading: str, link: str
) -> None:
    page = new_page(viewport={"width": 390, "height": 844})
    answer = page.goto(f"{server.url}/r/{'x' * 16}?lang={language}")
    assert answer is not None
    assert answer.status == 404
    assert page.get_by_role("heading", name=heading).is_visible()
    assert violations(page) == []
    size = page.get_by_role("link", name=link).bounding_box()
    assert size is not None
    assert size["height"] >= 44
    page.get_by_role("link", name=link).click()
    page.wait_for_url(f"{server.url}/?lang={language}*")
