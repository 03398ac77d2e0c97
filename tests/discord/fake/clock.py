"""The fake's own time, and the bell that wakes whoever waits for something to happen."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Clock:
    """Seconds that pass like real ones, and faster when a test says so.

    Deadlines of the fake (three seconds for an interaction, fifteen minutes for its token, rate limits, time-outs) follow this
    clock, so a test lets an hour pass with ``advance(3600)``. Whatever changes anything rings; waiters then look again.
    """

    def __init__(self) -> None:
        self._ahead = 0.0
        self._bell = asyncio.Event()

    def now(self) -> float:
        """Return seconds; only differences mean anything."""
        return time.monotonic() + self._ahead

    def wall(self) -> dt.datetime:
        """Return the date and time, in UTC."""
        return dt.datetime.now(dt.UTC) + dt.timedelta(seconds=self._ahead)

    def advance(self, seconds: float) -> None:
        """Let that much time pass at once."""
        self._ahead += seconds
        self.ring()

    def ring(self) -> None:
        """Tell every waiter that something has changed."""
        bell, self._bell = self._bell, asyncio.Event()
        bell.set()

    async def wait_until(self, happened: Callable[[], bool], within: float) -> bool:
        """Return true as soon as ``happened``, false if it has not when ``within`` seconds have passed."""
        deadline = self.now() + within
        while not happened():
            left = deadline - self.now()
            if left <= 0:
                return False
            try:
                await asyncio.wait_for(self._bell.wait(), left)
            except TimeoutError:
                continue
        return True
