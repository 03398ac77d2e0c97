"""The game server as files that a test breaks and mends, with two check questions, and a clock that waits for nobody."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from game_server import write_folder

from bot.faq.checking import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from bot.desk.changes import Edit
    from bot.faq import FAQ, Overlay

NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)

QUESTIONS = """\
questions:
  - {id: money-back, question: can I get my money back, expect: [refunds]}
  - {id: claim-land, question: how to claim land, expect: [claims]}
"""
REFUNDS, CLAIMS = Path("server/refunds.md"), Path("server/claims.md")
BROKEN = "---\ntitle: Can I get a refund?\nasks:\n  - refund\nnot_fr: [entry fees]\nas_of: 31.8.2026\n---\nYes.\n"
"""Two faults: a key that does not exist, and a date that is none."""


class FakeContent:
    """Content that a test loads as it likes; keeps no versions and writes nothing."""

    def __init__(self, load: Callable[[], FAQ]) -> None:
        self._load = load
        self.answering: list[str] = []

    def load(self, overlay: Overlay, edits: Mapping[str, bytes | None], before: FAQ | None = None) -> FAQ:
        assert not edits
        del overlay, before
        return self._load()

    def version(self, version: str) -> None:
        del version

    def answered(self) -> tuple[str, ...]:
        return ()

    def keeps(self, version: str) -> bool:
        return bool(version)

    def keep(self, faq: FAQ) -> bool:
        raise AssertionError(faq)

    def file(self, version: str | None, path: str) -> None:
        del version, path

    def write(self, edits: Collection[Edit]) -> None:
        raise AssertionError(edits)

    def relearn(self, faq: FAQ, overlay: Overlay) -> FAQ:
        raise AssertionError((faq, overlay))

    def note_answering(self, faq: FAQ, *, made: object = None, held: bool = False) -> None:
        assert (made, held) == (None, False)
        self.answering.append(faq.version)

    def check(self) -> Report:
        return Report(())


class HandClock:
    """A clock that stands until a test turns it, and whose waits are over at once."""

    def __init__(self) -> None:
        self.at, self.seconds = NOON, 1_000.0
        self.waited: list[float] = []

    def now(self) -> dt.datetime:
        return self.at

    def monotonic(self) -> float:
        return self.seconds

    def today(self) -> dt.date:
        return self.at.date()

    async def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.turn(seconds)

    def turn(self, seconds: float) -> None:
        self.seconds += seconds
        self.at += dt.timedelta(seconds=seconds)


def write_served(folder: Path) -> Path:
    """Write the base and its check questions."""
    write_folder(folder)
    (folder / "questions").mkdir()
    (folder / "questions" / "gate.yaml").write_text(QUESTIONS, "utf-8")
    return folder


def edit(folder: Path, path: Path, old: str, new: str) -> None:
    """Replace some text of a file, which must be there."""
    text = (folder / path).read_text("utf-8")
    assert old in text
    (folder / path).write_text(text.replace(old, new), "utf-8")


def break_it(folder: Path) -> str:
    """Put two faults into a file, and return what it held."""
    before = (folder / REFUNDS).read_text("utf-8")
    (folder / REFUNDS).write_text(BROKEN, "utf-8")
    return before


def take_away(folder: Path) -> Path:
    """Rename the folder, as a disk that is not there would, and return what it is called now."""
    return folder.rename(folder.parent / "away")
