"""R2 of the reliability catalogue: five hundred files are changed in five ways under a bot that follows them and answers."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from bot.clock import Clock
from bot.desk import watching as room
from bot.desk.content import Folder
from bot.desk.opening import serve
from bot.desk.watching import SETTLED, Watching

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.desk.serving import Serving
    from bot.faq import FAQ

FILES = 500
WITHIN = 5.0
GIT = shutil.which("git") or "git"
MARK = re.compile(r"version (\d+)")


def text(number: int, version: int) -> str:
    word = "".join(chr(ord("a") + int(digit)) for digit in str(number))
    passages = f"This is version {version}.\n\n# More\n\nIt is version {version}, too.\n"
    return f"---\ntitle: Topic {word}{number}\nasks:\n  - what about zz{word}zz\n---\n{passages}"


def write_all(folder: Path, version: int) -> None:
    folder.mkdir(exist_ok=True)
    for number in range(FILES):
        (folder / f"a{number}.md").write_text(text(number, version), "utf-8")


def marks_of(faq: FAQ) -> list[set[str]]:
    """Return the versions that each article says it has."""
    return [{mark for passage in one.passages for mark in MARK.findall(passage.text)} for one in faq.base.articles]


def version_of_a7(faq: FAQ) -> str:
    return MARK.findall(faq.article("a7").passages[0].text)[0]


def run_git(folder: Path, *words: str) -> None:
    name = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run([GIT, "-C", str(folder), *name, *words], check=True, capture_output=True)


class CheckOuts:
    """A git checkout of other branches, as a deployment makes it."""

    whole = True

    def prepare(self, folder: Path) -> None:
        write_all(folder, 0)
        run_git(folder, "init", "-q", "-b", "v0")
        run_git(folder, "add", ".")
        run_git(folder, "commit", "-qm", "0")
        for version in range(1, 4):
            run_git(folder, "checkout", "-qb", f"v{version}")
            write_all(folder, version)
            run_git(folder, "commit", "-qam", str(version))
        run_git(folder, "checkout", "-q", "v0")

    def change(self, folder: Path, number: int) -> int:
        run_git(folder, "checkout", "-q", f"v{1 + number % 3}")
        return 1 + number % 3


class LinkSwaps:
    """The folder is a link, which is moved to another copy by one rename."""

    whole = True

    def prepare(self, folder: Path) -> None:
        for version in range(4):
            write_all(folder.parent / f"release-{version}", version)
        folder.symlink_to(folder.parent / "release-0")

    def change(self, folder: Path, number: int) -> int:
        link = folder.parent / "next"
        link.symlink_to(folder.parent / f"release-{1 + number % 3}")
        link.replace(folder)
        return 1 + number % 3


class Renames:
    """The folder is moved away and another one into its place."""

    whole = True

    def prepare(self, folder: Path) -> None:
        for version in range(1, 4):
            write_all(folder.parent / f"stock-{version}", version)
        write_all(folder, 0)
        self.version = 0

    def change(self, folder: Path, number: int) -> int:
        new = 1 + number % 3
        if new == self.version:
            new = 0 if self.version else 2
        stock = folder.parent / f"stock-{new}"
        folder.rename(folder.parent / f"stock-{self.version}")
        stock.rename(folder)
        self.version = new
        return new


class SlowWrites:
    """A program writes one file in place, in pieces with pauses: for a moment there is half of it."""

    whole = False

    def prepare(self, folder: Path) -> None:
        write_all(folder, 0)

    def change(self, folder: Path, number: int) -> int:
        content = text(7, number)
        with (folder / "a7.md").open("w", encoding="utf-8") as file:
            for start in range(0, len(content), 40):
                file.write(content[start : start + 40])
                file.flush()
                time.sleep(0.03)
        return number


class EditorSaves:
    """An editor writes a copy beside the file and renames it over."""

    whole = False

    def prepare(self, folder: Path) -> None:
        write_all(folder, 0)

    def change(self, folder: Path, number: int) -> int:
        new = folder / ".a7.md.swp"
        new.write_text(text(7, number), "utf-8")
        new.replace(folder / "a7.md")
        return number


WAYS = {CheckOuts: 200, LinkSwaps: 50, Renames: 50, SlowWrites: 50, EditorSaves: 50}
"""How often each happens at night; by day it is twenty times."""
BY_DAY = [pytest.param(way, 20, id=f"{way.__name__}-20") for way in WAYS]
BY_NIGHT = [pytest.param(way, times, id=f"{way.__name__}-{times}", marks=pytest.mark.nightly) for way, times in WAYS.items()]


class CountedClock(Clock):
    """The machine's clock, which writes down how long somebody waits."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        await super().sleep(seconds)


@dataclass
class Seen:
    """What was served and answered meanwhile."""

    served: set[str] = field(default_factory=set)
    answers: int = 0
    torn: list[object] = field(default_factory=list)

    def look(self, faq: FAQ, *, whole: bool) -> None:
        """Look whether what is served is of one piece: all of it, or each file."""
        if faq.version in self.served:
            return
        self.served.add(faq.version)
        marks = marks_of(faq)
        versions = set().union(*marks)
        if len(marks) != FILES or any(len(one) != 1 for one in marks) or (whole and len(versions) != 1):
            self.torn.append((len(marks), versions))
        if any(len(article.passages) != 2 for article in faq.base.articles):
            self.torn.append("half a file")


async def follow(watching: Watching, serving: Serving) -> None:
    while True:
        await watching.changed()
        await serving.reload("files that changed")


async def ask(serving: Serving, seen: Seen, *, whole: bool) -> None:
    while True:
        faq = serving.faq
        seen.look(faq, whole=whole)
        [quote] = faq.ask("what about zzhzz").passages
        if set(MARK.findall(quote.text)) != {*MARK.findall(faq.article("a7").passages[0].text)}:
            seen.torn.append(quote.text)
        seen.answers += 1
        await asyncio.sleep(0.002)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("way", "times"), [*BY_DAY, *BY_NIGHT])
async def test_nothing_torn_is_ever_served_and_the_last_content_within_five_seconds(
    tmp_path: Path, way: Callable[[], CheckOuts], times: int, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    if request.node.get_closest_marker("nightly") is None:
        monkeypatch.setattr(room, "OFTEN", 0.3)  # more looks into the time of the changes, which by day is short
    folder, clock, changes = tmp_path / "knowledge", CountedClock(), way()
    changes.prepare(folder)
    watching = Watching(folder, clock)
    serving, seen, done = serve(Folder(folder, tmp_path / "state", clock, limits=SETTLED), clock), Seen(), []

    def churn() -> None:
        for number in range(1, times + 1):
            done.append(changes.change(folder, number))
            time.sleep(0.05 + 0.1 * (number % 4))

    tasks = [asyncio.create_task(one) for one in (follow(watching, serving), ask(serving, seen, whole=changes.whole))]
    churning = threading.Thread(target=churn)
    churning.start()
    while churning.is_alive():  # noqa: ASYNC110 - a thread tells no event
        await asyncio.sleep(0.05)
    last, looked = str(done[-1]), len(clock.waits)
    async with asyncio.timeout(60):
        while version_of_a7(serving.faq) != last:  # noqa: ASYNC110 - nor does serving
            await asyncio.sleep(0.05)
    seen.look(serving.faq, whole=changes.whole)
    for task in tasks:
        task.cancel()
    assert seen.torn == []
    assert len(done) == times
    assert seen.answers >= times
    assert len(seen.served) >= 2
    assert sum(clock.waits[looked:]) + SETTLED.quiet <= WITHIN  # what it waits for by itself, however busy the machine is
