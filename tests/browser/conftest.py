"""A visit whose console must stay silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browsers import Visit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext

    from benchmarks.servers import RunningServer


@pytest.fixture(scope="session")
def profiles(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Browser profiles by what makes them differ, kept so that what every page loads is loaded once."""
    kept: dict[str, BrowserContext] = {}

    def profile(number: int, **options: object) -> BrowserContext:
        key = f"{number} {sorted(options.items())}"
        if key not in kept:
            kept[key] = browser.new_context(**options)  # type: ignore[arg-type]
        return kept[key]

    yield profile
    for context in kept.values():
        context.close()


@pytest.fixture
def visitor(profiles: Callable[..., BrowserContext], server: RunningServer) -> Iterator[Callable[..., Visit]]:
    """Makes visits of people who share nothing and come for the first time; in the end no console may have spoken."""
    visits: list[Visit] = []

    def visit(*, width: int = 1440, height: int = 900, url: str = server.url, **profile: object) -> Visit:
        page = profiles(len(visits), **profile).new_page()
        page.set_viewport_size({"width": width, "height": height})
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
