"""The base's folder → the files that matter, found and read without trusting any of them.

A FIFO named ``faq.yaml`` would make ``open`` wait for ever, a link to ``/dev/zero`` would never end, a link to ``/etc/passwd``
would be quoted in chat. So links are followed only within the folder, files are opened without waiting and must be regular,
and their size is looked at before a byte is read.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from bot.faq.articles import Place
from bot.faq.errors import Fault, Severity, UsageError
from bot.faq.loading.reporting import sorted_faults
from bot.faq.loading.shapes import is_hidden, is_near_miss, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from bot.faq.loading.limits import Limits
    from bot.faq.loading.shapes import Kind

    Edits = Mapping[str, bytes | None]
    """Files laid over those of a folder: the path below it → the content, ``None`` for one that is to be gone."""

OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
"""Windows has none of the three, nor FIFOs in folders."""

NO_EDITS: Edits = MappingProxyType({})


class Found(NamedTuple):
    """A file that matters: its path in the base, its kind, where it really lies and what it looked like when found."""

    path: str
    kind: Kind
    real: str
    size: int
    stamp: tuple[int, int, int, int]
    """Device, inode, times of last change of content and of anything: equal for a file that nobody touched."""

    @property
    def changed_ns(self) -> int:
        """When anything about the file last changed, in nanoseconds since 1970."""
        return self.stamp[3]


@dataclass(frozen=True, slots=True)
class Listing:
    """Everything found in a folder, sorted by path. Equal listings before and after reading mean that nothing changed between."""

    files: tuple[Found, ...]
    faults: tuple[Fault, ...]


class ChangedError(Exception):
    """The folder changed while it was looked at; look again."""


def list_files(folder: Path, limits: Limits, edits: Edits = NO_EDITS) -> Listing:
    """Return the files of a base, as if ``edits`` had been made in its folder. A file that is an edit lies nowhere (``real`` is empty).

    Raises:
        ChangedError: something vanished on the way.
        UsageError: an edit's name is no content file of the folder.
    """
    root = os.path.realpath(folder)
    walk = _Walk(root, limits, edits)
    most = 10 * limits.files  # of what is refused anyway, so much is looked at
    try:
        found = sorted(islice(chain(walk.edited(), walk.files(root, "")), most), key=lambda file: file.path)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ChangedError(str(error)) from error
    files = tuple(walk.within_the_sum(found))
    return Listing(files, sorted_faults(dict.fromkeys(walk.faults)))


def kind_of_name(name: str) -> Kind:
    """Return what the file of a name below a folder is.

    Raises:
        UsageError: it is no path below a folder, or nothing that is read.
    """
    path = PurePosixPath(name)
    if str(path) != name or not path.parts or path.is_absolute() or ".." in path.parts or "\0" in name:
        raise UsageError(f"'{shown(name)}' is no path below the knowledge folder: write for example rules/refunds.md")
    kind = None if any(map(is_hidden, path.parts)) else kind_of(path)
    if kind is None:
        raise UsageError(f"'{shown(name)}' is no file that is read: articles end in .md, .yaml or .yml")
    return kind


def read_file(file: Found) -> bytes:
    """Return the content of a file that was found before.

    Raises:
        ChangedError: it is not that file any more.
        OSError: it may not be read.
    """
    try:
        handle = os.open(file.real, OPEN_FLAGS)
    except FileNotFoundError as error:
        raise ChangedError(file.path) from error
    try:
        if _stamp(os.fstat(handle)) != file.stamp:
            raise ChangedError(file.path)
        return read_all(handle, file.size + 1)
    finally:
        os.close(handle)


def read_all(handle: int, most: int) -> bytes:
    """Return at most ``most`` bytes of an open file, which stays open."""
    parts = []
    while most > 0 and (part := os.read(handle, most)):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)


def refusal(status: os.stat_result, limits: Limits) -> tuple[str, str, str] | None:
    """Return rule, message and remedy for a file that must not be read, ``None`` for one that may."""
    if not stat.S_ISREG(status.st_mode):
        return "not-a-file", "this is no regular file", "remove it, or put a file in its place"
    if status.st_size > limits.file_bytes:
        return "too-large", f"the file has {status.st_size:,} bytes", f"keep it under {limits.file_bytes:,}: split it"
    return None


def shown(path: str) -> str:
    """Return a path that is safe to print: bytes that are no UTF-8, line breaks and terminal codes are escaped."""
    if path.isprintable():
        return path
    text = path.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)


class _Walk:
    """Walks one folder. Faults gather on the way."""

    def __init__(self, root: str, limits: Limits, edits: Edits = NO_EDITS) -> None:
        self.faults: list[Fault] = []
        self._root = root
        self._limits = limits
        self._edits = edits

    def edited(self) -> Iterator[Found]:
        """Yield every edit that leaves a file."""
        for name, data in self._edits.items():
            kind = kind_of_name(name)
            if data is not None and not self._is_too_deep(name.rpartition("/")[0]):
                times = {"st_mtime_ns": 0, "st_ctime_ns": 0}
                yield from self._file(name, kind, "", os.stat_result((stat.S_IFREG, 0, 0, 1, 0, 0, len(data), 0, 0, 0), times))

    def files(self, real: str, path: str) -> Iterator[Found]:
        """Yield every file below a folder that matters, in no order."""
        if self._is_too_deep(path):
            return
        try:
            entries = os.scandir(real)
        except (FileNotFoundError, NotADirectoryError):
            raise  # it was here a moment ago: somebody is at work
        except OSError:
            self._refuse(path, "unreadable", "this folder may not be read", "change its permissions")
            return
        with entries:
            for entry in entries:
                if not is_hidden(entry.name):
                    yield from self._entry(entry, f"{path}/{entry.name}" if path else entry.name)

    def _is_too_deep(self, folder: str) -> bool:
        parts, most = folder.split("/") if folder else [], self._limits.folders
        if len(parts) > most:
            self._refuse("/".join(parts[: most + 1]), "too-deep", f"folders nest deeper than {most}", "move the files up")
        return len(parts) > most

    def _entry(self, entry: os.DirEntry[str], path: str) -> Iterator[Found]:
        kind = kind_of(path)
        if kind is not None and path in self._edits and not entry.is_dir(follow_symlinks=False):
            return
        real = self._followed(entry, path) if entry.is_symlink() else entry.path
        status = self._status(real, path) if real else None
        if real and status and stat.S_ISDIR(status.st_mode):
            yield from self.files(real, path)
        elif real and status and kind is not None:
            yield from self._file(path, kind, real, status)
        elif is_near_miss(path):
            self._refuse(path, "ignored-file", "this file is not read", "name it .md if it is an article", Severity.WARNING)

    def _followed(self, entry: os.DirEntry[str], path: str) -> str | None:
        """Return where a link leads, ``None`` where it must not be followed (reported if anybody would miss it)."""
        real = os.path.realpath(entry.path)
        if not real.startswith(_slashed(self._root)) and real != self._root:
            if kind_of(path) is not None or os.path.isdir(real):  # noqa: PTH112 - a name, not worth a Path
                self._refuse(path, "outside-link", "this link leads out of the knowledge folder", "put the file itself here")
        elif _slashed(entry.path).startswith(_slashed(real)):
            self._refuse(path, "link-loop", "this link leads back to a folder above it", "remove it")
        elif os.path.lexists(real):
            return real
        elif kind_of(path) is not None:
            self._refuse(path, "broken-link", "this link leads nowhere", "remove it, or put the file where it points")
        return None

    def _status(self, real: str, path: str) -> os.stat_result | None:
        try:
            return os.lstat(real)
        except FileNotFoundError:
            raise  # it was here a moment ago: somebody is at work
        except OSError:
            self._refuse(path, "unreadable", "this file cannot be looked at", "change its permissions")
            return None

    def _file(self, path: str, kind: Kind, real: str, status: os.stat_result) -> Iterator[Found]:
        why = refusal(status, self._limits)
        if why is None and shown(path) != path:
            why = "file-name", "the file's name has characters that cannot be shown", "rename it"
        if why is None:
            yield Found(path, kind, real, status.st_size, _stamp(status))
        else:
            self._refuse(path, *why)

    def within_the_sum(self, found: Iterable[Found]) -> Iterator[Found]:
        """Yield the files that all of a base's files together have room for, and refuse the others."""
        size = 0
        for number, file in enumerate(found, 1):
            size += file.size
            if number > self._limits.files:
                why = "too-many-files", f"more than {self._limits.files:,} files", "put several articles into one YAML file"
                self._refuse(file.path, *why)
            elif size > self._limits.set_bytes:
                why = "set-too-large", f"the files together have more than {self._limits.set_bytes:,} bytes", "remove some"
                self._refuse(file.path, *why)
            else:
                yield file

    def _refuse(self, path: str, rule: str, message: str, remedy: str, severity: Severity = Severity.FAULT) -> None:
        if len(self.faults) < self._limits.faults:
            self.faults.append(Fault(Place(shown(path)), message, remedy, severity, rule))


def _slashed(path: str) -> str:
    return path.rstrip(os.sep) + os.sep


def _stamp(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_dev, status.st_ino, status.st_mtime_ns, status.st_ctime_ns
