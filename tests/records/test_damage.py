"""A damaged file is moved aside and said; never a crash, and never again the same at the next start."""

# ruff: noqa: ASYNC240, S311 - a test may wait for a small file, and its chance is seeded

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from kept import DAY, NIGHTLY, NOON, SERVER, FaultyConnection, TurnedClock, audit, feedback, remembered

from bot.records import RecordsError, ServerSettings, StorageRefusedError
from bot.records.sqlite import SqliteRecords
from bot.records.sqlite_files import moved_aside

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MUTANTS = 200 if NIGHTLY else 50
REPLIES = 300


@pytest.fixture
async def sound(path: Path, clock: TurnedClock) -> bytes:
    """The bytes of a database with a few hundred records, which is then taken away."""
    records = await SqliteRecords.open(path, clock)
    await records.save_settings(ServerSettings(SERVER, private=True), audit())
    for reply in range(REPLIES):
        await records.remember(remembered(reply, text="where can i leave my bike " * 3))
    async with records._database._turn:  # one transaction instead of three hundred
        db = records._database._db
        assert db is not None
        for reply in range(REPLIES):
            row = (reply, SERVER, "pets", 1, f"author {reply}", "v1", reply)
            await db.execute_fetchall(
                "INSERT INTO feedback (reply, server, article, helpful, author, version, at) VALUES (?,?,?,?,?,?,?)", row
            )
    await records.close()
    content = path.read_bytes()
    path.unlink()
    return content


def _flipped(content: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 3, 20, 200))):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def _truncated(content: bytearray, chance: random.Random) -> None:
    del content[chance.randrange(len(content)) :]


def _zeroed(content: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(content) // 4096) * 4096
    content[start : start + 4096] = bytes(4096)


def _shuffled(content: bytearray, chance: random.Random) -> None:
    one, other = (chance.randrange(len(content) // 4096) * 4096 for _ in range(2))
    content[one : one + 4096], content[other : other + 4096] = content[other : other + 4096], content[one : one + 4096]


def _spoilt_header(content: bytearray, chance: random.Random) -> None:
    content[chance.randrange(100)] = chance.randrange(256)


MUTATIONS: list[Callable[[bytearray, random.Random], None]] = [_flipped, _truncated, _zeroed, _shuffled, _spoilt_header]


async def _use(path: Path) -> tuple[str, int]:
    """Start, use the records, and start again. Return what came of it, and the votes that are still there."""
    try:
        records = await SqliteRecords.open(path, TurnedClock())
    except StorageRefusedError:
        return "refused", 0
    try:
        await records.claim(10_000, "one process")
        await records.feedback()
        await records.remembered()
        notice = (await records.state()).notice
        await records.give_feedback(feedback(9_999))
        votes = await records.feedback()
        await records.expire(NOON)
    except RecordsError:
        return "trouble", 0
    finally:
        await records.close()
    return ("moved aside" if notice else "used"), sum(1 for vote in votes if vote.helpful and vote.article == "pets") - 1


async def test_whatever_is_damaged_the_bot_starts_and_says_so(sound: bytes, tmp_path: Path) -> None:
    chance = random.Random(20261124)
    outcomes: dict[str, int] = {}
    silent = 0
    for number in range(MUTANTS):
        content = bytearray(sound)
        MUTATIONS[number % len(MUTATIONS)](content, chance)
        path = tmp_path / str(number) / "records.db"
        path.parent.mkdir()
        path.write_bytes(content)
        outcome, votes = await _use(path)
        if outcome == "trouble":
            outcome, votes = await _use(path)
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
        silent += outcome == "used" and votes != REPLIES
        if outcome != "refused":
            assert (await _use(path))[0] == "used", "a second start finds a database that works"
        if outcome == "moved aside":
            assert moved_aside(path)[0].read_bytes()[:100] == bytes(content[:100])
    assert outcomes["moved aside"] > MUTANTS / 3, outcomes
    assert set(outcomes) <= {"moved aside", "used", "refused"}
    assert outcomes.get("refused", 0) <= MUTANTS / 20, outcomes
    assert silent <= MUTANTS / 50, f"{silent} of {MUTANTS} changed a vote and nobody noticed"


@pytest.mark.parametrize("content", [b"", b"this is no database\n" * 400, bytes(8192), b"SQLite format 3\0" + bytes(50)])
async def test_a_file_that_is_no_database_is_moved_aside_whole(path: Path, clock: TurnedClock, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    records = await SqliteRecords.open(path, clock)
    state = await records.state()
    assert state.ok
    (aside,) = moved_aside(path)
    assert (
        state.notice == f"the database was damaged ({_why(state.notice)}); it was moved to {aside.name}, and a new one was begun"
    )
    assert aside.read_bytes() == content
    await records.give_feedback(feedback(1))
    await records.close()
    again = await SqliteRecords.open(path, clock)
    assert (await again.state()).notice is None
    assert len(await again.feedback()) == 1
    await again.close()


def _why(notice: str | None) -> str:
    return (notice or "").partition("(")[2].partition(")")[0]


async def test_an_empty_file_is_moved_aside_together_with_its_log(path: Path, clock: TurnedClock) -> None:
    path.parent.mkdir()
    path.touch()
    path.with_name("records.db-wal").write_bytes(b"what was written last")
    await (await SqliteRecords.open(path, clock)).close()
    (aside,) = moved_aside(path)
    assert aside.with_name(aside.name + "-wal").read_bytes() == b"what was written last"


@pytest.mark.parametrize("really", [True, False])
@pytest.mark.usefixtures("faulty")
async def test_damage_found_while_running_is_looked_into(path: Path, clock: TurnedClock, *, really: bool) -> None:
    FaultyConnection.plan()
    records = await SqliteRecords.open(path, clock)
    await records.give_feedback(feedback(1))
    await records.forget(["nobody"], who=5)  # so that nothing is in the log, from which SQLite could mend the file
    if really:
        path.write_bytes(b"\xff" * path.stat().st_size)
    FaultyConnection.plan(1, code=sqlite3.SQLITE_CORRUPT)
    with pytest.raises(RecordsError, match="the database is damaged"):
        await records.give_feedback(feedback(2))
    clock.seconds += 1
    await records.give_feedback(feedback(3))
    state = await records.state()
    assert state.ok
    assert [one.reply for one in await records.feedback()] == ([3] if really else [3, 1])
    assert ("moved to" in (state.notice or "")) is really
    assert len(moved_aside(path)) == really
    await records.close()


async def test_what_was_moved_aside_is_deleted_when_its_time_is_over(path: Path, clock: TurnedClock) -> None:
    path.parent.mkdir()
    path.write_bytes(b"can i bring my dog " * 300)
    records = await SqliteRecords.open(path, clock)
    assert await records.expire(NOON + 29 * DAY) == 0
    assert len(moved_aside(path)) == 1
    assert await records.expire(NOON + 31 * DAY) == 1
    assert moved_aside(path) == []
    await records.close()


async def test_a_table_that_is_missing_is_damage(path: Path, clock: TurnedClock) -> None:
    await (await SqliteRecords.open(path, clock)).close()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DROP TABLE claims")
        db.execute("CREATE INDEX of_the_operator ON audit (who)")
    records = await SqliteRecords.open(path, clock)
    assert "tables are missing" in ((await records.state()).notice or "")
    await records.close()


async def test_an_index_that_an_operator_added_is_no_damage(path: Path, clock: TurnedClock) -> None:
    await (await SqliteRecords.open(path, clock)).close()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE INDEX of_the_operator ON audit (who)")
    records = await SqliteRecords.open(path, clock)
    assert (await records.state()).notice is None
    await records.close()
