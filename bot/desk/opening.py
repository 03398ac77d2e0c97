"""What answers from the start: the files, or what stands in for them."""

from __future__ import annotations

import logging
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.desk.changes import nothing_taught
from bot.desk.offloading import TURN, settle_memory
from bot.desk.previewing import Known
from bot.desk.proposing import NOTHING_TAUGHT, Wanted, consider
from bot.desk.reloading import Verdict, faults_of, short
from bot.desk.serving import Serving, log_faults
from bot.desk.writing import sweep
from bot.faq import ContentError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.clock import Clock
    from bot.desk.content import Folder
    from bot.faq import FAQ, Overlay
    from bot.records import Taught

_log = logging.getLogger(__name__)


def serve(
    folder: Folder,
    clock: Clock,
    *,
    taught: Callable[[], Awaitable[Sequence[Taught]]] = nothing_taught,
    overlay: Overlay | None = NOTHING_TAUGHT,
    warn: bool = False,
) -> Serving:
    """Load a folder's content and serve it, unless it has faults or would be refused if it were proposed: then say so in the log.

    What answered last goes on answering then. Where somebody went back to a version, and the files have not changed since, that one is
    served. ``overlay`` is what ``taught`` would return, for the start; ``None`` where that cannot be read: only the files answer then.
    ``warn`` as :class:`~bot.desk.proposing.Wanted` has it.

    Raises:
        ContentError: it has faults, and no good version is kept.
        UsageError: there is no folder to read.
    """
    sweep(folder.place)
    held = folder.held()
    try:
        faq = folder.load(overlay or NOTHING_TAUGHT, {})
        start = _judged(folder, faq, overlay, warn=warn) if held is None and overlay is not None else _as_it_is(held or faq)
    except ContentError as error:
        held = folder.held(broken=True)
        kept = held or folder.last_good()
        if kept is None:
            raise
        start = replace(_as_it_is(kept), faults=faults_of(error))
    if start.refused:
        _log.warning(
            "the files cannot be used, so version %s answers, the last good one; mend them, then reload", short(start.before)
        )
        log_faults(start.faults)
    settle_memory()
    sys.setswitchinterval(TURN)
    folder.note_answering(start.faq, held=held is not None)
    return Serving(start.faq, folder, clock=clock, taught=taught, start=start, held=held is not None)


def _as_it_is(faq: FAQ) -> Verdict:
    return Verdict(faq, faq.version)


def _judged(folder: Folder, faq: FAQ, overlay: Overlay, *, warn: bool) -> Verdict:
    """Return the verdict on files that changed while nobody looked; what answered last may be kept no longer."""
    last = next(iter(folder.answered()), faq.version)
    old = folder.version(last) if last != faq.version else None
    return consider(old, lambda: faq, Wanted(warn=warn), Known(), overlay)[0] if old else _as_it_is(faq)
