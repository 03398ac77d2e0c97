"""A change that is shown before it is made: what it would do, and the one candidate that waits for somebody's word."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.desk.changes import FORGIVEN, Act, Change
from bot.desk.previewing import PRECISION, Asked, Known, Preview, preview
from bot.desk.reloading import Verdict, reload, short
from bot.desk.teaching import object_to, wordings_of
from bot.faq import Overlay, UsageError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from bot.clock import Clock
    from bot.desk.content import Content
    from bot.desk.teaching import Objection
    from bot.faq import FAQ

HELD = 15 * 60.0
"""Seconds for which a candidate waits: longer than reading its preview takes, and as long as Discord lets a private message be changed.
Until then two bases are in memory."""

MOST_KNOWN = 10_000
"""Decisions of the version in force that are kept for the next preview, 2 kB each."""


MOST_CHANGES = 20
"""Changes that are remembered after their candidate was let go of, so that they can be looked at again. One may hold a megabyte."""


NOTHING_ELSE = Change()
"""To read the files again."""
NOTHING_TAUGHT = Overlay()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which change somebody wants to see, and for which questions. ``warn``: lost check questions do not refuse it, unless it teaches."""

    change: Change = NOTHING_ELSE
    questions: tuple[Asked, ...] = ()
    precision: float = PRECISION
    warn: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a change would come to. ``id`` is what to apply; empty where nothing waits: ``verdict`` then says what became of it.

    ``preview`` is set where the files could be read and hold something new, ``objection`` where a lesson is refused.
    ``shared`` is as :class:`~bot.desk.serving.Reloaded` has it.
    """

    id: str
    verdict: Verdict
    preview: Preview | None
    at: dt.datetime
    change: Change = NOTHING_ELSE
    shared: bool = False
    objection: Objection | None = None


def consider(
    old: FAQ, load: Callable[[], FAQ], wanted: Wanted, known: Known, taught: Overlay = NOTHING_TAUGHT
) -> tuple[Verdict, Preview | None, Objection | None]:
    """Load anew and compare; the verdict is that of a reload. ``known`` is kept for as long as ``old`` is in force.

    ``taught`` is what shall be taught then: what of it is taught already stays a check question, even where files leave no room for it.
    """
    verdict = reload(old, load, lambda _: ())
    if not verdict.accepted:
        return verdict, None, None
    if len(known) > MOST_KNOWN:
        known.clear()
    new, change = verdict.faq, wanted.change
    lessons = [one for one in replace(old.base, questions=(), overlay=taught).gate if one in old.base.gate]
    checks = (*lessons, *(wordings_of(old.base) if change.teaches else ()))

    def look(trial: FAQ) -> Preview:
        return preview(old, trial, wanted.questions, precision=wanted.precision, known=known, checks=checks)

    found = look(new)
    forgiven = change.act in FORGIVEN or (wanted.warn and not change.lessons)
    if found.lost and not forgiven:
        return Verdict(old, old.version, faults=found.lost), found, object_to(old, new, found, look)
    return replace(verdict, kept=0 if found.lost else found.checked), found, None


def candidate(content: Content, change: Change, overlay: Overlay, before: FAQ) -> FAQ:
    """Make a change to what answers now for trial: nothing is written.

    Raises:
        ContentError: the files would have faults.
        UsageError: they cannot be read, or a version is not kept any more.
    """
    if change.only_teaches:
        return content.relearn(before, overlay)
    if not change.version:
        return content.load(overlay, {edit.path: edit.after for edit in change.edits}, before)
    faq = content.version(change.version)
    if faq is None:
        raise UsageError(f"version {short(change.version)} is not kept any more")
    return faq


class Holding:
    """Keeps at most one candidate: a newer one replaces it, and after a while it is let go of. The changes themselves stay longer."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._held: tuple[str, Verdict, float] | None = None
        self._changes: OrderedDict[str, Change] = OrderedDict()
        self._newest: tuple[str, tuple[str, str, Act]] = ("", ("", "", Act.UNDO))

    def put(self, verdict: Verdict, change: Change) -> str:
        """Keep a candidate, and return its id, which no other one had before or will have after a restart.

        Files that are looked at again keep theirs, so that whoever saw them first can apply them, too.
        """
        name, what = secrets.token_hex(8), (verdict.before, verdict.faq.version, change.act)
        if what == self._newest[1] and change.act is Act.RELOAD and self._newest[0] in self._changes:
            name = self._newest[0]
        self._newest = name, what
        self._held = (name, verdict, self._clock.monotonic() + HELD)
        self._changes[name] = change
        while len(self._changes) > MOST_CHANGES:
            self._changes.popitem(last=False)
        return name

    def change_of(self, name: str) -> Change | None:
        """Return what was proposed under an id, as long as it is remembered."""
        return self._changes.get(name)

    def take(self, name: str, version: str) -> tuple[Change, Verdict] | None:
        """Hand out a candidate and keep it no longer; ``None`` where it is not there, too old, or no change of ``version``."""
        held = self._held
        if held is None or held[0] != name:
            return None
        self._held = None
        _, verdict, until = held
        fresh = verdict.before == version and self._clock.monotonic() < until
        return (self._changes.pop(name), verdict) if fresh else None

    def drop(self, name: str = "") -> None:
        """Let go of a candidate, or of any; what it was for is still remembered."""
        if self._held is not None and name in {"", self._held[0]}:
            self._held = None

    def cancel(self, name: str) -> bool:
        """Let go of a candidate and forget what it was for; return whether that was remembered."""
        self.drop(name)
        return self._changes.pop(name, None) is not None
