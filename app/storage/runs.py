"""Saved runs: insert, read, renew, delete and expire them, within quotas."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import logging
import re
import secrets
import time
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from limits import RateLimitItemPerDay, RateLimitItemPerHour
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from sqlalchemy import delete, func, insert, select, update

from app.storage.database import RUNS, Database
from app.storage.errors import NoSuchRunError, QuotaError, StorageError, StorageUnavailableError, WrongSecretError
from app.storage.titles import clean_title

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from sqlalchemy import Column, ColumnElement
    from sqlalchemy.ext.asyncio import AsyncConnection

    from app.settings import ServerSettings

ID_BYTES = 12
SECRET_BYTES = 16
DAY = 86_400
PURGE_SECONDS = 3600.0
FEW = 10
"""So many expired runs are deleted whatever share of all they are."""
HEAD_SECONDS, MOST_HEADS = 10.0, 1000
"""For how long, and for how many runs, a head is cached: a whole class may open one link at once."""

logger = logging.getLogger(__name__)

_ID = re.compile(r"[A-Za-z0-9_-]{16}")

Write: TypeAlias = "Callable[[], tuple[bytes, bytes | None]]"
"""What there is to keep of a run: its result as JSON, and the exact state where there is one."""


class AddressQuota:
    """Limits the saves of one address an hour and a day; counted in memory only, so no address is stored."""

    def __init__(self, settings: ServerSettings) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._limits = (RateLimitItemPerHour(settings.saves_per_hour), RateLimitItemPerDay(settings.saves_per_day))

    def take(self, address: str) -> None:
        """Count one save.

        Raises:
            QuotaError: if the address has had all of its saves; this one is not counted then.
        """
        for limit in self._limits:
            if not self._limiter.test(limit, address):
                reset = self._limiter.get_window_stats(limit, address).reset_time
                raise QuotaError(
                    f"{limit.amount} runs {'an hour' if limit is self._limits[0] else 'a day'} can be saved from one "
                    "network: please try again later",
                    max(1, round(reset - time.time())),
                )
        for limit in self._limits:
            self._limiter.hit(limit, address)


@dataclass(frozen=True)
class Receipt:
    """What whoever saved a run gets: only here is the ``secret`` that deletes it. ``expires`` in seconds since 1970."""

    id: str
    secret: str
    expires: int


@dataclass(frozen=True)
class RunHead:
    """A saved run without its numbers; times in seconds since 1970."""

    id: str
    title: str
    created: int
    expires: int


@dataclass(frozen=True)
class SavedRun:
    """A saved run: ``result`` is JSON, ``state`` the exact state, if it was saved with it."""

    head: RunHead
    result: bytes
    state: bytes | None


class RunStore:
    """All saved runs of a server.

    Every method raises StorageUnavailableError while the database is away, and works again when it is back.
    """

    def __init__(
        self,
        settings: ServerSettings,
        clock: Callable[[], float] = time.time,
        since_start: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._since_start = since_start
        self._suspected: float | None = None
        self._database = Database(settings.database_url)
        self._addresses = AddressQuota(settings)
        self._heads: dict[str, tuple[float, RunHead]] = {}

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[RunStore]:
        """Delete expired runs at the start and every hour."""
        purging = asyncio.create_task(self._purge_forever()) if self._settings.database_url else None
        try:
            yield self
        finally:
            if purging is not None:
                purging.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await purging
            await self._database.close()

    async def save(self, title: str, write: Write, address: str) -> Receipt:
        """Keep a run; when this returns it is on the disk.

        Args:
            title: as typed.
            write: gives the result and the state; called in a thread, once the quota allows it.
            address: of the client, for the quota; it is not stored.

        Raises:
            TitleError: if the title is too long.
            QuotaError: if the address or the server has saved enough.
            StorageFullError: if the disk is full.
        """
        title = clean_title(title)
        self._addresses.take(address)
        packed, state = await asyncio.to_thread(_packed, write)
        secret, now = secrets.token_urlsafe(SECRET_BYTES), int(self._clock())
        receipt = Receipt(_new_id(), secret, now + self._lifetime)
        size = len(title.encode()) + len(packed) + len(state or b"")
        async with self._database.writing() as connection:
            if not await self._has_room(connection, size):
                await self._purge(connection)
                if not await self._has_room(connection, size):
                    raise QuotaError
            await connection.execute(
                insert(RUNS).values(
                    id=receipt.id,
                    title=title,
                    created=now,
                    expires=receipt.expires,
                    secret_hash=_hash(secret),
                    bytes=size,
                    result=packed,
                    state=state,
                )
            )
        return receipt

    async def head(self, run_id: str) -> RunHead:
        """Return what a run is called and how long it is kept; asking for it renews its time.

        What another process deletes may be remembered for some seconds.

        Raises:
            NoSuchRunError: if there is none of this id (any more).
        """
        until, head = self._heads.get(run_id, (0.0, None))
        if head is None or until < self._clock() or head.expires <= self._clock():
            head = (await self._find(run_id))[0]
        return head

    async def load(self, run_id: str) -> SavedRun:
        """Return a run; asking for it renews its time.

        Raises:
            NoSuchRunError: if there is none of this id (any more).
        """
        head, result, state = await self._find(run_id, RUNS.c.result, RUNS.c.state)
        try:
            return SavedRun(head, await asyncio.to_thread(zlib.decompress, result), state)
        except zlib.error:
            raise StorageUnavailableError("this saved run is damaged and cannot be read") from None

    async def delete(self, run_id: str, secret: str) -> None:
        """Delete a run.

        Raises:
            NoSuchRunError: if there is none of this id (any more).
            WrongSecretError: if it was saved with another secret.
        """
        async with self._database.writing() as connection:
            known = await connection.scalar(select(RUNS.c.secret_hash).where(self._is_kept(run_id)))
            if known is None:
                raise NoSuchRunError
            if not hmac.compare_digest(known, _hash(secret)):
                raise WrongSecretError
            await connection.execute(delete(RUNS).where(RUNS.c.id == run_id))
        self._heads.pop(run_id, None)

    @property
    def trouble(self) -> str:
        """What is wrong with the database, in words; empty if nothing is known to be."""
        return self._database.trouble

    async def purge(self) -> int:
        """Delete the expired runs, and return how many."""
        async with self._database.writing() as connection:
            return await self._purge(connection)

    async def _purge(self, connection: AsyncConnection) -> int:
        """Delete the expired runs; many at once only if they still are a day later: the clock may have jumped ahead."""
        expired = RUNS.c.expires <= int(self._clock())
        query = select(func.count(), func.count().filter(expired)).select_from(RUNS)
        count, due = (await connection.execute(query)).one()
        if due > max(FEW, count / 10):
            now = self._since_start()
            if self._suspected is None:
                self._suspected = now
                logger.warning("%d of %d saved runs have expired at once: is the clock right?", due, count)
            if now - self._suspected < DAY:
                return 0
        self._suspected = None
        return (await connection.execute(delete(RUNS).where(expired))).rowcount

    async def _find(self, run_id: str, *columns: Column[Any]) -> tuple[Any, ...]:
        """Return a run's head and some columns more, its time renewed."""
        query = select(RUNS.c.id, RUNS.c.title, RUNS.c.created, RUNS.c.expires, *columns)
        async with self._database.reading() as connection:
            row = (await connection.execute(query.where(self._is_kept(run_id)))).one_or_none()
        if row is None:
            raise NoSuchRunError
        head = await self._renewed(RunHead(*row[:4]))
        self._heads.pop(run_id, None)
        self._heads[run_id] = self._clock() + HEAD_SECONDS, head
        if len(self._heads) > MOST_HEADS:
            del self._heads[next(iter(self._heads))]
        return head, *row[4:]

    @property
    def _lifetime(self) -> int:
        return self._settings.saved_run_days * DAY

    def _is_kept(self, run_id: str) -> ColumnElement[bool]:
        """Return the SQL condition that a run exists and has not expired.

        Raises:
            NoSuchRunError: if it is no id.
        """
        if not _ID.fullmatch(run_id):
            raise NoSuchRunError
        return (RUNS.c.id == run_id) & (RUNS.c.expires > int(self._clock()))

    async def _has_room(self, connection: AsyncConnection, size: int) -> bool:
        query = select(func.count(), func.coalesce(func.sum(RUNS.c.bytes), 0)).select_from(RUNS)
        count, total = (await connection.execute(query)).one()
        return bool(count < self._settings.max_saved_runs and total + size <= self._settings.max_saved_bytes)

    async def _renewed(self, head: RunHead) -> RunHead:
        """Give a run that is read its full time again, at most once a day; a failed renewal never fails the read."""
        expires = int(self._clock()) + self._lifetime
        if expires - head.expires < DAY:
            return head
        try:
            async with self._database.writing() as connection:
                await connection.execute(update(RUNS).where(RUNS.c.id == head.id).values(expires=expires))
        except StorageError:
            return head
        return RunHead(head.id, head.title, head.created, expires)

    async def _purge_forever(self) -> None:
        while True:
            with contextlib.suppress(StorageError):  # the database has logged it
                await self.purge()
            await asyncio.sleep(PURGE_SECONDS)


def _new_id() -> str:
    """Return an unguessable id that ends in a letter or digit: at a link's end many programs drop other characters."""
    while not (found := secrets.token_urlsafe(ID_BYTES))[-1].isalnum():
        pass
    return found


def _packed(write: Write) -> tuple[bytes, bytes | None]:
    result, state = write()
    return zlib.compress(result), state


def _hash(secret: str) -> bytes:
    """Return what is kept of a secret; as it has 128 random bits, no slow hash is needed."""
    return hashlib.sha256(secret.encode()).digest()
