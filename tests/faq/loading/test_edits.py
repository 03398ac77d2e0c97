"""What a change would do can be seen before it is made: a load with edits is the load of the folder with these files in it."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bad_files import GOOD
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.faq import FAQ, ContentError, Limits, UsageError, load

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Edits = Mapping[str, bytes | None]

ROOT = Path(__file__).parents[3]
TODAY = dt.date(2026, 11, 24)


def article(name: str) -> bytes:
    return f"---\ntitle: About {name}\nasks: [what of {name}]\n---\nThe answer.\n".encode()


BROKEN = b"---\ntitel: A\nasks: [a]\n---\nText.\n"


def outcome(folder: Path, **options: object) -> object:
    try:
        faq = load(folder, today=TODAY, **options)  # type: ignore[arg-type] - passed on as they are
    except ContentError as error:
        return [(str(fault), fault.rule) for fault in error.faults]
    return faq.version, faq.base, faq.warnings


def made(folder: Path, edits: Edits) -> Path:
    """Return a copy of a folder in which the edits have been made."""
    copy = Path(shutil.copytree(folder, folder.parent / "copy" / folder.name, symlinks=True, dirs_exist_ok=True))
    for path, content in edits.items():
        target = copy / path
        if target.is_symlink() or target.exists():
            target.unlink()
        if content is not None:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    return copy


SAME: dict[str, Edits] = {
    "a new file": {"t/new.md": article("new")},
    "a changed file": {"t/good.md": GOOD.replace("a", "o", 1).encode()},
    "a file that moves": {"t/good.md": None, "u/new.md": article("new")},
    "the last file goes": {"t/good.md": None},
    "a file that never was": {"t/gone.md": None},
    "a fault": {"t/good.md": BROKEN},
    "faults in three files": {
        "t/new.md": BROKEN,
        "base.yaml": b"name: [",
        "questions/q.yaml": b"questions: [{id: a, question: b, expect: [nobody]}]",
    },
    "a misplaced file": {"t/base.yaml": b"name: Elsewhere"},
    "an empty file": {"t/good.md": b""},
    "a file too large": {"t/large.md": b"x" * 2_000_000},
    "folders too deep": {"a/b/c/d/e/f/g/h/i/j/deep.md": article("new")},
    "in place of a link": {"linked.md": article("new")},
    "a link goes": {"linked.md": None},
    "a name that cannot be shown": {"t/\u202e.md": article("new")},
    "a suffix in capitals": {"t/UPPER.MD": article("new")},
}


@pytest.mark.parametrize("what", SAME)
def test_edits_are_the_folder_with_these_files_in_it(what: str, folder: Path) -> None:
    edits = SAME[what]
    (folder / "linked.md").symlink_to("/etc/passwd")
    assert outcome(folder, edits=edits) == outcome(made(folder, edits))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.dictionaries(st.sampled_from(["a.md", "t/good.md", "b.yaml", "guards.yaml"]), st.none() | st.binary(max_size=30)))
def test_whatever_is_written_edits_are_the_folder_with_it(edits: Edits, folder: Path) -> None:
    shutil.rmtree(folder.parent / "copy", ignore_errors=True)
    assert outcome(folder, edits=edits) == outcome(made(folder, edits))


@pytest.mark.parametrize("limits", [Limits(files=2), Limits(set_bytes=200)])
def test_edits_count_towards_the_sum_of_all_files(limits: Limits, folder: Path) -> None:
    edits = {f"t/{name}.md": article(name) for name in ("alpha", "omega")}
    found = outcome(folder, edits=edits, limits=limits)
    assert found == outcome(made(folder, edits), limits=limits)
    assert isinstance(found, list)


@pytest.mark.parametrize("name", ["", ".", "/etc/a.md", "../a.md", "t/../a.md", "t//a.md", "./a.md", "a\0.md"])
def test_a_name_that_leaves_the_folder_is_refused(name: str, folder: Path) -> None:
    with pytest.raises(UsageError, match="no path below the knowledge folder"):
        load(folder, edits={name: b""})


@pytest.mark.parametrize("name", ["notes.txt", "README.md", "t/_draft.md", ".git/a.md", "questions/a.md", "t"])
@pytest.mark.parametrize("content", [b"", None])
def test_a_name_that_nobody_reads_is_refused(name: str, content: bytes | None, folder: Path) -> None:
    with pytest.raises(UsageError, match="no file that is read"):
        load(folder, edits={name: content})


def test_a_load_with_edits_leaves_nothing_in_the_state_directory(folder: Path, tmp_path: Path) -> None:
    state, empty = tmp_path / "state", tmp_path / "empty"
    load(folder, state=state)
    before = contents(state)
    edits = {"t/new.md": article("new")}
    assert isinstance(load(folder, state=state, edits=edits), FAQ)
    assert contents(state) == before
    load(folder, state=empty, edits=edits)
    assert contents(empty) == {}


def contents(place: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in place.rglob("*") if path.is_file()}


def test_edits_take_what_is_unchanged_from_the_state_directory(folder: Path, tmp_path: Path, write: Callable[..., Path]) -> None:
    write("t/other.md", article("other"))
    load(folder, state=tmp_path / "state")
    code = (
        "import sys\nfrom bot.faq import load\n"
        "faq = load(sys.argv[1], state=sys.argv[2], edits={'t/other.md': None})\n"
        "print(len(faq.base.articles), [name for name in ('yaml', 'pydantic', 'markdown_it') if name in sys.modules])"
    )
    run = [sys.executable, "-c", code, str(folder), str(tmp_path / "state")]
    assert subprocess.run(run, capture_output=True, text=True, check=True, cwd=ROOT).stdout == "1 []\n"
