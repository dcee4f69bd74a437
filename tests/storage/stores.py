"""What several tests of the store do with one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.storage.database import Database
    from app.storage.runs import RunStore

RESULT = b'{"config": {}}'


def saying(state: bytes | None = None) -> Callable[[], tuple[bytes, bytes | None]]:
    """Return what writes a run."""
    return lambda: (RESULT, state)


def database_of(store: RunStore) -> Database:
    """Return the connections a store has, to trouble them."""
    return store._database


async def limit_pages(store: RunStore, pages: int) -> None:
    """Leave no room for more pages to the connections that are open now: after trouble the store opens others."""
    async with database_of(store).reading() as connection:
        await connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
