"""A visit whose console must stay silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browsers import Visit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

    from benchmarks.servers import RunningServer


@pytest.fixture
def visitor(browser: Browser, server: RunningServer) -> Iterator[Callable[..., Visit]]:
    """Makes visits, each in a browser profile of its own; in the end none may have had a word in its console."""
    visits: list[Visit] = []

    def visit(*, width: int = 1440, height: int = 900, url: str = server.url, **profile: object) -> Visit:
        context = browser.new_context(viewport={"width": width, "height": height}, **profile)  # type: ignore[arg-type]
        visits.append(Visit(context.new_page(), url))
        return visits[-1]

    yield visit
    for each in visits:
        each.page.context.close()
    assert [each.console for each in visits if each.console] == []


@pytest.fixture
def visit(visitor: Callable[..., Visit]) -> Visit:
    """One visit on a desktop, already training."""
    return visitor().open()
