"""Heavy work beside the event loop: in a thread that gives way, at most once at a time however many ask for it."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc
import threading
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.clock import Clock

T = TypeVar("T")

TURN = 0.001
"""Seconds after which a thread at work hands the interpreter over to one that waits. With Python's own 5 ms half of the event loop's
turns were late by 5 ms and more while the shipped base was built."""

M_TRIM_THRESHOLD, M_ARENA_MAX = -1, -8
"""glibc's names for what :func:`keep_little_memory` sets (``malloc.h``)."""
FREED = 1_000
"""Articles that are freed at once: 2 ms."""
KEPT = 128 * 1024
"""Freed bytes that may stay at the end of the heap: glibc's own first value, which it would raise. Look-ups cost the same with it."""


async def in_thread(work: Callable[[], T], name: str) -> T:
    """Do work in a thread of its own, and return or raise what it does.

    The thread is a daemon: unlike those of ``asyncio.to_thread`` it never keeps a process from ending.
    Cancelling the wait does not stop the work.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if future.cancelled():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]  # it is work's own result where there is no error

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except BaseException as raised:  # noqa: BLE001 - handed on to whoever waits
            error = raised
        with contextlib.suppress(RuntimeError):  # the loop is closed, so nobody waits any more
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=run, name=name, daemon=True).start()
    return await future


class Background:
    """Does heavy work in threads, without garbage collections: each stops every thread, for 40 ms while the shipped base is checked."""

    def __init__(self, *, patience: float = 60.0) -> None:
        """``patience`` is the seconds after which garbage is collected all the same: work on a disk that is away may never end."""
        self._patience = patience
        self._at_work = 0

    async def do(self, work: Callable[[], T], name: str) -> T:
        """Do work in a thread, as :func:`in_thread` does."""
        self._at_work += 1
        gc.disable()
        too_long = asyncio.get_running_loop().call_later(self._patience, gc.enable)
        try:
            return await in_thread(lambda: _settled(work), name)
        finally:
            too_long.cancel()
            self._at_work -= 1
            if not self._at_work:
                gc.enable()


def keep_little_memory() -> None:
    """Let glibc give freed memory back to the system rather than keep it: 3 MB of the shipped base's 115. Elsewhere nothing happens.

    By default it keeps what it has freed once, up to twice the largest piece, in a heap for each thread.
    """
    with contextlib.suppress(OSError, TypeError, AttributeError):  # another system, another C library
        change = ctypes.CDLL(None).mallopt
        change(M_TRIM_THRESHOLD, KEPT)
        change(M_ARENA_MAX, 1)


def settle_memory() -> None:
    """Collect garbage, give back what that frees, and take everything that is left out of later collections.

    With the shipped base in memory a full one takes 60 ms, after this 10 ms or less. What is freed by its last reference is freed as
    before; but a cycle among what is settled never is, so nothing that is replaced later may be one.
    """
    gc.collect()
    give_back()
    gc.freeze()


def give_back() -> None:
    """Give what is freed and lies between other things back to the system: half a millisecond, during which other threads run."""
    with contextlib.suppress(OSError, TypeError, AttributeError):  # see keep_little_memory
        ctypes.CDLL(None).malloc_trim(0)


def let_go(values: list[T]) -> None:
    """Free values of which nobody else holds one, a few at a time: 10,000 articles at once stop all other threads for 25 ms."""
    while values:
        del values[-FREED:]


def _settled(work: Callable[[], T]) -> T:
    """Do work on settled memory, so that what it leaves behind can be settled without looking at it: that would take 40 ms again."""
    settle_memory()
    return work()


class Flights(Generic[T]):
    """One kind of work for many callers: one flight is on its way, at most one more waits, and whoever comes later joins that one.

    So each caller gets the outcome of a flight that began after its call, and no storm of calls costs more than two flights.
    """

    def __init__(self, work: Callable[[], Awaitable[T]], clock: Clock, *, apart: float = 0.0) -> None:
        """``apart`` is the seconds between the starts of two flights; ``work`` must not raise."""
        self._work, self._clock, self._apart = work, clock, apart
        self._flying: asyncio.Task[T] | None = None
        self._waiting: asyncio.Task[T] | None = None
        self._started = -apart

    async def join(self) -> T:
        """Return the outcome of the next flight. A caller that is cancelled leaves the flight to the others."""
        if self._waiting is None:
            self._waiting = asyncio.create_task(self._fly(self._flying), name="flight")
        return await asyncio.shield(self._waiting)

    async def _fly(self, before: asyncio.Task[T] | None) -> T:
        if before is not None:
            await asyncio.wait([before])
        if (wait := self._started + self._apart - self._clock.monotonic()) > 0:
            await self._clock.sleep(wait)
        self._flying, self._waiting = self._waiting, None
        self._started = self._clock.monotonic()
        try:
            return await self._work()
        finally:
            self._flying = None  # a task keeps its outcome, and that may be a whole base
