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


LEAP = dt.timedelta(days=1)
"""By how much the date may run ahead of the time that passed, before it is doubted: a machine that slept is no more ahead than that."""


async def keep_expiring(records: Records, clock: Clock) -> None:
    """Delete what is older than the retention now and again and again, until it is cancelled.

    A clock that was put forward by mistake would delete everything: after a leap nothing is deleted until the next look finds it kept.
    """
    date, began = clock.now(), clock.monotonic()
    while True:
        pause = EVERY_SECONDS
        leap = clock.now() - date - dt.timedelta(seconds=clock.monotonic() - began)
        date, began = clock.now(), clock.monotonic()
        try:
            if leap > LEAP:
                _log.warning("the date leapt ahead by %d days, so nothing is deleted before the next look", leap.days)
            elif gone := await records.expire(date):
                _log.info("deleted %d records that were older than the retention", gone)
        except RecordsError as error:
            _log.warning("records that are too old could not be deleted: %s", error)
            pause = AGAIN_SECONDS
        await clock.sleep(pause)
