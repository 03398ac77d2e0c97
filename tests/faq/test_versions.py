"""The last good version answers while the files are broken."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from bot.faq import ContentError, load, load_last_good
from bot.faq.versions import KEPT, Versions

if TYPE_CHECKING:
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
    for copy in (state / "versions").rglob("refund.yaml"):
        copy.write_text(GOOD.replace("14 days", "the moon"))
    assert load_last_good(folder, state=state, today=TODAY) is None


def test_a_damaged_copy_is_no_version(folder: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    load(folder, today=TODAY, state=state)
    for copy in (state / "versions").rglob("refund.yaml"):
        copy.write_text("title: [")
    assert load_last_good(folder, state=state, today=TODAY) is None


def test_a_state_directory_that_cannot_be_made_costs_no_answer(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert load(folder, today=TODAY, state=tmp_path / "file" / "state").ask("refund please").article == "refund"


def test_old_versions_go_and_the_last_good_one_stays(folder: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    versions = []
    for number in range(KEPT + 5):
        (folder / "refund.yaml").write_text(GOOD.replace("14", str(number)))
        versions.append(load(folder, today=TODAY, state=state).version)
    kept = {entry.name for entry in (state / "versions").iterdir()}
    assert len(kept) == KEPT
    assert versions[-1] in kept
    last = Versions(state).last_good(folder)
    assert last is not None
    assert last[1] == versions[-1]
