"""The files of a SQLite database: where they lie, whose they are, and what is moved out of the way."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

from bot.records.values import StorageRefusedError

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

NAME = "records.db"
PARTS = ("", "-wal", "-shm")
"""A database in use is three files, of which the second holds what was written last: they are moved together or not at all."""

APPLICATION = b"Polr"
APPLICATION_ID = int.from_bytes(APPLICATION, "big")
"""What SQLite keeps for us in the header of a file (``PRAGMA application_id``), and so how a file is known to be ours."""

_HEADER = (
    (0, b"SQLite format 3\0"),
    (18, b"\1\1", b"\2\2"),
    (21, b"\x40\x20\x20"),
    (44, bytes(4), b"\0\0\0\4"),
    (56, b"\0\0\0\1"),
)
"""What must stand where in our files (https://www.sqlite.org/fileformat.html §1.3): SQLite believes some of it and goes astray."""


def database_path(url: str | None, state: Path) -> Path:
    """Return where the database lies: ``records.db`` in the state directory, or where ``url`` says.

    Raises:
        StorageRefusedError: the address is none that can be used.
    """
    if not url:
        return state / NAME
    path = re.fullmatch(r"sqlite:///([^?#]+)", url)
    if path is None:
        raise StorageRefusedError(
            "POLICYBOT_DATABASE_URL must have the form sqlite:///folder/records.db (four slashes for a path that begins at the "
            "root); other databases are not supported"
        )
    return state.__class__(path[1])


class FileLock:
    """A lock on a file beside the database, held while this process lives: a second one would not see what the first remembers."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(f"{database.name}.lock")
        self._handle: int | None = None

    def acquire(self) -> None:
        """Take the lock, unless we have it.

        Raises:
            StorageRefusedError: another process has it.
            OSError: no file can be made here.
        """
        if self._handle is not None:
            return
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        if not _lock(handle):
            os.close(handle)
            raise StorageRefusedError(
                f"another Policybot already uses {self._path.with_suffix('')}: stop it first, or give this one its own POLICYBOT_STATE"
            )
        self._handle = handle

    def release(self) -> None:
        """Let go of the lock. The file stays: removing it would let two processes lock two files of one name."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def fault_of_header(database: Path) -> str | None:
    """Return what is wrong with the first bytes of a file, as far as they say that it is ours."""
    with database.open("rb") as file:
        header = file.read(100)
    if not header:
        return "the file is empty"
    sound = all(any(header.startswith(wanted, at) for wanted in either) for at, *either in _HEADER)
    return None if sound or header[68:72] != APPLICATION else "its header is spoilt"


def begin(database: Path) -> bool:
    """Make the file for a new database, if there is none, and return whether there was none.

    Only this account may read it; SQLite gives its other files the same rights.
    """
    try:
        os.close(os.open(database, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return False
    return True


def give_up(database: Path) -> None:
    """Remove a file that could not become a database: an empty one would be taken for a damaged one."""
    database.unlink(missing_ok=True)


def move_aside(database: Path, why: str, now: dt.datetime) -> Path:
    """Rename a database's files to ``records.db.<why>-<time>``, and return the new path."""
    aside = database.with_name(f"{database.name}.{why}-{now:%Y%m%d-%H%M%S-%f}")
    for part in PARTS:
        file = database.with_name(database.name + part)
        if file.exists():
            file.rename(aside.with_name(aside.name + part))
    return aside


def moved_aside(database: Path) -> list[Path]:
    """Return the databases that were moved aside, oldest first."""
    named = re.compile(re.escape(database.name) + r"\.(?:damaged|replaced)-(\d{8}-\d{6}-\d{6})")
    return sorted((file for file in database.parent.glob(f"{database.name}.*") if named.fullmatch(file.name)), key=_moved_at)


def drop_moved_aside(database: Path, before: dt.datetime) -> int:
    """Delete what was moved aside before a time, and return how many databases that were: people's questions stand in them too."""
    old = [aside for aside in moved_aside(database) if _moved_at(aside) < f"{before:%Y%m%d-%H%M%S-%f}"]
    for aside in old:
        for part in PARTS:
            aside.with_name(aside.name + part).unlink(missing_ok=True)
    return len(old)


def _moved_at(aside: Path) -> str:
    return aside.name.split("-", 1)[1]


def _lock(handle: int) -> bool:
    """Lock an open file without waiting. The system lets go when the process ends, however it ends."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - there is none elsewhere

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - Windows has none

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
