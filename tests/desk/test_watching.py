"""R6 of the reliability catalogue: every way in which files change is noticed within five seconds, and nothing else is."""

# ruff: noqa: ASYNC240 - a test may wait for a small file

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from served import CLAIMS, REFUNDS, HandClock, edit, take_away, write_served

from bot.clock import Clock
from bot.desk import watching as room
from bot.desk.watching import OFTEN, READ_EVERY, SELDOM, SETTLED, Watching

if TYPE_CHECKING:
    from collections.abc import Callable

    Change = Callable[[Path, int], None]

GIT = shutil.which("git") or "git"
WITHIN = 5.0
"""Seconds in which a change is to be noticed."""

rounds = pytest.mark.parametrize("rounds", [1, pytest.param(20, marks=pytest.mark.nightly)])


def save_in_place(folder: Path, number: int) -> None:
    with (folder / REFUNDS).open("a", encoding="utf-8") as file:
        file.write(f"\nSaved {number}.\n")


def rename_over(folder: Path, number: int) -> None:
    new = folder / "server" / ".refunds.md.swp"
    new.write_text((folder / REFUNDS).read_text("utf-8") + f"\nRenamed {number}.\n", "utf-8")
    new.replace(folder / REFUNDS)


def add_a_file(folder: Path, number: int) -> None:
    shutil.copy2(folder / CLAIMS, folder / "server" / f"claims-{number}.md")


def delete_and_bring_back(folder: Path, number: int) -> None:
    away = folder.parent / "claims.md"
    (folder / CLAIMS).rename(away) if number % 2 else away.rename(folder / CLAIMS)


def rename_a_file(folder: Path, number: int) -> None:
    [old] = (folder / "server").glob("event*.md")
    old.rename(folder / "server" / f"event-{number}.md")


def rename_a_folder(folder: Path, number: int) -> None:
    [old] = folder.glob("server*")
    old.rename(folder / f"server{number}")


def swap_data_link(folder: Path, number: int) -> None:
    """As Kubernetes updates a mounted ConfigMap: all files are links through ``..data``, which is replaced by one rename."""
    new = folder / f"..version-{number}"
    new.mkdir()
    (new / "late.md").write_text(f"---\ntitle: Late {number}\nasks:\n  - late {number}\n---\nYes.\n", "utf-8")
    (folder / "..new").symlink_to(new.name)
    (folder / "..new").replace(folder / "..data")
    if not (folder / "late.md").is_symlink():
        (folder / "late.md").symlink_to("..data/late.md")


def swap_root_link(folder: Path, number: int) -> None:
    """As release tools do it: ``current`` is a link that is moved to a new copy."""
    release = folder.parent / f"release-{number}"
    shutil.copytree(folder, release)
    save_in_place(release, number)
    if not folder.is_symlink():
        folder.rename(folder.parent / "release-0")
    link = folder.parent / "next"
    link.symlink_to(release)
    link.replace(folder)


def replace_root(folder: Path, number: int) -> None:
    new = folder.parent / "new"
    shutil.copytree(folder, new)
    save_in_place(new, number)
    folder.rename(folder.parent / f"old-{number}")
    new.rename(folder)


def keep_time_and_size(folder: Path, _: int) -> None:
    file = folder / REFUNDS
    status, text = file.stat(), file.read_text("utf-8")
    file.write_text(text.swapcase(), "utf-8")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert (file.stat().st_size, file.stat().st_mtime_ns) == (status.st_size, status.st_mtime_ns)


def put_an_older_file(folder: Path, number: int) -> None:
    """As a copy from a backup: the new file is older than the one that it replaces."""
    save_in_place(folder, number)
    os.utime(folder / REFUNDS, (1_000_000 - number, 1_000_000 - number))


def check_out(folder: Path, number: int) -> None:
    def git(*words: str) -> None:
        name = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run([GIT, "-C", str(folder), *name, *words], check=True, capture_output=True)

    if not (folder / ".git").exists():
        git("init", "-q", "-b", "main")
        git("add", ".")
        git("commit", "-qm", "one")
        git("checkout", "-qb", "other")
        save_in_place(folder, number)
        git("commit", "-qam", "two")
    git("checkout", "-q", "other" if number % 2 else "main")


def write_slowly(folder: Path, number: int) -> None:
    with (folder / REFUNDS).open("a", encoding="utf-8") as file:
        for word in ("Written", "in", "pieces", str(number)):
            file.write(f" {word}")
            file.flush()
            time.sleep(0.05)


