"""A compiled base is read only for exactly what it was built from; whatever else lies in its place costs time, never an answer."""

from __future__ import annotations

import datetime as dt
import os
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from game_server import EVENT_ENDS, GAME_SERVER, TODAY

from bot.faq import FAQ, Limits, Overlay, load
from bot.faq.articles import Synonym, Taught
from bot.faq.loading import read_folder
from bot.faq.warming import EACH_FOLDER, IN_ALL, CompiledBases, days_alike

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def kept(state: Path) -> set[str]:
    return {entry.name for entry in (state / "compiled").iterdir()}


def test_the_second_load_reads_the_compiled_base(game_server_folder: Path, state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = load(game_server_folder, state=state, today=TODAY)
    monkeypatch.setattr("bot.faq.build_index", None)  # whoever builds now fails
    second = load(game_server_folder, state=state, today=TODAY)
    assert second.base == first.base
    assert second.warnings == first.warnings
    for question in ("how do refunds work", "refnud plz", "summer event", "tell me a joke"):
        assert second.ask(question) == first.ask(question)


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "base.yaml").write_text("name: Another name\n"),
        lambda folder: (folder / "synonyms.yaml").write_text("synonyms: [{words: [loot, gear]}]\n"),
        lambda folder: (folder / "synonyms.yaml").unlink(),
        lambda folder: (folder / "server").rename(folder / "house"),
    ],
    ids=["base", "synonyms", "removed", "moved"],
)
def test_any_change_of_the_files_is_another_base(game_server_folder: Path, state: Path, change: Callable[[Path], object]) -> None:
    load(game_server_folder, state=state, today=TODAY)
    change(game_server_folder)
    assert load(game_server_folder, state=state, today=TODAY).base == load(game_server_folder, today=TODAY).base


def test_what_is_taught_is_another_base(game_server_folder: Path, state: Path) -> None:
    load(game_server_folder, state=state, today=TODAY)
    taught = Overlay((Taught("claims", "zzz qqq www"),), ("tell me a story",), (Synonym(("loot",), "gear"),))
    faq = load(game_server_folder, state=state, today=TODAY, overlay=taught)
    assert faq.ask("zzz qqq www").article == "claims"
    again = load(game_server_folder, state=state, today=TODAY, overlay=taught)
    assert again.ask("zzz qqq www").article == "claims"
    assert load(game_server_folder, state=state, today=TODAY).ask("zzz qqq www").article is None
    assert len(kept(state)) == 2


def test_a_date_that_passes_brings_its_warning(game_server_folder: Path, state: Path) -> None:
    def warned(today: dt.date) -> list[str]:
        return [warning.rule for warning in load(game_server_folder, state=state, today=today).warnings]

    day_after = EVENT_ENDS + dt.timedelta(days=1)
    assert warned(EVENT_ENDS).count("expired") == 0
    assert warned(day_after).count("expired") == 1
    assert warned(day_after).count("expired") == 1
    assert warned(EVENT_ENDS).count("expired") == 0


def test_warnings_stay_alike_between_two_dates() -> None:
    assert days_alike(GAME_SERVER, EVENT_ENDS) == (dt.date.min, EVENT_ENDS)
    assert days_alike(GAME_SERVER, EVENT_ENDS + dt.timedelta(days=1)) == (EVENT_ENDS + dt.timedelta(days=1), dt.date.max)


def truncate(place: Path) -> None:
    place.write_bytes(place.read_bytes()[:-1])


def fifo(place: Path) -> None:
    place.unlink()
    os.mkfifo(place)


def folder(place: Path) -> None:
    place.unlink()
    place.mkdir()


def empty(place: Path) -> None:
    place.write_bytes(b"")


@pytest.mark.parametrize("spoil", [truncate, fifo, folder, empty])
def test_a_spoilt_compiled_base_is_not_believed(game_server_folder: Path, state: Path, spoil: Callable[[Path], object]) -> None:
    first = load(game_server_folder, state=state, today=TODAY)
    spoil(next((state / "compiled").iterdir()))
    second = load(game_server_folder, state=state, today=TODAY)
    assert second.base == first.base
    assert second.ask("how do refunds work") == first.ask("how do refunds work")


def test_a_state_that_cannot_be_written_to_is_no_reason_to_fail(game_server_folder: Path, state: Path) -> None:
    state.write_text("a file where a folder should be")
    assert isinstance(load(game_server_folder, state=state, today=TODAY), FAQ)


def test_older_compiled_bases_go_but_not_those_of_other_folders(game_server_folder: Path, state: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    game_server_folder.rename(other)
    load(other, state=state, today=TODAY)
    (others,) = kept(state)
    for number in range(EACH_FOLDER + 2):
        (other.parent / "mine").mkdir(exist_ok=True)
        text = f"title: What is number {number}?\nasks: [number {number}]\npassages: [{{text: A number.}}]\n"
        (other.parent / "mine" / "number.yaml").write_text(text)
        load(other.parent / "mine", state=state, today=TODAY)
        time.sleep(0.01)  # so that their times differ
    assert others in kept(state)
    assert len(kept(state)) == 1 + EACH_FOLDER
    assert len(kept(state)) <= IN_ALL


def test_the_limits_are_part_of_the_key(game_server_folder: Path, state: Path) -> None:
    bases, snapshot = CompiledBases(state), read_folder(game_server_folder)
    one = bases.place(game_server_folder, snapshot, Overlay(), Limits())
    assert one != bases.place(game_server_folder, snapshot, Overlay(), replace(Limits(), articles=1))
    assert one == bases.place(game_server_folder, snapshot, Overlay(), Limits())
