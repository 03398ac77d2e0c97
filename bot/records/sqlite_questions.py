"""Remembered questions, as they are or summed up by SQLite: a month of a busy server has a hundred thousand of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.records.sqlite_rows import micros, readable, time_of, values_of
from bot.records.values import OF_ONE, AskedInVain, Remembered

if TYPE_CHECKING:
    import datetime as dt

    import aiosqlite

LONG_AGO = -(2**63)
"""Before every time that is stored."""

_SELECT_REMEMBERED = """
    SELECT question, server, channel, text, author, outcome, article, version, at FROM remembered
    WHERE (?1 IS NULL OR server = ?1) AND at >= ?2 ORDER BY at DESC, question DESC, author DESC LIMIT ?3
"""
_SELECT_IN_VAIN = """
    SELECT text, people, wrong, newest FROM (
        SELECT *, row_number() OVER (PARTITION BY people ORDER BY newest DESC, text DESC) AS nth FROM (
            SELECT text, group_concat(DISTINCT author) AS people, max(at) AS newest,
                group_concat(DISTINCT iif(outcome = 'wrong', article, NULL)) AS wrong
            FROM remembered WHERE server = ? AND outcome IN ('declined', 'refused', 'wrong') AND text IS NOT NULL GROUP BY text
        )
    ) WHERE nth <= ? OR instr(people, ',') -- of several
    ORDER BY length(people) DESC, newest DESC, text DESC LIMIT ? -- pseudonyms are all of one length
"""


async def remembered(
    db: aiosqlite.Connection, server: int | None, since: dt.datetime | None, limit: int
) -> tuple[Remembered, ...]:
    """Return the newest remembered questions, as the protocol says."""
    where = (server, micros(since) if since else LONG_AGO, limit)
    return values_of(Remembered, await db.execute_fetchall(_SELECT_REMEMBERED, where))


async def asked_in_vain(db: aiosqlite.Connection, server: int, limit: int) -> tuple[AskedInVain, ...]:
    """Return the texts that people of a server asked in vain, as the protocol says. In a row, people are one text with commas."""
    rows = await db.execute_fetchall(_SELECT_IN_VAIN, (server, OF_ONE, limit))
    return readable(
        rows, lambda row: AskedInVain(row[0], frozenset(_listed(row[1])), tuple(sorted(_listed(row[2]))), time_of(row[3]))
    )


def _listed(names: str | None) -> list[str]:
    return names.split(",") if names else []
