"""A visit whose console must stay silent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest

from benchmarks.servers import RunningServer, running_server
from tests.browser.sharing import CLIPBOARD
from tests.browsers import Visit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext

    from tests.browsers import Theme


@pytest.fixture(scope="session")
def profiles(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Browser profiles by what makes them differ, kept so that what every page loads is loaded once."""
    kept: dict[str, BrowserContext] = {}

    def profile(number: int, **options: object) -> BrowserContext:
        key = f"{number} {sorted(options.items())}"
        if key not in kept:
            kept[key] = browser.new_context(permissions=CLIPBOARD, **options)  # type: ignore[arg-type]
        return kept[key]

    yield profile
    for context in kept.values():
        context.close()


@pytest.fixture(scope="session")
def bare_server() -> Iterator[RunningServer]:
    """Keeps no runs and may be in no frame."""
    with running_server(database_url="", embed_origins="[]", busy_seconds=60) as running:
        yield running


@pytest.fixture
def visitor(profiles: Callable[..., BrowserContext], server: RunningServer) -> Iterator[Callable[..., Visit]]:
    """Makes visits of people who share nothing and come for the first time; in the end no console may have spoken."""
    visits: list[Visit] = []

    def visit(
        *,
        width: int = 1440,
        height: int = 900,
        url: str = server.url,
        color_scheme: Theme = "light",
        reduced_motion: Literal["reduce", "no-preference"] = "no-preference",
        **profile: object,
    ) -> Visit:
        page = profiles(len(visits), **profile).new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=color_scheme, reduced_motion=reduced_motion)
        visits.append(Visit(page, url))
        return visits[-1]

    yield visit
    for each in visits:
        each.leave()
    assert [each.console for each in visits if each.console] == []


@pytest.fixture
def visit(visitor: Callable[..., Visit]) -> Visit:
    """One visit on a desktop, already training."""
    return visitor().open()
