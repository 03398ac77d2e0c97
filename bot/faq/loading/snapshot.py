"""A folder's files as they stood at one moment.

A git checkout is not atomic: of 519 readings during checkouts, 109 mixed two versions or met half a file. So the folder is
listed, read and listed again, and taken only when nothing changed in between; else it is read anew, a little later each time.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.faq.articles import Place
from bot.faq.errors import ContentError, Fault
from bot.faq.loading.files import NO_EDITS, ChangedError, Found, Listing, kind_of_name, list_files, read_file
from bot.faq.loading.hashing import file_hash

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.faq.loading.files import Edits
    from bot.faq.loading.limits import Limits

FIRST_PAUSE = 0.02
"""Seconds before the second reading; doubled each time, so that eight attempts wait for 2.5 seconds in all."""

EMPTY_PAUSE = 0.05
"""Seconds before an empty file is believed. A file that is opened for writing is empty at first, and while ext4 waits for its
journal its times are still the old ones: one load in some 40 amid rewriting took such a file for settled."""


@dataclass(frozen=True)
class Snapshot:
    """Files with their content, sorted by path, and what was wrong with others."""

    files: tuple[tuple[Found, bytes], ...]
    faults: tuple[Fault, ...]

    @cached_property
    def hashes(self) -> tuple[str, ...]:
        """The hash of each file, by which its sheet is known."""
        return tuple([file_hash(file.path, file.kind, data) for file, data in self.files])

    @cached_property
    def hash(self) -> str:
        """The hash of everything."""
        return hashlib.sha256("\n".join((*self.hashes, *map(str, self.faults))).encode()).hexdigest()


def snapshot_of(files: Mapping[str, bytes]) -> Snapshot:
    """Return files that lie in no folder as if they did.

    Raises:
        UsageError: a name is no content file of a folder.
    """
    found = [(Found(name, kind_of_name(name), "", len(data), (0, 0, 0, 0)), data) for name, data in sorted(files.items())]
    return Snapshot(tuple(found), ())


def take_snapshot(folder: Path, limits: Limits, edits: Edits = NO_EDITS) -> Snapshot:
    """Return the files of a base, all of one moment, with ``edits`` laid over them.

    Raises:
        ContentError: the folder kept changing.
        UsageError: an edit's name is no content file of the folder.
    """
    for attempt in range(limits.attempts):
        last = attempt == limits.attempts - 1
        if last or not _git_is_writing(folder):
            snapshot = _read(folder, limits, edits)
            if snapshot is not None:
                return snapshot
        if not last:
            time.sleep(FIRST_PAUSE * 2**attempt)
    fault = Fault(
        Place("."), "the files kept changing while they were read", "wait until the copy or checkout is done", rule="changing"
    )
    raise ContentError([fault])


def _read(folder: Path, limits: Limits, edits: Edits) -> Snapshot | None:
    """Return what the folder holds, ``None`` where it changed meanwhile or a moment before."""
    try:
        listing = list_files(folder, limits, edits)
        faults = list(listing.faults)
        if _is_fresh(listing, limits.quiet):
            return None
        read = [(file, data) for file in listing.files if (data := _content(file, edits, faults)) is not None]
        if any(not data and file.path not in edits for file, data in read):
            time.sleep(EMPTY_PAUSE)
        unchanged = list_files(folder, limits, edits) == listing
    except ChangedError:
        return None
    return Snapshot(tuple(read), tuple(faults)) if unchanged else None


def _is_fresh(listing: Listing, quiet: float) -> bool:
    """Whether a file changed a moment ago. Times that lie ahead (another machine's clock) tell nothing."""
    now = time.time_ns()
    return any(0 <= now - file.changed_ns < quiet * 1e9 for file in listing.files)


def _content(file: Found, edits: Edits, faults: list[Fault]) -> bytes | None:
    if (edit := edits.get(file.path)) is not None:
        return edit
    try:
        return read_file(file)
    except OSError as error:
        why = (error.strerror or "unknown reason").lower()
        faults.append(Fault(Place(file.path), f"the file cannot be read ({why})", "change its permissions", rule="unreadable"))
        return None


def _git_is_writing(folder: Path) -> bool:
    """Whether a checkout is under way. A lock left behind by a crash is believed only until the last attempt."""
    return any((parent / ".git" / "index.lock").exists() for parent in (folder, *folder.resolve().parents))
