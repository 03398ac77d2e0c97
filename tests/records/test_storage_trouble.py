"""Trouble with the storage is told in a sentence, never stops what works without it, and passes without a restart."""

# ruff: noqa: ASYNC221, ASYNC240, S607 - a test may wait for a small file or a mount, wherever its command lies

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import sqlite3
import subprocess
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from kept import NIGHTLY, NOON, SERVER, FaultyConnection, audit, feedback, remembered

from bot.records import RecordsError, ServerSettings
from bot.records.migrating import shipped_migrations
from bot.records.sqlite import SqliteRecords
from bot.records.sqlite_database import PAUSE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kept import TurnedClock

FAILURES = [sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN]

RECOVERED_WITHIN = 30
"""Seconds after which things must work again by themselves."""


async def _work(records: SqliteRecords, clock: TurnedClock) -> set[int]:
    """Do what a bot does; return the replies whose feedback was acknowledged. Only ``RecordsError`` is ever raised."""
    saved = set()
    for reply in range(1, 5):
        clock.seconds += PAUSE_SECONDS
        assert await records.claim(reply, "one process")
        with contextlib.suppress(RecordsError):
            author = (await records.pseudonym_keys(NOON)).of(42, NOON)
            await records.remember(remembered(reply, author=author))
            await records.give_feedback(feedback(reply))
            saved.add(reply)
        with contextlib.suppress(RecordsError):
            await records.save_settings(ServerSettings(SERVER, keep_text=False), audit())
        with contextlib.suppress(RecordsError):
            await records.forget(["nobody"], who=5)
        with contextlib.suppress(RecordsError):
            await records.expire(NOON)
    return saved


async def _sweep(path: Path, clock: TurnedClock, call: int, code: int) -> int:
    """Let one call fail, look that nothing acknowledged is lost, and return how many faults fired."""
    FaultyConnection.plan(call, call + 1, code=code)
    records = await SqliteRecords.open(path, clock)
    try:
        saved = await _work(records, clock)
        fired = FaultyConnection.fired
        FaultyConnection.plan()
        clock.seconds += RECOVERED_WITHIN
        await records.give_feedback(feedback(99))
        assert (await records.state()).ok
        assert {one.reply for one in await records.feedback()} >= saved | {99}
    finally:
        await records.close()
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("SELECT count(*) FROM migrations").fetchall() == [(len(shipped_migrations()),)]
    return fired


