"""What answers from the start: the files, or what stands in for them."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from bot.desk.changes import nothing_taught
from bot.desk.offloading import TURN, settle_memory
from bot.desk.reloading import faults_of, short
from bot.desk.serving import Serving, log_faults
from bot.desk.writing import sweep
from bot.faq import ContentError, Overlay

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.clock import Clock
    from bot.desk.content import Folder
    from bot.faq import Fault
    from bot.records import Taught

_log = logging.getLogger(__name__)


def serve(
    folder: Folder,
    clock: Clock,
    *,
    taught: Callable[[], Awaitable[Sequence[Taught]]] = nothing_taught,
    overlay: Overlay | None = None,
) -> Serving:
    """Load a folder's content and serve it; where it has faults, its last good version, and say so in the log.

    Where somebody went back to a version, and the files have not changed since, that one is served.
    ``overlay`` is what ``taught`` would return, for the start.

    Raises:
        ContentError: it has faults, and no good version is kept.
        UsageError: there is no folder to read.
    """
    sweep(folder.place)
    faults: Sequence[Fault] = ()
    held = folder.held()
    try:
        faq = folder.load(overlay or Overlay(), {})
        faq = held or faq
    except ContentError as error:
        held = folder.held(broken=True)
        kept = held or folder.last_good()
        if kept is None:
            raise
        faq, faults = kept, faults_of(error)
        _log.warning(
            "the files have faults, so version %s answers, the last good one; mend them, then reload", short(kept.version)
        )
        log_faults(faults)
    settle_memory()
    sys.setswitchinterval(TURN)
    folder.note_answering(faq, held=held is not None)
    return Serving(faq, folder, clock=clock, taught=taught, faults=faults, held=held is not None)
