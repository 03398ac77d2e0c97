"""Changed files → the knowledge folder: each whole or not at all, and all of them or none, as far as a file system allows.

A file's new content is written beside it under a hidden name, which nobody reads, and then put in its place in one step.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import stat
import time
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from bot.faq.loading.shapes import is_hidden, kind_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.desk.changes import Edit

_NEW = (
    os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
)


_LEFT = re.compile(r"\.new-[0-9a-f]{16}")
"""The names of what is written beside files."""
LEFT_AFTER = 600.0
"""Seconds after which such a file belongs to no writing that is under way: that takes a moment, on a slow disk some seconds."""


class NotWrittenError(Exception):
    """The folder is as it was (or the message names what could not be put back). One plain sentence, for whoever wanted the change."""


class Disk:
    """What writing asks of the operating system. Every method may raise ``OSError``."""

    def make_folder(self, place: Path) -> None:
        """Make a folder in one that is there."""
        place.mkdir()

    def write_new(self, place: Path, data: bytes, mode: int | None) -> None:
        """Write a file that is not there yet, down to the disk; with another file's ``mode``, or that of new files."""
        with os.fdopen(os.open(place, _NEW, 0o666), "wb") as file:
            if mode is not None and hasattr(os, "fchmod"):
                os.fchmod(file.fileno(), mode)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def replace(self, place: Path, by: Path) -> None:
        """Let ``by`` be the file at a place, in one step."""
        by.replace(place)

    def remove(self, place: Path) -> None:
        """Remove a file."""
        place.unlink()

    def sync_folder(self, place: Path) -> None:
        """Make renames last through a power cut. Windows has no such thing."""
        if os.name == "posix":
            handle = os.open(place, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def write(folder: Path, edits: Collection[Edit], disk: Disk | None = None) -> None:
    """Make the edits, all or none of them.

    Raises:
        NotWrittenError: one of them leaves the folder, is a link, is not what its edit saw, or the disk refuses.
    """
    root = folder.resolve()
    sweep(root)
    writer = _Writer(root, disk or Disk())
    for edit in edits:
        _look(root, edit)
    try:
        for edit in edits:
            writer.prepare(edit)
        for edit in edits:
            writer.put(edit)
    except OSError as error:
        left = writer.put_back()
        why = (error.strerror or str(error)).lower()
        rest = f"; put back by hand: {', '.join(left)}" if left else "; nothing was changed"
        raise NotWrittenError(f"{', '.join(edit.path for edit in edits)} could not be written: {why}{rest}") from error
    finally:
        writer.tidy()


def sweep(folder: Path) -> None:
    """Remove what an earlier process left beside the files when it was killed in the middle of writing. Never raises."""
    with contextlib.suppress(OSError):
        for place in folder.rglob(".new-*"):
            status = place.lstat()
            if _LEFT.fullmatch(place.name) and stat.S_ISREG(status.st_mode) and time.time() - status.st_mtime > LEFT_AFTER:
                place.unlink()


def _look(root: Path, edit: Edit) -> None:
    """Refuse an edit that must not be made."""
    path = PurePosixPath(edit.path)
    if path.is_absolute() or str(path) != edit.path or ".." in path.parts or any(map(is_hidden, path.parts)) or not kind_of(path):
        raise NotWrittenError(f"{edit.path!r} is no content file below the knowledge folder")
    place = root / path
    if any(above.is_symlink() for above in (place, *place.parents) if above != root and above.is_relative_to(root)):
        raise NotWrittenError(f"{edit.path} is behind a link, so it is not changed from here: change it where it comes from")
    try:
        there = _read(place)
    except OSError as error:
        raise NotWrittenError(f"{edit.path} cannot be read: {(error.strerror or str(error)).lower()}") from error
    if there != edit.before:
        raise NotWrittenError(f"{edit.path} was changed meanwhile by somebody else: look at it again, then repeat the change")


def _read(place: Path) -> bytes | None:
    try:
        if not stat.S_ISREG(place.lstat().st_mode):
            raise IsADirectoryError(None, "it is no file")
        return place.read_bytes()
    except FileNotFoundError:
        return None


class _Writer:
    """Knows what was made, so that it can be undone."""

    def __init__(self, root: Path, disk: Disk) -> None:
        self._root, self._disk = root, disk
        self._staged: dict[str, Path] = {}
        self._kept: dict[str, Path] = {}
        """Copies of what is replaced, written first: putting back needs no room on the disk."""
        self._put: list[Edit] = []
        self._folders: list[Path] = []

    def prepare(self, edit: Edit) -> None:
        """Write all that will be needed beside the file."""
        place = self._root / edit.path
        self._make_folders(place.parent)
        mode = None if edit.before is None else stat.S_IMODE(place.stat().st_mode)
        for data, among in ((edit.after, self._staged), (edit.before, self._kept)):
            if data is not None:
                among[edit.path] = beside = place.with_name(f".new-{secrets.token_hex(8)}")
                self._disk.write_new(beside, data, mode)

    def _make_folders(self, folder: Path) -> None:
        for above in reversed([folder, *folder.parents]):
            if above.is_relative_to(self._root) and not above.exists():
                self._folders.append(above)
                self._disk.make_folder(above)

    def put(self, edit: Edit) -> None:
        """Let a file be what it shall be."""
        place = self._root / edit.path
        self._put.append(edit)
        if edit.after is not None:
            self._disk.replace(place, self._staged[edit.path])
        elif edit.before is not None:
            self._disk.remove(place)
        for folder in {place.parent, *(made.parent for made in self._folders)}:
            self._disk.sync_folder(folder)

    def put_back(self) -> list[str]:
        """Let every file be what it was, and return the paths of those where that failed."""
        left = []
        for edit in reversed(self._put):
            place = self._root / edit.path
            try:
                if edit.before is not None:
                    self._kept[edit.path].replace(place)
                else:
                    place.unlink(missing_ok=True)
            except OSError:
                left.append(edit.path)
        self._put.clear()
        self.tidy()
        for folder in reversed(self._folders):
            with contextlib.suppress(OSError):  # somebody put something into it
                folder.rmdir()
        return left

    def tidy(self) -> None:
        """Remove what lies beside the files."""
        for beside in (*self._staged.values(), *self._kept.values()):
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)
