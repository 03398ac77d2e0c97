"""A clock whose hands a test turns: an hour passes at once, and whoever slept through it wakes in order."""

from __future__ import annotations

import asyncio
import datetime as dt
import heapq
from itertools import count

START = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
TURNS = 20
"""Turns of the event loop after each waking: enough for what was woken to go on and to sleep again."""


class TurnedClock:
    """Does as ``bot.clock.Clock``. The wall clock may be set apart (``put_back``), as machines' clocks are."""

    def __init__(self) -> None:
        self._seconds = 1000.0
        self._off = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Event]] = []
        self._numbers = count()

    def now(self) -> dt.datetime:
        return START + dt.timedelta(seconds=self._seconds - 1000 + self._off)

    def monotonic(self) -> float:
        return self._seconds

    def today(self) -> dt.date:
        return self.now().date()

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        awake = asyncio.Event()
        heapq.heappush(self._sleepers, (self._seconds + seconds, next(self._numbers), awake))
        await awake.wait()

    def put_back(self, seconds: float) -> None:
        """Set the wall clock back (or, below zero, forward); nothing else notices."""
        self._off -= seconds

    async def turn(self, seconds: float) -> None:
        """Let time pass, and everybody who sleeps wake at their time."""
        await self._others_go_on()
        until = self._seconds + seconds
        while self._sleepers and self._sleepers[0][0] <= until:
            at, _, awake = heapq.heappop(self._sleepers)
            self._seconds = max(self._seconds, at)
            awake.set()
            await self._others_go_on()
        self._seconds = until
        await self._others_go_on()

    @staticmethod
    async def _others_go_on() -> None:
        for _ in range(TURNS):
            await asyncio.sleep(0)
