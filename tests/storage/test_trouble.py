"""When the database is full, away, locked, of another version or damaged: it is told, and nothing is lost."""

from __future__ import annotations

import os
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from app.cli import main
from app.storage import database
from app.storage.errors import (
    StorageFullError,
    StorageUnavailableError,
)
from tests.storage.stores import database_of, limit_pages, saying

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.storage.runs import RunStore

    OpenStore = Callable[..., RunStore]


async def test_a_full_disk_is_told_and_nothing_is_lost(open_store: OpenStore, tmp_path: Path) -> None:
    store = open_store()
    kept = await store.save("kept", saying(), "")
    async with database_of(store).writing() as connection:
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
    await limit_pages(store, pages)
    with pytest.raises(StorageFullError):
        await store.save("too much", saying(os.urandom(100_000)), "")
    assert (await store.load(kept.id)).head.title == "kept"
    assert await store.save("again", saying(os.urandom(100_000)), "")
    with sqlite3.connect(tmp_path / "runs.db") as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    file.close()


@pytest.mark.parametrize("way", ["no directory", "a directory", "garbage", "no url"])
async def test_a_database_that_is_away_is_told(open_store: OpenStore, tmp_path: Path, way: str) -> None:
    place = tmp_path / "place"
    path = place / "runs.db"
    if way != "no directory":
        place.mkdir()
    if way == "a directory":
        path.mkdir()
    if way == "garbage":
        path.write_bytes(b"this is no database" * 1000)
    store = open_store(database_url="" if way == "no url" else f"sqlite+aiosqlite:///{path}")
    for attempt in (
        store.save("", saying(), ""), store.load("x" * 16), store.head("x" * 16), store.delete("x" * 16, ""),
    ):  # fmt: skip
        with pytest.raises(StorageUnavailableError):
            await attempt
    if way == "no directory":
        place.mkdir()
        receipt = await store.save("", saying(), "")
        assert await store.load(receipt.id)


async def test_a_file_moved_away_takes_no_more_runs_and_may_come_back(open_store: OpenStore, tmp_path: Path) -> None:
    place, away = tmp_path / "place", tmp_path / "away"
    place.mkdir()
    store = open_store(database_url=f"sqlite+aiosqlite:///{place / 'runs.db'}")
    first = await store.save("first", saying(), "")
    place.rename(away)
    with pytest.raises(StorageUnavailableError):
        await store.save("lost?", saying(), "")
    away.rename(place)
    assert (await store.load(first.id)).head.title == "first"
    assert await store.save("second", saying(), "")


async def test_a_file_that_cannot_be_written_is_told(open_store: OpenStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store()
    async with database_of(store).reading() as connection:
        await connection.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(StorageUnavailableError):
        await store.save("not kept", saying(), "")
    assert await store.save("kept", saying(), "")
    monkeypatch.setattr("app.storage.database.PRAGMAS", ("query_only = ON",))
    with pytest.raises(StorageUnavailableError):
        await open_store().save("", saying(), "")


async def test_a_database_that_does_not_answer_is_given_up(
    open_store: OpenStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.storage.database.PRAGMAS", ("journal_mode = WAL", "busy_timeout = 200"))
    store = open_store()
    await store.save("", saying(), "")
    with sqlite3.connect(tmp_path / "runs.db", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageUnavailableError):  # SQLite gives up first
            await store.save("", saying(), "")
        with monkeypatch.context() as patience:
            patience.setattr("app.storage.database.PATIENCE_SECONDS", 0.05)
            with pytest.raises(StorageUnavailableError):
                await store.save("", saying(), "")
        other.execute("COMMIT")
    other.close()
    assert await store.save("", saying(), "")


async def test_a_later_schema_is_told_and_an_earlier_one_is_led_on(
    open_store: OpenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt = await open_store().save("", saying(), "")
    seen: list[Any] = []
    monkeypatch.setattr(database, "MIGRATIONS", (seen.append,))
    assert await open_store().head(receipt.id)
    assert await open_store().head(receipt.id)
    assert len(seen) == 1
    monkeypatch.setattr(database, "MIGRATIONS", ())
    with pytest.raises(StorageUnavailableError, match="version 2, this server knows 1"):
        await open_store().head(receipt.id)


async def test_a_damaged_row_is_told(open_store: OpenStore) -> None:
    store = open_store()
    receipt = await store.save("", saying(), "")
    async with database_of(store).writing() as connection:
        await connection.execute(update(database.RUNS).values(result=b"not zlib"))
    with pytest.raises(StorageUnavailableError, match="damaged"):
        await store.load(receipt.id)


@pytest.mark.parametrize("url", ["runs.db", "sqlite:///runs.db", "nosuch+driver:///runs.db", "postgresql+nosuch:///x"])
def test_a_url_that_means_nothing_stops_the_start_in_words(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PIECEWISE_DATABASE_URL", url)
    assert main(["serve"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("piecewise: PIECEWISE_DATABASE_URL: ")
