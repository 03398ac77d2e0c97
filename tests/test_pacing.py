from __future__ import annotations

import asyncio
import datetime as dt
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from turned_clock import START, TurnedClock

from bot.pacing import IN_CHANNEL, Ages, Backlog, Backoff, Breaker, Bucket, Cooldowns, Recent


@given(st.lists(st.floats(0, 2), max_size=200))
def test_a_bucket_never_lets_more_than_rate_and_burst_through_in_any_second(pauses: list[float]) -> None:
    clock = TurnedClock()
    bucket = Bucket(30, 10, clock)
    passed = []
    for pause in pauses:
        clock._seconds += pause
        passed.append(clock.monotonic() + bucket.take())
    for at in passed:
        assert sum(at <= other < at + 0.999 for other in passed) <= 40
    assert all(earlier <= later for earlier, later in pairwise(passed))


def test_a_bucket_lets_a_burst_through_at_once() -> None:
    bucket = Bucket(30, 10, TurnedClock())
    waits = [bucket.take() for _ in range(13)]
    assert waits[:10] == [0.0] * 10
    assert waits[10:] == pytest.approx([1 / 30, 2 / 30, 3 / 30])


async def test_a_cooldown_says_how_long_to_wait_and_counts_only_what_it_lets_through() -> None:
    clock = TurnedClock()
    cooldowns = Cooldowns(2, 30, clock)
    assert cooldowns.use("mara") == 0
    await clock.turn(10)
    assert cooldowns.use("mara") == 0
    assert cooldowns.use("mara") == 20
    assert cooldowns.use("kim") == 0
    await clock.turn(20)
    assert cooldowns.use("mara") == 0
    assert cooldowns.use("mara") == 10


def test_a_flood_of_people_cannot_fill_the_memory() -> None:
    cooldowns = Cooldowns(1, 30, TurnedClock(), most=100)
    for person in range(10_000):
        cooldowns.use(person)
    assert len(cooldowns._used) == 100
    assert cooldowns.use(9_999) > 0


async def test_a_cooldown_is_not_fooled_by_a_clock_that_is_set_back() -> None:
    clock = TurnedClock()
    cooldowns = Cooldowns(1, 30, clock)
    cooldowns.use("mara")
    clock.put_back(3600)
    await clock.turn(30)
    assert cooldowns.use("mara") == 0


def test_only_the_newest_are_remembered() -> None:
    recent: Recent[str, None] = Recent(2)
    for key in ("a", "b", "a", "c"):
        recent[key] = None
    assert [key in recent for key in ("a", "b", "c")] == [True, False, True]


async def test_a_refused_channel_is_tried_four_times_in_ten_minutes() -> None:
    clock = TurnedClock()
    breaker = Breaker(clock)
    tries = 0
    for _ in range(600):
        if not breaker.is_open(1):
            tries += 1
            breaker.refused(1)
        await clock.turn(1)
    assert tries == 4


async def test_a_breaker_forgets_refusals_after_a_success_and_never_waits_longer_than_ten_minutes() -> None:
    clock = TurnedClock()
    breaker = Breaker(clock)
    assert [breaker.refused(1) for _ in range(6)] == [60, 120, 240, 480, 600, 600]
    assert breaker.refused(2, at_least=90) == 90
    breaker.worked(1)
    assert not breaker.is_open(1)
    assert breaker.refused(1) == 60


