"""Which files of a folder changed since the last look. Times and sizes only hint which to read; their hashes decide."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from bot.faq.loading.files import ChangedError, list_files, read_file
from bot.faq.loading.limits import Limits

if TYPE_CHECKING:
    from pathlib import Path

    from bot.faq.loading.files import Found


class Watch:
    """Remembers a folder's content as it was at the last look."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._limits = Limits()
        self._refused: frozenset[tuple[str, str]] = frozenset()
        self._hashes: dict[Found, str] = {}
        self.changed_files()

    def changed_files(self) -> int:
        """Return how many files were added, changed or removed since the last look.

        A folder that is gone, or being written to right now, is as it was: the next look will tell.
        """
        try:
            listing = list_files(self._folder, self._limits)
            hashes = {file: self._hashes.get(file) or _hash(file) for file in listing.files}
        except (ChangedError, OSError):
            return 0
        refused = frozenset((fault.place.path, fault.rule) for fault in listing.faults)
        before, after = _by_path(self._hashes), _by_path(hashes)
        changed = {path for path, _ in before.items() ^ after.items()} | {path for path, _ in refused ^ self._refused}
        self._hashes, self._refused = hashes, refused
        return len(changed)


def _by_path(hashes: dict[Found, str]) -> dict[str, str]:
    return {file.path: digest for file, digest in hashes.items()}


def _hash(file: Found) -> str:
    try:
        return hashlib.sha256(read_file(file)).hexdigest()
    except PermissionError:
        return "unreadable"
