"""What is too old is deleted by itself, also after a time in which that could not be done."""

from __future__ import annotations

import asyncio

import pytest
from kept import DAY, NOON, TurnedClock, audit, remembered, taught
from memory_records import MemoryRecords

from bot.records import Retention, keep_expiring, overlay_of


class StoppedClock(TurnedClock):
    """A clock that writes down how long somebody would wait, and ends the third wait."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.at += DAY
        self.seconds += DAY.total_seconds()
        if len(self.waits) == 3:
            raise asyncio.CancelledError


async def test_what_is_too_old_goes_several_times_a_day_and_sooner_after_trouble() -> None:
    records, clock = MemoryRecords(Retention(days=1)), StoppedClock()
    await records.remember(remembered(1, at=NOON))
    await records.remember(remembered(2, at=NOON + 2 * DAY))

    class Troubled(MemoryRecords):
        async def expire(self, now: object) -> int:
            records.trouble = "the disk is full" if len(clock.waits) == 1 else None
            return await records.expire(now)  # type: ignore[arg-type]  # the task hands over a time

    with pytest.raises(asyncio.CancelledError):
        await keep_expiring(Troubled(), clock)
    assert clock.waits == [6 * 3600, 600, 6 * 3600]
    assert [one.question for one in await records.remembered()] == [2]


def test_what_was_taught_becomes_the_overlay_of_the_engine() -> None:
    lessons = [
        taught("may my dog come"),
        taught("is it raining", kind="declined", article=None),
        taught("dprk = north korea = nork", kind="synonym", article=None),
        taught("drills > exercises", kind="synonym", article=None),
        taught("a phrasing without its article", article=None),
    ]
    overlay = overlay_of(lessons)
    assert [(one.article, one.phrasing) for one in overlay.phrasings] == [("pets", "may my dog come")]
    assert overlay.declined == ("is it raining",)
    assert [(one.words, one.to) for one in overlay.synonyms] == [
        (("dprk", "north korea", "nork"), None),
        (("drills",), "exercises"),
    ]
    assert overlay_of([]).phrasings == ()


async def test_a_shorter_retention_deletes_sooner() -> None:
    records = MemoryRecords(Retention(days=3))
    await records.remember(remembered(1, at=NOON))
    await records.add_audit(audit(at=NOON))
    assert await records.expire(NOON + 2 * DAY) == 0
    assert await records.expire(NOON + 4 * DAY) == 1
    assert len(await records.audit(None)) == 1
