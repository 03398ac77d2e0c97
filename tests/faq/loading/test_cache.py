"""The cache changes how long a load takes, and nothing else."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bad_files import GOOD, GOOD_YAML, WARNED, body, front

from bot.faq.errors import ContentError
from bot.faq.loading import Limits, ParseCache, load_knowledge
from bot.faq.loading.cache import OWNERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.faq.loading import Loaded

    Load = Callable[..., Loaded]
    Write = Callable[..., Path]

ROOT = Path(__file__).parents[3]


@pytest.fixture
def cache(tmp_path: Path) -> ParseCache:
    return ParseCache(tmp_path / "cache")


def entries(cache: ParseCache) -> list[Path]:
    return sorted(path for path in cache.directory.rglob("*") if path.is_file() and path.parent.name != "in-use")


def fill(write: Write) -> None:
    """Write one of everything that can be valid, warnings included."""
    write("u/roles.yaml", GOOD_YAML.replace("How do I", "How can I"))
    write("base.yaml", "name: x\ntopics: {t: T, u: U}\nstyle: {first_sentence: 300}\n")
    write("synonyms.yaml", "synonyms: [{words: [a, b]}, {from: c, to: d}]\n")
    write("guards.yaml", "guards: [{kind: a, when: b, point_to: [good]}]\n")
    write("questions/q.yaml", "questions: [{id: a, question: b, expect: [good], passage: 2}]\n")
    write("questions/r.jsonl", '{"id": "b", "question": "c", "expect": ["none"]}\n')
    for number, bad in enumerate(WARNED):
        if bad.path.startswith("t/wrong"):
            name = f"t/w{number}{bad.path.removeprefix('t/wrong')}"
            content = str(bad.content).replace("a wording", f"wording {number}").replace("wrong", f"w{number}")
            write(
                name,
                content.replace("A title", f"Title {number}")
                .replace("title: x", f"title: x{number}")
                .replace("[y]", f"[y{number}]"),
            )


def test_a_load_from_the_cache_equals_a_load_without(write: Write, load: Load, cache: ParseCache) -> None:
    fill(write)
    without = load()
    assert load(cache=cache) == without
    assert len(entries(cache)) >= 15
    assert load(cache=cache) == without
    assert without.warnings


def test_a_warm_load_imports_no_parser(write: Write, load: Load, cache: ParseCache, folder: Path) -> None:
    fill(write)
    load(cache=cache)
    code = (
        "import sys, datetime, pathlib\nfrom bot.faq.loading import ParseCache, load_knowledge\n"
        "folder, kept = map(pathlib.Path, sys.argv[1:])\n"
        "load_knowledge(folder, today=datetime.date(2026, 11, 24), cache=ParseCache(kept))\n"
        "print([name for name in ('yaml', 'pydantic', 'markdown_it') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder), str(cache.directory)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


def test_a_moved_file_keeps_its_entry_under_its_new_place(write: Write, load: Load, cache: ParseCache, folder: Path) -> None:
    write("t/a.md", front("owner: see #rules"))
    load(cache=cache)
    kept = entries(cache)
    (folder / "t/a.md").rename(folder / "t/b.md")
    loaded = load(cache=cache)
    assert entries(cache) == kept
    assert [found.id for found in loaded.base.articles] == ["b", "good"]
    assert [str(warning.place) for warning in loaded.warnings] == ["t/b.md:4:12"]


@pytest.mark.parametrize("damage", ["empty", "cut", "flipped", "foreign", "another format", "a folder"])
def test_a_damaged_entry_is_ignored_and_replaced(damage: str, load: Load, cache: ParseCache) -> None:
    before = load(cache=cache)
    (entry,) = entries(cache)
    whole = entry.read_bytes()
    broken = {
        "empty": b"",
        "cut": whole[:-20],
        "flipped": whole.replace(b"Report", b"Ignore"),
        "foreign": b'{"shape": {}}',
        "another format": whole.replace(b"policybot sheet", b"policybot leaf"),
    }
    entry.unlink()
    if damage == "a folder":
        entry.mkdir()
    else:
        entry.write_bytes(broken[damage])
    assert load(cache=cache) == before
    if damage != "a folder":
        assert entry.read_bytes() == whole


def test_faulty_files_are_not_kept(write: Write, load: Load, cache: ParseCache) -> None:
    write("t/wrong.md", "no front matter\n")
    with pytest.raises(ContentError):
        load(cache=cache)
    assert len(entries(cache)) == 1


def test_narrower_limits_are_not_fooled_by_entries_of_wider_ones(load: Load, cache: ParseCache) -> None:
    load(cache=cache)
    with pytest.raises(ContentError):
        load(cache=cache, limits=Limits(body_bytes=20))


def test_entries_of_content_that_is_gone_are_removed_and_nothing_else(write: Write, load: Load, cache: ParseCache) -> None:
    write("t/good.md", body("Old.\n"))
    load(cache=cache)
    foreign = [cache.directory / "ab" / "letter.txt", cache.directory / "notes.txt", cache.directory / "home" / ("a" * 64)]
    for path in foreign:
        path.parent.mkdir(exist_ok=True)
        path.write_text("keep me")
    (old,) = [path for path in entries(cache) if len(path.name) == 64 and path not in foreign]
    write("t/good.md", GOOD)
    load(cache=cache)
    assert not old.exists()
    assert all(path.exists() for path in foreign)


def test_two_folders_keep_their_entries_in_one_directory(tmp_path: Path, write: Write, folder: Path) -> None:
    write("t/good.md", GOOD)
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    (other / "t" / "good.md").write_text(body("Other.\n"))
    caches = [ParseCache(tmp_path / "kept", str(place)) for place in (folder, other)]
    for cache, place in zip(caches, (folder, other), strict=True):
        load_knowledge(place, today=dt.date(2026, 11, 24), cache=cache)
    assert len(entries(caches[0])) == 2
    (other / "t" / "good.md").write_text(body("Another.\n"))
    load_knowledge(other, today=dt.date(2026, 11, 24), cache=caches[1])
    assert len(entries(caches[0])) == 2


def test_of_very_many_folders_those_that_were_not_loaded_for_longest_lose_their_entries(tmp_path: Path) -> None:
    directory = tmp_path / "parsed"
    for number in range(OWNERS + 3):
        ParseCache(directory, f"folder {number}").keep_only({f"{number:064x}"})
    assert len(list((directory / "in-use").iterdir())) <= OWNERS


def test_a_list_of_entries_in_use_that_is_garbage_costs_only_time(load: Load, cache: ParseCache) -> None:
    before = load(cache=cache)
    (listed,) = (cache.directory / "in-use").iterdir()
    listed.write_bytes(b"\xff\n")
    assert load(cache=cache) == before
    assert len(entries(cache)) == 1
    assert listed.read_text() == entries(cache)[0].name


def test_a_directory_that_cannot_be_written_costs_only_time(load: Load, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    before = load()
    assert load(cache=ParseCache(tmp_path / "file")) == before
    assert load(cache=ParseCache(Path("/proc/nowhere"))) == before


def test_a_rename_that_fails_leaves_no_half_file(load: Load, cache: ParseCache) -> None:
    before = load(cache=cache)
    (entry,) = entries(cache)
    entry.unlink()
    entry.mkdir()
    (entry / "in the way").touch()
    assert load(cache=cache) == before
    assert [path.name for path in entries(cache)] == ["in the way"]


def test_an_entry_says_what_it_is_and_proves_that_it_is_whole(load: Load, cache: ParseCache) -> None:
    load(cache=cache)
    (entry,) = entries(cache)
    head, payload = entry.read_bytes().split(b"\n", 1)
    assert head == b"policybot sheet " + hashlib.sha256(payload).hexdigest().encode()
    assert json.loads(payload)["shape"]["articles"][0]["title"] == "How do I report someone?"
    assert [path.name for path in entry.parent.iterdir()] == [entry.name]


@pytest.mark.parametrize(
    "forged", ["{}", "[]", "null", '"x"', '{"shape": {}, "marks": [1], "notes": []}', "[" * 100_000, "\udc80"]
)
def test_an_entry_with_a_right_checksum_over_no_sheet_is_ignored(
    write: Write, load: Load, cache: ParseCache, forged: str
) -> None:
    fill(write)
    without = load(cache=cache)
    payload = forged.encode("utf-8", "surrogateescape")
    for entry in entries(cache):
        entry.write_bytes(b"policybot sheet " + hashlib.sha256(payload).hexdigest().encode() + b"\n" + payload)
    assert load(cache=cache) == without
