"""Files that were parsed before, by the hash of their content: a load parses only what changed."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from dataclasses import astuple, dataclass
from functools import partial
from typing import IO, TYPE_CHECKING, Any

import bot
from bot.faq.articles import KnowledgeBase, Place, Topic
from bot.faq.basing import base_from, base_rows
from bot.faq.errors import Fault, Severity
from bot.faq.loading.sheets import Sheet, find_places
from bot.faq.loading.trees import Mark
from bot.faq.storing import Stored, read, write

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bot.faq.loading.files import Found
    from bot.faq.loading.limits import Limits

    Files = tuple[tuple[Found, bytes], ...]

FORMAT = 4
"""Raised whenever a sheet changes its form; a file of another format is as good as none."""

OWNERS = 20
"""Folders whose files are kept; those of the others are parsed anew when they come back."""

LARGEST = 64_000_000
"""Bytes read of a kept file; more is none of ours."""


@contextlib.contextmanager
def open_state(path: Path, most: int) -> Iterator[IO[bytes]]:
    """Open a file of the state directory that may be anything by now: a pipe or a device is refused, never waited for.

    Raises:
        OSError: it cannot be read, or is no file of at most so many bytes.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_size > most:
            raise OSError(f"{path} is not a file of the state directory")
        yield file


def read_state(path: Path) -> bytes:
    """Read a small file of the state directory.

    Raises:
        OSError: it cannot be read, or is no file of a fitting size.
    """
    with open_state(path, LARGEST) as file:
        return file.read(LARGEST)


@dataclass(frozen=True, slots=True)
class ParseCache:
    """The valid sheets of one folder, in one file of a directory. Whatever goes wrong with it costs time, never correctness."""

    directory: Path
    owner: str = ""
    """The folder whose files are parsed. Others may keep theirs in the same directory."""
    frozen: bool = False
    """Only read: nothing is kept."""

    @property
    def file(self) -> Path:
        """Where the sheets are kept."""
        return self.directory / f"{hashlib.sha256(self.owner.encode('utf-8', 'surrogateescape')).hexdigest()[:32]}.sheets"

    def sheets(self, files: Files, limits: Limits) -> dict[str, Sheet]:
        """Return those sheets of files that are kept, by path."""
        wanted = {_key(file, data): (file, data) for file, data in files}
        found = {}
        try:
            with open_state(self.file, LARGEST) as opened:
                stored = read(opened)
            rows = iter(stored.values if stored else ())
            if next(rows) == _how(limits):
                for key, *row in rows:
                    if key in wanted:
                        file, data = wanted[key]
                        found[file.path] = _sheet(row, file, data, limits)
        except (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, StopIteration):
            return {}  # none there, or a right checksum over what are no sheets: someone made it
        return found

    def keep(self, files: Files, sheets: Sequence[Sheet], limits: Limits) -> None:
        """Keep the valid sheets of files, in place of those before. A full or read-only disk is no reason to fail a load."""
        if self.frozen:
            return
        rows = [_row(_key(file, data), sheet) for (file, data), sheet in zip(files, sheets, strict=True) if sheet.valid]
        with contextlib.suppress(OSError):
            write(self.file, Stored({}, [_how(limits), *rows]))
            kept = sorted(self.directory.glob("*.sheets"), key=lambda entry: entry.stat().st_mtime_ns, reverse=True)
            for entry in kept[OWNERS:]:
                entry.unlink(missing_ok=True)


def _how(limits: Limits) -> list[object]:
    """Return all that decides how files are parsed, besides their own content, kind and path."""
    return [FORMAT, bot.__version__, list(astuple(limits))]


def _key(file: Found, data: bytes) -> str:
    return hashlib.sha256(f"{file.kind}\0{file.path}\0".encode() + data).hexdigest()


def _row(key: str, sheet: Sheet) -> list[object]:
    notes = [[note.place.line, note.place.column, note.rule, note.message, note.remedy] for note in sheet.faults]
    base = sheet.base and {**sheet.base, "topics": [[topic.id, topic.name] for topic in sheet.base["topics"]]}
    places = [[path, *mark] for path, mark in sheet.places.items()]
    part = KnowledgeBase("", "", (), (), sheet.articles, sheet.synonyms, sheet.guards, sheet.questions)
    return [key, notes, base, places, *base_rows(part)]


def _sheet(row: list[Any], file: Found, data: bytes, limits: Limits) -> Sheet:
    notes, base, places, *rows = row
    part = base_from(rows)
    return Sheet(
        file.path,
        file.kind,
        part.articles,
        part.synonyms,
        part.guards,
        part.questions,
        base and {**base, "examples": tuple(base["examples"]), "topics": tuple(Topic(*topic) for topic in base["topics"])},
        tuple(Fault(Place(file.path, *note[:2]), note[3], note[4], Severity.WARNING, note[2]) for note in notes),
        find=partial(find_places, file.path, file.kind, data, limits),
        places={tuple(path): Mark(*mark) for path, *mark in places},
    )
