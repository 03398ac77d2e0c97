"""``policybot export`` and ``import``, as a person types them."""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil
import subprocess
import sys
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from served import REFUNDS, write_served

from bot.__main__ import main
from bot.clock import Clock
from bot.faq import load
from bot.faq.loading import load_knowledge
from bot.records import Applied, Taught, overlay_of
from bot.records.sqlite import SqliteRecords

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.faq.articles import Article

    Call = Callable[..., tuple[int, str, str]]

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
LESSONS = (
    Taught(None, "phrasing", "refunds", "give me my coins back", 5, NOW),
    Taught(None, "declined", None, "who wins the (football) cup...", 5, NOW),
    Taught(None, "synonym", None, "moolah > money", 5, NOW),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_served(tmp_path / "knowledge")


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, folder: Path) -> Call:
    """Type a command beside the folder; return the exit code, what was printed and what went to standard error."""
    monkeypatch.setenv("POLICYBOT_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    monkeypatch.chdir(folder.parent)

    def run(*argv: str) -> tuple[int, str, str]:
        out, err = StringIO(), StringIO()
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", err)
        return main(list(argv)), out.getvalue(), err.getvalue()

    return run


def articles(folder: Path) -> tuple[Article, ...]:
    return load_knowledge(folder, today=NOW.date()).base.articles


async def teach(state: Path, *lessons: Taught) -> None:
    records = await SqliteRecords.open(state / "records.db", Clock())
    await records.apply(Applied(None, 1, 5, "teach", "", None, "a", "b", NOW), lessons)
    await records.close()


def all_files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.*")}


@pytest.mark.parametrize(("form", "name"), [("--json", "all.json"), ("--csv", "all.csv")])
def test_a_base_goes_out_in_one_file_and_comes_back(call: Call, folder: Path, form: str, name: str) -> None:
    before = articles(folder)
    assert call("export", form, "--out", name) == (0, f"{name}\n", "")
    assert call("export", form)[1] == (folder.parent / name).read_text("utf-8")
    shutil.rmtree(folder / "server")
    code, out, err = call("import", name)
    assert (code, err) == (0, "")
    assert len(out.splitlines()) == len(before)
    after = articles(folder)
    assert [(one.id, one.topic, one.title, one.asks) for one in after] == [
        (one.id, one.topic, one.title, one.asks) for one in before
    ]
    if form == "--json":
        assert [(one.not_for, one.tags, one.sources, one.until) for one in after] == [
            (one.not_for, one.tags, one.sources, one.until) for one in before
        ]


def test_a_base_goes_out_as_markdown_files(call: Call, folder: Path) -> None:
    assert call("export", "--markdown", "--out", "out") == (0, "5 files in out\n", "")
    files = [str(path) for path in (folder.parent / "out").rglob("*.md")]
    assert len(files) == 5
    before = articles(folder)
    assert call("import", *files)[0] == 1
    assert call("import", "--replace", *files)[0] == 0
    assert [(one.id, one.title, one.asks) for one in articles(folder)] == [(one.id, one.title, one.asks) for one in before]
    assert call("export", "--markdown")[0] == 2


def test_a_table_that_replaces_articles_keeps_what_it_has_no_column_for(call: Call, folder: Path) -> None:
    (folder / "server" / "pets.md").write_text(
        "---\ntitle: May I keep a pet?\nasks: [pet dragon]\nnot_for: [pet shop]\ntags: [animals]\nas_of: 2025\n"
        "sources:\n  - {title: Rules, publisher: The town, url: https://example.com/r}\n---\nNo.\n",
        "utf-8",
    )
    assert call("export", "--csv", "--out", "all.csv")[0] == 0
    table = (folder.parent / "all.csv").read_text("utf-8")
    (folder.parent / "all.csv").write_text(table.replace("pet dragon", "pet unicorn").replace("No.", "Never."), "utf-8")
    assert call("import", "--replace", "all.csv")[::2] == (0, "")
    (pets,) = (one for one in articles(folder) if one.id == "pets")
    assert (pets.asks, pets.passages[0].text) == (("pet unicorn",), "Never.")
    assert (pets.not_for, pets.tags, pets.as_of, pets.sources[0].publisher) == (("pet shop",), ("animals",), "2025", "The town")


def test_an_import_is_made_whole_or_not_at_all_and_faults_say_where_they_stand(call: Call, folder: Path) -> None:
    before = all_files(folder)
    (folder.parent / "new.csv").write_text(
        'id,topic,title,asks,text\npets,server,May I keep a pet?,pet dragon,"No.\n\nNever."\n'
        'refunds,server,Refunds?,refund please,Yes.\n"A b",server,Beds?,,\n'
    )
    code, _, err = call("import", "new.csv")
    assert code == 1
    assert "new.csv:5:1: server/refunds.md is there already; give the article another id, or use --replace" in err
    code, _, err = call("import", "--replace", "new.csv")
    assert code == 1
    assert "new.csv:6:1: id: 'A b' cannot be an id" in err
    assert "new.csv:6:4: " in err
    assert all_files(folder) == before


@pytest.mark.parametrize("head", ['"title,asks,text\nA,b,c\n', '"ti"tle,asks,text\n', f"{'x' * 131_073},asks\n"])
def test_a_first_row_that_cannot_be_read_is_a_fault_like_any_other(call: Call, folder: Path, head: str) -> None:
    (folder.parent / "head.csv").write_text(head, "utf-8")
    code, _, err = call("import", "head.csv")
    assert code == 1
    assert "head.csv:1: this row cannot be read: " in err or "head.csv:1:1: this row cannot be read: " in err


def test_what_cannot_be_read_is_said_in_a_sentence(call: Call, folder: Path) -> None:
    assert call("import", "nothing.csv")[::2] == (2, "policybot: nothing.csv cannot be read: no such file or directory\n")
    (folder.parent / "x.pdf").write_bytes(b"")
    assert call("import", "x.pdf")[0] == 2
    assert call("export", "--json", "--write")[0] == 2
    assert call("export")[0] == 2


def test_what_was_taught_is_printed_as_a_patch_that_git_applies(call: Call, folder: Path, tmp_path: Path) -> None:
    asyncio.run(teach(tmp_path / "state", *LESSONS))
    before = all_files(folder)
    code, patch, err = call("export", "--learned")
    assert (code, err) == (0, "")
    assert all_files(folder) == before
    assert "+++ b/knowledge/server/refunds.md" in patch
    assert "+  - give me my coins back" in patch
    assert "--- /dev/null\n+++ b/knowledge/questions/learned.yaml" in patch
    changed = [line for line in patch.splitlines() if line.startswith("-") and not line.startswith("---")]
    assert changed == []
    subprocess.run(["git", "apply", "-"], input=patch.encode(), cwd=tmp_path, check=True)  # noqa: S607
    written = all_files(folder)
    call_again = call("export", "--learned")
    assert call_again == (0, "", "The files hold all that was taught.\n")
    shutil.rmtree(folder)
    write_served(folder)
    assert call("export", "--learned", "--write")[0] == 0
    assert all_files(folder) == written


def test_the_files_decide_like_what_was_taught_and_the_overlay_retires(call: Call, folder: Path, tmp_path: Path) -> None:
    asyncio.run(teach(tmp_path / "state", *LESSONS))
    assert call("export", "--learned", "--write")[0] == 0
    faq = load(folder, overlay=overlay_of(LESSONS))
    assert (faq.base.overlay.phrasings, faq.base.overlay.declined, faq.base.overlay.synonyms) == ((), (), ())
    assert faq.ask("give me my coins back").article == "refunds"
    assert faq.ask("who wins the football cup").guard == "not-our-topic"
    learned = [question for question in faq.base.questions if question.id.startswith("learned-")]
    assert [(question.question, question.expect) for question in learned] == [
        ("give me my coins back", ("refunds",)),
        ("who wins the (football) cup...", ()),
    ]
    asyncio.run(teach(tmp_path / "state", Taught(None, "declined", None, "is it raining", 5, NOW)))
    patch = call("export", "--learned")[1]
    assert "+    when: [is it raining]" in patch.replace('"', "")
    assert "coins" not in patch.replace(" ", "").partition("+")[2].partition("\n")[0]


def test_a_lesson_of_an_article_that_is_gone_is_left_out_and_said(call: Call, tmp_path: Path) -> None:
    asyncio.run(teach(tmp_path / "state", Taught(None, "phrasing", "nobody", "who is there", 5, NOW)))
    code, out, err = call("export", "--learned")
    assert (code, out) == (0, "")
    assert err.endswith("\nThe files hold all else that was taught.\n")
    assert "left out: (taught in chat):1:1: warning: 'who is there' was taught to 'nobody', but no article has that id" in err


def test_without_a_database_it_is_not_said_that_the_files_hold_what_was_taught(call: Call, tmp_path: Path) -> None:
    code, out, err = call("export", "--learned")
    assert (code, out) == (78, "")
    assert f"there is no database {tmp_path / 'state' / 'records.db'}: " in err
    assert "POLICYBOT_STATE" in err


def test_a_file_that_nothing_can_be_added_to_is_named(call: Call, folder: Path, tmp_path: Path) -> None:
    asyncio.run(teach(tmp_path / "state", *LESSONS))
    (folder / "guards.yaml").write_text("guards: [{kind: x, when: [y]}]\n")
    code, _, err = call("export", "--learned", "--write")
    assert code == 2
    assert "guards.yaml: nothing can be added to guards in place" in err
    assert "coins" not in (folder / REFUNDS).read_text()
