"""The records in one SQLite file, for one process. Reads like the list of what is kept; ``sqlite_database`` does the rest.

What is asked for at every message (settings, keys, claims) is held in memory and works while the disk does not. Claims and
remembered questions wait in a list and are written together, half a second later.
"""

# ruff: noqa: D102 - the contracts of the methods stand in protocol.py

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.records.pseudonyms import PseudonymKeys, month_of, new_key
from bot.records.retention import Retention
from bot.records.sqlite_changes import apply, last_changes, lessons
from bot.records.sqlite_database import MISTAKES, Database, nothing
from bot.records.sqlite_erasing import drop_texts, erase, expire, forget, personal
from bot.records.sqlite_files import drop_moved_aside
from bot.records.sqlite_questions import LONG_AGO, asked_in_vain, remembered
from bot.records.sqlite_rows import micros, row_of, settings_of, settings_text, values_of
from bot.records.values import Applied, Asking, AuditEntry, Feedback, RecordsError, Remembered, ServerSettings, Tally, Taught

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence
    from pathlib import Path

    import aiosqlite

    from bot.clock import Clock
    from bot.records.sqlite_rows import Row
    from bot.records.values import AskedInVain, PersonalData, StorageState

_log = logging.getLogger(__name__)

FLUSH_SECONDS = 0.5
"""How long claims and remembered questions wait for company: they are on disk within a second."""

RETRY_SECONDS = 5.0
"""How long they wait after a failure; a disk that has room again is noticed well within half a minute."""

MOST_WAITING = 2_000
"""Records that wait while the disk does not work; the oldest are given up."""

CLAIMS = 10_000
"""Claims kept, the newest. Discord repeats a message within minutes of the first time, not after ten thousand others."""

_REMEMBER = "INSERT OR REPLACE INTO remembered VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_CLAIM = "INSERT OR IGNORE INTO claims VALUES (?, ?)"
_ADD_AUDIT = "INSERT INTO audit (server, who, action, detail, at) VALUES (?, ?, ?, ?, ?)"
_SET_VALUE = "INSERT OR REPLACE INTO named_values VALUES (?, ?)"
_TALLY = "INSERT INTO tallies VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count"
_SELECT_TALLIES = "SELECT day, server, way, decision, about, count FROM tallies WHERE server = ? AND day >= ? ORDER BY 1, 3, 4, 5"
_SELECT_FEEDBACK = """
    SELECT reply, server, article, helpful, author, version, at, meant FROM feedback
    WHERE (?1 IS NULL OR server = ?1) AND at >= ?2 ORDER BY at DESC, id DESC
"""
_SELECT_AUDIT = """
    SELECT server, who, action, detail, at FROM audit WHERE (?1 IS NULL OR server = ?1) ORDER BY at DESC, id DESC LIMIT ?2
"""
_SELECT_ASKING = """
    SELECT id, server, text, message, (SELECT count(*) FROM asking_people WHERE asking = id), taken_by, at FROM askings WHERE id = ?
"""
_TAKE = "UPDATE askings SET taken_by = ? WHERE id = ? AND server = ? AND taken_by IS NULL"
_OPEN_ASKING = "SELECT id FROM askings WHERE server = ? AND text = ? AND taken_by IS NULL ORDER BY id DESC LIMIT 1"


