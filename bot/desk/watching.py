"""A folder → a word whenever what it holds changed, however that came about.

Systems that tell of changed files go blind: they follow a link to a file but not the link itself, and a folder that was replaced is
watched no more. So the folder is looked at, every few seconds. What a listing shows (inodes, sizes, times) is only a hint of what to read;
the hash of the content decides, and once a minute it is taken whatever the listing shows: files can change with all of these kept.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.desk.offloading import in_thread
from bot.faq.errors import ContentError
from bot.faq.loading.files import ChangedError, list_files
from bot.faq.loading.limits import DEFAULTS
from bot.faq.loading.snapshot import take_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from bot.clock import Clock

OFTEN, SELDOM = 2.0, 3.0
"""Seconds between two looks, at least and at most: a change is noticed within five, with time to read 10,000 files twice."""
SHARE = 0.01
"""Share of a core that looking may take before looks become seldom. 60 files take 0.6 ms, 10,000 take 90."""
READ_EVERY = 60.0
"""Seconds after which the content is read although nothing seems to have changed."""
SETTLED = replace(DEFAULTS, quiet=0.25)
"""An editor that saves slowly leaves half a file that rests for a moment; a quarter of a second later it is whole."""

GONE = 0
"""The hint of a folder that is not there, or cannot be listed at all."""


class Watching:
    """Looks at one folder, in threads. Made before the folder is loaded, so that no change between the two is missed."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder, self._clock = folder, clock
        self._hint, self._content = _hint_of(folder), ""
        self._read = clock.monotonic()
        self._sure = True
        """Nothing has happened to the folder since a change was told: whoever loaded it meanwhile has loaded that."""
        self._pause = OFTEN

    async def changed(self) -> None:
        """Return once the folder holds something else than when this last returned (at first: than at the beginning).

        It may return for the same content again where that was away for a moment, in which somebody may have loaded the other.
        A folder that is gone or may not be read holds something else, too. While it is being written to, it is waited for.
        """
        while True:
            await self._clock.sleep(self._pause)
            if await in_thread(self._look, "watching"):
                return

    def _look(self) -> bool:
        began = time.thread_time()
        hint = _hint_of(self._folder)
        self._pause = min(max(OFTEN, (time.thread_time() - began) / SHARE), SELDOM)
        due = not self._content or self._clock.monotonic() - self._read >= READ_EVERY
        if hint == self._hint and not due:
            self._sure = True
            return False
        content = content_of(self._folder)
        if content is None:
            return False
        known = self._content and (self._sure or hint == self._hint)
        changed = content != self._content if known else hint != self._hint
        self._hint, self._content, self._read, self._sure = hint, content, self._clock.monotonic(), not changed
        return changed


def _hint_of(folder: Path) -> int:
    """Return a number that differs where anything happened, also where everything was moved away and back since."""
    try:
        places = (folder.lstat(), folder.stat())
        return hash((list_files(folder, DEFAULTS), *((one.st_ino, one.st_mtime_ns, one.st_ctime_ns) for one in places)))
    except (ChangedError, OSError):
        return GONE


def content_of(folder: Path) -> str | None:
    """Return the hash of what a folder holds; ``None`` where it is being written to, so that it must be looked at again."""
    if _hint_of(folder) == GONE:
        time.sleep(SETTLED.quiet)  # a folder that is replaced is not there for a moment
        return "gone" if _hint_of(folder) == GONE else None
    try:
        return take_snapshot(folder, SETTLED).hash
    except (ContentError, OSError):
        return None
