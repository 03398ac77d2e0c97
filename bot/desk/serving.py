"""Which FAQ answers: the one in force, how a new one takes its place while questions run, and what became of every attempt."""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import logging
import sys
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from bot.desk.offloading import TURN, Background, Flights, settle_memory
from bot.desk.previewing import PRECISION, Asked, Known
from bot.desk.proposing import HELD, Holding, Proposal, Wanted, consider
from bot.desk.reloading import Verdict, faults_of, reload, short, some
from bot.faq import ContentError, load, load_last_good
from bot.faq.checking import check
from bot.faq.gating import run_gate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from bot.clock import Clock
    from bot.faq import FAQ, Fault
    from bot.faq.checking import Report

log = logging.getLogger(__name__)

APART = 1.5
"""Seconds between the starts of two reloads: a storm of triggers within a second is two at most, whatever a load takes."""

A_SLIP = "hwo to ask"
"""A question with a slip, for the dictionary that mends slips is the larger part of what is made at first use."""


@dataclass(frozen=True, slots=True)
class Reloaded:
    """What became of a reload. ``shared``: another call had begun it already, so this one has nothing of its own to write down."""

    verdict: Verdict
    at: dt.datetime
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """An attempt that changed nothing: when, and how many faults there were (0: the folder could not be read at all)."""

    at: dt.datetime
    faults: int


@dataclass(frozen=True, slots=True)
class Status:
    """How things stand. ``since`` is when this version began to answer, ``read`` when the files last turned out good, if they did.

    ``failure`` is the last attempt that failed; ``mended`` whether a good one came after it.
    """

    version: str
    articles: int
    since: dt.datetime
    read: dt.datetime | None
    failure: Failure | None = None
    mended: bool = True


@dataclass(frozen=True, slots=True)
class _InForce:
    """What answers, and how that came about: changed in one step, so that nobody sees a half of it."""

    faq: FAQ
    status: Status


class Serving:
    """Holds the FAQ in force. Take :attr:`faq` once for each question: the next one may come from another version."""

    def __init__(
        self, faq: FAQ, *, load: Callable[[], FAQ], check: Callable[[], Report], clock: Clock, faults: Sequence[Fault] = ()
    ) -> None:
        """``load`` and ``check`` read the folder, each in a thread; ``faults`` are its, where ``faq`` is the last good copy of it."""
        self._load, self._clock, self._began = load, clock, clock.monotonic()
        now = clock.now()
        status = Status(faq.version, len(faq.base.live), now, None if faults else now)
        if faults:
            status = replace(status, failure=Failure(now, len(faults)), mended=False)
        self._in_force = _InForce(faq, status)
        self._by = ""
        self._background = Background()
        self._reloads = Flights(self._reload, clock, apart=APART)
        self._proposals = Flights(self._propose, clock, apart=APART)
        self._wanted: Wanted | None = None
        self._holding, self._known = Holding(clock), Known()
        self._turn = asyncio.Lock()
        """Held by whoever reads, compares or swaps: what a verdict is about does not change before it is carried out."""
        self._checks = Flights(lambda: self._background.do(check, "check"), clock)

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
        """Read the files again and let them answer, unless they have faults or lose a check question that had its answer.

        Never raises. Any number of calls at once cost two loads at most; each gets the outcome of one that began after it was made.
        """
        first = not self._by
        self._by = self._by or by
        return replace(await self._reloads.join(), shared=not first)

    async def propose(
        self, by: str, questions: Iterable[Asked] = (), *, precision: float = PRECISION, warn: bool = False
    ) -> Proposal:
        """Read the files again and tell what would change, for check questions and for ``questions`` at a precision.

        What the files hold is kept for a quarter of an hour, to be applied, unless a newer proposal comes. Where no reply to any
        question can change, it is applied at once. It is refused as a reload is, except that with ``warn`` no check question
        refuses it. Never raises; calls at once share as those of :meth:`reload` do, with the questions of the last.
        """
        first = self._wanted is None
        self._wanted = Wanted(by, tuple(questions), precision, warn)
        return replace(await self._proposals.join(), shared=not first)

    async def apply(self, proposal: str, by: str) -> Reloaded | None:
        """Let members get what was proposed; ``None`` where that is no longer held, or something else is in force since."""
        async with self._turn:
            return await self._background.do(partial(self._apply, proposal, by), "apply")

    def cancel(self, proposal: str) -> bool:
        """Let go of what was proposed; ``False`` where it was no longer held."""
        return self._holding.drop(proposal)

    async def check(self) -> Report:
        """Return every fault and warning of the files, without changing what answers.

        Raises:
            UsageError: there is no folder to read.
        """
        return await self._checks.join()

    async def _reload(self) -> Reloaded:
        by, self._by = self._by, ""
        async with self._turn:
            return await self._background.do(partial(self._attempt, by), "reload")

    async def _propose(self) -> Proposal:
        wanted, self._wanted = self._wanted or Wanted(""), None
        async with self._turn:
            proposal = await self._background.do(partial(self._consider, wanted), "propose")
        if proposal.id:  # two bases are in memory until then
            asyncio.get_running_loop().call_later(HELD, self._holding.drop, proposal.id)
        return proposal

    def _attempt(self, by: str) -> Reloaded:
        """One reload, in its thread: what is no longer served is let go of here and not on the event loop."""
        try:
            verdict = reload(self.faq, self._load, run_gate)
        except Exception as error:  # whatever it is, what answers goes on answering
            log.exception("a reload by %s failed", by)
            verdict = self._failed(error)
        return self._carry_out(verdict, by)

    def _consider(self, wanted: Wanted) -> Proposal:
        """One proposal, in its thread."""
        old, found = self.faq, None
        self._holding.drop()  # so that there are never three bases in memory
        try:
            verdict, found = consider(old, self._load, wanted, self._known)
        except Exception as error:  # likewise
            log.exception("a reload by %s failed", wanted.by)
            verdict = self._failed(error)
        if verdict.accepted and found is not None and not found.alike:
            now = self._clock.now()
            self._note(Verdict(old, old.version), now)
            gc.freeze()
            return Proposal(self._holding.put(verdict), verdict, found, now)
        done = self._carry_out(verdict, wanted.by)
        return Proposal("", verdict, found, done.at)

    def _apply(self, proposal: str, by: str) -> Reloaded | None:
        verdict = self._holding.take(proposal, self.faq.version)
        return None if verdict is None else self._carry_out(verdict, by)

    def _failed(self, error: Exception) -> Verdict:
        trouble = f"something went wrong inside ({type(error).__name__}); see the log"
        return Verdict(self.faq, self.faq.version, trouble=trouble)

    def _carry_out(self, verdict: Verdict, by: str) -> Reloaded:
        now = self._clock.now()
        self._note(verdict, now)
        if verdict.accepted:
            self._known.clear()
            gc.freeze()  # see settle_memory; there was no garbage when this began
        _log(verdict, by)
        return Reloaded(verdict, now)

    def _note(self, verdict: Verdict, now: dt.datetime) -> None:
        status = self.status
        if verdict.accepted:
            status = replace(status, version=verdict.faq.version, articles=len(verdict.faq.base.live), since=now)
        if verdict.refused:
            status = replace(status, failure=Failure(now, len(verdict.faults)), mended=False)
        else:
            status = replace(status, read=now, mended=True)
        self._in_force = _InForce(verdict.faq, status)


