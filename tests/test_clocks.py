"""D8 of the reliability catalogue: the machine's date is changed under the bot, and whatever waits goes on waiting as it should."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import TYPE_CHECKING

import pytest
from memory_records import MemoryRecords
from turned_clock import TurnedClock

from bot.pacing import Cooldowns
from bot.pausing import Pause, Pauses, Scope
from bot.records import Outcome, Remembered, Retention, keep_expiring

if TYPE_CHECKING:
    from collections.abc import Iterator

HOUR, DAY = 3_600.0, 86_400.0
JUMPS = {
    "an hour ahead": HOUR,
    "an hour back": -HOUR,
    "a day back": -DAY,
    "ten years ahead": 3_652 * DAY,
    "ten years back": -3_652 * DAY,
}
jumps = pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS)


class FrozenClock(TurnedClock):
    """A clock whose date stands still while time passes."""

    def now(self) -> dt.datetime:
        return dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@jumps
async def test_a_cooldown_lasts_as_long_as_it_should(clock: TurnedClock, jump: float) -> None:
    cooldowns = Cooldowns(2, 30.0, clock)
    assert [cooldowns.use("ann"), cooldowns.use("ann")] == [0, 0]
    clock.put_back(-jump)
    assert cooldowns.use("ann") == 30
    await clock.turn(29)
    assert cooldowns.use("ann") == 1
    await clock.turn(1)
    assert cooldowns.use("ann") == 0


@jumps
async def test_a_pause_lasts_as_long_as_it_should(clock: TurnedClock, jump: float) -> None:
    pauses = Pauses(MemoryRecords(), clock)
    await pauses.begin(Pause(Scope.ARTICLE, "refunds", 1, clock.now() + dt.timedelta(minutes=30)))
    clock.put_back(-jump)
    await clock.turn(29 * 60)
    assert pauses.of_article("refunds")
    await clock.turn(60)
    assert pauses.of_article("refunds") is None


async def test_a_pause_without_an_end_has_none_on_any_date(clock: TurnedClock) -> None:
    pauses = Pauses(MemoryRecords(), clock)
    await pauses.begin(Pause(Scope.SERVER, "1", 1))
    clock.put_back(-100 * 365 * DAY)
    assert pauses.here(1, 2)


def remembered(clock: TurnedClock, number: int, days: float) -> Remembered:
    at = clock.now() - dt.timedelta(days=days)
    return Remembered(number, 1, 2, "hm", "code", Outcome.DECLINED, None, "v", at)


class Looks(MemoryRecords):
    """Records that count how often somebody looks for what is too old."""

    def __init__(self) -> None:
        super().__init__(Retention(days=30))
        self.looks = 0

    async def expire(self, now: dt.datetime) -> int:
        self.looks += 1
        return await super().expire(now)


async def left(records: MemoryRecords) -> list[int]:
    return sorted(one.question for one in await records.remembered())


@pytest.fixture
def expiring() -> Iterator[list[asyncio.Task[None]]]:
    tasks: list[asyncio.Task[None]] = []
    yield tasks
    for task in tasks:
        task.cancel()


@jumps
async def test_a_date_that_is_wrong_for_an_hour_deletes_nothing_early(
    clock: TurnedClock, jump: float, expiring: list[asyncio.Task[None]]
) -> None:
    records = Looks()
    for number, days in ((1, 29.5), (2, 1), (3, 31)):
        await records.remember(remembered(clock, number, days))
    expiring.append(asyncio.create_task(keep_expiring(records, clock)))
    await clock.turn(5.5 * HOUR)
    assert await left(records) == [1, 2]
    clock.put_back(-jump)
    await clock.turn(HOUR)  # the look at six hours falls into it
    clock.put_back(jump)
    assert await left(records) == [1, 2]
    await clock.turn(12 * HOUR)
    assert await left(records) == [2]
    assert 2 <= records.looks <= 5


async def test_a_date_that_stays_ahead_is_believed_at_the_second_look(
    clock: TurnedClock, expiring: list[asyncio.Task[None]], caplog: pytest.LogCaptureFixture
) -> None:
    records = Looks()
    await records.remember(remembered(clock, 1, 1))
    expiring.append(asyncio.create_task(keep_expiring(records, clock)))
    await clock.turn(HOUR)
    clock.put_back(-40 * DAY)
    await clock.turn(6 * HOUR)
    assert await left(records) == [1]
    assert [record.getMessage() for record in caplog.records] == [
        "the date leapt ahead by 40 days, so nothing is deleted before the next look"
    ]
    await clock.turn(6 * HOUR)
    assert await left(records) == []


async def test_a_date_that_stands_still_makes_nobody_busy(expiring: list[asyncio.Task[None]]) -> None:
    clock, records = FrozenClock(), Looks()
    cooldowns, pauses = Cooldowns(1, 30.0, clock), Pauses(records, clock)
    cooldowns.use("ann")
    await pauses.begin(Pause(Scope.ARTICLE, "refunds", 1, clock.now() + dt.timedelta(minutes=30)))
    expiring.append(asyncio.create_task(keep_expiring(records, clock)))
    await clock.turn(30)
    assert cooldowns.use("ann") == 0
    await clock.turn(DAY)
    assert pauses.of_article("refunds") is None
    assert records.looks == 5


@pytest.mark.parametrize("change", [dt.datetime(2026, 3, 29, 1, tzinfo=dt.UTC), dt.datetime(2026, 10, 25, 1, tzinfo=dt.UTC)])
async def test_summer_time_begins_and_ends_without_anybody_noticing(clock: TurnedClock, change: dt.datetime) -> None:
    """Everything is counted in UTC, so half an hour over the change of the local clock is half an hour."""
    clock.put_back((clock.now() - change + dt.timedelta(minutes=10)).total_seconds())
    pauses = Pauses(MemoryRecords(), clock)
    await pauses.begin(Pause(Scope.ARTICLE, "refunds", 1, clock.now() + dt.timedelta(minutes=30)))
    await clock.turn(29 * 60)
    assert pauses.of_article("refunds")
    again = Pauses(pauses._records, clock)  # after a restart
    await again.load()
    assert again.of_article("refunds")
    await clock.turn(60)
    assert pauses.of_article("refunds") is again.of_article("refunds") is None
