"""Started by ``test_kills.py``: kills processes in the middle of their work and tells what was left.

``writers PATH ROUNDS`` kills a process that writes feedback, at a random moment; ``migrations PATH`` one that opens a database, at
each statement in turn. Children are forks, so that two hundred of them cost seconds. Prints one JSON object.
"""

# ruff: noqa: ANN401, S311, T201 - rows are of every type, the chance is seeded, and what was found is printed

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import signal
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from kept import NOON, SERVER, TurnedClock, audit, feedback, remembered

from bot.records import ServerSettings, sqlite_opening
from bot.records.migrating import Migration, shipped_migrations
from bot.records.sqlite import SqliteRecords

if TYPE_CHECKING:
    from collections.abc import Callable

LATER = Migration(
    len(shipped_migrations()) + 1,
    "9999_later.sql",
    "CREATE TABLE votes (reply INTEGER PRIMARY KEY, helpful INTEGER NOT NULL) STRICT;\n"
    "INSERT INTO votes SELECT reply, helpful FROM feedback;\n"
    "ALTER TABLE audit ADD COLUMN why TEXT;\n"
    "UPDATE audit SET why = detail;\n"
    "DROP INDEX remembered_at;\n",
)
"""A step of the kind that is to come: it makes a table, moves data and changes one."""


class KilledConnection(sqlite3.Connection):
    """A connection whose Nth statement never comes back."""

    last: ClassVar[int] = 0
    calls: ClassVar[int] = 0

    def execute(self, *args: Any) -> sqlite3.Cursor:
        type(self).calls += 1
        if type(self).calls == type(self).last:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().execute(*args)


def in_a_child(work: Callable[[int], None]) -> tuple[int, int]:
    """Run some work in a fork; return its number and the end of a pipe that it writes to."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            os.close(reading)
            work(writing)
        os._exit(0)
    os.close(writing)
    return child, reading


def sound(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as db:
        return db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


async def write(path: Path, told: int, first: int) -> None:
    """Write for ever; tell of each write when it is acknowledged."""
    records = await SqliteRecords.open(path, TurnedClock())
    number = first
    while True:
        number += 1
        await records.claim(number, "one process")
        await records.remember(remembered(number))
        await records.give_feedback(feedback(number))
        await records.save_settings(ServerSettings(SERVER, precision=number), audit(str(number)))
        os.write(told, f"{number}\n".encode())
        if number % 7 == 0:
            await records.forget([f"nobody {number}"], who=number)


def kill_writers(path: Path, rounds: int) -> dict[str, int]:
    chance = random.Random(rounds)
    acknowledged, result = [0], {"kills": 0, "lost": 0, "halves": 0, "unsound": 0, "acknowledged": 0}
    for _ in range(rounds):
        child, told = in_a_child(lambda told, first=acknowledged[-1]: asyncio.run(write(path, told, first)))
        os.read(told, 1)
        time.sleep(chance.random() * 0.03)
        os.kill(child, signal.SIGKILL)
        result["kills"] += os.WIFSIGNALED(os.waitpid(child, 0)[1])
        with os.fdopen(told) as rest:
            acknowledged += [int(line) for line in ("0" + rest.read()).splitlines()[1:]]
        result["unsound"] += not sound(path)
        with closing(sqlite3.connect(path)) as db:
            votes = {reply for (reply,) in db.execute("SELECT reply FROM feedback")}
            (newest,) = db.execute("SELECT max(CAST(action AS INTEGER)) FROM audit").fetchone()
            (settings,) = db.execute("SELECT settings FROM servers").fetchone()
        result["lost"] += len(set(acknowledged[1:]) - votes)
        result["halves"] += json.loads(settings)["precision"] != newest
        acknowledged.append(max(votes))
    return result | {"acknowledged": len(set(acknowledged))}


def content(path: Path) -> list[Any]:
    with closing(sqlite3.connect(path)) as db:
        queries = (
            "SELECT * FROM remembered",
            "SELECT reply, helpful FROM feedback",
            "SELECT server, who, action, detail, at FROM audit",
        )
        return [db.execute(query).fetchall() for query in queries]


def schema(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
        return db.execute("SELECT max(number) FROM migrations").fetchone()[0] if "migrations" in tables else 0


async def open_and_close(path: Path) -> None:
    records = await SqliteRecords.open(path, TurnedClock())
    assert (await records.state()).ok
    await records.close()


async def fill(path: Path) -> None:
    records = await SqliteRecords.open(path, TurnedClock())
    for number in range(20):
        await records.remember(remembered(number))
        await records.give_feedback(feedback(number, helpful=number % 3 == 0))
        await records.add_audit(audit(str(number), at=NOON))
    await records.close()


def kill_migrations(path: Path, migrations: tuple[Migration, ...], *, filled: bool) -> dict[str, int]:
    """Kill at statement 1, 2, 3 ... of opening, until one run is not killed any more."""
    result = {"kills": 0, "old": 0, "new": 0, "unsound": 0, "different": 0, "not healed": 0}
    for last in range(1, 200):
        here = path / str(last) / "records.db"
        sqlite_opening.shipped_migrations, sqlite_opening.CONNECTION = shipped_migrations, sqlite3.Connection
        if filled:
            asyncio.run(fill(here))
        before, old = content(here) if filled else [], schema(here) if filled else 0
        sqlite_opening.shipped_migrations, sqlite_opening.CONNECTION = lambda: migrations, KilledConnection
        KilledConnection.last, KilledConnection.calls = last, 0
        child, told = in_a_child(lambda _, here=here: asyncio.run(open_and_close(here)))
        killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
        os.close(told)
        if not killed:
            break
        result["kills"] += 1
        result["unsound"] += not sound(here)
        reached = schema(here)
        result["old"] += old <= reached < migrations[-1].number  # each migration is one step
        result["new"] += reached == migrations[-1].number
        result["different"] += filled and content(here) != before
        KilledConnection.last = 0
        asyncio.run(open_and_close(here))
        result["not healed"] += schema(here) != migrations[-1].number or (filled and content(here) != before)
    return result


if __name__ == "__main__":
    what, where = sys.argv[1], Path(sys.argv[2])
    if what == "writers":
        print(json.dumps(kill_writers(where / "records.db", int(sys.argv[3]))))
    else:
        first = kill_migrations(where / "new", shipped_migrations(), filled=False)
        second = kill_migrations(where / "old", (*shipped_migrations(), LATER), filled=True)
        print(json.dumps({"a new file": first, "a later step": second}))
