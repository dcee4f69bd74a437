"""The database: its tables and their versions, and connections that are opened again after the database was away.

Everything particular to SQLite is in this file.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    event,
    insert,
    select,
    update,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from app.storage.errors import StorageFullError, StorageUnavailableError
from app.storage.titles import MAX_TITLE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

METADATA = MetaData()

VERSION_TABLE = Table("piecewise_version", METADATA, Column("version", Integer, nullable=False))

RUNS = Table(
    "piecewise_runs",
    METADATA,
    Column("id", String(16), primary_key=True),
    Column("title", String(MAX_TITLE), nullable=False),
    Column("created", BigInteger, nullable=False, comment="seconds since 1970"),
    Column("expires", BigInteger, nullable=False, comment="seconds since 1970"),
    Column("secret_hash", LargeBinary(32), nullable=False, comment="SHA-256"),
    Column("bytes", Integer, nullable=False, comment="what the run counts for"),
    Column("result", LargeBinary, nullable=False, comment="a result as JSON, zlib"),
    Column("state", LargeBinary, comment="the exact state, where there is one"),
)
Index("piecewise_runs_expires_bytes", RUNS.c.expires, RUNS.c.bytes)

MIGRATIONS: tuple[Callable[[Connection], None], ...] = ()
"""``MIGRATIONS[i]`` leads from version i + 1 to the next; the tables above are those of the last version."""

PATIENCE_SECONDS = 10.0
"""A request that waits longer for the database fails."""
BUSY_MILLISECONDS = 5000
"""How long SQLite waits for another process that writes."""
PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", f"busy_timeout = {BUSY_MILLISECONDS}", "foreign_keys = ON")
"""A commit is on the disk before it is acknowledged (FULL), and readers never wait for a writer (WAL)."""
DISK_FULL = "53100"
"""PostgreSQL's SQLSTATE."""
SMALLEST_DISK = 128 * 1024
"""With less than this free, SQLite cannot make the files beside the database."""

logger = logging.getLogger(__name__)


class LaterVersionError(StorageUnavailableError):
    """The database was made by a later version of this program."""


def prepare(connection: Connection) -> None:
    """Create the tables, or lead those that are there to the present version.

    Raises:
        StorageUnavailableError: if they are of a later version.
    """
    present = len(MIGRATIONS) + 1
    METADATA.create_all(connection)
    version = connection.scalar(select(VERSION_TABLE.c.version))
    if version is None:
        connection.execute(insert(VERSION_TABLE).values(version=present))
        return
    if version > present:
        raise LaterVersionError(f"the database is of version {version}, this server knows {present}: update it")
    for migrate in MIGRATIONS[version - 1 :]:
        migrate(connection)
    if version < present:
        connection.execute(update(VERSION_TABLE).values(version=present))


class Database:
    """Transactions on one database.

    Args:
        url: an asynchronous SQLAlchemy URL; empty for no database.

    Raises:
        ValueError: if the URL cannot be understood.
    """

    def __init__(self, url: str) -> None:
        self._engine = _make_engine(url) if url else None
        self._file = _file_of(self._engine) if self._engine else None
        self._writing = asyncio.Lock()
        self._opening = asyncio.Lock()
        self._identity: object = None
        self._open = False
        self._missed: set[str] = set()

    async def close(self) -> None:
        """Close every connection; the next transaction opens new ones."""
        self._open = False
        if self._engine is not None:
            await self._engine.dispose()

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection to read from.

        Raises:
            StorageUnavailableError: if there is no database, or it is away.
        """
        async with self._guarded("read"), (await self._opened()).connect() as connection:
            yield connection

    @contextlib.asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection whose changes are all on the disk when the context ends, or none of them.

        Raises:
            StorageUnavailableError: if there is no database, or it is away.
            StorageFullError: if the disk is full.
        """
        async with self._guarded("written"), self._writing:
            if "written" in self._missed:
                await self.close()  # a connection opened while nothing could be written will never write
            engine = (await self._opened()).execution_options(writes=True)
            async with engine.begin() as connection:
                yield connection

    @contextlib.asynccontextmanager
    async def _guarded(self, what: str) -> AsyncIterator[None]:
        """Put what the database says into our words; after trouble the next transaction starts from new connections."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                yield
        except LaterVersionError as error:
            self._note(what, error)
            raise
        except (SQLAlchemyError, sqlite3.Error, OSError) as error:
            self._note(what, error)
            await self.close()
            raise (StorageFullError() if self._is_full(error) else StorageUnavailableError()) from error
        else:
            if what in self._missed:
                logger.warning("saved runs can be %s again", what)
            self._missed.discard(what)

    def _note(self, what: str, error: Exception) -> None:
        if what not in self._missed:
            logger.warning("saved runs cannot be %s: %s", what, getattr(error, "orig", error))
        self._missed.add(what)

    @property
    def trouble(self) -> str:
        """What cannot be done at present, in words; empty where everything can."""
        return f"saved runs cannot be {' or '.join(sorted(self._missed))}" if self._missed else ""

    async def _opened(self) -> AsyncEngine:
        """Return the engine, its tables prepared: those of the file that is there now."""
        if self._engine is None:
            raise StorageUnavailableError("this server keeps no runs")
        async with self._opening:
            if not self._open or self._identity != self._identify():
                await self._engine.dispose()
                async with self._engine.execution_options(writes=True).begin() as connection:
                    await connection.run_sync(prepare)
                self._identity = self._identify()
                self._open = True
        return self._engine

    def _identify(self) -> object:
        """Tell one file from another of the same name: what is written to a file moved away would be lost."""
        if self._file is None:
            return ""
        try:
            found = self._file.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _is_full(self, error: BaseException) -> bool:
        """Whether the disk is full, as PostgreSQL or SQLite say it, which has other words for its smaller files."""
        original = getattr(error, "orig", None) or error
        if "disk I/O error" in str(original) and self._file is not None:
            return shutil.disk_usage(self._file.parent).free < SMALLEST_DISK
        return "disk is full" in str(original) or getattr(original, "sqlstate", None) == DISK_FULL


def _make_engine(url: str) -> AsyncEngine:
    try:
        engine = create_async_engine(url, hide_parameters=True)
    except (SQLAlchemyError, ImportError) as error:
        raise ValueError(f"PIECEWISE_DATABASE_URL: {error}") from None
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", _set_up_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_on_sqlite)
    return engine


def _file_of(engine: AsyncEngine) -> Path | None:
    """Return the file of an SQLite database, None for one in memory and for other databases."""
    name = make_url(engine.url).database
    return Path(name) if engine.dialect.name == "sqlite" and name and name != ":memory:" else None


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun explicitly
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_on_sqlite(connection: Connection) -> None:
    """Begin what is going to write, saying so at once, so that it need not fail halfway; others read one thing."""
    if connection.get_execution_options().get("writes"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
