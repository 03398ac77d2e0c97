"""One SQLite database, opened, watched and healed: work goes in, results or a ``RecordsError`` come out.

One connection, one lock: work is done in the order in which it came, and nobody ever waits for a lock that this process holds.
A failure closes the connection where a new one may help, so that the next attempt finds out whether the trouble has passed.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from bot.records.migrating import transaction
from bot.records.sqlite_files import PARTS, FileLock, begin, move_aside
from bot.records.sqlite_opening import DamagedError, code_of, open_sound
from bot.records.values import RecordsError, StorageRefusedError, StorageState

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    import aiosqlite

    from bot.clock import Clock

    Work = Callable[[aiosqlite.Connection], Awaitable["_T"]]

_log = logging.getLogger(__name__)
_T = TypeVar("_T")

PAUSE_SECONDS = 1.0
"""After a failure, writing and opening fail at once for so long: a disk that hangs must not hold everyone up one by one."""

SENTENCES = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "the database may only be read: look at the rights of its folder, and whether the disk is mounted read-only",
    sqlite3.SQLITE_CANTOPEN: "the database cannot be opened: look whether its folder is there and may be written",
    sqlite3.SQLITE_BUSY: "another program keeps the database locked",
    sqlite3.SQLITE_LOCKED: "another program keeps the database locked",
    sqlite3.SQLITE_IOERR: "the disk does not read or write",
    sqlite3.SQLITE_CORRUPT: "the database is damaged",
    sqlite3.SQLITE_NOTADB: "the database is damaged",
}
"""What went wrong by SQLite's primary result code (https://www.sqlite.org/rescode.html)."""

_CONNECTION_IS_FINE = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
MISTAKES = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.InterfaceError, ValueError, TypeError, OverflowError)
"""What a value that does not fit raises; the storage is fine."""


class Database:
    """A database file. ``opened`` is called with every new connection, before any other work."""

    def __init__(self, path: Path, clock: Clock, opened: Work[None]) -> None:
        self.path, self._clock, self._opened = path, clock, opened
        self._files = FileLock(path)
        self._turn = asyncio.Lock()
        self._running: set[asyncio.Task[object]] = set()
        self._db: aiosqlite.Connection | None = None
        self._inode: tuple[int, int] | None = None
        self.state = StorageState()
        """What the last attempts came to."""
        self._retry_at = 0.0
        self.closed = False

    async def start(self) -> None:
        """Open the database if that can be done now; it is tried again with every piece of work.

        Raises:
            StorageRefusedError: it must not be used. Nothing else is raised.
        """
        try:
            await self.do(nothing)
        except StorageRefusedError:
            await self.close()
            raise
        except RecordsError:
            return  # it is in the log, and will be tried again

    async def write(self, work: Work[_T]) -> _T:
        """Do some work in one transaction that is on disk afterwards, all of it or nothing."""

        async def whole(db: aiosqlite.Connection) -> _T:
            self._rest()
            async with transaction(db):
                return await work(db)

        done = await self.do(whole)
        if not self.state.ok:
            _log.warning("the records can be saved again")
            self.state = StorageState(notice=self.state.notice)
        return done

    async def do(self, work: Work[_T]) -> _T:
        """Do some work. Whoever waits for it may be cancelled, the work never is: half of it would stay in the way of the next.

        Raises:
            RecordsError: it could not be done; says why.
        """
        task = asyncio.ensure_future(self._in_turn(work))
        self._running.add(task)
        task.add_done_callback(self._finished)
        return await asyncio.shield(task)

    async def close(self) -> None:
        """Finish what was begun, then let go of the file."""
        self.closed = True
        if self._running:
            await asyncio.wait(self._running)
        await self._disconnect()
        self._files.release()

    def _finished(self, task: asyncio.Task[object]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # looked at, also where whoever waited has gone

    async def _in_turn(self, work: Work[_T]) -> _T:
        async with self._turn:
            if self.closed and self._db is None:
                raise RecordsError("the records are closed")
            try:
                return await work(await self._usable())
            except MISTAKES as error:
                raise RecordsError(f"a record does not fit: {error}") from error
            except StorageRefusedError as error:
                self._note(str(error))
                raise
            except (sqlite3.Error, OSError) as error:
                trouble = _sentence(error)
                self._note(trouble)
                if code_of(error) not in _CONNECTION_IS_FINE:
                    await self._disconnect()
                raise RecordsError(trouble) from error
            finally:
                if self._db is not None and self._db.in_transaction:  # the rollback failed too
                    await self._disconnect()

    def _note(self, trouble: str) -> None:
        if self.state.trouble is None:
            _log.warning("the records cannot be saved: %s", trouble)
        self.state = StorageState(trouble, self.state.since or self._clock.now(), self.state.notice)
        self._retry_at = self._clock.monotonic() + PAUSE_SECONDS

    def _rest(self) -> None:
        """Fail at once where the same would fail again in this moment."""
        if self.state.trouble is not None and self._clock.monotonic() < self._retry_at:
            raise RecordsError(self.state.trouble)

    async def _usable(self) -> aiosqlite.Connection:
        """Return a connection to the file that has the database's name now: one that was deleted can still be written to, in vain."""
        if self._db is not None and self._inode != (there := _inode(self.path)):
            if there is None:
                await self._write_anew(self._db)
            await self._disconnect()
            self._files.release()
        if self._db is None:
            self._rest()
            self._db = await self._open()
            self._inode = _inode(self.path)
        return self._db

    async def _write_anew(self, db: aiosqlite.Connection) -> None:
        """Write a file that was deleted out of what is still open. Where that fails, that stays open, and the next work tries again."""
        part, *logs = (self.path.with_name(self.path.name + end) for end in (".part", *PARTS[1:]))
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            part.unlink(missing_ok=True)
            begin(part)
            await db.execute_fetchall("VACUUM INTO ?", (str(part),))
            for log in logs:  # SQLite would believe a log that was left behind
                log.unlink(missing_ok=True)
            part.rename(self.path)
        except (sqlite3.Error, OSError) as error:
            self._note(_sentence(error))
            raise RecordsError(_sentence(error)) from error
        self._notice("the database was deleted while it was in use: what was still open was written anew, and nothing is lost")

    def _notice(self, notice: str) -> None:
        _log.error("%s", notice)
        self.state = StorageState(self.state.trouble, self.state.since, notice)

    async def _open(self) -> aiosqlite.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._files.acquire()
        if self._inode is not None and not self.path.exists():
            self._notice("the database is gone, with the history and what was taught; a new one was begun: put a backup back")
        try:
            return await open_sound(self.path, self._opened)
        except DamagedError as damage:
            aside = move_aside(self.path, "damaged", self._clock.now())
            self._notice(f"the database was damaged ({damage}); it was moved to {aside.name}, and a new one was begun")
            return await open_sound(self.path, self._opened)

    async def _disconnect(self) -> None:
        db, self._db = self._db, None
        if db is not None:
            with suppress(sqlite3.Error):  # whatever is wrong was told already
                await db.close()


async def nothing(_db: aiosqlite.Connection) -> None:
    """Open the database, no more."""


def _sentence(error: sqlite3.Error | OSError) -> str:
    if isinstance(error, OSError):
        return f"the folder of the database cannot be used: {error.strerror}"
    return SENTENCES.get(code_of(error), f"the database cannot be used: {error}")


def _inode(path: Path) -> tuple[int, int] | None:
    try:
        status = os.stat(path)  # noqa: PTH116 - a microsecond, at every piece of work
    except OSError:
        return None
    return status.st_dev, status.st_ino