def test_pauses_grow_to_a_minute_and_begin_small_again_after_a_success() -> None:
    pauses = Backoff(chance=lambda: 0.0)
    assert [pauses.next() for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    pauses.reset()
    assert pauses.next() == 1
    assert 0.5 <= Backoff().next() <= 1


async def test_age_is_measured_by_discords_clock_whatever_the_machine_says() -> None:
    clock = TurnedClock()
    clock.put_back(86_400)
    ages = Ages(clock)
    first = START + dt.timedelta(hours=5)
    assert ages.of(first) == 0
    await clock.turn(40)
    assert ages.of(first) == pytest.approx(40)
    clock.put_back(-3600)
    assert ages.of(first + dt.timedelta(seconds=40)) == pytest.approx(0)
    assert ages.of(first + dt.timedelta(seconds=30)) == pytest.approx(10)


class Answered:
    """Notes which questions were answered, in order; with ``slow`` each takes so long."""

    def __init__(self, clock: TurnedClock, slow: float = 0.0) -> None:
        self._clock, self._slow = clock, slow
        self.order: list[str] = []

    async def answer(self, question: str) -> None:
        await self._clock.sleep(self._slow)
        self.order.append(question)


async def test_channels_take_turns_and_each_keeps_its_order() -> None:
    clock = TurnedClock()
    backlog, answered = Backlog(clock), Answered(clock)
    for channel, question in ((1, "a1"), (1, "a2"), (1, "a3"), (2, "b1"), (3, "c1")):
        backlog.submit(channel, partial(answered.answer, question))
    assert len(backlog) == 5
    run = asyncio.create_task(backlog.run())
    await clock.turn(1)
    assert answered.order[:3] == ["a1", "b1", "c1"]
    assert answered.order[3:] == ["a2", "a3"]
    backlog.close()
    await run


async def test_a_flood_in_one_channel_does_not_slow_another() -> None:
    clock = TurnedClock()
    backlog, slow, quick = Backlog(clock), Answered(clock, slow=5), Answered(clock)
    run = asyncio.create_task(backlog.run())
    for number in range(1_000):
        backlog.submit(1, partial(slow.answer, f"flood {number}"))
    backlog.submit(2, partial(quick.answer, "quiet"))
    await clock.turn(0.01)
    assert quick.order == ["quiet"]
    assert slow.order == []
    assert len(backlog) <= IN_CHANNEL
    assert backlog.dropped >= 1_000 - IN_CHANNEL - 1
    backlog.close()
    await clock.turn(5)
    await run


async def test_when_all_is_full_the_flooded_channel_loses_its_oldest_question(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.pacing.IN_ALL", 6)
    monkeypatch.setattr("bot.pacing.IN_CHANNEL", 5)
    clock = TurnedClock()
    backlog, answered = Backlog(clock), Answered(clock)
    backlog.submit(1, partial(answered.answer, "quiet"))
    for number in range(9):
        backlog.submit(2, partial(answered.answer, f"flood {number}"))
    backlog.submit(3, partial(answered.answer, "late"))
    assert len(backlog) == 6
    run = asyncio.create_task(backlog.run())
    await clock.turn(1)
    assert sorted(answered.order) == ["flood 5", "flood 6", "flood 7", "flood 8", "late", "quiet"]
    backlog.close()
    await run


async def test_a_question_that_waited_too_long_is_dropped() -> None:
    clock = TurnedClock()
    backlog, slow = Backlog(clock), Answered(clock, slow=25)
    run = asyncio.create_task(backlog.run())
    backlog.submit(1, partial(slow.answer, "first"))
    backlog.submit(1, partial(slow.answer, "too old by then"))
    await clock.turn(10)
    await clock.turn(40)
    assert slow.order == ["first"]
    assert backlog.dropped == 1
    backlog.close()
    await run


async def test_a_question_that_fails_does_not_end_the_answering(caplog: pytest.LogCaptureFixture) -> None:
    clock = TurnedClock()
    backlog, answered = Backlog(clock), Answered(clock)

    async def fails() -> None:
        raise ValueError("somebody's words")

    run = asyncio.create_task(backlog.run())
    backlog.submit(1, fails)
    backlog.submit(1, partial(answered.answer, "next"))
    await clock.turn(1)
    assert answered.order == ["next"]
    assert [record.message for record in caplog.records] == ["A question could not be answered"]
    backlog.close()
    await run


async def test_a_closed_backlog_takes_nothing_and_finishes_what_is_in_work() -> None:
    clock = TurnedClock()
    backlog, slow = Backlog(clock), Answered(clock, slow=2)
    run = asyncio.create_task(backlog.run())
    backlog.submit(1, partial(slow.answer, "in work"))
    backlog.submit(1, partial(slow.answer, "waits"))
    await clock.turn(1)
    assert len(backlog) == 1
    backlog.close()
    backlog.submit(2, partial(slow.answer, "too late"))
    assert len(backlog) == 0
    await clock.turn(2)
    await run
    assert slow.order == ["in work"]


async def test_no_more_questions_are_in_work_than_agreed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.pacing.AT_ONCE", 3)
    clock = TurnedClock()
    backlog, slow = Backlog(clock), Answered(clock, slow=1)
    run = asyncio.create_task(backlog.run())
    for channel in range(9):
        backlog.submit(channel, partial(slow.answer, str(channel)))
    await clock.turn(0.5)
    assert len(backlog) == 6
    await clock.turn(3)
    assert len(slow.order) == 9
    backlog.close()
    await run


async def test_a_burst_delays_the_event_loop_by_one_question_at_a_time() -> None:
    """While 50 channels have work, whatever else is due gets a turn after each single question."""
    clock = TurnedClock()
    backlog, order = Backlog(clock), []

    async def answer(channel: int) -> None:
        order.append(channel)

    async def tick() -> None:
        while len(order) < 50 or order[-1] != "tick":
            order.append("tick")
            await asyncio.sleep(0)

    for channel in range(50):
        backlog.submit(channel, partial(answer, channel))
    run, ticking = asyncio.create_task(backlog.run()), asyncio.create_task(tick())
    await ticking
    begun = [at for at, what in enumerate(order) if what != "tick"]
    assert all("tick" in order[first:second] for first, second in pairwise(begun))
    backlog.close()
    await run
