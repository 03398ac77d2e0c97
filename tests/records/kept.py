"""What the tests of the records keep: a clock whose hands they turn, and one of everything."""

# ruff: noqa: ANN401 - changed values are of every type

from __future__ import annotations

import datetime as dt
import os
import sqlite3
from typing import Any, ClassVar

from bot.records import Applied, AuditEntry, Feedback, Outcome, Remembered, Tally, Taught

NIGHTLY = os.environ.get("POLICYBOT_NIGHTLY") == "1"
"""Whether there is time for all cases; by day a part of them is run."""

NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
SERVER, OTHER_SERVER, CHANNEL = 1_001, 1_002, 2_001
MARA, JON = "author-of-mara", "author-of-jon"


class FaultyConnection(sqlite3.Connection):
    """A connection whose Nth statement fails as the disk would make it fail."""

    fails: ClassVar[set[int]] = set()
    code: ClassVar[int] = sqlite3.SQLITE_FULL
    calls: ClassVar[int] = 0
    fired: ClassVar[int] = 0

    @classmethod
    def plan(cls, *fails: int, code: int = sqlite3.SQLITE_FULL) -> None:
        cls.fails, cls.code, cls.calls, cls.fired = set(fails), code, 0, 0

    def execute(self, *args: Any) -> sqlite3.Cursor:
        cls = type(self)
        cls.calls += 1
        if cls.calls in cls.fails:
            cls.fired += 1
            error = sqlite3.OperationalError("the disk refuses")
            error.sqlite_errorcode = cls.code
            raise error
        return super().execute(*args)


class TurnedClock:
    """A clock that stands until a test turns it."""

    def __init__(self) -> None:
        self.at = NOON
        self.seconds = 1_000.0

    def now(self) -> dt.datetime:
        return self.at

    def monotonic(self) -> float:
        return self.seconds

    def today(self) -> dt.date:
        return self.at.date()

    async def sleep(self, seconds: float) -> None:
        raise AssertionError(f"nothing here waits by the clock, least of all {seconds} s")


def remembered(question: int = 1, **changed: Any) -> Remembered:
    values = {
        "question": question,
        "server": SERVER,
        "channel": CHANNEL,
        "text": "can i bring my dog",
        "author": MARA,
        "outcome": Outcome.DECLINED,
        "article": None,
        "version": "v1",
        "at": NOON,
    }
    return Remembered(**values | changed)


def feedback(reply: int = 1, **changed: Any) -> Feedback:
    values = {"reply": reply, "server": SERVER, "article": "pets", "helpful": True, "author": MARA, "version": "v1", "at": NOON}
    return Feedback(**values | changed)


def tally(**changed: Any) -> Tally:
    values = {"day": NOON.date(), "server": SERVER, "way": "asked", "decision": "answered", "about": "pets"}
    return Tally(**values | changed)


def audit(action: str = "reload", **changed: Any) -> AuditEntry:
    values = {"server": SERVER, "who": 77, "action": action, "detail": "3 articles changed", "at": NOON}
    return AuditEntry(**values | changed)


def applied(action: str = "reload", **changed: Any) -> Applied:
    values = {
        "id": None,
        "server": SERVER,
        "who": 77,
        "action": action,
        "detail": "pets.md",
        "reason": None,
        "before": "v1",
        "after": "v2",
        "at": NOON,
    }
    return Applied(**values | changed)


def taught(text: str = "may my dog come", **changed: Any) -> Taught:
    values = {"id": None, "kind": "phrasing", "article": "pets", "text": text, "who": 77, "at": NOON}
    return Taught(**values | changed)
