"""Questions without an answer → people who may know one: asked once however many ask, and not too often by one person."""

from __future__ import annotations

import asyncio
from enum import Enum
from typing import TYPE_CHECKING

from bot.pacing import Cooldowns
from bot.records import RecordsError, redact

if TYPE_CHECKING:
    from bot.clock import Clock
    from bot.ledger import Entry
    from bot.records import Asking, Records, ServerSettings

AN_HOUR = 3600.0
PER_HOUR = 3
"""Questions that one person may hand over in an hour."""


class Refusal(Enum):
    """Why a question is not handed over."""

    TOO_MANY = "too_many"
    NOT_SAVED = "not_saved"


class HandingOver:
    """Writes down what people are asked, and who takes it."""

    def __init__(self, records: Records, clock: Clock, *, keep_text: bool) -> None:
        """``keep_text``: whether questions may be kept in words at all; each server may say no for itself."""
        self._records, self._clock, self._keep_text = records, clock, keep_text
        self.lock = asyncio.Lock()
        self._limit = Cooldowns(PER_HOUR, AN_HOUR, clock)

    async def ask(self, entry: Entry, server: ServerSettings) -> Asking | Refusal:
        """Hand a question over to a server's humans; return it with everybody who asked the same."""
        if self._limit.use(entry.asker):
            return Refusal.TOO_MANY
        now = self._clock.now()
        try:
            author = (await self._records.pseudonym_keys(now)).of(entry.asker, now)
            text = _alike(redact(entry.text)) if self._keep_text and server.keep_text else None
            return await self._records.hand_over(server.server, text, author, now)
        except RecordsError:
            return Refusal.NOT_SAVED


def _alike(text: str) -> str:
    """Return the form in which two people's same question is the same text."""
    return " ".join(text.casefold().split()).strip(" ?!.")
