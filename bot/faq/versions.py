"""Versions of a base that were good, kept on disk: the last one answers while the files are broken.

``<state>/versions/<version>/<folder's name>/`` holds the files as they were; ``<state>/last-good.json`` names the version of each folder.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.faq.loading.cache import read_state

if TYPE_CHECKING:
    from collections.abc import Iterable

    Files = Iterable[tuple[str, bytes]]
    """Paths below a folder, and content."""

KEPT = 20
"""Versions kept, over all folders; the oldest go first."""


@dataclass(frozen=True, slots=True)
class Versions:
    """The good versions in a state directory. Whatever goes wrong with them costs the fallback, never an answer."""

    state: Path

    def keep(self, folder: Path, version: str, files: Files) -> None:
        """Keep what was loaded as a folder's last good version. A full or read-only disk is no reason to fail a load."""
        with contextlib.suppress(OSError, ValueError):
            if self._named().get(_key(folder)) != version or not self._place(folder, version).is_dir():
                self._copy(folder, version, files)
                self._name(folder, version)
                self._drop_old()

    def last_good(self, folder: Path) -> tuple[Path, str] | None:
        """Return where the last good version of a folder's content lies, and which it is, if one is kept."""
        version = self._named().get(_key(folder))
        if version is None or not (place := self._place(folder, version)).is_dir():
            return None
        return place, version

    def _named(self) -> dict[str, str]:
        """Return the version of each folder; of a list that cannot be read, none: the next good load writes it anew."""
        try:
            named = json.loads(read_state(self.state / "last-good.json"))
        except (OSError, ValueError, RecursionError):
            return {}
        return {str(folder): str(version) for folder, version in named.items()} if isinstance(named, dict) else {}

    def _place(self, folder: Path, version: str) -> Path:
        return self.state / "versions" / Path(version).name / (folder.resolve().name or "knowledge")

    def _copy(self, folder: Path, version: str, files: Files) -> None:
        """Write beside the target and rename, so that a version on disk is always whole."""
        place = self._place(folder, version)
        if place.is_dir():
            os.utime(place.parent)
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent, prefix=".new-") as scratch:
            for path, data in files:
                target = Path(scratch) / place.name / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
            (Path(scratch) / place.name).rename(place)

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
            if entry.name not in named:
                shutil.rmtree(entry, ignore_errors=True)


def _key(folder: Path) -> str:
    return str(folder.resolve())
