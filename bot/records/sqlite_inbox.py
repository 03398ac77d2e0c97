"""What was asked in vain, summed up by SQLite: a month of a busy server has a hundred thousand questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.records.sqlite_rows import readable, time_of
from bot.records.values import AskedInVain

if TYPE_CHECKING:
    import aiosqlite

_SELECT_IN_VAIN = """
    SELECT text, group_concat(DISTINCT author) AS people, group_concat(DISTINCT iif(outcome = 'wrong', article, NULL)), max(at) AS newest
    FROM remembered WHERE server = ? AND outcome IN ('declined', 'refused', 'wrong') AND text IS NOT NULL
    GROUP BY text ORDER BY length(people) DESC, newest DESC, text DESC LIMIT ? -- pseudonyms are all of one length
"""


async def asked_in_vain(db: aiosqlite.Connection, server: int, limit: int) -> tuple[AskedInVain, ...]:
    """Return the texts that people of a server asked in vain, as the protocol says. In a row, people are one text with commas."""
    rows = await db.execute_fetchall(_SELECT_IN_VAIN, (server, limit))
    return readable(
        rows, lambda row: AskedInVain(row[0], frozenset(_listed(row[1])), tuple(sorted(_listed(row[2]))), time_of(row[3]))
    )


def _listed(names: str | None) -> list[str]:
    return names.split(",") if names else []
