"""What people asked in vain, what they said of an answer, what they hand to humans: made anonymous, then into the records."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

from bot.faq.decisions import Kind
from bot.pacing import Cooldowns
from bot.records import Feedback, Outcome, RecordsError, Remembered, Tally, redact

if TYPE_CHECKING:
    import datetime as dt

    from bot.clock import Clock
    from bot.faq.decisions import Decision
    from bot.ledger import Asked
    from bot.records import Asking, Records, ServerSettings

_log = logging.getLogger(__name__)

PER_HOUR, AN_HOUR = 3, 3600.0
"""Questions that one person may hand over in so many seconds."""


class Remembering:
    """Writes to the records on behalf of members. Each method tells whether that was saved; none ever raises."""

    def __init__(self, records: Records, clock: Clock, *, keep_text: bool) -> None:
        """``keep_text``: whether questions may be kept in words at all; each server may say no for itself."""
        self._records, self._clock, self._keep_text = records, clock, keep_text
        self._handed_over = Cooldowns(PER_HOUR, AN_HOUR, clock)
        self.lock = asyncio.Lock()
        """To be held from handing a question over until it is posted: two presses at once are one question."""

    async def question(
        self, entry: Asked, outcome: Outcome, server: ServerSettings, version: str, article: str | None = None
    ) -> bool:
        """Remember a question that found no good answer, or only by a press."""
        now = self._clock.now()
        try:
            author, text = await self._author(entry.asker, now), self._text(entry, server)
            remembered = Remembered(entry.question, entry.server, entry.channel, text, author, outcome, article, version, now)
            await self._records.remember(remembered)
        except RecordsError as error:
            _log.warning("a question was not remembered: %s", error)
            return False
        return True

    async def missed(self, entry: Asked | None, decision: Decision, server: ServerSettings) -> None:
        """Remember what was asked in vain. What a guard declines was understood, and is no gap of the content."""
        if entry and decision.decision is Kind.DECLINED and decision.guard is None:
            await self.question(entry, Outcome.DECLINED, server, decision.knowledge_version)

    async def decided(self, server: int | None, decision: Decision, *, overheard: bool = False) -> None:
        """Count a question of a server, without its words and without who asked."""
        if server is None:
            return
        about = decision.article or decision.guard or ""
        tally = Tally(self._clock.now().date(), server, "overheard" if overheard else "asked", decision.decision.value, about)
        with contextlib.suppress(RecordsError):  # whoever looks at the state is told
            await self._records.tally(tally)

    async def feedback(  # noqa: PLR0913 - a record's fields
        self, reply: int, server: int | None, who: int, article: str, version: str, *, helpful: bool, meant: str | None = None
    ) -> bool:
        """Keep what somebody said of an answer; on disk when this returns ``True``."""
        now = self._clock.now()
        try:
            author = await self._author(who, now)
            await self._records.give_feedback(Feedback(reply, server, article, helpful, author, version, now, meant))
        except RecordsError as error:
            _log.warning("feedback was not saved: %s", error)
            return False
        return True

    async def hand_over(self, entry: Asked, server: ServerSettings) -> Asking | str:
        """Hand a question over to a server's humans; return it with everybody who asked the same, in other capitals or marks.

        A text is the key of the sentence that says why it was not.
        """
        if self._handed_over.use(entry.asker):
            return "buttons.too_many"
        now, text = self._clock.now(), self._text(entry, server)
        alike = text and " ".join(text.casefold().split()).strip(" ?!.")
        try:
            return await self._records.hand_over(server.server, alike, await self._author(entry.asker, now), now)
        except RecordsError:
            return "buttons.not_saved"

    async def _author(self, who: int, now: dt.datetime) -> str:
        return (await self._records.pseudonym_keys(now)).of(who, now)

    def _text(self, entry: Asked, server: ServerSettings) -> str | None:
        return redact(entry.text) if self._keep_text and server.keep_text else None
