"""Everything about a person: shown, deleted, expired, and then erased, so that not one byte is left in the database's files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.records.sqlite_rows import micros, values_of
from bot.records.values import Applied, Asking, AuditEntry, Feedback, PersonalData, RecordsError, Remembered, Taught

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    import aiosqlite

    from bot.records.retention import Retention

_QUESTIONS = """
    SELECT question, server, channel, text, author, outcome, article, version, at FROM remembered
    WHERE author IN (SELECT value FROM json_each(?)) ORDER BY at DESC, question DESC, author DESC
"""
_FEEDBACK = """
    SELECT reply, server, article, helpful, author, version, at, meant FROM feedback
    WHERE author IN (SELECT value FROM json_each(?)) ORDER BY at DESC, id DESC
"""
_HANDED_OVER = """
    SELECT id, server, text, message, (SELECT count(*) FROM asking_people WHERE asking = id), taken_by, at FROM askings
    WHERE id IN (SELECT asking FROM asking_people WHERE author IN (SELECT value FROM json_each(?1))) OR (?2 <> 0 AND taken_by = ?2)
    ORDER BY at DESC, id DESC
"""
_AUDIT = "SELECT server, who, action, detail, at FROM audit WHERE who = ? AND who <> 0 ORDER BY at DESC, id DESC"
_TAUGHT = "SELECT id, kind, article, text, who, at FROM taught WHERE who = ? AND who <> 0 ORDER BY id DESC"
_CHANGES = """
    SELECT id, server, who, action, detail, reason, before, after, at, files, taught, forgotten FROM changes
    WHERE who = ? AND who <> 0 ORDER BY id DESC
"""

_FORGET_ASKER = (
    "DELETE FROM claims WHERE question IN (SELECT question FROM remembered WHERE author IN (SELECT value FROM json_each(?)))",
    "DELETE FROM remembered WHERE author IN (SELECT value FROM json_each(?))",
    "DELETE FROM feedback WHERE author IN (SELECT value FROM json_each(?))",
    "DELETE FROM asking_people WHERE author IN (SELECT value FROM json_each(?))",
)
_FORGET_MODERATOR = (
    "UPDATE askings SET taken_by = 0 WHERE taken_by = ?",
    "UPDATE audit SET detail = replace(detail, ?, '0')",
    "UPDATE audit SET who = 0 WHERE who = ?",
    "UPDATE taught SET who = 0 WHERE who = ?",
    "UPDATE changes SET detail = replace(detail, ?1, '0'), reason = replace(reason, ?1, '0')",
    "UPDATE changes SET who = 0 WHERE who = ?",
)
_OLD_ACTS = (
    "DELETE FROM feedback WHERE at < ? RETURNING 1",
    "DELETE FROM audit WHERE at < ? RETURNING 1",
    "DELETE FROM changes WHERE at < ? RETURNING 1",
    "DELETE FROM taught WHERE gone < ? RETURNING 1",
)
_OF_PEOPLE_LONG_AGO = (
    "DELETE FROM remembered WHERE at < ? RETURNING 1",
    "DELETE FROM askings WHERE at < ? RETURNING 1",
    "UPDATE feedback SET author = NULL WHERE at < ? AND author IS NOT NULL RETURNING 1",
)
_OLD_CLAIMS = "DELETE FROM claims WHERE question NOT IN (SELECT question FROM claims ORDER BY question DESC LIMIT ?)"


async def personal(db: aiosqlite.Connection, authors: Sequence[str], who: int) -> PersonalData:
    """Return everything about a person: under pseudonyms, and as moderator ``who`` (0: nobody)."""
    named = json.dumps(list(authors))
    return PersonalData(
        values_of(Remembered, await db.execute_fetchall(_QUESTIONS, (named,))),
        values_of(Feedback, await db.execute_fetchall(_FEEDBACK, (named,))),
        values_of(Asking, await db.execute_fetchall(_HANDED_OVER, (named, who))),
        values_of(AuditEntry, await db.execute_fetchall(_AUDIT, (who,))),
        values_of(Taught, await db.execute_fetchall(_TAUGHT, (who,))),
        values_of(Applied, await db.execute_fetchall(_CHANGES, (who,))),
    )


async def forget(db: aiosqlite.Connection, authors: Sequence[str], who: int) -> int:
    """Delete everything about a person, and return how many records that were. What a moderator did stays, without a name."""
    data = await personal(db, authors, who)
    named = json.dumps(list(authors))
    for sql in _FORGET_ASKER:
        await db.execute_fetchall(sql, (named,))
    await db.execute_fetchall("DELETE FROM askings WHERE id NOT IN (SELECT asking FROM asking_people)")
    if who:
        for sql in _FORGET_MODERATOR:
            await db.execute_fetchall(sql, (who,))
    return sum(map(len, (data.questions, data.feedback, data.handed_over, data.audit, data.taught, data.changes)))


async def expire(db: aiosqlite.Connection, retention: Retention, now: dt.datetime, claims: int) -> int:
    """Delete what is older than the retention, and all claims but the newest; return how many records of people that were."""
    people, acts = micros(retention.people_before(now)), micros(retention.acts_before(now))
    gone = 0
    for statements, before in ((_OLD_ACTS, acts), (_OF_PEOPLE_LONG_AGO, people)):
        for sql in statements:
            gone += len(list(await db.execute_fetchall(sql, (before,))))
    await db.execute_fetchall("DELETE FROM pseudonym_keys WHERE month < ?", (retention.first_month(now),))
    await db.execute_fetchall("DELETE FROM tallies WHERE day < ?", (retention.acts_before(now).date().isoformat(),))
    await db.execute_fetchall(_OLD_CLAIMS, (claims,))
    if not retention.text:
        await drop_texts(db, None)
    return gone


async def drop_texts(db: aiosqlite.Connection, server: int | None) -> None:
    """Delete the texts of a server's questions (``None``: of all), and keep what became of them."""
    await db.execute_fetchall("UPDATE remembered SET text = NULL WHERE ?1 IS NULL OR server = ?1", (server,))
    await db.execute_fetchall("UPDATE askings SET text = NULL WHERE ?1 IS NULL OR server = ?1", (server,))


async def erase(db: aiosqlite.Connection) -> None:
    """Remove what was deleted from the database's files: it still stands in the write-ahead log, and between the rows of pages.

    Raises:
        RecordsError: somebody is reading it at this moment.
    """
    await db.execute_fetchall("VACUUM")
    busy = next(iter(await db.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")))[0]
    if busy:
        raise RecordsError(
            "what was deleted is not yet erased, because another program reads the database: try again in a minute"
        )
