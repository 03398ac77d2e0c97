"""Only regular files of the folder itself are read, whatever lies there; and they are read all of one moment."""

from __future__ import annotations

import contextlib
import itertools
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bad_files import GOOD, front
from conftest import TODAY

from bot.faq.errors import ContentError
from bot.faq.loading import Limits, files, load_knowledge
from bot.faq.loading.files import ChangedError, list_files, read_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.faq.loading import Loaded

    Load = Callable[..., Loaded]


def refused(load: Load) -> list[tuple[str, str]]:
    with pytest.raises(ContentError) as caught:
        load()
    return [(str(fault.place), fault.rule) for fault in caught.value.faults]


class TestWhatIsRefused:
    def test_a_fifo_does_not_hang_the_load(self, folder: Path, load: Load) -> None:
        os.mkfifo(folder / "t/pipe.yaml")
        assert refused(load) == [("t/pipe.yaml:1:1", "not-a-file")]

    def test_a_socket(self, folder: Path, load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(folder)
        with socket.socket(socket.AF_UNIX) as opened:
            opened.bind("s.md")
            assert refused(load) == [("s.md:1:1", "not-a-file")]

    @pytest.mark.parametrize("target", ["/dev/zero", "/etc/passwd", "../outside.md", "/"])
    def test_a_link_that_leaves_the_folder(self, target: str, folder: Path, load: Load) -> None:
        (folder.parent / "outside.md").write_text(GOOD)
        (folder / "t/link.md").symlink_to(target if target.startswith("/") else folder.parent / "outside.md")
        assert refused(load) == [("t/link.md:1:1", "outside-link")]

    def test_a_link_to_a_folder_outside(self, folder: Path, load: Load, tmp_path: Path) -> None:
        (tmp_path / "kb-other").mkdir()
        (folder / "more").symlink_to(tmp_path / "kb-other")
        assert refused(load) == [("more:1:1", "outside-link")]

    def test_a_link_to_a_folder_above(self, folder: Path, load: Load) -> None:
        (folder / "t/loop").symlink_to(folder)
        (folder / "t/self").symlink_to(folder / "t")
        (folder / "t/me.md").symlink_to("me.md")
        assert refused(load) == [("t/loop:1:1", "link-loop"), ("t/me.md:1:1", "link-loop"), ("t/self:1:1", "link-loop")]

    def test_links_that_lead_into_each_other_end(self, folder: Path, load: Load) -> None:
        (folder / "a").mkdir()
        (folder / "b").mkdir()
        (folder / "a/to-b").symlink_to(folder / "b")
        (folder / "b/to-a").symlink_to(folder / "a")
        assert {rule for _, rule in refused(load)} == {"too-deep"}

    def test_a_link_that_leads_nowhere(self, folder: Path, load: Load) -> None:
        (folder / "t/gone.md").symlink_to("nowhere.md")
        assert refused(load) == [("t/gone.md:1:1", "broken-link")]

    def test_a_large_file_before_it_is_read(self, folder: Path, load: Load) -> None:
        with (folder / "t/large.md").open("wb") as sparse:
            sparse.truncate(1 << 40)
        assert refused(load) == [("t/large.md:1:1", "too-large")]

    @pytest.mark.parametrize(
        ("name", "shown"),
        [
            ("a\nb.md", "t/a\\nb.md"),
            ("\x1b[31m.md", "t/\\x1b[31m.md"),
            (os.fsdecode(b"\xff.md"), "t/\\udcff.md"),
            ("\u202ex.md", "t/\\u202ex.md"),
        ],
    )
    def test_a_name_that_cannot_be_shown(self, name: str, shown: str, folder: Path, load: Load) -> None:
        (folder / "t" / name).write_text(GOOD)
        assert refused(load) == [(f"{shown}:1:1", "file-name")]

    def test_many_refusals_are_not_all_told(self, folder: Path) -> None:
        for number in range(5):
            (folder / f"{number}.md").symlink_to("/dev/zero")
        with pytest.raises(ContentError) as caught:
            load_knowledge(folder, today=TODAY, limits=Limits(faults=3))
        assert len(caught.value.faults) == 3


class TestWhatIsAccepted:
    def test_a_folder_named_like_a_file(self, folder: Path, load: Load) -> None:
        (folder / "d.yaml").mkdir()
        (folder / "d.yaml/x.md").write_text(front())
        assert {found.topic for found in load().base.articles} == {"t", "d.yaml"}

    def test_links_within_the_folder(self, folder: Path, load: Load) -> None:
        (folder / "_real").mkdir()
        (folder / "_real/x.md").write_text(front())
        (folder / "t/linked.md").symlink_to("../_real/x.md")
        (folder / "notes").symlink_to("/dev/null")
        (folder / "topic").symlink_to(folder / "_real/sub")
        (folder / "old-notes").symlink_to("nowhere.txt")
        (folder / "_real/sub").mkdir()
        assert [found.id for found in load().base.articles] == ["good", "linked"]

    def test_a_kubernetes_volume(self, tmp_path: Path) -> None:
        base = tmp_path / "volume"
        (base / "..2026_11_24").mkdir(parents=True)
        (base / "..2026_11_24/one.md").write_text(front())
        (base / "..data").symlink_to("..2026_11_24")
        (base / "one.md").symlink_to("..data/one.md")
        link = tmp_path / "current"
        link.symlink_to(base)
        assert [found.id for found in load_knowledge(link, today=TODAY).base.articles] == ["one"]

    def test_suffixes_in_capitals(self, folder: Path, load: Load) -> None:
        (folder / "t/shout.MD").write_text(front())
        assert {found.id for found in load().base.articles} == {"good", "shout"}


@contextlib.contextmanager
def unprivileged() -> Iterator[None]:
    """Be nobody for a while, where the tests run as root: root may read everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that anyone may enter; pytest's own are private."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)
        for path in Path(name).rglob("*"):
            path.chmod(0o755)


class TestPermissions:
    def test_files_and_folders_that_may_not_be_read_are_told(self, public: Path) -> None:
        for name in ("closed", "blind"):
            (public / name).mkdir()
            (public / name / "x.md").write_text(front())
        (public / "a.md").write_text(front())
        (public / "secret.md").write_text(front())
        for name, mode in (("closed", 0o000), ("blind", 0o444), ("secret.md", 0o000), ("a.md", 0o644)):
            (public / name).chmod(mode)
        with unprivileged(), pytest.raises(ContentError) as caught:
            load_knowledge(public, today=TODAY)
        assert [(str(fault.place), fault.rule) for fault in caught.value.faults] == [
            ("blind/x.md:1:1", "unreadable"),
            ("closed:1:1", "unreadable"),
            ("secret.md:1:1", "unreadable"),
        ]


_touch_upon: dict[str, Path] = {}
_moments = itertools.count(10**18)


def _touch(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and _touch_upon and str(arguments[0]) in _touch_upon:
        moment = next(_moments)
        os.utime(_touch_upon[str(arguments[0])], ns=(moment, moment))


@contextlib.contextmanager
def touching(path: Path, *, whenever: Path) -> Iterator[None]:
    """Touch a file at the very moment at which another is opened. An audit hook cannot be taken away, so it is left idle."""
    if not _touch_upon:
        sys.addaudithook(_touch)
    _touch_upon[str(whenever)] = path
    try:
        yield
    finally:
        _touch_upon.clear()


class TestOneMoment:
    def test_a_file_that_was_replaced_meanwhile_is_noticed(self, folder: Path) -> None:
        (found,) = list_files(folder, Limits()).files
        other = folder / "other"
        other.write_text(GOOD)
        other.replace(folder / "t/good.md")
        with pytest.raises(ChangedError):
            read_file(found)
        (folder / "t/good.md").unlink()
        with pytest.raises(ChangedError):
            read_file(found)

    def test_a_file_that_vanishes_is_noticed(self, folder: Path) -> None:
        with pytest.raises(FileNotFoundError):
            files._Walk(folder, Limits())._status(str(folder / "gone.md"), "gone.md")

    def test_a_folder_that_vanishes_is_noticed(self, folder: Path) -> None:
        with pytest.raises(ChangedError):
            list_files(folder / "gone", Limits())

    def test_a_git_lock_is_waited_for_but_not_for_ever(self, folder: Path, load: Load) -> None:
        (folder.parent / ".git").mkdir()
        (folder.parent / ".git/index.lock").touch()
        assert len(load(limits=Limits(attempts=2)).base.articles) == 1

    @pytest.mark.parametrize("touched", ["good.md", "earlier.md"])
    def test_a_folder_that_never_rests_is_refused(self, touched: str, folder: Path, write: Callable[..., Path]) -> None:
        write("t/earlier.md", front())
        with touching(folder / "t" / touched, whenever=folder / "t/good.md"), pytest.raises(ContentError) as caught:
            load_knowledge(folder, today=TODAY, limits=Limits(attempts=2))
        assert [fault.rule for fault in caught.value.faults] == ["changing"]

    def test_a_folder_that_has_just_changed_can_be_waited_for(self, folder: Path) -> None:
        with pytest.raises(ContentError) as caught:
            load_knowledge(folder, today=TODAY, limits=Limits(attempts=2, quiet=3_600))
        assert [fault.rule for fault in caught.value.faults] == ["changing"]
        assert len(load_knowledge(folder, today=TODAY, limits=Limits(quiet=0.2)).base.articles) == 1

    def test_no_load_mixes_two_versions(self, tmp_path: Path) -> None:
        base = tmp_path / "kb"
        churn = (
            "import itertools, pathlib, sys, time\n"
            "base = pathlib.Path(sys.argv[1]); base.mkdir()\n"
            "for version in itertools.count():\n"
            "    for n in range(40):\n"
            "        (base / f'f{n}.md').write_text(f'---\\ntitle: t{n}\\nasks: [a{n}]\\n---\\nVersion {version}.\\n')\n"
            "        time.sleep(0.002)\n"
            "    if version == 0: print('ready', flush=True)\n"
            "    time.sleep(0.3)\n"
        )
        seen: list[set[str]] = []
        with subprocess.Popen([sys.executable, "-c", churn, str(base)], stdout=subprocess.PIPE, text=True) as child:
            try:
                assert child.stdout is not None
                child.stdout.readline()
                while len(seen) < 200 and len(set().union(*seen)) < 4:
                    articles = load_knowledge(base, today=TODAY, limits=Limits(quiet=0.1, attempts=11)).base.articles
                    seen.append({part.text for found in articles for part in found.passages})
            finally:
                child.kill()
        assert all(len(texts) == 1 for texts in seen)
        assert len(set().union(*seen)) == 4, "the churn must have run"

    def test_times_that_lie_ahead_are_not_waited_for(self, folder: Path, load: Load) -> None:
        os.utime(folder / "t/good.md", (4e9, 4e9))
        assert len(load(limits=Limits(quiet=0.05)).base.articles) == 1
