"""A store over a real SQLite file, and a server around one."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from app.experiment import build_trainer
from app.main import create_app
from app.results import Losses, result_of
from app.settings import ServerSettings
from app.storage.runs import RunStore
from app.validation import parse_config
from tests.storage.stores import database_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path


class Time:
    """Seconds since 1970, passing only when told to."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def url_of(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


def trained_result(steps: int = 20, **config: Any) -> dict[str, Any]:
    """Return a result as ``piecewise fit`` writes it."""
    parsed = parse_config(config)
    trainer = build_trainer(parsed)
    losses: list[float] = []
    trainer.advance(steps, losses)
    return result_of(parsed, trainer, Losses(train=losses)).model_dump(exclude={"losses": {"step"}})


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
async def open_store(tmp_path: Path, clock: Time) -> AsyncIterator[Callable[..., RunStore]]:
    """Return what makes stores over one file; all are closed at the end."""
    async with contextlib.AsyncExitStack() as stack:

        def make(**settings: Any) -> RunStore:
            given = {"database_url": url_of(tmp_path / "runs.db"), **settings}
            store = RunStore(ServerSettings(**given), clock)
            stack.push_async_callback(database_of(store).close)
            return store

        yield make


@pytest.fixture(scope="module")
def http(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server in this process, with a file of its own."""
    path = tmp_path_factory.mktemp("http") / "runs.db"
    settings = ServerSettings(database_url=url_of(path), max_run_bytes=100_000)
    with TestClient(create_app(settings)) as client:
        yield client
