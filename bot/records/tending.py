"""What an operator does with the database: look at it, check it, copy it, put a copy back. Works beside a running bot, but for the last.

Everything raises ``RecordsError`` with one sentence where it cannot be done.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from bot.records.migrating import missing, shipped_migrations
from bot.records.sqlite_files import APPLICATION_ID, FileLock, begin, fault_of_header, move_aside, moved_aside
from bot.records.sqlite_rows import values_of
from bot.records.values import RecordsError, StorageRefusedError, Taught

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

KINDS = {
    "questions without a good answer": "SELECT count(*) FROM remembered",
    "votes on answers": "SELECT count(*) FROM feedback",
    "questions handed to people": "SELECT count(*) FROM askings",
    "days' tallies of questions": "SELECT count(*) FROM tallies",
    "things taught": "SELECT count(*) FROM taught WHERE gone IS NULL",
    "changes of the content": "SELECT count(*) FROM changes",
    "acts of moderators": "SELECT count(*) FROM audit",
    "servers with settings of their own": "SELECT count(*) FROM servers",
}
"""What is counted for an operator."""

TAUGHT = "SELECT id, kind, article, text, who, at FROM taught WHERE gone IS NULL ORDER BY id"

PATIENCE = 5.0
"""Seconds to wait for a bot that writes."""


@dataclass(frozen=True, slots=True)
class Status:
    """How a database stands. ``newest`` is the schema that this version makes; ``aside`` are databases moved out of the way."""

    running: bool
    schema: int
    newest: int
    bytes: int
    kept: dict[str, int]
    aside: tuple[str, ...]


def status_of(path: Path) -> Status | None:
    """Return how the database stands, ``None`` where there is none yet."""
    if not path.exists():
        return None
    with _opened(path) as db:
        kept = {kind: _counted(db, sql) for kind, sql in KINDS.items()}
        size = sum(part.stat().st_size for part in (path, path.with_name(path.name + "-wal")) if part.exists())
        aside = tuple(file.name for file in moved_aside(path))
        return Status(is_running(path), max(_applied(db), default=0), shipped_migrations()[-1].number, size, kept, aside)


def _counted(db: sqlite3.Connection, sql: str) -> int:
    try:
        return int(db.execute(sql).fetchone()[0])
    except sqlite3.OperationalError:  # an older schema has no such table yet
        return 0


def is_running(path: Path) -> bool:
    """Return whether a bot uses the database at this moment."""
    lock = FileLock(path)
    try:
        lock.acquire()
    except StorageRefusedError:
        return True
    except OSError:
        return False
    lock.release()
    return False


def faults_of(path: Path) -> list[str]:
    """Return everything that is wrong inside the database; that takes as long as reading all of it."""
    with _opened(path) as db:
        found = [line for (text,) in db.execute("PRAGMA integrity_check") for line in str(text).splitlines() if line != "ok"]
        lost = [f"a row of {table} leads nowhere" for table, *_ in db.execute("PRAGMA foreign_key_check")]
        undone = [
            f"the migration {step.name} is not applied: run policybot db migrate"
            for step in missing(_applied(db), shipped_migrations())
        ]
        return [*found, *lost, *undone]


def taught_in(path: Path) -> tuple[Taught, ...]:
    """Return what is taught, oldest first; nothing where there is no database yet."""
    if not path.exists():
        return ()
    with _opened(path) as db:
        if undone := missing(_applied(db), shipped_migrations()):
            raise RecordsError(f"{path} lacks the migration {undone[0].name}: run policybot db migrate")
        return values_of(Taught, db.execute(TAUGHT).fetchall())


def back_up(path: Path, copy: Path) -> None:
    """Copy the database as it is at this moment into a new file, while a bot may go on writing."""
    if copy.exists():
        raise RecordsError(f"{copy} exists already: name a new file")
    with _opened(path) as db:
        _copy(db, copy)


def restore(path: Path, copy: Path, now: dt.datetime) -> Path | None:
    """Put a copy in the place of the database; return where the former one was moved.

    Raises:
        RecordsError: a bot is running, or the copy is no whole database of this or an older version. Nothing was changed.
    """
    if path.exists() and copy.exists() and path.samefile(copy):
        raise RecordsError(f"{copy} is the database itself: name a backup of it")
    faults = [fault for fault in faults_of(copy) if "migration" not in fault]
    if faults:
        raise RecordsError(f"{copy} is damaged ({faults[0]}): restore another backup")
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path)
    lock.acquire()
    try:
        new = path.with_name(f"{path.name}.restoring")
        new.unlink(missing_ok=True)
        with _opened(copy) as db:
            _copy(db, new)
        there_was_one = path.exists()
        aside = move_aside(path, "replaced", now)  # a log without its database too: SQLite would believe it
        new.rename(path)
    finally:
        lock.release()
    return aside if there_was_one else None


def _copy(db: sqlite3.Connection, copy: Path) -> None:
    """Write a whole new file: unlike a copy of pages, it holds nothing that was deleted."""
    part = copy.with_name(f"{copy.name}.part")
    part.unlink(missing_ok=True)
    try:
        begin(part)
        db.execute("VACUUM INTO ?", (str(part),))
        handle = os.open(part, os.O_RDWR)
        os.fsync(handle)
        os.close(handle)
        part.rename(copy)
    finally:
        part.unlink(missing_ok=True)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a file that should be ours; what goes wrong with it becomes a sentence."""
    try:
        if fault := fault_of_header(path):
            raise RecordsError(f"{path} cannot be used: {fault}")
        with contextlib.closing(sqlite3.connect(f"file:{quote(str(path))}?mode=rw", uri=True, timeout=PATIENCE)) as db:
            db.isolation_level = None
            if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                raise RecordsError(f"{path} is no database of Policybot")
            yield db
    except FileNotFoundError:
        raise RecordsError(f"{path} does not exist") from None
    except (sqlite3.Error, OSError) as error:
        raise RecordsError(f"{path} cannot be used: {getattr(error, 'strerror', None) or error}") from error


def _applied(db: sqlite3.Connection) -> dict[int, str]:
    return dict(db.execute("SELECT number, checksum FROM migrations").fetchall())
