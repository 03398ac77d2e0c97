"""A reload that is shown before it is made: what it would change, and the one candidate that waits for somebody's word."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.desk.previewing import PRECISION, Asked, Known, Preview, preview
from bot.desk.reloading import Verdict, reload

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from bot.clock import Clock
    from bot.faq import FAQ

HELD = 15 * 60.0
"""Seconds for which a candidate waits: longer than reading its preview takes, and as long as Discord lets a private message be changed.
Until then two bases are in memory."""

MOST_KNOWN = 10_000
"""Decisions of the version in force that are kept for the next preview, 2 kB each."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who wants to know what a reload would change, and for which questions. ``warn``: lost check questions do not refuse it."""

    by: str
    questions: tuple[Asked, ...] = ()
    precision: float = PRECISION
    warn: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a reload would come to. ``id`` is what to apply; empty where nothing waits: ``verdict`` then says what became of it.

    ``preview`` is set where the files could be read and hold something new. ``shared`` is as :class:`~bot.desk.serving.Reloaded` has it.
    """

    id: str
    verdict: Verdict
    preview: Preview | None
    at: dt.datetime
    shared: bool = False


def consider(old: FAQ, load: Callable[[], FAQ], wanted: Wanted, known: Known) -> tuple[Verdict, Preview | None]:
    """Load anew and compare; the verdict is that of a reload. ``known`` is kept for as long as ``old`` is in force."""
    verdict = reload(old, load, lambda _: ())
    if not verdict.accepted:
        return verdict, None
    if len(known) > MOST_KNOWN:
        known.clear()
    found = preview(old, verdict.faq, wanted.questions, precision=wanted.precision, known=known)
    if found.lost and not wanted.warn:
        return Verdict(old, old.version, faults=found.lost), found
    return replace(verdict, kept=0 if found.lost else found.checked), found


class Holding:
    """Keeps at most one candidate: a newer one replaces it, and after a while it is let go of."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._held: tuple[str, Verdict, float] | None = None

    def put(self, verdict: Verdict) -> str:
        """Keep a candidate, and return its id, which no other one had before or will have after a restart."""
        name = secrets.token_hex(8)
        self._held = (name, verdict, self._clock.monotonic() + HELD)
        return name

    def take(self, name: str, version: str) -> Verdict | None:
        """Hand out a candidate and keep it no longer; ``None`` where it is not there, too old, or no change of ``version``."""
        held = self._held
        if held is None or held[0] != name:
            return None
        self._held = None
        _, verdict, until = held
        return verdict if verdict.before == version and self._clock.monotonic() < until else None

    def drop(self, name: str = "") -> bool:
        """Let go of a candidate, or of any; return whether it was there."""
        held = self._held is not None and name in {"", self._held[0]}
        if held:
            self._held = None
        return held
