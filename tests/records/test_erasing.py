"""After somebody had their data deleted, not one byte of it is left in any file (catalogue S6)."""

# ruff: noqa: S311 - the chance is seeded

from __future__ import annotations

import contextlib
import random
import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from kept import DAY, NIGHTLY, NOON, SERVER, applied, audit, feedback, remembered, taught

from bot.records import Outcome, RecordsError, ServerSettings
from bot.records.sqlite import SqliteRecords

if TYPE_CHECKING:
    from pathlib import Path

    from kept import TurnedClock

WHO, OTHER = 402_653_189_000_000_123, 402_653_189_000_000_456
CANARY = "the canary sings"
SEEDS = range(100 if NIGHTLY else 8)


def found(path: Path, *traces: bytes) -> dict[str, int]:
    """Return how often traces stand in each file of the folder."""
    counts = {file.name: sum(file.read_bytes().count(trace) for trace in traces) for file in path.parent.iterdir()}
    return {name: count for name, count in counts.items() if count}


def traces_of(who: int, authors: tuple[str, ...]) -> list[bytes]:
    """What would tell of somebody: their words, their pseudonyms, and their number as text or as SQLite stores it."""
    return [CANARY.encode(), str(who).encode(), who.to_bytes(8, "big"), *(author.encode() for author in authors)]


async def live(records: SqliteRecords, chance: random.Random, author: str, other: str) -> None:
    """Let two people use the bot for a while, so that rows grow, move, are replaced and deleted."""
    for number in range(250):
        mine = chance.random() < 0.3
        text = f"{CANARY if mine else 'something else'} " * chance.randrange(1, 25)
        name, who = (author, WHO) if mine else (other, OTHER)
        outcome = chance.choice(list(Outcome))
        await records.remember(remembered(chance.randrange(150), author=name, text=text[:500], outcome=outcome, article=text[:9]))
        if number % 9 == 0:
            await records.give_feedback(feedback(number % 5, author=name, helpful=mine))
            await records.add_audit(audit(who=who, detail=f"by {who}"))
            await records.hand_over(SERVER, text, name, NOON)
            done = await records.apply(applied(who=who, detail=f"by {who}"), [taught(f"{number}", who=who)])
            await records.apply(applied(who=who), forget=[done.taught[0] - chance.randrange(2)])
            await records.remembered(limit=1)


@pytest.mark.parametrize("seed", SEEDS)
async def test_not_one_byte_is_left(sqlite: SqliteRecords, path: Path, seed: int) -> None:
    keys = await sqlite.pseudonym_keys(NOON - 30 * DAY)
    keys = await sqlite.pseudonym_keys(NOON)
    author, other = keys.of(WHO, NOON), keys.of(OTHER, NOON)
    await live(sqlite, random.Random(seed), author, other)
    await sqlite.remember(remembered(999, author=keys.of(WHO, NOON - 30 * DAY), text=CANARY))
    await sqlite.personal([author])
    assert found(path, *traces_of(WHO, keys.all_of(WHO)))
    begun = time.process_time()
    assert await sqlite.forget(keys.all_of(WHO), who=WHO) > 20
    assert time.process_time() - begun < 5
    assert found(path, *traces_of(WHO, keys.all_of(WHO))) == {}
    assert found(path, other.encode())
    assert await sqlite.forget(keys.all_of(WHO), who=WHO) == 0


async def test_questions_that_expired_leave_no_byte_and_their_key_none(sqlite: SqliteRecords, path: Path) -> None:
    keys = await sqlite.pseudonym_keys(NOON)
    author = keys.of(WHO, NOON)
    await live(sqlite, random.Random(1), author, "somebody else")
    later = NOON + 40 * DAY
    assert await sqlite.expire(later) > 20
    assert found(path, CANARY.encode(), author.encode(), *keys.keys.values()) == {}


async def test_texts_that_are_no_longer_wanted_leave_no_byte(sqlite: SqliteRecords, path: Path) -> None:
    await live(sqlite, random.Random(1), "me", "somebody else")
    with contextlib.suppress(RecordsError):
        await sqlite.personal(["me"])
    await sqlite.save_settings(ServerSettings(SERVER, keep_text=False), audit())
    assert found(path, b"canary sings the canary", b"something else something") == {}


async def test_the_log_of_a_process_that_was_killed_is_emptied_at_the_next_start(path: Path, clock: TurnedClock) -> None:
    records = await SqliteRecords.open(path, clock)
    await records.remember(remembered(1, text=CANARY))
    await records.remembered()
    copy = path.parent.parent / "after the kill" / path.name
    copy.parent.mkdir()
    for part in ("", "-wal"):
        copy.with_name(copy.name + part).write_bytes(path.with_name(path.name + part).read_bytes())
    await records.close()
    assert found(copy, CANARY.encode()) == {"records.db-wal": 1}
    again = await SqliteRecords.open(copy, clock)
    assert found(copy, CANARY.encode()) == {"records.db": 1}
    assert len(await again.remembered()) == 1
    await again.close()


async def test_while_somebody_reads_the_database_deleting_says_that_it_is_not_done(sqlite: SqliteRecords, path: Path) -> None:
    await sqlite.remember(remembered(1, author="me", text=CANARY))
    await sqlite.remembered()
    with closing(sqlite3.connect(path, isolation_level=None)) as backup:
        backup.execute("BEGIN")
        backup.execute("SELECT * FROM remembered").fetchall()
        with pytest.raises(RecordsError, match="not yet erased"):
            await sqlite.forget(["me"], who=WHO)
        backup.execute("COMMIT")
    assert await sqlite.forget(["me"], who=WHO) == 0
    assert found(path, CANARY.encode()) == {}


async def test_nothing_is_ever_written_outside_the_state_folder(sqlite: SqliteRecords, path: Path) -> None:
    await live(sqlite, random.Random(1), "me", "somebody else")
    await sqlite.forget(["me"], who=WHO)
    assert {file.name for file in path.parent.parent.rglob("*")} == {
        "state",
        "records.db",
        "records.db-wal",
        "records.db-shm",
        "records.db.lock",
    }
