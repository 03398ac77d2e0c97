from __future__ import annotations

import asyncio

from memory_records import MemoryRecords
from turned_clock import TurnedClock

from bot.identifying import A_DAY, AT_ONCE, IdentifyBudget
from bot.records import RecordsError

DAY = 24 * 3600.0


class BrokenRecords(MemoryRecords):
    async def value(self, name: str) -> str | None:
        raise RecordsError(f"{name}: the disk is away")

    async def set_value(self, name: str, value: str) -> None:
        raise RecordsError(f"{name}={value}: the disk is away")


async def sessions_begun(records: MemoryRecords, clock: TurnedClock, *, lifetime: float, restarts: bool) -> list[float]:
    """Return when sessions began within two days, if each lasted so long, and with it perhaps the process."""
    begun: list[float] = []

    async def crash_and_come_back() -> None:
        budget = IdentifyBudget(records, clock)
        while True:
            await budget.wait()
            await budget.count()
            begun.append(clock.monotonic())
            await clock.sleep(lifetime)
            budget = IdentifyBudget(records, clock) if restarts else budget

    crashing = asyncio.create_task(crash_and_come_back())
    for _ in range(48):
        await clock.turn(3600)
    crashing.cancel()
    return begun


async def test_a_process_that_crashes_every_five_seconds_begins_at_most_200_sessions_a_day() -> None:
    begun = await sessions_begun(MemoryRecords(), TurnedClock(), lifetime=5, restarts=True)
    assert len(begun) > A_DAY
    for first in begun:
        assert sum(first <= other < first + DAY for other in begun) <= A_DAY


async def test_without_storage_a_process_still_counts_its_own_sessions() -> None:
    begun = await sessions_begun(BrokenRecords(), TurnedClock(), lifetime=5, restarts=False)
    assert len(begun) > AT_ONCE
    assert sum(other < begun[0] + DAY for other in begun) <= A_DAY


async def test_a_few_restarts_in_a_row_wait_for_nothing() -> None:
    clock = TurnedClock()
    before = clock.monotonic()
    records = MemoryRecords()
    for _ in range(AT_ONCE):
        budget = IdentifyBudget(records, clock)
        await budget.wait()
        await budget.count()
    assert clock.monotonic() == before


async def test_a_clock_that_was_ahead_by_years_blocks_nothing_once_it_is_right() -> None:
    clock, records = TurnedClock(), MemoryRecords()
    clock.put_back(-10 * 365 * DAY)
    for _ in range(AT_ONCE):
        await IdentifyBudget(records, clock).count()
    clock.put_back(10 * 365 * DAY)
    waiting = asyncio.create_task(IdentifyBudget(records, clock).wait())
    await clock.turn(600)
    assert waiting.done()


async def test_nonsense_in_the_records_counts_as_nothing() -> None:
    records = MemoryRecords()
    await records.set_value("identifies", "many")
    await IdentifyBudget(records, TurnedClock()).wait()
