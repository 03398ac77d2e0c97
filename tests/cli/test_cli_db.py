"""``policybot db``: each action on a real database, beside a running bot and without one."""

from __future__ import annotations

import asyncio
import datetime as dt
import sqlite3
import subprocess
import sys
from contextlib import closing
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from bot.__main__ import main
from bot.clock import Clock
from bot.records import AuditEntry, Feedback, Outcome, Remembered
from bot.records.migrating import shipped_migrations
from bot.records.sqlite import SqliteRecords

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Call = Callable[..., tuple[int, str, str]]

CANARY = "may the canary sing"


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("POLICYBOT_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")  # as main sets it, but only for as long as the test runs
    monkeypatch.chdir(tmp_path)
    return tmp_path / "state"


@pytest.fixture
def call(state: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run ``policybot db`` with some words; return the exit code, what was printed and what went to standard error."""
    assert not state.exists()

    def run(*argv: str) -> tuple[int, str, str]:
        out, err = StringIO(), StringIO()
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", err)
        return main(["db", *argv]), out.getvalue(), err.getvalue()

    return run


def _vote(reply: int) -> Feedback:
    return Feedback(reply, 1, "pets", helpful=True, author="me", version="v1", at=dt.datetime.now(dt.UTC))


async def _fill(path: Path, questions: int = 3) -> None:
    records, now = await SqliteRecords.open(path, Clock()), dt.datetime.now(dt.UTC)
    for question in range(questions):
        at = now - dt.timedelta(days=20 * question)
        await records.remember(Remembered(question, 1, 2, CANARY, "me", Outcome.DECLINED, None, "v1", at))
    await records.give_feedback(_vote(1))
    await records.add_audit(AuditEntry(1, 5, "reload", "3 changed", now))
    await records.close()


@pytest.fixture
def filled(state: Path) -> Path:
    """A database with three questions of today, 20 and 40 days ago; no bot runs."""
    asyncio.run(_fill(state / "records.db"))
    return state / "records.db"


def _questions(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        count: int = db.execute("SELECT count(*) FROM remembered").fetchone()[0]
        return count


def _beside_a_bot(path: Path, work: Callable[[], None]) -> None:
    async def both() -> None:
        records = await SqliteRecords.open(path, Clock())
        try:
            await asyncio.to_thread(work)
        finally:
            await records.close()

    asyncio.run(both())


def test_before_the_first_start_the_status_says_that_nothing_is_kept(call: Call, state: Path) -> None:
    assert call("status") == (0, f"{state / 'records.db'}: nothing is kept yet; the bot begins it when it starts.\n", "")
    assert not state.exists()


def test_the_status_counts_what_is_kept(call: Call, filled: Path) -> None:
    code, out, _ = call("status")
    assert code == 0
    newest = shipped_migrations()[-1].number
    assert f"{filled}: 0.1 MB, not in use, schema {newest} of {newest}\n" in out
    assert "         3  questions without a good answer\n         1  votes on answers\n" in out


def test_a_database_of_the_first_schema_is_counted_and_told_as_old(call: Call, state: Path) -> None:
    state.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(state / "records.db")) as db, db:
        first = shipped_migrations()[0]
        for statement in first.statements():
            db.execute(statement)
        db.execute("INSERT INTO migrations VALUES (?, ?, ?)", (first.number, first.name, first.checksum))
    code, out, _ = call("status")
    assert code == 0
    assert f"schema 1 of {len(shipped_migrations())}" in out
    assert "         0  changes of the content\n" in out


def test_a_running_bot_is_seen_and_not_disturbed(call: Call, filled: Path) -> None:
    said: list[str] = []
    _beside_a_bot(filled, lambda: said.append(call("status")[1]))
    assert "in use by a running bot" in said[0]


def test_a_sound_database_is_called_sound_and_a_damaged_one_is_not(call: Call, filled: Path) -> None:
    assert call("check") == (0, f"{filled} is sound.\n", "")
    content = bytearray(filled.read_bytes())
    content[4096 * 2 : 4096 * 3] = b"\xff" * 4096
    filled.write_bytes(content)
    code, out, err = call("check")
    assert (code == 1 and out) or (code == 70 and "malformed" in err)


def test_a_backup_is_whole_private_and_does_not_hold_what_was_deleted(call: Call, filled: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(filled)) as db, db:
        db.execute("PRAGMA secure_delete = OFF")
        db.execute("DELETE FROM remembered WHERE question = 1")
    copy = tmp_path / "copy.db"
    code, out, _ = call("backup", str(copy))
    assert code == 0
    assert "keep it as safe as the database" in out
    assert copy.stat().st_mode & 0o777 == 0o600
    assert _questions(copy) == 2
    assert copy.read_bytes().count(CANARY.encode()) == 2
    assert sorted(file.name for file in tmp_path.iterdir()) == ["copy.db", "state"]


def test_a_backup_while_the_bot_writes_is_one_moment_of_it(call: Call, filled: Path, tmp_path: Path) -> None:
    done: list[int] = []

    async def write_and_copy() -> None:
        records = await SqliteRecords.open(filled, Clock())
        copying = asyncio.create_task(asyncio.to_thread(call, "backup", str(tmp_path / "copy.db")))
        reply = 1
        while not copying.done():
            reply += 1
            await records.give_feedback(_vote(reply))
        done.extend([copying.result()[0], reply])
        await records.close()

    asyncio.run(write_and_copy())
    with closing(sqlite3.connect(tmp_path / "copy.db")) as db:
        replies = [reply for (reply,) in db.execute("SELECT reply FROM feedback ORDER BY reply")]
    assert done[0] == 0
    assert replies == list(range(1, len(replies) + 1))
    assert 1 <= len(replies) <= done[1]


def test_a_backup_never_overwrites_a_file(call: Call, filled: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("precious")
    code, _, err = call("backup", str(tmp_path / "copy.db"))
    assert (code, err) == (70, f"policybot: {tmp_path / 'copy.db'} exists already: name a new file\n")
    assert (tmp_path / "copy.db").read_text() == "precious"
    assert filled.exists()


def test_a_restored_backup_is_served_again_without_what_is_too_old(call: Call, filled: Path, tmp_path: Path) -> None:
    call("backup", str(tmp_path / "copy.db"))
    asyncio.run(_fill(filled, questions=9))
    code, out, _ = call("restore", str(tmp_path / "copy.db"))
    assert code == 0
    assert "what is older than the retention was deleted" in out
    assert _questions(filled) == 2
    (former,) = filled.parent.glob("records.db.replaced-*")
    assert f"The former database is {former}." in out
    assert _questions(former) == 9
    assert "moved aside: records.db.replaced-" in call("status")[1]


def test_a_log_that_was_left_behind_is_not_taken_for_the_restored_database_s(call: Call, filled: Path, tmp_path: Path) -> None:
    call("backup", str(tmp_path / "copy.db"))
    filled.unlink()
    filled.with_name("records.db-wal").write_bytes(b"of another life" * 999)
    assert call("restore", str(tmp_path / "copy.db"))[0] == 0
    assert call("check")[0] == 0
    assert _questions(filled) == 2


def test_nothing_is_restored_under_a_running_bot(call: Call, filled: Path, tmp_path: Path) -> None:
    call("backup", str(tmp_path / "copy.db"))
    said: list[tuple[int, str, str]] = []
    _beside_a_bot(filled, lambda: said.extend([call("restore", str(tmp_path / "copy.db")), call("migrate")]))
    assert [code for code, _, _ in said] == [78, 78]
    assert all("another Policybot already uses" in err for _, _, err in said)
    assert _questions(filled) == 3
    assert {file.name for file in filled.parent.iterdir()} == {"records.db", "records.db.lock"}


@pytest.mark.parametrize("kind", ["foreign", "newer", "damaged", "text", "missing", "itself"])
def test_only_a_whole_backup_of_this_bot_is_restored(call: Call, filled: Path, tmp_path: Path, kind: str) -> None:
    copy = tmp_path / "copy.db"
    call("backup", str(copy))
    with closing(sqlite3.connect(copy)) as db, db:
        if kind == "foreign":
            db.execute("PRAGMA application_id = 7")
        elif kind == "newer":
            db.execute("INSERT INTO migrations VALUES (99, '0099_later.sql', 'x')")
    if kind == "damaged":
        copy.write_bytes(copy.read_bytes()[:-4096])
    elif kind == "text":
        copy.write_text("no database " * 99)
    elif kind == "missing":
        copy.unlink()
    before = filled.read_bytes()
    code, _, err = call("restore", str(filled if kind == "itself" else copy))
    expected = {
        "foreign": (70, "is no database of Policybot"),
        "newer": (78, "newer Policybot"),
        "damaged": (70, ""),
        "text": (70, "cannot be used"),
        "missing": (70, "does not exist"),
        "itself": (70, "is the database itself"),
    }
    assert code == expected[kind][0]
    assert expected[kind][1] in err
    assert err.count("\n") == 1
    assert filled.read_bytes() == before


def test_migrating_begins_a_database_or_leaves_a_new_one_as_it_is(call: Call, state: Path) -> None:
    for _ in range(2):
        code, out, _ = call("migrate")
        assert (code, out) == (0, f"{state / 'records.db'} has the schema of this version.\n")
    assert call("check")[0] == 0


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["backup"], "needs the name of a FILE"),
        (["status", "x"], "takes no FILE"),
        (["shrink"], "invalid choice"),
        ([], "required"),
    ],
)
def test_a_wrong_command_line_is_told(call: Call, argv: list[str], said: str) -> None:
    code, _, err = call(*argv)
    assert code == 2
    assert said in err


def test_another_kind_of_database_is_refused_plainly(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYBOT_DATABASE_URL", "postgresql://me:secret@there/db")
    code, _, err = call("status")
    assert code == 78
    assert "must have the form sqlite:///" in err
    assert "secret" not in err


def test_the_command_imports_no_discord(filled: Path) -> None:
    code = "import sys; from bot.__main__ import main; main(['db', 'status']); main(['db', 'migrate']); print('discord' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines()[-1] == "False"
    assert filled.exists()
