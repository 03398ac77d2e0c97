"""The schema, step by step: the numbered files of ``migrations/``, each applied once and whole or not at all."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from bot.records.values import StorageRefusedError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator, Mapping

    import aiosqlite


@dataclass(frozen=True, slots=True)
class Migration:
    """One file: ``0001_begin.sql``. ``checksum`` is of its text, so that a file changed after it was applied is noticed."""

    number: int
    name: str
    text: str

    @property
    def checksum(self) -> str:
        """The hash of the file's text."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def statements(self) -> Iterator[str]:
        """Yield the statements one by one: SQLite's own way to run a whole script commits halfway."""
        statement = ""
        for line in self.text.splitlines(keepends=True):
            statement += line
            if sqlite3.complete_statement(statement):
                yield statement
                statement = ""


def shipped_migrations() -> tuple[Migration, ...]:
    """Return the migrations that travel with the package, in order."""
    found = [file for file in files("bot.records").joinpath("migrations").iterdir() if file.name.endswith(".sql")]
    ordered = sorted(found, key=lambda file: file.name)
    return tuple(Migration(int(file.name[:4]), file.name, file.read_text(encoding="utf-8")) for file in ordered)


async def migrate(db: aiosqlite.Connection, migrations: Iterable[Migration]) -> None:
    """Apply what is missing.

    Raises:
        StorageRefusedError: see :func:`missing`.
        sqlite3.Error: a step failed; the schema is then as it was before that step.
    """
    tables = await db.execute_fetchall("SELECT count(*) FROM sqlite_master WHERE name = 'migrations'")
    applied = await db.execute_fetchall("SELECT number, checksum FROM migrations") if next(iter(tables))[0] else ()
    for migration in missing(dict(map(tuple, applied)), migrations):
        async with transaction(db):
            for statement in migration.statements():
                await db.execute_fetchall(statement)
            row = (migration.number, migration.name, migration.checksum)
            await db.execute_fetchall("INSERT INTO migrations (number, name, checksum) VALUES (?, ?, ?)", row)


def missing(applied: Mapping[int, str], migrations: Iterable[Migration]) -> list[Migration]:
    """Return the migrations that a database with these ``applied`` ones (number to checksum) still needs.

    Raises:
        StorageRefusedError: it has others than ours: a newer Policybot wrote it, or one that was changed.
    """
    migrations = tuple(migrations)
    newest = migrations[-1].number
    if applied and max(applied) > newest:
        raise StorageRefusedError(
            f"this database was written by a newer Policybot (its schema is {max(applied)}, this version knows {newest}): "
            "install the newer version, or restore an older backup with policybot db restore FILE"
        )
    for migration in migrations:
        if applied.get(migration.number, migration.checksum) != migration.checksum:
            raise StorageRefusedError(
                f"the migration {migration.name} is not the one that this database was made with: "
                "install the Policybot that made it, or restore a backup with policybot db restore FILE"
            )
    return [migration for migration in migrations if migration.number not in applied]


@asynccontextmanager
async def transaction(db: aiosqlite.Connection) -> AsyncIterator[None]:
    """Do all of a block or nothing of it. The lock is taken at once, so that two writers wait for each other and never collide."""
    await db.execute_fetchall("BEGIN IMMEDIATE")
    try:
        yield
        await db.execute_fetchall("COMMIT")
    except BaseException:
        if db.in_transaction:  # some failures (a full disk) have ended it already
            await db.execute_fetchall("ROLLBACK")
        raise
