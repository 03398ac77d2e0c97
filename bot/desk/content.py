"""Where content comes from and goes to: a folder that authors own, and a state directory with earlier versions of it.

Everything here may take seconds, and none of it belongs on the event loop.
"""

# ruff: noqa: D102 - the contracts of the methods stand in the protocol

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.desk.reloading import short
from bot.desk.watching import content_of
from bot.desk.writing import write
from bot.faq import ContentError, Overlay, UsageError, keep_version, load, load_last_good, load_version, relearn
from bot.faq.checking import check
from bot.faq.loading import read_folder
from bot.faq.loading.limits import DEFAULTS
from bot.faq.versions import Versions

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from bot.clock import Clock
    from bot.desk.changes import Edit
    from bot.faq import FAQ
    from bot.faq.checking import Report
    from bot.faq.loading.limits import Limits

A_SLIP = "hwo to ask"
"""A question with a slip, for the dictionary that mends slips is the larger part of what is made at first use."""


class Content(Protocol):
    """What serving needs of a folder and its earlier versions."""

    def load(self, overlay: Overlay, edits: Mapping[str, bytes | None], before: FAQ | None = None) -> FAQ:
        """Load the files with what was taught and with edits laid over them; ``before`` and what is raised as in :func:`bot.faq.load`."""

    def version(self, version: str) -> FAQ | None:
        """Load an earlier version; ``None`` where it is not kept any more."""

    def answered(self) -> tuple[str, ...]:
        """Return the versions that can be gone back to, the newest first."""

    def keeps(self, version: str) -> bool:
        """Return whether a version can be gone back to."""

    def keep(self, faq: FAQ) -> bool:
        """Keep what answers once more, where it is not kept and the files still hold it; return whether it is kept then."""

    def file(self, version: str | None, path: str) -> bytes | None:
        """Return a file as it was in a version that is kept, or as it is now (``None``); ``None`` where there was none.

        Raises:
            UsageError: the version is not kept any more, or the file cannot be read.
        """

    def write(self, edits: Collection[Edit]) -> None:
        """Write files; raises as :func:`bot.desk.writing.write`."""

    def relearn(self, faq: FAQ, overlay: Overlay) -> FAQ:
        """Return what answers with another overlay; no file is read."""

    def note_answering(self, faq: FAQ, *, made: tuple[str, Collection[Edit]] | None = None, held: bool = False) -> None:
        """Keep note that a version answers now. Never raises.

        ``made`` says of which version and edits it was made, where it was not loaded as the files have it; ``held`` that it answers
        until the files change, whatever they hold.
        """

    def check(self) -> Report:
        """Return every fault and warning of the files; raises ``UsageError`` where there are none to read."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Implements :class:`Content`."""

    place: Path
    state: Path
    clock: Clock
    semantic: bool = False
    limits: Limits = DEFAULTS

    def load(self, overlay: Overlay, edits: Mapping[str, bytes | None], before: FAQ | None = None) -> FAQ:
        faq = load(
            self.place, overlay=overlay, state=self.state, edits=edits, limits=self.limits, semantic=self.semantic, before=before
        )
        return _warm(faq)

    def version(self, version: str) -> FAQ | None:
        faq = load_version(self.place, version, state=self.state, semantic=self.semantic)
        return _warm(faq) if faq else None

    def relearn(self, faq: FAQ, overlay: Overlay) -> FAQ:
        return _warm(relearn(faq, overlay, state=self.state))

    def held(self, *, broken: bool = False) -> FAQ | None:
        """Return the version that was gone back to, unless the files have changed since: to something better than ``broken``."""
        held = Versions(self.state).held(self.place)
        return self.version(held[0]) if held and (broken or content_of(self.place) in {None, held[1]}) else None

    def last_good(self) -> FAQ | None:
        """Return the version that answered last, as far as it can be loaded; else the last good one of the files."""
        answered = next((faq for version in self.answered() if (faq := self.version(version))), None)
        if answered is not None:
            return answered
        faq = load_last_good(self.place, state=self.state, semantic=self.semantic)
        return _warm(faq) if faq else None

    def answered(self) -> tuple[str, ...]:
        return Versions(self.state).answered(self.place)

    def keeps(self, version: str) -> bool:
        return version in self.answered() and Versions(self.state).files(version) is not None

    def keep(self, faq: FAQ) -> bool:
        with suppress(ContentError, UsageError):
            if not self.keeps(faq.version) and self.load(faq.base.overlay, {}, faq).version == faq.version:
                Versions(self.state).note_answering(self.place, faq.version)
        return self.keeps(faq.version)

    def file(self, version: str | None, path: str) -> bytes | None:
        if version is not None:
            return self._kept_file(version, path)
        try:
            return (self.place / path).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UsageError(f"{path} cannot be read: {error.strerror}") from error

    def _kept_file(self, version: str, path: str) -> bytes | None:
        files = Versions(self.state).files(version)
        if files is None:
            raise UsageError(f"version {short(version)} is not kept any more")
        return files.get(path)

    def write(self, edits: Collection[Edit]) -> None:
        write(self.place, edits)

    def note_answering(self, faq: FAQ, *, made: tuple[str, Collection[Edit]] | None = None, held: bool = False) -> None:
        versions = Versions(self.state)
        if made is not None:  # else its load kept it
            before, edits = made
            self._keep_made(faq, before, {edit.path: edit.after for edit in edits})
        versions.note_answering(self.place, faq.version)
        versions.hold(self.place, (faq.version, content_of(self.place) or "") if held else None)

    def _keep_made(self, faq: FAQ, before: str, edits: Mapping[str, bytes | None]) -> None:
        """Keep what answers of the files that it is made of: those before it with the edits, or with others' changes what lies here."""
        files = (Versions(self.state).files(before) or {}) | dict(edits)
        left = {path: data for path, data in sorted(files.items()) if data is not None}
        if not keep_version(faq, self.place, left, state=self.state):
            with suppress(ContentError, UsageError):
                lying = {file.path: data for file, data in read_folder(self.place).files}
                keep_version(faq, self.place, lying, state=self.state)

    def check(self) -> Report:
        return check(self.place, today=self.clock.today(), state=self.state, semantic=self.semantic)


def _warm(faq: FAQ) -> FAQ:
    """Ask something, so that nobody's question waits on the event loop for what is made at the first one (35 ms of CPU)."""
    faq.ask(A_SLIP)
    return faq
