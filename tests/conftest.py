"""Fixtures shared by all tests."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from benchmarks.servers import RunningServer, running_server
from tests.browsers import chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

settings.register_profile("steady", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("steady")


_directory = tempfile.TemporaryDirectory(prefix="piecewise-")


def pytest_configure() -> None:
    """Keep the tests' saved runs in a place of their own."""
    os.environ["PIECEWISE_DATABASE_URL"] = f"sqlite+aiosqlite:///{_directory.name}/runs.db"


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    _directory.cleanup()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the browser's tests last: while Playwright is open its event loop runs, and no other can."""
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))


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
