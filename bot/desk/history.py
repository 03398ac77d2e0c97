"""What was applied: kept with its reason, and turned round when somebody wants it undone."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.desk.changes import Act, Change, Edit, parted
from bot.desk.learned import taken_over
from bot.desk.offloading import in_thread
from bot.desk.reloading import short
from bot.faq import UsageError
from bot.records import RecordsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.clock import Clock
    from bot.desk.content import Content
    from bot.desk.reloading import Verdict
    from bot.faq.articles import KnowledgeBase
    from bot.records import Applied, Records

_log = logging.getLogger(__name__)

WAITING = 100
"""Changes that wait to be kept, the newest: more than people make while the records are away, and files that change may."""
KEPT = 20
"""Changes that a history lists, and versions that can be gone back to."""


RETIRED = "what the files have now"
"""The detail of such a line; it is nothing to undo, for the files answer alike."""


class History:
    """Keeps changes in the records. One for each process."""

    def __init__(self, records: Records, clock: Clock) -> None:
        self._records, self._clock = records, clock
        self._waiting: deque[Applied] = deque(maxlen=WAITING)
        self._turn = asyncio.Lock()
        """Held by whoever writes: lines stand in the order in which the changes were made, for an undo is of the last."""

    @property
    def waiting(self) -> int:
        """How many changes are applied and not kept yet."""
        return len(self._waiting)

    async def catch_up(self) -> None:
        """Keep what could not be kept when it was applied.

        Raises:
            RecordsError: it still cannot.
        """
        async with self._turn:
            await self._catch_up()

    async def _catch_up(self) -> None:
        while self._waiting:
            applied = self._waiting[0]
            await self._records.apply(applied)
            if self._waiting[0] is applied:  # else so many came meanwhile that it had to go
                self._waiting.popleft()
            _log.info("version %s stands in the history by now", short(applied.after))

    async def last(self, limit: int = KEPT) -> tuple[Applied, ...]:
        """Return the last changes, the newest first; raises as the records do."""
        await self.catch_up()
        return await self._records.applied(limit)

    async def undoable(self) -> Applied | None:
        """Return the last change that there is something to undo of; raises as the records do."""
        return next((one for one in await self.last() if one.detail != RETIRED), None)

    async def add(self, change: Change, verdict: Verdict) -> Applied | str:
        """Keep a change that is applied, with what it teaches; return it, or why it must wait until the records work again.

        Raises:
            RecordsError: it teaches something, and cannot be kept: then it must not be applied.
        """
        applied = change.applied(verdict.before, verdict.faq.version, self._clock.now())
        if change.act is Act.RELOAD:
            await self.retire(verdict.faq.base)
        restored = [one.id for one in change.restore if one.id is not None]
        try:
            async with self._turn:
                await self._catch_up()
                return await self._records.apply(applied, change.lessons, forget=change.forget, restore=restored)
        except RecordsError as error:
            if change.teaches:
                raise
            self._waiting.append(applied)
            _log.warning("version %s answers, and cannot be written into the history yet: %s", short(applied.after), error)
            return str(error)

    async def retire(self, base: KnowledgeBase) -> None:
        """Forget what was taught and stands in the files by now, as a line of the history; while that cannot be kept, do nothing."""
        try:
            taught = await self._records.taught()
            gone = await in_thread(lambda: taken_over(base, taught), "lessons") if taught else ()
            if gone:
                change, now = Change(Act.FORGET, detail=RETIRED, forget=gone), self._clock.now()
                await self._records.apply(change.applied(base.version, base.version, now), forget=gone)
        except RecordsError:
            return

    async def undo_of(self, applied: Applied, content: Content) -> Change:
        """Return what undoes a change: lessons are taken back, files written as they were; else the version before comes back.

        Raises:
            RecordsError: what was taught cannot be read.
            UsageError: it cannot be undone; the sentence says what to do instead.
        """
        what = f"{applied.action} {parted(applied.detail)[0]}".strip()
        detail = what.removeprefix("undo undo ")  # however often it goes to and fro
        change = Change(Act.UNDO, detail=detail, undoes=applied)
        if applied.taught or applied.forgotten:
            restore = await self._records.taught(applied.forgotten) if applied.forgotten else ()
            return replace(change, forget=applied.taught, restore=restore)
        if applied.files:
            return replace(change, edits=await in_thread(lambda: undone(applied, content.file), "undo"))
        return replace(change, version=applied.before)


def undone(applied: Applied, file: Callable[[str | None, str], bytes | None]) -> tuple[Edit, ...]:
    """Return the edits that turn round those of a change; ``file`` returns one as it was in a version (``None``: as it is now).

    Raises:
        UsageError: a file has been changed since, or its earlier content is not kept any more.
    """
    edits = []
    for path in applied.files:
        now, then, before = (file(version, path) for version in (None, applied.after, applied.before))
        if now != then:
            raise UsageError(f"{path} was changed since: /kb rollback brings back version {short(applied.before)} as a whole")
        edits.append(Edit(path, now, before))
    return tuple(edits)
