"""Files are written whole or not at all, whatever the disk does."""

# ruff: noqa: S607 - mount, wherever it lies

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from served import HandClock, write_served

from bot.desk.changes import Edit
from bot.desk.content import Folder
from bot.desk.opening import serve
from bot.desk.writing import Disk, NotWrittenError, write
from bot.faq.loading.files import list_files
from bot.faq.loading.limits import DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Iterator


EDITS = (
    Edit("rules/door.md", b"old", b"new"),
    Edit("times/hours/open.md", None, b"at nine"),
    Edit("gone.md", b"here", None),
    Edit("rules/key.yaml", b"key", b"lock"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "base"
    (place / "rules").mkdir(parents=True)
    for edit in EDITS:
        if edit.before is not None:
            (place / edit.path).write_bytes(edit.before)
    return place


def held(folder: Path) -> dict[str, bytes | None]:
    """Return all that lies in a folder, hidden things and folders too."""
    return {str(one.relative_to(folder)): one.read_bytes() if one.is_file() else None for one in folder.rglob("*")}


class FaultyDisk(Disk):
    """Fails at the ``fails``-th call, with an error that a disk gives, before or after doing it."""

    def __init__(self, fails: int, code: int, *, late: bool) -> None:
        self.calls, self.fired = 0, 0
        self._fails, self._code, self._late = fails, code, late

    def __getattribute__(self, name: str) -> object:
        method = super().__getattribute__(name)
        if name.startswith("_") or not callable(method):
            return method

        def call(*arguments: object) -> object:
            self.calls += 1
            fails = self.calls == self._fails
            self.fired += fails
            result = None if fails and not self._late else method(*arguments)
            if fails:
                raise OSError(self._code, os.strerror(self._code))
            return result

        return call


def test_files_are_made_changed_and_removed_together(folder: Path) -> None:
    write(folder, EDITS)
    assert held(folder) == {
        "rules": None,
        "rules/door.md": b"new",
        "rules/key.yaml": b"lock",
        "times": None,
        "times/hours": None,
        "times/hours/open.md": b"at nine",
    }


@pytest.mark.parametrize("late", [False, True])
def test_whichever_call_to_the_disk_fails_the_folder_is_as_it_was(folder: Path, *, late: bool) -> None:
    before, call, fired = held(folder), 0, 0
    while True:
        call += 1
        disk = FaultyDisk(call, [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES][call % 4], late=late)
        try:
            write(folder, EDITS, disk)
        except NotWrittenError as error:
            fired += disk.fired
            assert str(error).endswith("; nothing was changed")  # noqa: PT017 - the last call needs no error
            assert held(folder) == before
        else:
            break
    assert fired == call - 1 >= 15
    assert disk.fired == 0


@pytest.mark.parametrize(
    "path",
    [
        "../out.md",
        "/etc/door.md",
        "rules/../../out.md",
        "rules//door.md",
        "./door.md",
        "",
        ".git/door.md",
        "rules/_door.md",
        "rules/.new.md",
        "rules/door.exe",
        "rules",
        "rules/door.md/x.md",
        "README.md",
    ],
)
def test_a_path_that_is_no_content_file_of_the_folder_is_refused(folder: Path, path: str) -> None:
    before = held(folder.parent)
    with pytest.raises(NotWrittenError):
        write(folder, [Edit(path, None, b"x")])
    assert held(folder.parent) == before


def test_a_file_that_is_no_longer_what_the_edit_saw_is_refused(folder: Path) -> None:
    before = held(folder)
    for edit in (Edit("rules/door.md", b"older", b"new"), Edit("rules/door.md", None, b"new"), Edit("absent.md", b"was", b"new")):
        with pytest.raises(NotWrittenError, match="changed meanwhile"):
            write(folder, [EDITS[3], edit])
    assert held(folder) == before


def test_nothing_is_written_through_a_link(folder: Path) -> None:
    elsewhere = folder.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "door.md").write_bytes(b"theirs")
    (folder / "linked").symlink_to(elsewhere, target_is_directory=True)
    (folder / "door.md").symlink_to(elsewhere / "door.md")
    for path, before in (("linked/door.md", b"theirs"), ("linked/new.md", None), ("door.md", b"theirs")):
        with pytest.raises(NotWrittenError, match="link"):
            write(folder, [Edit(path, before, b"ours")])
    assert held(elsewhere) == {"door.md": b"theirs"}


def test_a_folder_that_is_reached_by_a_link_is_written(folder: Path) -> None:
    link = folder.parent / "current"
    link.symlink_to(folder, target_is_directory=True)
    write(link, [EDITS[0]])
    assert (folder / "rules/door.md").read_bytes() == b"new"


def test_what_is_no_file_is_never_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe.md")
    (folder / "drawer.md").mkdir()
    for path in ("pipe.md", "drawer.md"):
        with pytest.raises(NotWrittenError, match="no file"):
            write(folder, [Edit(path, None, b"x")])


def test_who_may_read_a_file_stays_as_it_was(folder: Path) -> None:
    (folder / "rules/door.md").chmod(0o640)
    write(folder, [EDITS[0]])
    assert stat.S_IMODE((folder / "rules/door.md").stat().st_mode) == 0o640


KILLED = """
import os, sys
from pathlib import Path
from bot.desk.changes import Edit
from bot.desk.writing import Disk, write

class Killer(Disk):
    def replace(self, place, by):
        os.kill(os.getpid(), 9)

write(Path(sys.argv[1]), [Edit("rules/door.md", b"old", b"new")], Killer())
"""


def left_in(folder: Path) -> list[Path]:
    return [one for one in folder.rglob("*") if one.name.startswith(".new-")]


def test_what_a_killed_process_left_is_never_read_and_goes_with_the_next_writing(folder: Path) -> None:
    (folder / "rules/door.md").write_bytes(b"old")
    killed = subprocess.run([sys.executable, "-c", KILLED, str(folder)], check=False)
    assert killed.returncode == -signal.SIGKILL
    left = left_in(folder)
    assert len(left) == 2  # the new content, and a copy of the old
    assert (folder / "rules/door.md").read_bytes() == b"old"
    assert not {one.name for one in left} & {Path(file.path).name for file in list_files(folder, DEFAULTS).files}
    write(folder, [EDITS[1]])
    assert left_in(folder) == left  # they might belong to somebody who writes at this moment
    for one in left:
        os.utime(one, (0, 0))
    theirs = [folder / ".new-rules.md", folder / "rules" / ".new-00112233445566zz", folder / ".new-0011223344556677"]
    for one in theirs[:2]:
        one.touch()
        os.utime(one, (0, 0))
    theirs[2].mkdir()
    write(folder, [EDITS[3]])
    assert sorted(left_in(folder)) == sorted(theirs)


def test_what_a_killed_process_left_goes_with_the_next_start(tmp_path: Path) -> None:
    base = write_served(tmp_path / "knowledge")
    left = base / "server" / ".new-0011223344556677"
    left.write_text("half a file", "utf-8")
    os.utime(left, (0, 0))
    serving = serve(Folder(base, tmp_path / "state", HandClock()), HandClock())
    assert not left.exists()
    assert serving.status.mended


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 64 kB; only an administrator may have one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("only an administrator may mount a disk")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_disk_that_is_really_full_or_read_only_is_told_in_a_sentence(small_disk: Path) -> None:
    (small_disk / "door.md").write_bytes(b"old")
    with pytest.raises(NotWrittenError, match=r"^door\.md could not be written: no space left on device; nothing was changed$"):
        write(small_disk, [Edit("door.md", b"old", b"x" * 100_000)])
    assert held(small_disk) == {"door.md": b"old"}
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(NotWrittenError, match="read-only file system"):
        write(small_disk, [Edit("door.md", b"old", b"new")])
    assert held(small_disk) == {"door.md": b"old"}
