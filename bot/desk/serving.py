"""Which FAQ answers: the one in force, how a new one takes its place while questions run, and what became of every attempt."""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import logging
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from bot.desk.changes import Act, Change, nothing_else, nothing_taught
from bot.desk.offloading import Background, Flights, let_go
from bot.desk.previewing import Known
from bot.desk.proposing import Offers, Proposal, Wanted, candidate, consider
from bot.desk.reloading import Failure, Reloaded, Status, Verdict, short, some
from bot.records import RecordsError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence

    from bot.clock import Clock
    from bot.desk.changes import Edit
    from bot.desk.content import Content
    from bot.desk.previewing import Preview
    from bot.desk.proposing import Offered
    from bot.desk.teaching import Objection
    from bot.faq import FAQ, Fault, Overlay
    from bot.faq.checking import Report
    from bot.records import Taught

log = logging.getLogger(__name__)

APART = 1.5
"""Seconds between the starts of two reloads: a storm of triggers within a second is two at most, whatever a load takes."""


@dataclass(frozen=True, slots=True)
class _InForce:
    """What answers, and how that came about: changed in one step, so that nobody sees a half of it."""

    faq: FAQ
    status: Status


class Serving:
    """Holds the FAQ in force. Take :attr:`faq` once for each question: the next one may come from another version."""

    def __init__(  # noqa: PLR0913 - each but the first two by name
        self,
        faq: FAQ,
        content: Content,
        *,
        clock: Clock,
        taught: Callable[[], Awaitable[Sequence[Taught]]] = nothing_taught,
        start: Verdict | None = None,
        held: bool = False,
    ) -> None:
        """``taught`` returns what moderators taught, and raises as the records do.

        ``start`` is the verdict on the files, where ``faq`` need not be what they hold; ``held`` says that somebody went back to it.
        """
        self.content, self._taught, self._clock, self._began = content, taught, clock, clock.monotonic()
        self.start = start if start and start.accepted else None
        """What changed while nobody looked, until somebody is told: it holds on to a base."""
        now = clock.now()
        status = Status(faq.version, len(faq.base.live), now, now, held=held)
        if start and start.refused:
            status = replace(status, read=None, failure=Failure(now, len(start.faults)), mended=False)
        self._in_force = _InForce(faq, status)
        self._by = ""
        self._background = Background()
        self._reloads = Flights(self._reload, clock, apart=APART)
        self._proposals: dict[int | None, Flights[Proposal]] = {}
        """One for each server: what one asked in vain is nothing for another to see."""
        self._wanted: dict[int | None, Wanted] = {}
        self._offers, self._known = Offers(), Known()
        self._turn = asyncio.Lock()
        """Held by whoever reads, compares or swaps: what a verdict is about does not change before it is carried out."""
        self._checks = Flights(lambda: self._background.do(content.check, "check"), clock)

    @property
    def faq(self) -> FAQ:
        """What answers at this moment."""
        return self._in_force.faq

    @property
    def status(self) -> Status:
        """How things stand."""
        return self._in_force.status

    @property
    def up(self) -> dt.timedelta:
        """For how long it serves: as long as the process has run, whatever happened to its connections."""
        return dt.timedelta(seconds=self._clock.monotonic() - self._began)

    async def reload(self, by: str) -> Reloaded:
        """Read the files again and let them answer, unless they would be refused when proposed; nobody looks, so nothing only warns.

        Never raises. Any number of calls at once cost two loads at most; each gets the outcome of one that began after it was made.
        """
        first = not self._by
        self._by = self._by or by
        return replace(await self._reloads.join(), shared=not first)

    async def propose(self, wanted: Wanted) -> Proposal:
        """Make a change for trial, and tell what it would do, for check questions and for the questions wanted.

        It waits to be applied, beside other ones; the base that was built for it does not. Files that were only read again and cannot
        change any reply are applied at once. A change is refused as a reload is, except that with ``warn``, or where it goes back, no
        check question refuses it. Never raises; reloads that one server proposes at once share as those of :meth:`reload` do, with the
        questions of the last.
        """
        if wanted.change.act is not Act.RELOAD:
            return await self._propose(wanted)
        server = wanted.change.server
        first, self._wanted[server] = server not in self._wanted, wanted
        propose = partial(self._propose_reload, server)
        flights = self._proposals.setdefault(server, Flights(propose, self._clock, apart=APART))
        return replace(await flights.join(), shared=not first)

    async def apply(self, proposal: str, commit: Callable[[Change, Verdict], Awaitable[None]] = nothing_else) -> Reloaded | None:
        """Let members get what was proposed; ``None`` where it waits no longer, or would come to something else than was shown.

        Its files are written first, then ``commit`` is awaited; what either of them raises is raised here. Where nothing else answers
        after all, it waits on.

        Raises:
            RecordsError: it teaches something, and what is taught already cannot be read.
        """
        offered = self._offers.take(proposal)
        if offered is None:
            return None
        change = offered.change
        try:
            async with self._turn:
                made = partial(self._again, offered, await self._overlay(change))
                verdict = await self._background.do(made, "apply")
                if verdict is None:
                    self._offers.put_back(proposal, offered)
                    return None
                if change.edits:
                    await self._background.do(partial(self.content.write, change.edits), "write")
                await commit(change, verdict)
                return await self._background.do(partial(self._put_in_force, verdict, change), "apply")
        except Exception:
            self._offers.put_back(proposal, offered)
            raise

    def change_of(self, proposal: str) -> Change | None:
        """Return what was proposed, as long as it waits."""
        return self._offers.change_of(proposal)

    def cancel(self, proposal: str) -> bool:
        """Let what was proposed wait no longer; ``False`` where it did not."""
        return self._offers.take(proposal) is not None

    async def recut(self, before: FAQ, after: FAQ) -> None:
        """Let a FAQ take the place of one of equal content, unless something else answers by now (see ``recutting``)."""
        async with self._turn:
            if self.faq is before:
                self._in_force = replace(self._in_force, faq=after)

    async def keep(self) -> bool:
        """Keep what answers as a version to go back to, where that is lost; return whether it is kept."""
        async with self._turn:
            return await self._background.do(partial(self.content.keep, self.faq), "keep")

    async def check(self) -> Report:
        """Return every fault and warning of the files, without changing what answers.

        Raises:
            UsageError: there is no folder to read.
        """
        return await self._checks.join()

    async def _reload(self) -> Reloaded:
        by, self._by = self._by, ""
        async with self._turn:
            overlay = await self._overlay(Change())
            return await self._background.do(partial(self._read_again, by, overlay), "reload")

    async def _propose_reload(self, server: int | None) -> Proposal:
        return await self._propose(self._wanted.pop(server, Wanted()))

    async def _propose(self, wanted: Wanted) -> Proposal:
        async with self._turn:
            try:
                overlay = await self._overlay(wanted.change)
            except RecordsError as error:
                return Proposal("", Verdict(self.faq, self.faq.version, trouble=str(error)), None, self._clock.now())
            return await self._background.do(partial(self._consider, wanted, overlay), "propose")

    async def _overlay(self, change: Change) -> Overlay:
        """Return what would be taught after a change. While it cannot be read, what answers now has it."""
        try:
            taught = await self._taught()
            holds = self.status.held and change.only_teaches
            return change.overlay_over(self.faq.base.overlay, taught) if holds else change.overlay(taught)
        except RecordsError:
            if change.teaches:
                raise
            return self.faq.base.overlay

    def _read_again(self, by: str, overlay: Overlay) -> Reloaded:
        """One reload, in its thread: what is no longer served is let go of here and not on the event loop."""
        verdict, _, _ = self._look(Wanted(), by, overlay)
        return self._carry_out(verdict, f"a reload by {by}")

    def _look(self, wanted: Wanted, by: str, overlay: Overlay) -> tuple[Verdict, Preview | None, Objection | None]:
        """Make a change for trial: the one way to a verdict, so that nothing is lost by one way in that another refuses to lose."""
        old, change = self.faq, wanted.change
        try:
            return consider(old, partial(candidate, self.content, change, overlay, old), wanted, self._known, overlay)
        except Exception as error:  # whatever it is, what answers goes on answering
            log.exception("a change by %s failed", by)
            trouble = f"something went wrong inside ({type(error).__name__}); see the log"
            return Verdict(old, old.version, trouble=trouble), None, None

    def _consider(self, wanted: Wanted, overlay: Overlay) -> Proposal:
        """One proposal, in its thread."""
        change = wanted.change
        verdict, found, objection = self._look(wanted, change.by, overlay)
        if verdict.accepted and found is not None and not (found.alike and change.act is Act.RELOAD):
            now = self._clock.now()
            if change.act is Act.RELOAD:
                self._in_force = replace(self._in_force, status=self.status.well_read(now))
            gc.freeze()
            return Proposal(self._offers.put(verdict, change), verdict, found, now, change)
        if change.act is Act.RELOAD:
            done = self._carry_out(verdict, f"a reload by {change.by}")
            return Proposal("", verdict, found, done.at, change)
        return Proposal("", verdict, found, self._clock.now(), change, objection=objection)

    def _again(self, offered: Offered, overlay: Overlay) -> Verdict | None:
        verdict = offered.again(self.content, overlay, self.faq)
        gc.freeze()  # files and records are waited for next, and no collection shall look through a base meanwhile
        return verdict

    def _put_in_force(self, verdict: Verdict, change: Change) -> Reloaded:
        made = (verdict.before, change.edits) if change.edits or change.only_teaches else None
        held = bool(change.version) or (self.status.held and change.only_teaches)
        return self._carry_out(verdict, f"{change.act} by {change.by}", made=made, held=held)

    def _carry_out(
        self, verdict: Verdict, what: str, *, made: tuple[str, Collection[Edit]] | None = None, held: bool = False
    ) -> Reloaded:
        """Let a verdict come true; ``made`` and ``held`` as :meth:`bot.desk.content.Content.note_answering` has them."""
        now, old = self._clock.now(), list(self.faq.base.articles)
        ends = self.status.held and not (held or verdict.refused)  # even where the files came to hold what was gone back to
        self._in_force = _InForce(verdict.faq, self.status.after(verdict, now, held=held))
        if verdict.accepted:
            let_go(old)
            gc.freeze()  # see settle_memory; there was no garbage when this began
        if verdict.accepted or ends:
            self.content.note_answering(verdict.faq, made=made, held=held)
        _log(verdict, what)
        return Reloaded(verdict, now)


def _log(verdict: Verdict, what: str) -> None:
    version = short(verdict.faq.version)
    if verdict.refused:
        why = f"faults: {len(verdict.faults)}" if verdict.faults else verdict.trouble
        log.warning("%s changed nothing (%s); version %s goes on answering", what, why, version)
        log_faults(verdict.faults)
    elif verdict.accepted:
        log.info("%s: version %s answers now, before it %s", what, version, short(verdict.before))
    else:
        log.info("%s found nothing new; version %s answers", what, version)


def log_faults(faults: Iterable[Fault]) -> None:
    """Log faults, as many as are worth reading."""
    for line in some(list(map(str, faults))):
        log.warning("%s", line)
