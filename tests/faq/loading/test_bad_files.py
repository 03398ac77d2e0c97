"""Every kind of mistake is told at its exact place, with all others of the folder, and nothing is made up besides."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest
import yaml
from bad_files import FAULTS, WARNED, Bad

from bot.faq.errors import ContentError, Severity
from bot.faq.loading import Limits, yaml_events
from bot.faq.loading.parsing import parse
from bot.faq.loading.shapes import kind_of
from bot.faq.loading.yaml_wording import explain

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.faq.loading import Loaded


DIFFERENT = {"a quote closed by the next one", "an escaped surrogate"}


def content_of(bad: Bad) -> bytes:
    return bad.content if isinstance(bad.content, bytes) else bad.content.encode()


def read_alike(bad: Bad) -> bool:
    """Whether PyYAML's two parsers agree on a file: the pure one wants question marks within brackets quoted."""
    question_marks = b"?" in content_of(bad) and b"asks: [" in content_of(bad)
    return kind_of(PurePosixPath(bad.path)) is not None and not question_marks and bad.what not in DIFFERENT


def named(bad: Bad) -> str:
    return bad.what.replace(" ", "-")


@pytest.mark.parametrize("bad", FAULTS, ids=named)
def test_a_bad_file_is_refused_at_its_exact_place(bad: Bad, write: Callable[..., Path], load: Callable[..., Loaded]) -> None:
    if bad.path == "base.yml":
        write("base.yaml", "name: y\n")
    write(bad.path, bad.content)
    with pytest.raises(ContentError) as caught:
        load()
    found = {(str(fault.place), fault.rule) for fault in caught.value.faults if fault.severity is Severity.FAULT}
    assert (f"{bad.path}:{bad.line}:{bad.column}", bad.rule) in found
    assert len(found) == 1 or bad.what == "empty front matter", "a fault has an echo"


@pytest.mark.parametrize("bad", WARNED, ids=named)
def test_a_doubtful_file_is_loaded_with_a_warning_at_its_exact_place(
    bad: Bad, write: Callable[..., Path], load: Callable[..., Loaded]
) -> None:
    write(bad.path, bad.content)
    found = {(str(fault.place), fault.rule) for fault in load().warnings}
    assert found == {(f"{bad.path}:{bad.line}:{bad.column}", bad.rule)}


def test_the_corpus_is_large_and_no_case_is_there_twice() -> None:
    assert len(FAULTS) + len(WARNED) >= 70
    assert len({bad.what for bad in (*FAULTS, *WARNED)}) == len(FAULTS) + len(WARNED)


def test_all_faults_of_all_files_are_told_at_once_and_sorted(write: Callable[..., Path], load: Callable[..., Loaded]) -> None:
    chosen = [bad for bad in FAULTS if bad.path.startswith("t/wrong")]
    for number, bad in enumerate(chosen):
        write(f"t/file-{number}{bad.path.removeprefix('t/wrong')}", bad.content)
    with pytest.raises(ContentError) as caught:
        load()
    places = [(fault.place.path, fault.place.line, fault.place.column) for fault in caught.value.faults]
    assert places == sorted(places)
    told = {(str(fault.place), fault.rule) for fault in caught.value.faults}
    for number, bad in enumerate(chosen):
        if bad.rule not in {"shared-phrasing", "unknown-article", "duplicate-id"}:
            path = f"t/file-{number}{bad.path.removeprefix('t/wrong')}"
            assert (f"{path}:{bad.line}:{bad.column}", bad.rule) in told, bad.what


@pytest.mark.parametrize("bad", [bad for bad in (*FAULTS, *WARNED) if read_alike(bad)], ids=named)
def test_without_libyaml_the_same_is_told_in_the_same_line(bad: Bad, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = kind_of(PurePosixPath(bad.path))
    assert kind is not None
    with_libyaml = parse(bad.path, kind, content_of(bad), Limits()).faults
    monkeypatch.setattr(yaml_events, "PARSER", yaml.SafeLoader)
    pure = parse(bad.path, kind, content_of(bad), Limits()).faults
    assert [(fault.place.line, fault.rule) for fault in pure] == [(fault.place.line, fault.rule) for fault in with_libyaml]


def test_what_a_parser_says_without_a_place_is_told_at_the_start() -> None:
    assert explain(yaml.YAMLError("odd"), "", None)[:2] == ((1, 1), "syntax")


def test_every_fault_says_what_to_do(write: Callable[..., Path], load: Callable[..., Loaded]) -> None:
    for number, bad in enumerate(FAULTS):
        if bad.path.startswith("t/wrong"):
            write(f"t/file-{number}{bad.path.removeprefix('t/wrong')}", bad.content)
    with pytest.raises(ContentError) as caught:
        load()
    for fault in caught.value.faults:
        assert fault.message
        assert fault.remedy
        assert fault.rule
        assert "\n" not in str(fault)
        assert "Input should" not in str(fault), "pydantic's own words"
