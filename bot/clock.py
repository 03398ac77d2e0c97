"""The time, as a value that is handed over: tests turn its hands."""

from __future__ import annotations

import asyncio
import datetime as dt
import time


class Clock:
    """The machine's own clock. Waits and ages are measured with :meth:`monotonic`, which nobody can set back."""

    def now(self) -> dt.datetime:
        """Return the date and time, aware, in UTC."""
        return dt.datetime.now(dt.UTC)

    def monotonic(self) -> float:
        """Return seconds that never go back; only differences mean something."""
        return time.monotonic()

    def today(self) -> dt.date:
        """Return the day where the machine stands."""
        return dt.datetime.now().astimezone().date()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)
