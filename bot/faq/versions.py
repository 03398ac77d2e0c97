"""Versions of a base that were good, kept on disk: the last one answers while the files are broken, any of them can be gone back to.

``<state>/versions/<version>`` holds the files as they were, and what was taught, in one: making 10,000 small ones takes seconds.
``<state>/last-good.json`` names the last good version of each folder, ``<state>/answered.json`` those that answered there, the newest
first, ``<state>/held.json`` the one that somebody went back to.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from dataclasses import dataclass
from itertools import accumulate, chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.faq.basing import overlay_from, overlay_row
from bot.faq.storing import Stored, open_state, read, read_state, replacing, write

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.faq.articles import Overlay

    Files = Iterable[tuple[str, bytes]]
    """Paths below a folder, and content."""

LARGEST = 1_000_000_000
"""Bytes read of a version; far more than a folder may hold."""

KEPT = 20
"""Versions kept of those that answered, for each folder; the oldest go first."""

UNUSED = 3
"""Versions kept of those that never did: what was only looked at, by whatever program."""


@dataclass(frozen=True, slots=True)
class Versions:
    """The good versions in a state directory. Whatever goes wrong with them costs the fallback, never an answer."""

    state: Path

    def keep(self, folder: Path, version: str, files: Files, overlay: Overlay) -> None:
        """Keep what was loaded as a folder's last good version. A full or read-only disk is no reason to fail a load."""
        with contextlib.suppress(OSError, ValueError):
            content = dict(files)
            if self.kept(version) != (content, overlay):  # there is none, or one that somebody damaged
                self._copy(version, content, overlay)
            elif self.last_good(folder) != version:
                os.utime(self._place(version))
            self._note("last-good.json", folder, version)
            self._drop_old()

    def note_answering(self, folder: Path, version: str) -> None:
        """Note that a version answers from now on, so that it stays for those who want to go back to it."""
        earlier = [one for one in self.answered(folder) if one != version]
        self._note("answered.json", folder, [version, *earlier][:KEPT])

    def hold(self, folder: Path, held: tuple[str, str] | None) -> None:
        """Note that a version answers instead of the files, until their hash is no longer that given; or that none does any more."""
        self._note("held.json", folder, list(held) if held else None)

    def held(self, folder: Path) -> tuple[str, str] | None:
        """Return the version that answers instead of the files, and the hash of those at that time."""
        match self._list("held.json").get(_key(folder)):
            case [str(version), str(files)]:
                return version, files
        return None

    def answered(self, folder: Path) -> tuple[str, ...]:
        """Return the versions of a folder's content that answered, the newest first, as far as they are kept."""
        listed = self._list("answered.json").get(_key(folder))
        return tuple(str(one) for one in listed if self._place(str(one)).is_file()) if isinstance(listed, list) else ()

    def last_good(self, folder: Path) -> str | None:
        """Return the last good version of a folder's content."""
        version = self._list("last-good.json").get(_key(folder))
        return None if version is None else str(version)

    def files(self, version: str) -> dict[str, bytes] | None:
        """Return the files of a version, by their paths; ``None`` where it is not kept (any more)."""
        kept = self.kept(version)
        return kept[0] if kept else None

    def kept(self, version: str) -> tuple[dict[str, bytes], Overlay] | None:
        """Return the files of a version, by their paths, and what was taught; ``None`` where it is not kept (any more)."""
        try:
            with open_state(self._place(version), LARGEST) as file:
                stored = read(file)
            return _unpacked(stored) if stored else None
        except (OSError, ValueError, TypeError, KeyError, IndexError):  # none there, or someone made it
            return None

    def _list(self, name: str) -> dict[str, Any]:
        """Return a list of this directory; of one that cannot be read, nothing: the next good load writes it anew."""
        try:
            listed = json.loads(read_state(self.state / name))
        except (OSError, ValueError, RecursionError):
            return {}
        return {str(folder): of_it for folder, of_it in listed.items()} if isinstance(listed, dict) else {}

    def _place(self, version: str) -> Path:
        return self.state / "versions" / Path(version).name

    def _copy(self, version: str, files: Mapping[str, bytes], overlay: Overlay) -> None:
        place = self._place(version)
        if place.is_dir():
            shutil.rmtree(place)  # the first version of this program kept folders
        lengths = [len(data) for data in files.values()]
        content = np.frombuffer(b"".join(files.values()), np.uint8)
        write(place, Stored({"content": content}, [tuple(files), lengths, overlay_row(overlay)]))

    def _note(self, name: str, folder: Path, value: str | list[str] | None) -> None:
        """Put a folder's value into a list, or take it out. A full or read-only disk is no reason to fail."""
        listed = self._list(name)
        noted = {key: old for key, old in listed.items() if key != _key(folder)} | ({_key(folder): value} if value else {})
        if noted == listed:
            return
        with contextlib.suppress(OSError, ValueError), replacing(self.state / name) as file:
            file.write(json.dumps(noted).encode())
            file.flush()
            os.fsync(file.fileno())  # a power cut must not leave an empty list under the right name

    def _drop_old(self) -> None:
        lists = [one for one in self._list("answered.json").values() if isinstance(one, list)]
        wanted = set(map(str, chain(self._list("last-good.json").values(), *lists)))
        kept = sorted((self.state / "versions").iterdir(), key=lambda entry: entry.stat().st_mtime, reverse=True)
        for entry in [entry for entry in kept if entry.name not in wanted and entry.is_file()][UNUSED:]:
            entry.unlink()


def _unpacked(stored: Stored) -> tuple[dict[str, bytes], Overlay]:
    names, lengths, taught = stored.values
    ends = list(accumulate(lengths))
    content = stored.arrays["content"].tobytes()
    files = {str(name): content[end - length : end] for name, length, end in zip(names, lengths, ends, strict=True)}
    return files, overlay_from(taught)


def _key(folder: Path) -> str:
    return str(folder.resolve())
