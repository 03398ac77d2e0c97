from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import threading

import pytest
from served import HandClock

from bot.desk.offloading import FREED, Background, Flights, in_thread, let_go, settle_memory


class Work:
    """Counts how often it ran at once, and waits until it may end."""

    def __init__(self) -> None:
        self.runs = self.at_once = self.most_at_once = 0
        self.may_end = asyncio.Event()

    async def __call__(self) -> int:
        self.runs += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        number = self.runs
        await self.may_end.wait()
        self.at_once -= 1
        return number


async def test_work_in_a_thread_returns_and_raises_as_it_would_here() -> None:
    here = threading.get_ident()
    assert await in_thread(threading.get_ident, "test") != here
    with pytest.raises(ZeroDivisionError):
        await in_thread(lambda: 1 // 0, "test")


async def test_the_loop_goes_on_while_a_thread_works() -> None:
    stop = threading.Event()
    waiting = asyncio.create_task(in_thread(stop.wait, "test"))
    await asyncio.sleep(0)  # this runs although the thread has not ended
    assert not waiting.done()
    stop.set()
    assert await waiting is True


async def test_a_cancelled_wait_leaves_the_work_alone() -> None:
    stop, ended = threading.Event(), threading.Event()
    waiting = asyncio.create_task(in_thread(lambda: stop.wait() and ended.set(), "test"))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    stop.set()
    assert await asyncio.to_thread(ended.wait, 5)
    await asyncio.sleep(0)


def test_a_thread_at_work_does_not_keep_the_process_from_ending() -> None:
    code = """
import asyncio, time
from bot.desk.offloading import in_thread
async def main():
    asyncio.create_task(in_thread(lambda: time.sleep(60), "slow"))
    await asyncio.sleep(0.05)
    print("over")
asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=50, check=False)
    assert (done.returncode, done.stdout) == (0, "over\n"), done.stderr


async def test_no_garbage_is_collected_while_anything_is_at_work() -> None:
    background, stop = Background(), threading.Event()
    long = asyncio.create_task(background.do(stop.wait, "long"))
    await asyncio.sleep(0)
    assert await background.do(gc.isenabled, "short") is False
    assert not gc.isenabled()  # the long one is still at it
    stop.set()
    assert await long
    assert gc.isenabled()


async def test_work_that_never_ends_does_not_stop_garbage_collection_for_good() -> None:
    stop = threading.Event()
    stuck = asyncio.create_task(Background(patience=0.01).do(stop.wait, "stuck"))
    await asyncio.sleep(0)
    assert not gc.isenabled()
    async with asyncio.timeout(10):
        while not gc.isenabled():  # noqa: ASYNC110 - nobody tells when it is
            await asyncio.sleep(0.01)
    stop.set()
    assert await stuck


async def test_garbage_is_collected_again_after_work_that_failed() -> None:
    with pytest.raises(ZeroDivisionError):
        await Background().do(lambda: 1 // 0, "test")
    assert gc.isenabled()


def test_settled_memory_is_left_out_of_later_collections() -> None:
    kept = [[number] for number in range(1_000)]
    before = gc.get_freeze_count()
    settle_memory()
    assert gc.get_freeze_count() >= before + len(kept)
    assert not any(one is kept for one in gc.get_objects())


async def test_calls_during_a_flight_share_the_next_one() -> None:
    work = Work()
    flights = Flights(work, HandClock())
    first = asyncio.create_task(flights.join())
    await _turns()
    later = [asyncio.create_task(flights.join()) for _ in range(50)]
    await _turns()
    assert (work.runs, work.at_once) == (1, 1)
    work.may_end.set()
    assert await first == 1
    assert await asyncio.gather(*later) == [2] * 50
    assert (work.runs, work.most_at_once) == (2, 1)


async def test_calls_before_the_first_flight_begins_share_it() -> None:
    work = Work()
    work.may_end.set()
    flights = Flights(work, HandClock())
    assert await asyncio.gather(*(flights.join() for _ in range(20))) == [1] * 20
    assert await flights.join() == 2


async def test_two_flights_begin_apart() -> None:
    work, clock = Work(), HandClock()
    work.may_end.set()
    flights = Flights(work, clock, apart=1.5)
    await flights.join()
    clock.turn(0.5)
    await flights.join()
    clock.turn(60)
    await flights.join()
    assert clock.waited == [1.0]


async def test_a_cancelled_call_leaves_the_flight_to_the_others() -> None:
    work = Work()
    flights = Flights(work, HandClock())
    gone, stays = asyncio.create_task(flights.join()), asyncio.create_task(flights.join())
    await _turns()
    gone.cancel()
    await _turns()
    work.may_end.set()
    assert await stays == 1
    assert gone.cancelled()


def test_values_are_let_go_of_from_the_end_a_few_at_a_time() -> None:
    gone: list[int] = []

    class Value:
        def __init__(self, number: int) -> None:
            self.number = number

        def __del__(self) -> None:
            gone.append(self.number)

    let_go([Value(number) for number in range(2 * FREED + 3)])
    assert sorted(gone) == list(range(2 * FREED + 3))
    assert min(gone[:FREED]) > max(gone[FREED:])


async def test_what_a_flight_raises_every_caller_gets_and_the_next_flight_begins_all_the_same() -> None:
    outcomes = iter([_fail(), _seven()])
    flights = Flights(lambda: next(outcomes), HandClock())
    failed = await asyncio.gather(flights.join(), flights.join(), return_exceptions=True)
    assert [type(one) for one in failed] == [ValueError, ValueError]
    assert await flights.join() == 7


async def _fail() -> int:
    raise ValueError


async def _seven() -> int:
    return 7


async def _turns() -> None:
    """Let everything run that can."""
    for _ in range(10):
        await asyncio.sleep(0)
