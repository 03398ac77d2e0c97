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
from bot.faq.loading import Limits, ParseCache, load_knowledge, read_folder
from bot.faq.loading.cache import OWNERS
from bot.faq.loading.knowledge import FEW

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.faq.loading import Loaded

    Load = Callable[..., Loaded]
    Write = Callable[..., Path]

ROOT = Path(__file__).parents[3]


@pytest.fixture
def cache(tmp_path: Path) -> ParseCache:
    return ParseCache(tmp_path / "cache")


def kept(cache: ParseCache) -> list[Path]:
    return sorted(path for path in cache.directory.rglob("*") if path.is_file())


def parsed_again(folder: Path, cache: ParseCache) -> list[str]:
    """Return the files that a load of another process would have to parse."""
    files = read_folder(folder).files
    known = cache.sheets(files, Limits())
    return [file.path for file, _ in files if file.path not in known]


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


def test_a_load_from_the_cache_equals_a_load_without(write: Write, load: Load, cache: ParseCache, folder: Path) -> None:
    fill(write)
    without = load()
    assert load(cache=cache) == without
    assert parsed_again(folder, cache) == []
    assert load(cache=cache) == without
    assert without.warnings


def test_only_files_that_changed_are_parsed_again(write: Write, load: Load, cache: ParseCache, folder: Path) -> None:
    fill(write)
    load(cache=cache)
    write("t/new.md", front())
    (folder / "u/roles.yaml").unlink()
    assert parsed_again(folder, cache) == ["t/new.md"]


def test_for_a_few_new_files_all_sheets_are_not_written_anew(write: Write, load: Load, cache: ParseCache, folder: Path) -> None:
    for number in range(2 * FEW):
        write(f"t/n{number}.md", body("Text.\n").replace("A title", f"T {number}").replace("a wording", f"wording {number}"))
    load(cache=cache)
    changed = [f"t/n{number}.md" for number in range(3)]
    for path in changed[:2]:
        write(path, (folder / path).read_text().replace("Text.", "Else."))
    load(cache=cache)
    assert parsed_again(folder, cache) == changed[:2]
    write(changed[2], (folder / changed[2]).read_text().replace("Text.", "Else."))
    load(cache=cache)
    assert parsed_again(folder, cache) == []


def test_a_cache_that_has_everything_is_not_written_anew(write: Write, load: Load, cache: ParseCache) -> None:
    fill(write)
    load(cache=cache)
    (before,) = kept(cache)
    stamp = before.stat().st_ino
    load(cache=cache)
    assert before.stat().st_ino == stamp


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


def test_a_moved_file_has_its_new_place(write: Write, load: Load, cache: ParseCache, folder: Path) -> None:
    write("t/a.md", front("owner: see #rules"))
    load(cache=cache)
    (folder / "t/a.md").rename(folder / "t/b.md")
    loaded = load(cache=cache)
    assert [found.id for found in loaded.base.articles] == ["b", "good"]
    assert [str(warning.place) for warning in loaded.warnings] == ["t/b.md:4:12"]


def test_a_warning_that_another_file_brings_about_has_its_place(write: Write, load: Load, cache: ParseCache) -> None:
    write("t/a.md", front())
    load(cache=cache)
    write("t/b.md", front().replace("a wording", "other words"))
    found = [(str(warning.place), warning.rule) for warning in load(cache=cache).warnings]
    assert found == [("t/b.md:2:8", "shared-title")]
    write("t/a.md", front().replace("a wording", "more words"))
    write("t/b.md", "---\ntitle: Another\nasks: [x]\nsee_also: [good]\n---\nText.\n")
    load(cache=cache)
    write("t/good.md", GOOD.replace("---\nRight", "status: draft\n---\nRight"))
    found = [(str(warning.place), warning.rule) for warning in load(cache=cache).warnings]
    assert found == [("t/b.md:4:12", "not-live")]
    assert load(cache=cache).warnings == load().warnings


