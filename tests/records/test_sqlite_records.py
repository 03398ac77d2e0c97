"""What only the SQLite records promise: on disk when acknowledged, one process, answers from memory, whole or not at all."""

# ruff: noqa: ASYNC240 - a test may wait for a small file

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import stat
import statistics
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from kept import MARA, NOON, SERVER, audit, feedback, remembered

from bot.records import RecordsError, ServerSettings, StorageRefusedError
from bot.records import sqlite as sqlite_module
from bot.records.migrating import Migration, missing, shipped_migrations
from bot.records.sqlite import SqliteRecords
from bot.records.sqlite_files import database_path

if TYPE_CHECKING:
    from pathlib import Path

    from kept import TurnedClock


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    """Read the file as another program would."""
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


async def test_what_was_acknowledged_is_in_the_file(sqlite: SqliteRecords, path: Path) -> None:
    await sqlite.give_feedback(feedback(1))
    assert rows(path, "SELECT reply, author FROM feedback") == [(1, MARA)]


async def test_claims_and_remembered_questions_are_in_the_file_within_a_second(sqlite: SqliteRecords, path: Path) -> None:
    await sqlite.claim(1, "one process")
    await sqlite.remember(remembered(1))
    assert rows(path, "SELECT question FROM remembered") == []
    await asyncio.sleep(0.9)
    assert rows(path, "SELECT question FROM remembered") == [(1,)]
    assert rows(path, "SELECT * FROM claims") == [(1, "one process")]


async def test_closing_writes_what_waits_and_the_next_process_knows_the_claims(path: Path, clock: TurnedClock) -> None:
    first = await SqliteRecords.open(path, clock)
    await first.claim(1, "one process")
    await first.remember(remembered(1))
    await first.close()
    second = await SqliteRecords.open(path, clock)
    assert not await second.claim(1, "another process")
    assert await second.remembered() == (remembered(1),)
    await second.close()
    assert {file.name for file in path.parent.iterdir()} == {"records.db", "records.db.lock"}


async def test_recording_adds_less_than_a_millisecond_to_a_reply(sqlite: SqliteRecords) -> None:
    await sqlite.pseudonym_keys(NOON)
    took = []
    for question in range(500):
        before = time.process_time()
        await sqlite.claim(question, "one process")
        author = (await sqlite.pseudonym_keys(NOON)).of(42, NOON)
        await sqlite.remember(remembered(question, author=author))
        took.append(time.process_time() - before)
    assert statistics.median(took) < 0.001


async def test_only_the_newest_claims_are_kept(sqlite: SqliteRecords, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_module, "CLAIMS", 3)
    for question in range(1, 6):
        await sqlite.claim(question, "one process")
    assert [await sqlite.claim(question, "again") for question in (5, 1)] == [False, True]


async def test_the_file_is_for_this_account_alone(sqlite: SqliteRecords, path: Path) -> None:
    await sqlite.set_value("commands", "abc")
    rights = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert rights == dict.fromkeys(("records.db", "records.db-wal", "records.db-shm", "records.db.lock"), 0o600)


async def test_every_acknowledged_write_asks_the_disk_to_sync(sqlite: SqliteRecords) -> None:
    async def ask(db: object) -> object:
        return [tuple(row) for row in await db.execute_fetchall("PRAGMA synchronous")]  # type: ignore[attr-defined]

    assert await sqlite._database.do(ask) == [(2,)]


async def test_a_second_process_is_refused_and_the_first_goes_on(sqlite: SqliteRecords, path: Path, clock: TurnedClock) -> None:
    with pytest.raises(StorageRefusedError, match=r"another Policybot already uses .*records\.db: stop it first"):
        await SqliteRecords.open(path, clock)
    await sqlite.give_feedback(feedback(1))


async def test_whoever_waits_may_be_cancelled_the_write_is_still_whole(sqlite: SqliteRecords) -> None:
    for reply in range(30):
        task = asyncio.ensure_future(sqlite.give_feedback(feedback(reply)))
        for _ in range(reply % 5):
            await asyncio.sleep(0)
        task.cancel()
    await sqlite.add_audit(audit())
    written = {one.reply for one in await sqlite.feedback()}
    assert written >= {reply for reply in range(30) if reply % 5}
    assert await sqlite.audit(SERVER) == (audit(),)


async def test_when_saving_settings_fails_the_old_ones_stay(sqlite: SqliteRecords, path: Path) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TRIGGER refuse BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no'); END")
    with pytest.raises(RecordsError):
        await sqlite.save_settings(ServerSettings(SERVER, private=True), audit())
    assert await sqlite.settings_of(SERVER) == ServerSettings(SERVER)
    assert rows(path, "SELECT * FROM servers") == []


async def test_a_value_that_fits_no_column_is_told_and_is_no_trouble_of_the_storage(sqlite: SqliteRecords) -> None:
    for wrong in (feedback(2**64), feedback(1, article=None), feedback(1, article="\ud800")):
        with pytest.raises(RecordsError, match="a record does not fit"):
            await sqlite.give_feedback(wrong)
    assert (await sqlite.state()).ok


async def test_one_question_that_cannot_be_kept_does_not_keep_the_others_out(sqlite: SqliteRecords) -> None:
    await sqlite.remember(remembered(1, text="\ud800"))
    await sqlite.remember(remembered(2))
    assert [one.question for one in await sqlite.remembered()] == [2]


