"""How long things are kept, and the task that deletes what is older."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.records.pseudonyms import month_of
from bot.records.values import RecordsError

if TYPE_CHECKING:
    from bot.clock import Clock
    from bot.records.protocol import Records

_log = logging.getLogger(__name__)

EVERY_SECONDS, AGAIN_SECONDS = 6 * 3600.0, 600.0
"""Between two looks for what is too old, and after one that failed: nothing stays a day longer than it was promised."""

ACTS = dt.timedelta(days=365)
"""Audit entries, and feedback without its author: a year shows whether the content gets better."""


@dataclass(frozen=True, slots=True)
class Retention:
    """Remembered questions, handed-over ones and authors of feedback stay for ``days``; texts only where ``text`` is true."""

    days: int = 30
    text: bool = True

    def people_before(self, now: dt.datetime) -> dt.datetime:
        """Return the time before which nothing about a person is kept."""
        return now - dt.timedelta(days=self.days)

    def acts_before(self, now: dt.datetime) -> dt.datetime:
        """Return the time before which nothing at all is kept."""
        return now - ACTS

    def first_month(self, now: dt.datetime) -> str:
        """Return the oldest month whose key may still stand behind a pseudonym that is kept."""
        return month_of(self.people_before(now))


async def keep_expiring(records: Records, clock: Clock) -> None:
    """Delete what is older than the retention now and again and again, until it is cancelled."""
    while True:
        pause = EVERY_SECONDS
        try:
            if gone := await records.expire(clock.now()):
                _log.info("deleted %d records that were older than the retention", gone)
        except RecordsError as error:
            _log.warning("records that are too old could not be deleted: %s", error)
            pause = AGAIN_SECONDS
        await clock.sleep(pause)
