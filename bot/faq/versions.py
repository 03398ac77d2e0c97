"""Versions of a base that were good, kept on disk: the last one answers while the files are broken.

``<state>/versions/<version>`` holds the files as they were, in one: making 10,000 small ones takes seconds. They are laid out again in
``<state>/unpacked/<version>/<folder's name>/`` when they are needed. ``<state>/last-good.json`` names the version of each folder.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import numpy as np

from bot.faq.loading.cache import open_state, read_state
from bot.faq.storing import Stored, read, write

if TYPE_CHECKING:
    from collections.abc import Iterable

    Files = Iterable[tuple[str, bytes]]
    """Paths below a folder, and content."""

LARGEST = 1_000_000_000
"""Bytes read of a version; far more than a folder may hold."""

KEPT = 20
"""Versions kept, over all folders; the oldest go first."""


@dataclass(frozen=True, slots=True)
class Versions:
    """The good versions in a state directory. Whatever goes wrong with them costs the fallback, never an answer."""

    state: Path

    def keep(self, folder: Path, version: str, files: Files) -> None:
        """Keep what was loaded as a folder's last good version. A full or read-only disk is no reason to fail a load."""
        with contextlib.suppress(OSError, ValueError):
            if self._named().get(_key(folder)) != version or not self._place(version).is_file():
                self._copy(version, files)
                self._name(folder, version)
                self._drop_old()

    def last_good(self, folder: Path) -> tuple[Path, str] | None:
        """Return where the last good version of a folder's content lies, and which it is, if one is kept."""
        version = self._named().get(_key(folder))
        if version is None:
            return None
        try:
            with open_state(self._place(version), LARGEST) as file:
                stored = read(file)
            return (self._unpack(folder, version, stored), version) if stored else None
        except (OSError, ValueError, TypeError, KeyError, IndexError):
            return None

    def _named(self) -> dict[str, str]:
        """Return the version of each folder; of a list that cannot be read, none: the next good load writes it anew."""
        try:
            named = json.loads(read_state(self.state / "last-good.json"))
        except (OSError, ValueError, RecursionError):
            return {}
        return {str(folder): str(version) for folder, version in named.items()} if isinstance(named, dict) else {}

    def _place(self, version: str) -> Path:
        return self.state / "versions" / Path(version).name

    def _copy(self, version: str, files: Files) -> None:
        place = self._place(version)
        if place.is_file():
            os.utime(place)
            return
        if place.is_dir():
            shutil.rmtree(place)  # the first version of this program kept folders
        names, contents = zip(*((path, data) for path, data in files), strict=True)
        lengths = [len(data) for data in contents]
        write(place, Stored({"content": np.frombuffer(b"".join(contents), np.uint8)}, [names, lengths]))

    def _unpack(self, folder: Path, version: str, stored: Stored) -> Path:
        """Lay the files out beside the target and rename, so that what is there is always whole."""
        names, lengths = stored.values
        if any(PurePath(name).is_absolute() or ".." in PurePath(name).parts for name in names):
            raise ValueError("a file of a version lies in its folder")
        target = self.state / "unpacked" / Path(version).name / (folder.resolve().name or "knowledge")
        shutil.rmtree(target.parent, ignore_errors=True)
        target.parent.mkdir(parents=True)
        content, at = stored.arrays["content"].tobytes(), 0
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".new-") as scratch:
            laid_out = Path(scratch) / target.name
            for name, length in zip(names, lengths, strict=True):
                (laid_out / name).parent.mkdir(parents=True, exist_ok=True)
                (laid_out / name).write_bytes(content[at : at + length])
                at += length
            laid_out.rename(target)
        return target

    def _name(self, folder: Path, version: str) -> None:
        named = self._named() | {_key(folder): version}
        handle, name = tempfile.mkstemp(dir=self.state, prefix=".new-")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(named, file)
            file.flush()
            os.fsync(file.fileno())  # a power cut must not leave an empty list under the right name
        Path(name).replace(self.state / "last-good.json")

    def _drop_old(self) -> None:
        named = set(self._named().values())
        kept = sorted((self.state / "versions").iterdir(), key=lambda entry: entry.stat().st_mtime, reverse=True)
        for entry in kept[KEPT:]:
            if entry.name not in named and entry.is_file():
                entry.unlink()


def _key(folder: Path) -> str:
    return str(folder.resolve())
