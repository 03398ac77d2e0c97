"""How long things are kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.records.pseudonyms import month_of

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
