"""Records to test: a SQLite file of its own for each test, closed afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from kept import FaultyConnection, TurnedClock

from bot.records.sqlite import SqliteRecords

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database lies; its folder is not there yet."""
    return tmp_path / "state" / "records.db"


@pytest.fixture
async def sqlite(path: Path, clock: TurnedClock) -> AsyncIterator[SqliteRecords]:
    records = await SqliteRecords.open(path, clock)
    yield records
    await records.close()


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every connection of the bot is one whose statements fail as planned."""
    monkeypatch.setattr("bot.records.sqlite_opening.CONNECTION", FaultyConnection)