@pytest.mark.timeout(900)  # every statement with every failure takes minutes; by day it is seconds
@pytest.mark.usefixtures("faulty")
async def test_whichever_statement_fails_nothing_acknowledged_is_lost(tmp_path: Path, clock: TurnedClock) -> None:
    """Every statement with every kind of failure by night; by day every twelfth, and the kinds in turn."""
    calls, fired = itertools.count(1) if NIGHTLY else itertools.count(1, 12), 0
    for call in calls:
        kinds = FAILURES if NIGHTLY else [FAILURES[call // 12 % len(FAILURES)]]
        of_this_call = [await _sweep(tmp_path / f"{call}-{code}" / "records.db", clock, call, code) for code in kinds]
        if not any(of_this_call):
            break
        fired += sum(of_this_call)
    assert fired > (1_600 if NIGHTLY else 25)


@pytest.mark.usefixtures("faulty")
async def test_a_full_disk_is_said_reads_and_claims_go_on(path: Path, clock: TurnedClock) -> None:
    FaultyConnection.plan()
    records = await SqliteRecords.open(path, clock)
    await records.give_feedback(feedback(1))
    FaultyConnection.plan(*range(2, 99))
    with pytest.raises(RecordsError, match=r"^the disk is full$"):
        await records.give_feedback(feedback(2))
    state = await records.state()
    assert (state.trouble, state.since) == ("the disk is full", NOON)
    assert await records.claim(1, "one process")
    assert await records.settings_of(SERVER) == ServerSettings(SERVER)
    await records.remember(remembered(1))
    FaultyConnection.plan()
    clock.seconds += PAUSE_SECONDS
    assert (await records.state()).ok
    assert await records.remembered() == (remembered(1),)
    await records.close()


@pytest.mark.usefixtures("faulty")
async def test_after_a_failure_the_disk_is_left_alone_for_a_second(path: Path, clock: TurnedClock) -> None:
    FaultyConnection.plan()
    records = await SqliteRecords.open(path, clock)
    FaultyConnection.plan(1, code=sqlite3.SQLITE_IOERR)
    for _ in range(100):
        with pytest.raises(RecordsError, match="the disk does not read or write"):
            await records.give_feedback(feedback(1))
    assert FaultyConnection.calls == 1
    clock.seconds += PAUSE_SECONDS
    await records.give_feedback(feedback(1))
    await records.close()


@pytest.mark.usefixtures("faulty")
async def test_what_waits_is_bounded_while_nothing_can_be_written(path: Path, clock: TurnedClock) -> None:
    FaultyConnection.plan(*range(1, 999), code=sqlite3.SQLITE_IOERR)
    records = await SqliteRecords.open(path, clock)
    for question in range(3_000):
        await records.remember(remembered(question))
    FaultyConnection.plan()
    clock.seconds += PAUSE_SECONDS
    kept = await records.remembered(limit=9_999)
    assert [kept[0].question, kept[-1].question, len(kept)] == [2_999, 1_000, 2_000]
    await records.close()


async def test_a_lock_of_another_program_is_told_before_discord_gives_up(sqlite: SqliteRecords, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        begun = asyncio.get_running_loop().time()
        with pytest.raises(RecordsError, match="another program keeps the database locked"):
            await sqlite.give_feedback(feedback(1))
        assert asyncio.get_running_loop().time() - begun >= 1, "it shall wait for a short lock"
        other.execute("ROLLBACK")


async def test_a_folder_that_is_away_at_the_start_is_used_when_it_is_back(tmp_path: Path, clock: TurnedClock) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    records = await SqliteRecords.open(tmp_path / "state" / "records.db", clock)
    with pytest.raises(RecordsError, match="the folder of the database cannot be used"):
        await records.settings_of(SERVER)
    assert not (await records.state()).ok
    assert await records.claim(1, "one process")
    (tmp_path / "state").unlink()
    clock.seconds += RECOVERED_WITHIN
    await records.give_feedback(feedback(1))
    assert (await records.state()).ok
    await records.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 2 MB in memory; only an administrator may have one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m,nr_inodes=12", "tmpfs", str(place)]
    if os.name != "posix" or os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("only an administrator may mount a disk")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


async def test_a_disk_that_is_really_full_takes_no_writes_and_recovers(small_disk: Path, clock: TurnedClock) -> None:
    records = await SqliteRecords.open(small_disk / "records.db", clock)
    await records.give_feedback(feedback(1))
    filler = small_disk / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while file.write(bytes(65_536)):
            pass
    refused = 0
    for reply in range(2, 300):
        clock.seconds += PAUSE_SECONDS
        try:
            await records.give_feedback(feedback(reply, article="a" * 500))
        except RecordsError as error:
            assert "full" in str(error)  # noqa: PT017 - some go through until the last page is used
            refused += 1
    assert refused > 20
    with pytest.raises(RecordsError):
        await records.forget(["author-of-mara"], who=5)
    kept = len(await records.feedback())
    assert kept == 299 - refused
    assert await records.claim(1, "one process")
    filler.unlink()
    clock.seconds += RECOVERED_WITHIN
    await records.give_feedback(feedback(300))
    assert (await records.state()).ok
    assert len(await records.feedback()) == kept + 1
    assert await records.forget(["author-of-mara"], who=5) == kept + 1
    await records.close()


async def test_a_disk_without_room_for_another_file_is_used_when_there_is(small_disk: Path, clock: TurnedClock) -> None:
    with contextlib.suppress(OSError):
        for number in range(20):
            (small_disk / str(number)).touch()
    records = await SqliteRecords.open(small_disk / "records.db", clock)
    assert not (await records.state()).ok
    for file in small_disk.iterdir():
        file.unlink()
    clock.seconds += RECOVERED_WITHIN
    await records.give_feedback(feedback(1))
    await records.close()


async def test_a_disk_mounted_read_only_is_said_and_used_when_it_can_be_written(small_disk: Path, clock: TurnedClock) -> None:
    before = await SqliteRecords.open(small_disk / "records.db", clock)
    await before.give_feedback(feedback(1))
    await before.close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    records = await SqliteRecords.open(small_disk / "records.db", clock)
    state = await records.state()
    assert state.trouble
    assert "Read-only" in state.trouble
    assert await records.claim(1, "one process")
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    clock.seconds += RECOVERED_WITHIN
    await records.give_feedback(feedback(2))
    assert len(await records.feedback()) == 2
    await records.close()
