"""Saved runs over a real SQLite file: kept, found, forgotten; full, away and back again."""

from __future__ import annotations

import asyncio
import hashlib
import os
import sqlite3
from typing import TYPE_CHECKING

import pytest

from app.settings import ServerSettings
from app.storage.errors import (
    NoSuchRunError,
    QuotaError,
    StorageUnavailableError,
    TitleError,
    WrongSecretError,
)
from app.storage.runs import DAY, HEAD_SECONDS, RunStore
from tests.storage.stores import RESULT, database_of, saying

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.storage.conftest import Time

    OpenStore = Callable[..., RunStore]


async def test_what_was_saved_is_there_and_in_another_process_too(open_store: OpenStore, clock: Time) -> None:
    receipt = await open_store().save("A <b>title</b>\u202e", saying(b"state"), "1.2.3.4")
    saved = await open_store().load(receipt.id)
    assert (saved.head.title, saved.result, saved.state) == ("A <b>title</b>", RESULT, b"state")
    assert (saved.head.created, saved.head.expires) == (clock.now, clock.now + 90 * DAY)
    assert saved.head.expires == receipt.expires


async def test_commits_are_on_the_disk(open_store: OpenStore) -> None:
    async with database_of(open_store()).reading() as connection:
        found = {
            name: (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 5000, "foreign_keys": 1}


async def test_ids_and_secrets_cannot_be_guessed_and_the_secret_is_not_kept(
    open_store: OpenStore, tmp_path: Path
) -> None:
    store = open_store()
    receipts = [await store.save("", saying(), "1.2.3.4") for _ in range(20)]
    assert len({receipt.id for receipt in receipts}) == 20
    assert all(len(receipt.id) * 6 >= 96 and len(receipt.secret) * 6 >= 128 for receipt in receipts)
    await database_of(store).close()
    stored = (tmp_path / "runs.db").read_bytes()  # closed, so that all of it is in one file
    assert hashlib.sha256(receipts[0].secret.encode()).digest() in stored
    assert receipts[0].secret.encode() not in stored
    assert b"1.2.3.4" not in stored


async def test_only_the_owner_deletes(open_store: OpenStore) -> None:
    store = open_store()
    first, second = [await store.save("", saying(), "") for _ in range(2)]
    for secret in ("", second.secret, first.secret[:-1], first.secret + "é"):
        with pytest.raises(WrongSecretError):
            await store.delete(first.id, secret)
    await store.delete(first.id, first.secret)
    for found in (store.load, store.head):
        with pytest.raises(NoSuchRunError):
            await found(first.id)
    with pytest.raises(NoSuchRunError):
        await store.delete(first.id, first.secret)
    assert await store.head(second.id)


@pytest.mark.parametrize("run_id", ["", "x", "x" * 16, "x" * 17, "../../etc/passwd", "' OR 1=1 --12345", "é" * 16])
async def test_an_unknown_id_is_told(open_store: OpenStore, run_id: str) -> None:
    with pytest.raises(NoSuchRunError):
        await open_store().load(run_id)


async def test_a_run_that_nobody_opens_is_forgotten(open_store: OpenStore, clock: Time) -> None:
    store = open_store(saved_run_days=2)
    receipt = await store.save("", saying(), "")
    clock.now += 2 * DAY - 1
    assert await store.purge() == 0
    clock.now += 1
    with pytest.raises(NoSuchRunError):
        await store.load(receipt.id)
    with pytest.raises(NoSuchRunError):
        await store.delete(receipt.id, receipt.secret)
    assert await store.purge() == 1


async def test_a_run_that_is_opened_gets_its_time_again_once_a_day(open_store: OpenStore, clock: Time) -> None:
    store = open_store(saved_run_days=10)
    receipt = await store.save("", saying(), "")
    clock.now += DAY - 1
    assert (await store.head(receipt.id)).expires == receipt.expires
    clock.now += HEAD_SECONDS + 1
    assert (await store.head(receipt.id)).expires == clock.now + 10 * DAY
    clock.now += 10 * DAY - 1
    assert (await store.load(receipt.id)).head.expires == clock.now + 10 * DAY


async def test_a_run_that_was_looked_at_is_remembered_for_seconds_unless_it_is_deleted(
    open_store: OpenStore, clock: Time
) -> None:
    store, other = open_store(), open_store()
    first, second = [await store.save("", saying(), "") for _ in range(2)]
    for receipt in (first, second):
        await store.head(receipt.id)
    await store.delete(first.id, first.secret)
    await other.delete(second.id, second.secret)
    with pytest.raises(NoSuchRunError):
        await store.head(first.id)
    assert await store.head(second.id)
    clock.now += HEAD_SECONDS + 1
    with pytest.raises(NoSuchRunError):
        await store.head(second.id)


async def test_the_server_looks_after_old_runs_when_it_starts(
    open_store: OpenStore, clock: Time, tmp_path: Path
) -> None:
    store = open_store(saved_run_days=1)
    await store.save("", saying(), "")
    clock.now += DAY
    with sqlite3.connect(tmp_path / "runs.db") as file:
        count = "SELECT count(*) FROM piecewise_runs"
        assert file.execute(count).fetchone() == (1,)
        async with asyncio.timeout(60), store.running():
            while file.execute(count).fetchone() == (1,):
                await asyncio.sleep(0.005)
    file.close()


@pytest.mark.parametrize("limit", [{"max_saved_runs": 3}, {"max_saved_bytes": 3000}])
async def test_a_full_store_says_so_until_there_is_room(
    open_store: OpenStore, clock: Time, limit: dict[str, int]
) -> None:
    store = open_store(saved_run_days=1, **limit)
    first = await store.save("", saying(os.urandom(900)), "")
    clock.now += DAY / 2
    await store.save("", saying(os.urandom(900)), "")
    last = await store.save("", saying(os.urandom(900)), "")
    with pytest.raises(QuotaError, match="no room"):
        await store.save("", saying(os.urandom(900)), "")
    await store.delete(last.id, last.secret)
    await store.save("", saying(os.urandom(900)), "")
    clock.now += DAY / 2
    assert await store.save("", saying(os.urandom(900)), "")
    with pytest.raises(NoSuchRunError):
        await store.head(first.id)


async def test_an_address_may_save_so_many_an_hour_and_a_day(open_store: OpenStore) -> None:
    store = open_store(saves_per_hour=3, saves_per_day=3)
    for _ in range(3):
        await store.save("", saying(), "10.0.0.1")
    with pytest.raises(QuotaError, match="3 runs an hour") as refusal:
        await store.save("", saying(), "10.0.0.1")
    assert refusal.value.retry_seconds
    assert await store.save("", saying(), "10.0.0.2")
    daily = open_store(saves_per_hour=100, saves_per_day=1)
    await daily.save("", saying(), "10.0.0.1")
    with pytest.raises(QuotaError, match="1 runs a day"):
        await daily.save("", saying(), "10.0.0.1")


async def test_a_title_that_is_refused_does_not_count(open_store: OpenStore) -> None:
    store = open_store(saves_per_hour=1)
    with pytest.raises(TitleError):
        await store.save("x" * 200, saying(), "10.0.0.1")
    assert await store.save("", saying(), "10.0.0.1")


async def test_many_save_at_once_from_two_processes_and_all_are_kept(open_store: OpenStore) -> None:
    stores = [open_store(), open_store()]
    receipts = await asyncio.gather(*(stores[i % 2].save(str(i), saying(), "") for i in range(60)))
    heads = await asyncio.gather(*(stores[i % 2].head(receipt.id) for i, receipt in enumerate(receipts)))
    assert [head.title for head in heads] == [str(i) for i in range(60)]


async def test_a_view_does_not_wait_for_a_renewal_that_fails(open_store: OpenStore, clock: Time) -> None:
    store = open_store()
    receipt = await store.save("kept", saying(), "")
    clock.now += 5 * DAY
    async with database_of(store).reading() as connection:
        await connection.exec_driver_sql("PRAGMA query_only = ON")
    assert (await store.head(receipt.id)).expires == receipt.expires
    clock.now += HEAD_SECONDS + 1
    assert (await store.head(receipt.id)).expires == clock.now + 90 * DAY


async def test_a_clock_that_jumped_ahead_deletes_no_runs_for_a_day(tmp_path: Path) -> None:
    now, running = [1_000_000_000.0], [0.0]
    settings = ServerSettings(database_url=f"sqlite+aiosqlite:///{tmp_path}/jump.db")
    store = RunStore(settings, lambda: now[0], lambda: running[0])
    async with store.running():
        receipts = [await store.save("", saying(), "10.0.0.1") for _ in range(12)]
        now[0] += 400 * DAY
        assert await store.purge() == 0
        running[0] += 3600
        assert await store.purge() == 0
        now[0] -= 400 * DAY
        assert (await store.load(receipts[0].id)).head.id == receipts[0].id
        assert await store.purge() == 0
        now[0] += 400 * DAY
        running[0] += DAY
        assert await store.purge() == 0, "a second look begins anew once the clock was right"
        running[0] += DAY
        assert await store.purge() == 12


async def test_a_database_of_a_later_version_is_said_where_a_host_looks(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/later.db"
    store = RunStore(ServerSettings(database_url=url))
    await store.save("", saying(), "10.0.0.1")
    await database_of(store).close()
    with sqlite3.connect(tmp_path / "later.db") as connection:
        connection.execute("UPDATE piecewise_version SET version = 99")
    connection.close()
    later = RunStore(ServerSettings(database_url=url))
    assert later.trouble == ""
    for _ in range(2):
        with pytest.raises(StorageUnavailableError):
            await later.purge()
    await database_of(later).close()
    assert later.trouble == "saved runs cannot be written"
    assert [record.getMessage().count("version 99") for record in caplog.records] == [1]