WAYS: list[Change] = [
    save_in_place,
    rename_over,
    add_a_file,
    delete_and_bring_back,
    rename_a_file,
    rename_a_folder,
    swap_data_link,
    swap_root_link,
    replace_root,
    keep_time_and_size,
    put_an_older_file,
    check_out,
    write_slowly,
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_served(tmp_path / "knowledge")


@pytest.fixture(autouse=True)
def _hurried(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """By day, what was written is believed sooner: each test would wait for a second in all."""
    if request.node.get_closest_marker("nightly") is None:
        monkeypatch.setattr(room, "SETTLED", replace(SETTLED, quiet=0.05))


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


async def look(watching: Watching) -> bool:
    """Let it look once."""
    return await asyncio.to_thread(watching._look)


@rounds
@pytest.mark.parametrize("change", WAYS, ids=lambda way: way.__name__)
async def test_a_change_is_noticed_within_five_seconds(folder: Path, clock: HandClock, change: Change, rounds: int) -> None:
    """And after it an ordinary edit too: what watches by the folder's inode goes blind once that is replaced."""
    watching = Watching(folder, clock)
    for number in range(1, rounds + 1):
        assert not await look(watching)
        change(folder, number)
        began = clock.seconds
        await asyncio.wait_for(watching.changed(), 30)
        assert clock.seconds - began + SETTLED.quiet <= WITHIN
        (folder / "extra.md").write_text(f"extra {number}", "utf-8")
        began = clock.seconds
        await asyncio.wait_for(watching.changed(), 30)
        assert clock.seconds - began + SETTLED.quiet <= WITHIN


@pytest.mark.parametrize("content_known", [False, True])
async def test_what_changed_while_the_folder_was_loaded_is_noticed(
    folder: Path, clock: HandClock, *, content_known: bool
) -> None:
    watching = Watching(folder, clock)
    if content_known:
        assert not await look(watching)
    save_in_place(folder, 1)
    assert await look(watching)
    assert not await look(watching)


def touch(folder: Path) -> None:
    for file in folder.rglob("*.md"):
        os.utime(file)


def write_the_same(folder: Path) -> None:
    (folder / REFUNDS).write_bytes((folder / REFUNDS).read_bytes())


def write_a_note(folder: Path) -> None:
    (folder / "_notes.md").write_text("hm", "utf-8")
    (folder / ".refunds.md.swp").write_text("hm", "utf-8")
    (folder / "README.md").write_text("hm", "utf-8")


def replace_root_by_its_like(folder: Path) -> None:
    shutil.copytree(folder, folder.parent / "new")
    folder.rename(folder.parent / "old")
    (folder.parent / "new").rename(folder)


@pytest.mark.parametrize("change", [touch, write_the_same, write_a_note, replace_root_by_its_like])
async def test_what_leaves_the_content_as_it_is_is_no_change(
    folder: Path, clock: HandClock, change: Callable[[Path], None]
) -> None:
    watching = Watching(folder, clock)
    assert not await look(watching)
    change(folder)
    assert not await look(watching)
    assert not await look(watching)


async def test_what_was_away_while_a_change_was_loaded_is_told_again(folder: Path, clock: HandClock) -> None:
    """The bot may have loaded what was there in between; nothing else would tell it so."""
    other = folder.parent / "other"
    shutil.copytree(folder, other)
    save_in_place(other, 1)
    watching = Watching(folder, clock)
    assert not await look(watching)
    save_in_place(folder, 2)
    assert await look(watching)
    for old, new in ((folder, "first"), (other, "knowledge"), (folder, "other"), (folder.parent / "first", "knowledge")):
        old.rename(folder.parent / new)
    assert await look(watching)
    assert not await look(watching)


async def test_a_folder_that_is_gone_is_told_once_and_so_is_its_return(folder: Path, clock: HandClock) -> None:
    watching = Watching(folder, clock)
    assert not await look(watching)
    away = take_away(folder)
    assert await look(watching)
    assert not await look(watching)
    away.rename(folder)
    assert await look(watching)
    assert not await look(watching)


async def test_a_folder_that_may_not_be_read_is_told_once(folder: Path, clock: HandClock) -> None:
    if os.geteuid() == 0:
        pytest.skip("whoever is root may read everything")
    watching = Watching(folder, clock)
    assert not await look(watching)
    folder.chmod(0)
    try:
        assert await look(watching)
        assert not await look(watching)
    finally:
        folder.chmod(0o755)


async def test_what_no_listing_shows_is_noticed_within_a_minute(
    folder: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that keeps no times, or a clock set back: every hint is equal, and only the content differs."""
    monkeypatch.setattr(room, "_hint_of", lambda _: 1)
    watching = Watching(folder, clock)
    assert not await look(watching)
    save_in_place(folder, 1)
    began = clock.seconds
    await asyncio.wait_for(watching.changed(), 30)
    assert READ_EVERY <= clock.seconds - began <= READ_EVERY + SELDOM


async def test_a_copy_that_goes_on_for_long_is_noticed_once_it_is_done(folder: Path, clock: HandClock) -> None:
    watching = Watching(folder, clock)
    assert not await look(watching)
    writing = True

    async def write() -> None:
        number = 0
        while writing:
            number += 1
            save_in_place(folder, number)
            await asyncio.sleep(0.02)

    task = asyncio.create_task(write())
    assert not await look(watching)
    writing = False
    await task
    assert await look(watching)


async def test_looks_are_seldom_where_a_look_costs_much(folder: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> None:
    def costly(_: Path) -> int:
        until = time.thread_time() + 0.05
        while time.thread_time() < until:
            pass
        return 1

    watching = Watching(folder, clock)
    for hint, pause in ((costly, SELDOM), (lambda _: 1, OFTEN)):
        monkeypatch.setattr(room, "_hint_of", hint)
        await look(watching)
        waiting = asyncio.create_task(watching.changed())
        await asyncio.sleep(0)
        assert clock.waited[-1] == pause
        waiting.cancel()


@pytest.mark.nightly
async def test_twenty_thousand_files_are_noticed_in_time(tmp_path: Path) -> None:
    """By the machine's own clock, where an event queue of any size would have run over."""
    for number in range(19_000):
        file = tmp_path / f"t{number % 100}" / f"a{number}.md"
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"---\ntitle: A{number}\nasks:\n  - a{number}\n---\nYes.\n", "utf-8")
    watching = Watching(tmp_path, Clock())
    assert not await look(watching)
    edit(tmp_path, Path("t7/a7.md"), "Yes", "No")
    began = time.monotonic()
    await asyncio.wait_for(watching.changed(), 60)
    assert time.monotonic() - began < 2 * WITHIN  # on a busy machine; by its CPU time it is a second
