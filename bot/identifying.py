"""How often the bot may begin a session at Discord: a budget that lasts over restarts.

Discord allows 1,000 IDENTIFYs a day and then takes the token away. A process that is restarted every few seconds by its supervisor
would use them up within hours.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.records import RecordsError

if TYPE_CHECKING:
    from bot.clock import Clock
    from bot.records import Records

AT_ONCE = 40
"""Sessions that may begin without a pause: some restarts in a row, or as many shards."""
A_DAY = 200
"""Sessions in any 24 hours at most: those at once, and one every nine minutes."""
REFILL = 24 * 3600 / (A_DAY - AT_ONCE)
"""Seconds after which one more session may begin."""
NAME = "identifies"

log = logging.getLogger(__name__)


class IdentifyBudget:
    """Counts sessions. Kept in the records; where those fail, in memory."""

    def __init__(self, records: Records, clock: Clock) -> None:
        self._records, self._clock = records, clock
        self._full_at = 0.0
        """When (seconds since 1970) all of :data:`AT_ONCE` may be used again."""

    async def wait(self) -> None:
        """Return when a session may begin."""
        while (left := await self._left()) > 0:
            log.warning(
                "Many sessions began lately, and Discord allows only so many a day; the next begins in %.0f min", left / 60
            )
            await self._clock.sleep(left)

    async def count(self) -> None:
        """Count a session that begins."""
        self._full_at = max(self._full_at, self._clock.now().timestamp()) + REFILL
        try:
            await self._records.set_value(NAME, str(round(self._full_at)))
        except RecordsError as error:
            log.warning("Sessions are counted in memory only: %s", error)

    async def _left(self) -> float:
        """Return the seconds until a session may begin."""
        try:
            kept = float(await self._records.value(NAME) or 0)
        except (RecordsError, ValueError):
            kept = 0.0
        now, longest = self._clock.now().timestamp(), AT_ONCE * REFILL
        possible = [at for at in (self._full_at, kept) if at <= now + longest]  # later ones stem from a clock that was wrong
        self._full_at = max(possible, default=0.0)
        return self._full_at - now - (longest - REFILL)
