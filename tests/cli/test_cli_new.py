from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shop import TODAY

from bot.cli import new
from bot.cli.arguments import read_arguments
from bot.cli.errors import ConfigurationError, WrongUsageError
from bot.faq.articles import Status
from bot.faq.drafting import draft_markdown, draft_yaml, id_from
from bot.faq.errors import ContentError
from bot.faq.loading import load_knowledge

if TYPE_CHECKING:
    from bot.cli.context import Context

HOUSE_RULES = """\
style:
  asks: 8-15
  passages: 2-6
  first_sentence: 160
  passage_length: 900
  require: [sources, as_of, review_by]
"""


def write(context: Context, *argv: str) -> Path:
    """Run the command; return the path that it printed."""
    code = new.run(read_arguments(["new", *argv]).options, context)
    assert code == 0
    return Path(context.terminal.stdout.getvalue().splitlines()[-1])  # type: ignore[attr-defined]  # a StringIO


@pytest.fixture
def writing(context: Context, knowledge: Path) -> Context:
    """A context whose knowledge folder may be written to."""
    return replace(context, knowledge=knowledge)


@pytest.mark.parametrize("form", [[], ["--yaml"]])
def test_a_skeleton_has_no_fault_and_is_not_quoted_yet(writing: Context, knowledge: Path, form: list[str]) -> None:
    path = write(writing, "How do I", "swap a broken lamp?", "--topic", "money", *form)
    assert path == knowledge / "money" / f"how-do-i-swap-a-broken-lamp{'.yaml' if form else '.md'}"
    loaded = load_knowledge(knowledge, today=TODAY)
    assert loaded.warnings == ()
    article = next(article for article in loaded.base.articles if article.id == path.stem)
    assert (article.title, article.topic, article.status) == ("How do I swap a broken lamp?", "money", Status.DRAFT)
    assert len(article.passages) == 2
    assert article.review_by == dt.date(2027, 6, 1)


@pytest.mark.parametrize("form", [[], ["--yaml"]])
def test_no_longer_a_draft_it_lacks_only_what_its_author_knows(writing: Context, knowledge: Path, form: list[str]) -> None:
    path = write(writing, "How do I swap a lamp?", "--topic", "money", *form)
    (knowledge / "base.yaml").write_text((knowledge / "base.yaml").read_text() + HOUSE_RULES)
    path.write_text("".join(line for line in path.read_text().splitlines(keepends=True) if not line.startswith("status: draft")))
    with pytest.raises(ContentError) as raised:
        load_knowledge(knowledge, today=TODAY)
    own = [fault for fault in raised.value.faults if fault.place.path.endswith(path.name)]
    assert sorted(fault.message.split()[0] for fault in own) == ["1", "as_of", "sources"]
    assert {fault.rule for fault in own} == {"style-require", "style-asks"}


def test_without_a_topic_it_goes_where_it_can_be_moved_from(writing: Context, knowledge: Path) -> None:
    assert write(writing, "Where are you?") == knowledge / "general" / "where-are-you.md"
    told = writing.terminal.stderr.getvalue()  # type: ignore[attr-defined]  # a StringIO
    assert "take out the line 'status: draft', then run: policybot check" in told
    assert "The topic 'general' is new. There are: money, travel." in told


def test_nothing_is_ever_overwritten(writing: Context, knowledge: Path) -> None:
    before = (knowledge / "money" / "refunds.md").read_bytes()
    assert write(writing, "Refunds?", "--topic", "money").name == "refunds-2.md"
    assert write(writing, "Refunds!", "--topic", "travel").name == "refunds-3.md"
    assert (knowledge / "money" / "refunds.md").read_bytes() == before


def test_an_empty_or_faulty_folder_can_be_written_to(context: Context, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "broken.md").write_text("---\n")
    path = write(replace(context, knowledge=folder), "Broken?")
    assert path.name == "broken-2.md"


def test_the_packaged_base_is_not_written_to(context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigurationError, match="no knowledge folder here to write into"):
        write(context, "Where are you?")


@pytest.mark.parametrize("topic", ["../out", "A", "a/b", "", "-x", "questions", "x" * 41, "."])
def test_a_topic_is_a_folder_inside(writing: Context, knowledge: Path, topic: str) -> None:
    with pytest.raises(WrongUsageError, match=r"no name for a topic's folder: .*; there are money, travel"):
        write(writing, "Where are you?", f"--topic={topic}")
    assert not list(knowledge.rglob("where*"))


@pytest.mark.parametrize("title", ["", "???", " \n ", "x" * 201])
def test_a_title_says_something_and_not_too_much(writing: Context, title: str) -> None:
    with pytest.raises(WrongUsageError, match="write the question"):
        write(writing, title)


@pytest.mark.skipif("__import__('os').geteuid() == 0", reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to_is_told(writing: Context, knowledge: Path) -> None:
    knowledge.chmod(0o500)
    with pytest.raises(WrongUsageError, match="cannot be made: permission denied"):
        write(writing, "Where are you?")


def test_a_file_where_the_topic_should_be_is_told(writing: Context, knowledge: Path) -> None:
    (knowledge / "general").touch()
    with pytest.raises(WrongUsageError, match="cannot be made: file exists"):
        write(writing, "Where are you?")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("How do I get a refund?", "how-do-i-get-a-refund"),
        ("What's a café's Größe?", "whats-a-cafes-groe"),
        ("미국 사람이 북한에?", "article"),
        ("Does the rule about old and new passports hold?", "does-the-rule-about-old-and-new"),
        ("x" * 60, "x" * 40),
        ("Base", "base-2"),
        ("taken", "taken-2"),
    ],
)
def test_an_id_is_made_of_whole_words(title: str, expected: str) -> None:
    assert id_from(title, {"taken"}) == expected


@given(st.text(min_size=1, max_size=80), st.sets(st.text("ab-", max_size=3), max_size=4))
def test_an_id_always_fits(title: str, taken: set[str]) -> None:
    name = id_from(title, taken)
    assert re.fullmatch(r"[a-z0-9-]{1,40}", name)
    assert name not in taken


@given(
    title=st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=60).filter(
        lambda text: any(map(str.isalnum, text))
    )
)
def test_any_title_gives_a_skeleton_that_loads(tmp_path_factory: pytest.TempPathFactory, title: str) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "one.md").write_text(draft_markdown(title, TODAY), encoding="utf-8")
    (folder / "two.yaml").write_text(draft_yaml(title, TODAY), encoding="utf-8")
    titles = {article.title for article in load_knowledge(folder, today=TODAY).base.articles}
    assert titles == {title}