@pytest.mark.parametrize("damage", ["empty", "cut", "flipped", "foreign", "another format", "a folder"])
def test_a_damaged_entry_is_ignored_and_replaced(damage: str, load: Load, cache: ParseCache) -> None:
    before = load(cache=cache)
    (entry,) = kept(cache)
    whole = entry.read_bytes()
    broken = {
        "empty": b"",
        "cut": whole[:-20],
        "flipped": whole.replace(b"Report", b"Ignore"),
        "foreign": b'{"articles": {}}',
        "another format": whole.replace(b"policybot arrays", b"policybot tables"),
    }
    entry.unlink()
    if damage == "a folder":
        entry.mkdir()
    else:
        entry.write_bytes(broken[damage])
    assert load(cache=cache) == before
    if damage != "a folder":
        assert entry.read_bytes() == whole


def test_faulty_files_are_not_kept(write: Write, load: Load, cache: ParseCache, folder: Path) -> None:
    write("t/wrong.md", "no front matter\n")
    with pytest.raises(ContentError):
        load(cache=cache)
    assert parsed_again(folder, cache) == ["t/wrong.md"]


def test_narrower_limits_are_not_fooled_by_entries_of_wider_ones(load: Load, cache: ParseCache) -> None:
    load(cache=cache)
    with pytest.raises(ContentError):
        load(cache=cache, limits=Limits(body_bytes=20))


def test_what_is_no_longer_there_is_forgotten_and_foreign_files_are_left_alone(
    write: Write, load: Load, cache: ParseCache
) -> None:
    write("t/good.md", body("Old.\n"))
    load(cache=cache)
    foreign = [cache.directory / "ab" / "letter.txt", cache.directory / "notes.txt"]
    for path in foreign:
        path.parent.mkdir(exist_ok=True)
        path.write_text("keep me")
    write("t/good.md", GOOD)
    load(cache=cache)
    assert b"Old." not in cache.file.read_bytes()
    assert [path.read_text() for path in foreign] == ["keep me", "keep me"]


def test_two_folders_keep_their_files_in_one_directory(tmp_path: Path, write: Write, folder: Path) -> None:
    write("t/good.md", GOOD)
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    (other / "t" / "good.md").write_text(body("Other.\n"))
    caches = [ParseCache(tmp_path / "kept", str(place)) for place in (folder, other)]
    for cache, place in zip(caches, (folder, other), strict=True):
        load_knowledge(place, today=dt.date(2026, 11, 24), cache=cache)
    assert [parsed_again(place, cache) for place, cache in zip((folder, other), caches, strict=True)] == [[], []]


def test_of_very_many_folders_those_that_were_not_loaded_for_longest_are_forgotten(tmp_path: Path) -> None:
    for number in range(OWNERS + 3):
        ParseCache(tmp_path / "parsed", f"folder {number}").keep((), (), Limits())
    assert len(kept(ParseCache(tmp_path / "parsed"))) == OWNERS


def test_a_directory_that_cannot_be_written_costs_only_time(load: Load, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    before = load()
    assert load(cache=ParseCache(tmp_path / "file")) == before
    assert load(cache=ParseCache(Path("/proc/nowhere"))) == before


def test_a_rename_that_fails_leaves_no_half_file(load: Load, cache: ParseCache) -> None:
    before = load(cache=cache)
    cache.file.unlink()
    cache.file.mkdir()
    (cache.file / "in the way").touch()
    assert load(cache=cache) == before
    assert [path.name for path in kept(cache)] == ["in the way"]


@pytest.mark.parametrize("forged", ["{}", "[]", "null", "7", "[KEY,[],null,[[1]],[]]", "[KEY,[1]]", "[" * 100_000, "\udc80"])
def test_a_cache_with_a_right_checksum_over_no_sheets_is_ignored(
    write: Write, load: Load, cache: ParseCache, folder: Path, forged: str
) -> None:
    fill(write)
    without = load(cache=cache)
    head, _, lines = cache.file.read_bytes().partition(b"\n")
    shapes, how, first, *rest = lines[8:].split(b"\n")
    forged = forged.replace("KEY", json.dumps(json.loads(first)[0]))
    payload = b"\n".join([shapes, how, forged.encode("utf-8", "surrogateescape"), *rest])
    payload = len(payload).to_bytes(8, "little") + payload
    cache.file.write_bytes(
        head[: -len(hashlib.sha256().hexdigest())] + hashlib.sha256(payload).hexdigest().encode() + b"\n" + payload
    )
    assert cache.sheets(read_folder(folder).files, Limits()) == {}
    assert load(cache=cache) == without
