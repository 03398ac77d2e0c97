"""The last good version answers while the files are broken."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot.faq import ContentError, Overlay, load, load_last_good, load_version
from bot.faq.articles import Taught
from bot.faq.basing import overlay_row
from bot.faq.storing import Stored, write
from bot.faq.versions import KEPT, UNUSED, Versions

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

TODAY = dt.date(2026, 11, 24)
GOOD = "title: How do I get a refund?\nasks: [refund please]\npassages: [{text: Within 14 days.}]\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "shop"
    place.mkdir()
    (place / "refund.yaml").write_text(GOOD)
    return place


def test_broken_files_leave_the_last_good_version(folder: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    before = load(folder, today=TODAY, state=state)
    (folder / "refund.yaml").write_text("title: [")
    with pytest.raises(ContentError):
        load(folder, today=TODAY, state=state)
    kept = load_last_good(folder, state=state, today=TODAY)
    assert kept is not None
    assert kept.version == before.version
    assert kept.ask("refund please").article == "refund"


def test_nothing_is_kept_of_content_that_never_was_good(folder: Path, tmp_path: Path) -> None:
    assert load_last_good(folder, state=tmp_path / "state", today=TODAY) is None


def test_each_folder_has_its_own_last_good_version(folder: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    load(folder, today=TODAY, state=state)
    other = tmp_path / "club"
    shutil.copytree(folder, other)
    assert load_last_good(other, state=state, today=TODAY) is None


@pytest.mark.parametrize("content", ["", "[]", "{", '{"a": 1}'])
def test_a_damaged_list_of_versions_is_no_version(folder: Path, tmp_path: Path, content: str) -> None:
    state = tmp_path / "state"
    load(folder, today=TODAY, state=state)
    (state / "last-good.json").write_text(content)
    assert load_last_good(folder, state=state, today=TODAY) is None
    assert load(folder, today=TODAY, state=state).ask("refund please").article == "refund"
    assert load_last_good(folder, state=state, today=TODAY) is not None  # the next good load mends the list


def test_a_pipe_in_place_of_the_list_of_versions_hangs_nothing(folder: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    load(folder, today=TODAY, state=state)
    (state / "last-good.json").unlink()
    os.mkfifo(state / "last-good.json")
    assert load_last_good(folder, state=state, today=TODAY) is None
    assert load(folder, today=TODAY, state=state).ask("refund please").article == "refund"


def test_a_copy_that_was_changed_is_no_version(folder: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    load(folder, today=TODAY, state=state)
    (copy,) = (state / "versions").iterdir()
    copy.write_bytes(copy.read_bytes().replace(b"14 days", b"15 days"))
    assert load_last_good(folder, state=state, today=TODAY) is None


def test_a_damaged_copy_is_no_version(folder: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    load(folder, today=TODAY, state=state)
    (copy,) = (state / "versions").iterdir()
    copy.write_bytes(copy.read_bytes()[:-1])
    assert load_last_good(folder, state=state, today=TODAY) is None


def test_another_version_under_the_name_of_the_good_one_is_not_believed(folder: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    first = load(folder, today=TODAY, state=state).version
    (folder / "refund.yaml").write_text(GOOD.replace("14", "15"))
    second = load(folder, today=TODAY, state=state).version
    (state / "versions" / first).replace(state / "versions" / second)
    assert load_last_good(folder, state=state, today=TODAY) is None


def test_a_folder_where_the_first_program_kept_a_version_gives_way(folder: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    version = load(folder, today=TODAY, state=state).version
    (state / "versions" / version).unlink()
    (state / "versions" / version / "shop").mkdir(parents=True)
    load(folder, today=TODAY, state=state)
    kept = load_last_good(folder, state=state, today=TODAY)
    assert kept is not None
    assert kept.version == version


@pytest.mark.parametrize("name", ["../escaped.yaml", "/tmp/escaped.yaml", "a/../../escaped.yaml"])  # noqa: S108 - where it must not go
def test_a_version_with_files_outside_its_folder_is_not_believed(folder: Path, tmp_path: Path, name: str) -> None:
    state = tmp_path / "state"
    version = load(folder, today=TODAY, state=state).version
    content = np.frombuffer(GOOD.encode(), np.uint8)
    write(state / "versions" / version, Stored({"content": content}, [[name], [len(content)], overlay_row(Overlay())]))
    assert load_version(folder, version, state=state, today=TODAY) is None
    assert not list(tmp_path.rglob("escaped.yaml"))


def test_files_in_folders_come_back_as_they_were(folder: Path, tmp_path: Path) -> None:
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "deep" / "er" / "ban.yaml").write_text(GOOD.replace("refund", "unban"))
    version = load(folder, today=TODAY, state=tmp_path / "state").version
    kept = Versions(tmp_path / "state").files(version)
    assert kept == {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    again = load_version(folder, version, state=tmp_path / "state", today=TODAY)
    assert again is not None
    assert again.base == load(folder, today=TODAY).base


def test_a_state_directory_that_cannot_be_made_costs_no_answer(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert load(folder, today=TODAY, state=tmp_path / "file" / "state").ask("refund please").article == "refund"


def loaded(folder: Path, state: Path, numbers: Iterable[int]) -> list[str]:
    """Load one version for each number, and return them."""
    versions = []
    for number in numbers:
        (folder / "refund.yaml").write_text(GOOD.replace("14", str(number)))
        versions.append(load(folder, today=TODAY, state=state).version)
    return versions


def test_versions_that_never_answered_go_and_the_last_good_one_stays(folder: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    versions = loaded(folder, state, range(UNUSED + 5))
    kept = {entry.name for entry in (state / "versions").iterdir()}
    assert kept == set(versions[-UNUSED - 1 :])
    assert Versions(state).last_good(folder) == versions[-1]


def test_the_last_versions_that_answered_stay_whatever_was_only_looked_at(folder: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    kept = Versions(state)
    answered = []
    for number in range(KEPT + 2):
        (version,) = loaded(folder, state, [number])
        kept.note_answering(folder, version)
        answered.append(version)
    loaded(folder, state, range(100, 110))
    assert kept.answered(folder) == tuple(reversed(answered[-KEPT:]))
    kept.note_answering(folder, answered[5])
    assert kept.answered(folder)[:2] == (answered[5], answered[-1])
    assert kept.answered(tmp_path / "elsewhere") == ()
    again = load_version(folder, answered[5], state=state, today=TODAY)
    assert again is not None
    assert [quote.text for quote in again.ask("refund please").passages] == ["Within 5 days."]
    assert load_version(folder, answered[0], state=state, today=TODAY) is None
    files = kept.files(answered[5])
    assert files is not None
    assert {path: b"Within 5 days" in data for path, data in files.items()} == {"refund.yaml": True}
    assert kept.files("f" * 64) is None


def test_a_version_comes_back_with_what_was_taught_then(folder: Path, tmp_path: Path) -> None:
    state, taught = tmp_path / "state", Overlay((Taught("refund", "zzz qqq www"),))
    version = load(folder, overlay=taught, today=TODAY, state=state).version
    load(folder, today=TODAY, state=state)
    again = load_version(folder, version, state=state, today=TODAY)
    assert again is not None
    assert (again.version, again.ask("zzz qqq www").article) == (version, "refund")