def serve(folder: Path, state: Path, clock: Clock, *, semantic: bool = False) -> Serving:
    """Load a folder's content and serve it; where it has faults, its last good version, and say so in the log.

    ``semantic`` as in :func:`bot.faq.load`.

    Raises:
        ContentError: it has faults, and no good version is kept in ``state``.
        UsageError: there is no folder to read.
    """
    faults: Sequence[Fault] = ()
    try:
        faq = _load_warm(folder, state, semantic=semantic)
    except ContentError as error:
        kept = load_last_good(folder, state=state, semantic=semantic)
        if kept is None:
            raise
        faq, faults = kept, faults_of(error)
        log.warning(
            "the files have faults, so version %s answers, the last good one; mend them, then reload", short(kept.version)
        )
        _log_faults(faults)
    settle_memory()
    sys.setswitchinterval(TURN)
    return Serving(
        faq,
        load=partial(_load_warm, folder, state, semantic=semantic),
        check=lambda: check(folder, today=clock.today(), state=state, semantic=semantic),
        clock=clock,
        faults=faults,
    )


def _load_warm(folder: Path, state: Path, *, semantic: bool) -> FAQ:
    """Load, and ask something, so that nobody's question waits on the event loop for what is made at the first one (35 ms of CPU)."""
    faq = load(folder, state=state, semantic=semantic)
    faq.ask(A_SLIP)
    return faq


def _log(verdict: Verdict, by: str) -> None:
    version = short(verdict.faq.version)
    if verdict.refused:
        what = f"faults: {len(verdict.faults)}" if verdict.faults else verdict.trouble
        log.warning("a reload by %s changed nothing (%s); version %s goes on answering", by, what, version)
        _log_faults(verdict.faults)
    elif verdict.accepted:
        log.info("a reload by %s: version %s answers now, before it %s", by, version, short(verdict.before))
    else:
        log.info("a reload by %s found nothing new; version %s answers", by, version)


def _log_faults(faults: Iterable[Fault]) -> None:
    for line in some(list(map(str, faults))):
        log.warning("%s", line)
