"""Files that were parsed before, by the hash of their content: a reload parses only what changed."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import stat
import tempfile
from dataclasses import astuple, dataclass
from functools import lru_cache
from typing import IO, TYPE_CHECKING, Any

import bot
from bot.faq.articles import Place
from bot.faq.errors import Fault, Severity
from bot.faq.loading.nodes import Mark
from bot.faq.loading.sheets import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.faq.loading.limits import Limits
    from bot.faq.loading.shapes import Kind

FORMAT = 2
"""Raised whenever a sheet changes its form; entries of another format are never looked at."""

_NAME = re.compile(r"[0-9a-f]{64}")
"""Nothing else is ever removed, wherever the directory points by mistake."""

_FIRST_LINE = b"policybot sheet "


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
    """A directory of valid sheets, one file each. Whatever goes wrong with it costs time, never correctness."""

    directory: Path
    owner: str = ""
    """The folder whose files are parsed. Others may keep theirs in the same directory."""
    frozen: bool = False
    """Only read: nothing is added, and nothing dropped."""

    def key(self, kind: Kind, data: bytes, limits: Limits) -> str:
        """Return the name under which a file's sheet is kept: everything that decides how it is parsed, but not where it lies."""
        return hashlib.sha256(_how(kind, limits) + b"\0" + data).hexdigest()

    def get(self, key: str, path: str, kind: Kind) -> Sheet | None:
        """Return the sheet kept under ``key``, as that of the file at ``path``; ``None`` where there is none that is whole."""
        try:
            head, _, payload = read_state(self._file(key)).partition(b"\n")
        except OSError:
            return None
        if head != _FIRST_LINE + hashlib.sha256(payload).hexdigest().encode():
            return None
        try:
            return _sheet(json.loads(payload), path, kind)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None  # a right checksum over what is no sheet: someone made it

    def put(self, key: str, sheet: Sheet) -> None:
        """Keep a valid sheet. A full or read-only disk is no reason to fail a load."""
        if self.frozen:
            return
        notes = [[(note.place.line, note.place.column), note.rule, note.message, note.remedy] for note in sheet.faults]
        payload = json.dumps({"shape": sheet.shape, "marks": sheet.marks, "notes": notes}, separators=(",", ":")).encode()
        head = _FIRST_LINE + hashlib.sha256(payload).hexdigest().encode()
        with contextlib.suppress(OSError):
            self._write(self._file(key), head + b"\n" + payload)

    def keep_only(self, keys: set[str]) -> None:
        """Note that the owner's files have these ``keys``, and remove every entry that no owner has any more."""
        if self.frozen:
            return
        listed = "\n".join(sorted(keys)).encode()
        place = self.directory / "in-use" / hashlib.sha256(self.owner.encode("utf-8", "surrogateescape")).hexdigest()
        with contextlib.suppress(OSError):
            if not place.exists() or read_state(place) != listed:
                self._write(place, listed)
                self._drop_unused(place.parent)

    def _drop_unused(self, lists: Path) -> None:
        newest = sorted(lists.iterdir(), key=lambda entry: entry.stat().st_mtime_ns, reverse=True)
        for entry in newest[OWNERS:]:
            entry.unlink(missing_ok=True)
        used = {key for entry in newest[:OWNERS] for key in read_state(entry).decode("ascii", "replace").split("\n")}
        for entry in self.directory.glob("[0-9a-f][0-9a-f]/*"):
            if _NAME.fullmatch(entry.name) and entry.name not in used:
                entry.unlink(missing_ok=True)

    def _file(self, key: str) -> Path:
        return self.directory / key[:2] / key

    def _write(self, target: Path, content: bytes) -> None:
        """Write beside the target and rename, so that no reader ever meets half a file."""
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.replace(name, target)  # noqa: PTH105 - Path.replace would be the same call on a name we have as text
        except OSError:
            os.unlink(name)  # noqa: PTH108 - likewise
            raise


@lru_cache(64)
def _how(kind: Kind, limits: Limits) -> bytes:
    """Return all that decides how a file of one kind is parsed."""
    return repr((FORMAT, bot.__version__, str(kind), astuple(limits))).encode()


def _sheet(stored: dict[str, Any], path: str, kind: Kind) -> Sheet:
    marks = {at: Mark(*mark) for at, mark in stored["marks"].items()}
    notes = tuple(
        Fault(Place(path, *mark), message, remedy, Severity.WARNING, rule) for mark, rule, message, remedy in stored["notes"]
    )
    return Sheet(path, kind, stored["shape"], marks, notes)
