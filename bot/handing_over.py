"""Questions without an answer → people who may know one: asked once however many ask, and not too often by one person."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A question that people have been asked, and whether that was by somebody else before."""

    asking: Asking
    is_new: bool


class HandingOver:
    """Writes down what people are asked, and who takes it."""

    def __init__(self, records: Records, clock: Clock) -> None:
        self._records, self._clock = records, clock
        self._limit = Cooldowns(PER_HOUR, AN_HOUR, clock)

    async def ask(self, entry: Entry, server: ServerSettings) -> HandedOver | Refusal:
        """Hand a question over to a server's humans."""
        if self._limit.use(entry.asker):
            return Refusal.TOO_MANY
        now = self._clock.now()
        try:
            author = (await self._records.pseudonym_keys(now)).of(entry.asker, now)
            text = redact(entry.text) if server.keep_text else None
            asking = await self._records.hand_over(server.server, text, author, now)
        except RecordsError:
            return Refusal.NOT_SAVED
        return HandedOver(asking, is_new=asking.channel_message is None)