class SqliteRecords:
    """Implements :class:`bot.records.protocol.Records`. Made by :meth:`open`."""

    def __init__(self, path: Path, clock: Clock, retention: Retention) -> None:
        self._database = Database(path, clock, self._load)
        self._clock, self._retention = clock, retention
        self._loaded = False
        self._settings: dict[int, ServerSettings] = {}
        self._keys: dict[str, bytes] = {}
        self._claims: dict[int, None] = {}
        self._waiting: list[tuple[str, Row]] = []
        self._flushing: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, path: Path, clock: Clock, retention: Retention | None = None) -> SqliteRecords:
        """Open the records that lie at ``path``, or begin them. Trouble with the storage does not keep the bot from starting.

        Raises:
            StorageRefusedError: this file must not be used by this process; the sentence says what to do.
        """
        records = cls(path, clock, retention or Retention())
        await records._database.start()
        return records

    async def settings_of(self, server: int) -> ServerSettings:
        return (await self._all_settings()).get(server, ServerSettings(server))

    async def save_settings(self, settings: ServerSettings, entry: AuditEntry) -> None:
        async def save(db: aiosqlite.Connection) -> None:
            row = (settings.server, settings_text(settings))
            await db.execute_fetchall("INSERT OR REPLACE INTO servers VALUES (?, ?)", row)
            await db.execute_fetchall(_ADD_AUDIT, row_of(entry))
            if not settings.keep_text:
                await drop_texts(db, settings.server)

        await self._flush()
        await self._database.write(save)
        (await self._all_settings())[settings.server] = settings
        if not settings.keep_text:
            with suppress(RecordsError):  # saved it is; what is left of the texts in free pages goes with the next expiry
                await self._database.do(erase)

    async def listening_servers(self) -> bool:
        return any(one.listening or one.forums for one in (await self._all_settings()).values())

    async def remember(self, remembered: Remembered) -> None:
        self._write_soon(_REMEMBER, row_of(remembered))

    async def remembered(
        self, *, server: int | None = None, since: dt.datetime | None = None, limit: int = 100
    ) -> tuple[Remembered, ...]:
        await self._flush()
        return await self._database.do(lambda db: remembered(db, server, since, limit))

    async def asked_in_vain(self, server: int, limit: int = 1_000) -> tuple[AskedInVain, ...]:
        await self._flush()
        return await self._database.do(lambda db: asked_in_vain(db, server, limit))

    async def give_feedback(self, feedback: Feedback) -> None:
        await self._change("INSERT OR REPLACE INTO feedback VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)", row_of(feedback))

    async def feedback(self, *, server: int | None = None, since: dt.datetime | None = None) -> tuple[Feedback, ...]:
        where = (server, micros(since) if since else LONG_AGO)
        return values_of(Feedback, await self._rows(_SELECT_FEEDBACK, where))

    async def tally(self, tally: Tally) -> None:
        self._write_soon(_TALLY, row_of(tally))

    async def tallies(self, server: int, since: dt.date) -> tuple[Tally, ...]:
        await self._flush()
        return values_of(Tally, await self._rows(_SELECT_TALLIES, (server, since.isoformat())))

    async def add_audit(self, entry: AuditEntry) -> None:
        await self._change(_ADD_AUDIT, row_of(entry))

    async def audit(self, server: int | None, limit: int = 100) -> tuple[AuditEntry, ...]:
        return values_of(AuditEntry, await self._rows(_SELECT_AUDIT, (server, limit)))

    async def apply(
        self, applied: Applied, teach: Sequence[Taught] = (), *, forget: Sequence[int] = (), restore: Sequence[int] = ()
    ) -> Applied:
        return await self._database.write(lambda db: apply(db, applied, teach, forget, restore))

    async def applied(self, limit: int = 20) -> tuple[Applied, ...]:
        return await self._database.do(lambda db: last_changes(db, limit))

    async def taught(self, ids: Collection[int] | None = None) -> tuple[Taught, ...]:
        return await self._database.do(lambda db: lessons(db, ids))

    async def claim(self, question: int, process: str) -> bool:
        if question in self._claims:
            return False
        self._claims[question] = None
        while len(self._claims) > CLAIMS:
            del self._claims[next(iter(self._claims))]
        self._write_soon(_CLAIM, (question, process))
        return True

    async def hand_over(self, server: int, text: str | None, author: str, at: dt.datetime) -> Asking:
        async def hand(db: aiosqlite.Connection) -> Asking:
            rows = await db.execute_fetchall(_OPEN_ASKING, (server, text)) or await db.execute_fetchall(
                "INSERT INTO askings (server, text, at) VALUES (?, ?, ?) RETURNING id", (server, text, micros(at))
            )
            (asking,) = next(iter(rows))
            await db.execute_fetchall("INSERT OR IGNORE INTO asking_people VALUES (?, ?)", (asking, author))
            return values_of(Asking, await db.execute_fetchall(_SELECT_ASKING, (asking,)))[0]

        return await self._database.write(hand)

    async def place(self, asking: int, channel_message: int) -> None:
        await self._change("UPDATE askings SET message = ? WHERE id = ?", (channel_message, asking))

    async def take(self, asking: int, who: int, *, server: int) -> Asking | None:
        await self._change(_TAKE, (who, asking, server))
        found = values_of(Asking, await self._rows(_SELECT_ASKING, (asking,)))
        return next((one for one in found if one.server == server), None)

    async def personal(self, authors: Sequence[str], *, who: int = 0) -> PersonalData:
        await self._flush()
        return await self._database.do(lambda db: personal(db, authors, who))

    async def forget(self, authors: Sequence[str], *, who: int) -> int:
        await self._flush()
        gone = await self._database.write(lambda db: forget(db, authors, who))
        await self._database.do(erase)
        return gone

    async def expire(self, now: dt.datetime) -> int:
        await self._flush()
        gone = await self._database.write(lambda db: expire(db, self._retention, now, CLAIMS))
        await self._database.do(self._load)
        if gone or not self._retention.text:
            await self._database.do(erase)
        with suppress(OSError):  # next time, then
            gone += drop_moved_aside(self._database.path, self._retention.people_before(now))
        return gone

    async def pseudonym_keys(self, now: dt.datetime) -> PseudonymKeys:
        month = month_of(now)
        if month not in self._keys:
            await self._change("INSERT OR IGNORE INTO pseudonym_keys VALUES (?, ?)", (month, new_key()))
            await self._database.do(self._load)
        return PseudonymKeys(dict(self._keys))

    async def value(self, name: str) -> str | None:
        rows = await self._rows("SELECT value FROM named_values WHERE name = ?", (name,))
        return rows[0][0] if rows else None

    async def set_value(self, name: str, value: str) -> None:
        await self._change(_SET_VALUE, (name, value))

    async def state(self) -> StorageState:
        with suppress(RecordsError):
            await self._database.do(nothing)  # which finds a file that is gone
            if not self._database.state.ok:  # look whether it still is so
                await self.set_value("last trouble", f"{self._clock.now():%Y-%m-%d %H:%M}")
        return self._database.state

    async def close(self) -> None:
        if self._flushing is not None:
            self._flushing.cancel()
            await asyncio.wait([self._flushing])
        with suppress(RecordsError):
            await self._flush()
        await self._database.close()

    async def _load(self, db: aiosqlite.Connection) -> None:
        """Read what is held in memory."""
        settings = settings_of(await db.execute_fetchall("SELECT server, settings FROM servers"))
        self._settings = {one.server: one for one in settings}
        self._keys = dict(map(tuple, await db.execute_fetchall("SELECT month, key FROM pseudonym_keys")))
        claims = await db.execute_fetchall("SELECT question FROM claims ORDER BY question DESC LIMIT ?", (CLAIMS,))
        self._claims = dict.fromkeys(sorted(question for (question,) in claims)) | self._claims
        self._loaded = True

    async def _all_settings(self) -> dict[int, ServerSettings]:
        if not self._loaded:
            await self._database.do(self._load)
        return self._settings

    async def _rows(self, sql: str, values: Row) -> list[Row]:
        return list(await self._database.do(lambda db: db.execute_fetchall(sql, values)))

    async def _change(self, sql: str, values: Row) -> list[Row]:
        return list(await self._database.write(lambda db: db.execute_fetchall(sql, values)))

    def _write_soon(self, sql: str, values: Row) -> None:
        if self._database.closed:
            raise RecordsError("the records are closed")
        self._waiting = [*self._waiting[-MOST_WAITING + 1 :], (sql, values)]
        if self._flushing is None or self._flushing.done():
            self._flushing = asyncio.ensure_future(self._flush_later())

    async def _flush_later(self) -> None:
        pause = FLUSH_SECONDS
        while self._waiting:
            await asyncio.sleep(pause)
            try:
                await self._flush()
            except RecordsError:  # told by whoever looks at the state
                pause = RETRY_SECONDS

    async def _flush(self) -> None:
        """Write what waits, all in one transaction; what does not fit into the database at all is left out."""
        batch, self._waiting = self._waiting, []

        async def write(db: aiosqlite.Connection) -> None:
            for sql, values in batch:
                try:
                    await db.execute_fetchall(sql, values)
                except MISTAKES as error:
                    _log.warning("a record does not fit: %s", type(error).__name__)

        if batch:
            try:
                await self._database.write(write)
            except RecordsError:
                self._waiting = [*batch, *self._waiting][-MOST_WAITING:]
                raise
