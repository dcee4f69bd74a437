"""Fixtures shared by all tests."""

from __future__ import annotations

import asyncio
import functools
import os
import tempfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from app import main
from benchmarks.servers import RunningServer, running_server
from tests.browsers import chromium

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from playwright.sync_api import Browser, Page

settings.register_profile("steady", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("steady")


vars(main)["Assets"] = functools.cache(vars(main)["Assets"])  # compressed once for all the servers of this process
_directory = tempfile.TemporaryDirectory(prefix="piecewise-")


def pytest_configure() -> None:
    """Keep the tests' saved runs in a place of their own."""
    os.environ["PIECEWISE_DATABASE_URL"] = f"sqlite+aiosqlite:///{_directory.name}/runs.db"
    os.environ["PIECEWISE_ALLOWED_HOSTS"] = '["testserver", "x"]'  # Starlette's client, raw requests


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    _directory.cleanup()


def needs_browser(item: pytest.Item) -> bool:
    return "browser" in getattr(item, "fixturenames", ())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the browser's tests last, those that take longest: what is left of them is shared at the end."""
    items.sort(key=needs_browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """While Playwright is open its event loop counts as running; a worker that gets another test then hides it."""
    playing = None if needs_browser(item) else asyncio._get_running_loop()
    if playing is None:
        return (yield)
    asyncio._set_running_loop(None)
    try:
        return (yield)
    finally:
        asyncio._set_running_loop(playing if playing.is_running() else None)


@pytest.fixture(scope="session")
def server() -> Iterator[RunningServer]:
    """One server process for all tests that leave it as they found it; on a busy machine, too, nobody waits in line."""
    with running_server(max_sessions=5000, max_sessions_per_address=5000, busy_seconds=60) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests that need a page."""
    with chromium() as running:
        yield running


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Makes pages in profiles of their own, for tests that cannot be visits; all are closed at the end."""
    pages: list[Page] = []

    def make(**options: object) -> Page:
        pages.append(browser.new_page(**options))  # type: ignore[arg-type]
        return pages[-1]

    yield make
    for page in pages:
        page.close()
