"""The tables, their version, and the way from one version to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, String, Table, insert, select, update

from app.storage.errors import StorageUnavailableError
from app.storage.titles import MAX_TITLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

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
        raise StorageUnavailableError(f"the database is of version {version}, this server knows {present}: update it")
    for migrate in MIGRATIONS[version - 1 :]:
        migrate(connection)
    if version < present:
        connection.execute(update(VERSION_TABLE).values(version=present))
