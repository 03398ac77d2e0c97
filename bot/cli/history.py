"""Line editing and what was typed before, kept in the state directory. A terminal without either is a terminal all the same."""

from __future__ import annotations

import contextlib
from importlib import import_module
from typing import TYPE_CHECKING, Self

from bot.cli.printable import printable

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType, TracebackType

KEPT = 1_000
"""Lines."""


class History:
    """The lines typed, now and in earlier conversations. Whatever goes wrong with its file is no reason to stop talking."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._readline = _line_editor()

    def __enter__(self) -> Self:
        if self._readline is not None:
            # A pasted question of several lines arrives as one; kept as it is, it would come back as several.
            self._readline.set_auto_history(False)
            with contextlib.suppress(OSError, ValueError):
                self._readline.read_history_file(self._file)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._readline is not None:
            self._readline.set_history_length(KEPT)
            with contextlib.suppress(OSError, ValueError):
                self._file.parent.mkdir(parents=True, exist_ok=True)
                self._file.touch(mode=0o600)  # questions are nobody else's business
                self._readline.write_history_file(self._file)

    def add(self, line: str) -> None:
        """Remember a line."""
        if self._readline is not None and line.strip():
            self._readline.add_history(printable(line.strip()))


def _line_editor() -> ModuleType | None:
    """Return readline, which edits lines by being imported; ``None`` on Windows and in Pythons built without it."""
    try:
        return import_module("readline")
    except ImportError:
        return None