async def test_a_setting_of_a_newer_version_is_passed_over(sqlite: SqliteRecords, path: Path, clock: TurnedClock) -> None:
    await sqlite.close()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("INSERT INTO servers VALUES (?, ?)", (SERVER, '{"private": true, "colour": "red"}'))
        db.execute("INSERT INTO servers VALUES (?, ?)", (SERVER + 1, "no json"))
    records = await SqliteRecords.open(path, clock)
    assert await records.settings_of(SERVER) == ServerSettings(SERVER, private=True)
    assert await records.settings_of(SERVER + 1) == ServerSettings(SERVER + 1)
    await records.close()


async def test_after_closing_nothing_is_pretended(sqlite: SqliteRecords) -> None:
    await sqlite.close()
    for call in (sqlite.give_feedback(feedback(1)), sqlite.remember(remembered(1)), sqlite.remembered()):
        with pytest.raises(RecordsError, match="closed"):
            await call


async def test_a_database_of_another_program_is_left_alone(path: Path, clock: TurnedClock) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE songs (name)")
    before = path.read_bytes()
    with pytest.raises(StorageRefusedError, match="another program's database"):
        await SqliteRecords.open(path, clock)
    assert path.read_bytes() == before


async def test_a_newer_schema_is_refused_with_what_to_do(sqlite: SqliteRecords, path: Path, clock: TurnedClock) -> None:
    await sqlite.close()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("INSERT INTO migrations VALUES (99, '0099_later.sql', 'x')")
    for _ in range(2):
        with pytest.raises(StorageRefusedError, match=r"newer Policybot .its schema is 99, this version knows \d+.*: install"):
            await SqliteRecords.open(path, clock)


def test_a_migration_that_was_changed_after_it_was_applied_is_noticed() -> None:
    (first, *_), later = shipped_migrations(), Migration(2, "0002_later.sql", "SELECT 1;\n")
    assert missing({1: first.checksum}, (first, later)) == [later]
    with pytest.raises(StorageRefusedError, match=r"0001_begin\.sql is not the one"):
        missing({1: later.checksum}, (first, later))


def test_migrations_are_numbered_without_a_gap() -> None:
    assert [one.number for one in shipped_migrations()] == list(range(1, len(shipped_migrations()) + 1))


@pytest.mark.parametrize(
    ("url", "wanted"), [(None, "state/records.db"), ("sqlite:///a/b.db", "a/b.db"), ("sqlite:////a/b.db", "/a/b.db")]
)
def test_the_database_lies_where_the_settings_say(url: str | None, wanted: str, tmp_path: Path) -> None:
    state = type(tmp_path)("state")
    assert database_path(url, state) == type(tmp_path)(wanted)


@pytest.mark.parametrize("url", ["postgresql://u:secret@h/d", "records.db", "sqlite://", "sqlite:///", "sqlite:///a?mode=ro"])
def test_an_address_of_another_kind_is_refused_without_repeating_it(url: str, tmp_path: Path) -> None:
    with pytest.raises(StorageRefusedError, match="must have the form sqlite:///") as refused:
        database_path(url, tmp_path)
    assert "secret" not in str(refused.value)


async def test_a_file_deleted_under_our_feet_is_noticed_before_anything_is_lost(sqlite: SqliteRecords, path: Path) -> None:
    await sqlite.give_feedback(feedback(1))
    for file in path.parent.iterdir():
        os.unlink(file)  # noqa: PTH108 - as an operator would
    await sqlite.give_feedback(feedback(2))
    assert rows(path, "SELECT reply FROM feedback") == [(1,), (2,)]


@pytest.mark.parametrize("gone", ["the folder", "the database alone"])
async def test_a_database_that_was_deleted_is_written_anew_and_that_is_said(
    sqlite: SqliteRecords, path: Path, caplog: pytest.LogCaptureFixture, gone: str
) -> None:
    await sqlite.save_settings(ServerSettings(SERVER, language="de"), audit())
    await sqlite.give_feedback(feedback(1))
    shutil.rmtree(path.parent) if gone == "the folder" else path.unlink()
    notice = (await sqlite.state()).notice
    assert notice == "the database was deleted while it was in use: what was still open was written anew, and nothing is lost"
    assert notice in caplog.messages
    assert rows(path, "SELECT reply FROM feedback") == [(1,)]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (await sqlite.settings_of(SERVER)).language == "de"
    await sqlite.give_feedback(feedback(2))
    await sqlite.close()
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    assert len(rows(path, "SELECT * FROM feedback")) == 2


async def test_while_it_cannot_be_written_anew_it_stays_open_and_nothing_is_lost(
    sqlite: SqliteRecords, path: Path, clock: TurnedClock
) -> None:
    await sqlite.give_feedback(feedback(1))
    shutil.rmtree(path.parent)
    path.parent.write_text("a file where the folder should be")
    for _ in range(3):
        with pytest.raises(RecordsError, match="the folder of the database cannot be used"):
            await sqlite.feedback()
    assert not (await sqlite.state()).ok
    path.parent.unlink()
    clock.seconds += 30
    assert (await sqlite.state()).ok
    assert rows(path, "SELECT reply FROM feedback") == [(1,)]


async def test_a_database_that_is_gone_while_nothing_is_open_is_begun_anew_and_that_is_said(
    sqlite: SqliteRecords, path: Path
) -> None:
    await sqlite.give_feedback(feedback(1))
    await sqlite._database._disconnect()  # as after an error of the disk
    shutil.rmtree(path.parent)
    state = await sqlite.state()
    assert state.ok
    assert state.notice is not None
    assert state.notice.startswith("the database is gone, with the history and what was taught; a new one was begun")
