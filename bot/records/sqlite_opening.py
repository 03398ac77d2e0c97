"""A file → a connection to a whole database of ours, brought up to this version; or what keeps it from being one."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING

import aiosqlite

from bot.records.migrating import migrate, shipped_migrations
from bot.records.sqlite_files import APPLICATION_ID, begin, fault_of_header, give_up
from bot.records.values import StorageRefusedError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

BUSY_SECONDS = 1.5
"""How long to wait for a lock of another program: who pressed a button must hear within Discord's three seconds."""

OLDEST_SQLITE = (3, 37, 0)
"""The first with STRICT tables, which also find values of a wrong kind in a damaged file."""

PRAGMAS = (
    "PRAGMA journal_mode = WAL",  # a backup reads while the bot writes
    "PRAGMA synchronous = FULL",  # what was acknowledged survives a power cut
    "PRAGMA secure_delete = ON",  # what was deleted is overwritten
    "PRAGMA temp_store = MEMORY",  # nothing is ever written to another place
    "PRAGMA foreign_keys = ON",
    "PRAGMA cell_size_check = ON",  # finds more damage, at no cost
    "PRAGMA trusted_schema = OFF",
)

CONNECTION = sqlite3.Connection
"""What makes connections; tests put one here that fails."""

_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class DamagedError(sqlite3.DatabaseError):
    """The file is no whole database."""

    sqlite_errorcode = sqlite3.SQLITE_CORRUPT


async def open_sound(path: Path, opened: Callable[[aiosqlite.Connection], Awaitable[None]]) -> aiosqlite.Connection:
    """Open a database, or begin one where there is no file; ``opened`` reads from it what is needed first.

    Raises:
        DamagedError: the file is no whole database.
        StorageRefusedError: it is one, but not for this program or version.
        sqlite3.Error, OSError: it cannot be used now.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise StorageRefusedError(
            f"this Python comes with SQLite {sqlite3.sqlite_version}, and 3.37 or newer is needed: install a newer Python"
        )
    new = begin(path)
    if not new and (fault := fault_of_header(path)):
        raise DamagedError(fault)
    try:
        return await _connect(path, opened)
    except BaseException as error:
        if new:
            give_up(path)
        if code_of(error) in _DAMAGE or isinstance(error, UnicodeDecodeError):
            raise DamagedError(str(error)) from error
        raise


def code_of(error: BaseException) -> int:
    """Return SQLite's primary result code, which is the last byte of the extended one."""
    return getattr(error, "sqlite_errorcode", -1) & 0xFF


async def _connect(path: Path, opened: Callable[[aiosqlite.Connection], Awaitable[None]]) -> aiosqlite.Connection:
    db = await aiosqlite.connect(path, timeout=BUSY_SECONDS, isolation_level=None, factory=CONNECTION)
    try:
        db.text_factory = _readable
        await _prepare(db)
        await migrate(db, shipped_migrations())
        await _check_tables(db)
        await opened(db)
    except BaseException:
        with suppress(sqlite3.Error):
            await db.close()
        raise
    return db


async def _prepare(db: aiosqlite.Connection) -> None:
    """Set a connection up, and look whether the file is ours and whole."""
    names = {name for (name,) in await db.execute_fetchall("SELECT name FROM sqlite_master")}
    application = next(iter(await db.execute_fetchall("PRAGMA application_id")))[0]
    if names and application != APPLICATION_ID and "pseudonym_keys" not in names:
        raise StorageRefusedError(
            "the file that POLICYBOT_DATABASE_URL or POLICYBOT_STATE leads to is another program's database: name another place"
        )
    for pragma in PRAGMAS:
        await db.execute_fetchall(pragma)
    found = next(iter(await db.execute_fetchall("PRAGMA integrity_check(1)")))[0]
    if found != "ok":
        raise DamagedError(str(found).splitlines()[-1])
    await db.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")  # what a killed process had deleted stands in the log


async def _check_tables(db: aiosqlite.Connection) -> None:
    """Look whether all tables are there, as the migrations made them: damage to their names is no damage to SQLite."""
    async with aiosqlite.connect(":memory:", isolation_level=None) as sound:
        await migrate(sound, shipped_migrations())
        expected = set(await sound.execute_fetchall("SELECT name, sql FROM sqlite_master"))
    if not expected <= set(await db.execute_fetchall("SELECT name, sql FROM sqlite_master")):
        raise DamagedError("tables are missing")


def _readable(text: bytes) -> str:
    """Return a text even where damage has made it no UTF-8: the error would hold it, and end in the log."""
    return text.decode("utf-8", "replace")
