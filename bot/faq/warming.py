"""Compiled bases in the state directory: what was built once is read the next time, if nothing that it was built from has changed.

``<state>/compiled/<folder>-<program>-<content>`` holds a base, its index and its files' sheets, named by hashes of this program with the
limits, and of every file and the overlay, so that nothing else can ever be read for it. For other content of the same folder the newest
one of this program is where the next load starts from. Whatever goes wrong with a file costs time, never an answer.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import sys
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import snowballstemmer

import bot
from bot.faq.compiling import compile_base, restore_base
from bot.faq.storing import open_state, read, write

if TYPE_CHECKING:
    from bot.faq.articles import KnowledgeBase, Overlay
    from bot.faq.compiling import Compiled
    from bot.faq.loading import Limits, Snapshot

LARGEST = 2_000_000_000
"""Bytes read of a compiled base; a million phrasings take half of it."""

EACH_FOLDER, IN_ALL = 2, 20
"""Compiled bases kept of one folder (with and without what was taught in chat), and of all folders."""


@dataclass(frozen=True, slots=True)
class CompiledBases:
    """The compiled bases of a state directory."""

    directory: Path

    def place(self, folder: Path, snapshot: Snapshot, overlay: Overlay, limits: Limits) -> Path:
        """Return where the compiled form of these files lies, if they were ever compiled."""
        content = _hash((folder.resolve().name, astuple(overlay), snapshot.hash))
        return self.directory / f"{_key(folder)}-{_hash((_program(), astuple(limits)))[:16]}-{content}"

    def newest(self, place: Path, limits: Limits) -> Compiled | None:
        """Return the newest of the same folder, program and limits as that of a place; ``None`` where there is none."""
        with contextlib.suppress(OSError):
            kept = self.directory.glob(f"{place.name.rpartition('-')[0]}-*")
            if newest := max(kept, key=lambda entry: entry.stat().st_mtime, default=None):
                return self.get(newest, limits, None)
        return None

    def get(self, place: Path, limits: Limits, today: dt.date | None) -> Compiled | None:
        """Return what is kept at a place, ``None`` where nothing is that is whole and right for this day, if one is given."""
        try:
            with open_state(place, LARGEST) as file:
                stored = read(file)
                if stored is None:
                    return None
                values = iter(stored.values)
                first, last = next(values)
                right = today is None or first <= today.isoformat() <= last
                return restore_base(replace(stored, values=values), limits) if right else None
        except (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, StopIteration):
            return None  # none there, or a right checksum over what is no base: someone made it

    def keep(self, place: Path, compiled: Compiled, today: dt.date) -> None:
        """Keep a compiled base, and let older ones go. A full or read-only disk is no reason to fail a load."""
        stored = compile_base(compiled)
        days = [day.isoformat() for day in days_alike(compiled.base, today)]
        with contextlib.suppress(OSError):
            write(place, replace(stored, values=[days, *stored.values]))
            self._drop_old(place)

    def _drop_old(self, place: Path) -> None:
        newest = sorted(self.directory.iterdir(), key=lambda entry: entry.stat().st_mtime, reverse=True)
        folder = place.name.partition("-")[0]
        same = [entry for entry in newest if entry.name.startswith(f"{folder}-")]
        for entry in {*same[EACH_FOLDER:], *newest[IN_ALL:]}:
            entry.unlink(missing_ok=True)


def days_alike(base: KnowledgeBase, today: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and the last day on which the base earns the warnings of ``today``: they change when a date has passed."""
    dates = {date for article in base.live for date in (article.review_by, article.until) if date}
    past, ahead = [date for date in dates if date < today], [date for date in dates if date >= today]
    first = max(past) + dt.timedelta(days=1) if past else dt.date.min
    return first, min(ahead, default=dt.date.max)


def _program() -> tuple[object, ...]:
    """Return what tells one state of this program from another: versions, and the times of its own files, for who works on them."""
    folder = Path(bot.__file__).parent / "faq"
    files = sorted((*folder.glob("*.py"), *folder.glob("loading/*.py"), *folder.glob("data/*")))
    stamps = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in (*files, Path(snowballstemmer.__file__))]
    return bot.__version__, np.__version__, sys.byteorder, "Stemmer" in sys.modules, stamps


def _hash(value: object) -> str:
    return hashlib.sha256(repr(value).encode("utf-8", "surrogatepass")).hexdigest()


def _key(folder: Path) -> str:
    return hashlib.sha256(str(folder.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
