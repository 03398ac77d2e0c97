"""Changes of the content and what is taught, in SQLite: a change and its lessons are written together or not at all."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from bot.records.sqlite_rows import micros, row_of, values_of
from bot.records.values import Applied, Taught

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import aiosqlite

    from bot.records.sqlite_rows import Row

_TEACH = "INSERT INTO taught (id, kind, article, text, who, at) VALUES (?, ?, ?, ?, ?, ?) RETURNING id"
_TAKE_BACK = "UPDATE taught SET gone = ? WHERE gone IS NULL AND id IN (SELECT value FROM json_each(?)) RETURNING id"
_RESTORE = "UPDATE taught SET gone = NULL WHERE gone IS NOT NULL AND id IN (SELECT value FROM json_each(?)) RETURNING id"
_SELECT_TAUGHT = """
    SELECT id, kind, article, text, who, at FROM taught
    WHERE CASE WHEN ?1 IS NULL THEN gone IS NULL ELSE id IN (SELECT value FROM json_each(?1)) END ORDER BY id
"""
_APPLY = "INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"
_SELECT_APPLIED = """
    SELECT id, server, who, action, detail, reason, before, after, at, files, taught, forgotten FROM changes
    ORDER BY id DESC LIMIT ?
"""


async def apply(
    db: aiosqlite.Connection, applied: Applied, teach: Sequence[Taught], forget: Sequence[int], restore: Sequence[int]
) -> Applied:
    """Keep a change and what it teaches and takes back; to be called inside a transaction."""
    taught = [await _ids(db, _TEACH, row_of(one)) for one in teach]
    gone = await _ids(db, _TAKE_BACK, (micros(applied.at), json.dumps(list(forget))))
    taught.append(await _ids(db, _RESTORE, (json.dumps(list(restore)),)))
    done = replace(applied, taught=tuple(chain.from_iterable(taught)), forgotten=gone)
    return replace(done, id=(await _ids(db, _APPLY, row_of(done)))[0])


async def last_changes(db: aiosqlite.Connection, limit: int) -> tuple[Applied, ...]:
    """Return the last changes, the newest first."""
    return values_of(Applied, await db.execute_fetchall(_SELECT_APPLIED, (limit,)))


async def lessons(db: aiosqlite.Connection, ids: Collection[int] | None) -> tuple[Taught, ...]:
    """Return what is taught; or what was taught under these ids, even if it was taken back."""
    wanted = None if ids is None else json.dumps(list(ids))
    return values_of(Taught, await db.execute_fetchall(_SELECT_TAUGHT, (wanted,)))


async def _ids(db: aiosqlite.Connection, sql: str, values: Row) -> tuple[int, ...]:
    """Run a statement that returns ids, and return them in order."""
    return tuple(sorted(row[0] for row in await db.execute_fetchall(sql, values)))
