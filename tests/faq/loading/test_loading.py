"""What authors write is what the engine gets: nothing added, nothing lost, nothing typed behind their back."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bad_files import GOOD, GOOD_YAML, article, body, front

from bot.faq.articles import LabelledQuestion, Overlay, Passage, Place, Source, Status, Synonym, Taught, Topic
from bot.faq.errors import ContentError, Severity, UsageError
from bot.faq.loading import Kind, Limits, json_schema, load_knowledge, load_questions
from bot.faq.loading.trees import Tree

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.faq.articles import Article
    from bot.faq.loading import Loaded

    Load = Callable[..., Loaded]
    Write = Callable[..., Path]

ROOT = Path(__file__).parents[3]
TODAY = dt.date(2026, 11, 24)


def articles(loaded: Loaded) -> dict[str, Article]:
    return {found.id: found for found in loaded.base.articles}


def rules(error: pytest.ExceptionInfo[ContentError]) -> dict[str, str]:
    return {fault.rule: str(fault.place) for fault in error.value.faults}


def test_a_markdown_article_arrives_whole(load: Load) -> None:
    loaded = load()
    assert loaded.warnings == ()
    (good,) = loaded.base.articles
    assert (good.id, good.topic, good.title) == ("good", "t", "How do I report someone?")
    assert good.asks == ("someone is being rude to me", "where do I report spam")
    assert good.passages == (
        Passage(None, "Right-click the message, then Apps, then Report.", ((0, 48),), (), Place("t/good.md", 7, 1)),
        Passage(
            heading="What happens next?",
            text="A moderator answers within a day.",
            blocks=((0, 33),),
            asks=("when will I hear back", "who reads my report"),
            place=Place("t/good.md", 9, 1),
        ),
    )
    assert good.place == Place("t/good.md", 2, 1)
    assert good.status is Status.LIVE


def test_all_keys_of_an_article_arrive(write: Write, load: Load) -> None:
    source = '  - {title: "A: report", publisher: State, url: "https://state.gov/x", date: 2025-05, copy: true}'
    keys = ["sources:", source, "  - title: B", "as_of: 2025-05", "until: 2027-08-31", "review_by: 2027-03-01", "owner: editors"]
    write(
        "t/full.md", front("not_for: [other]", "tags: [a, b]", "see_also: good", *keys, "status: draft", "topic: else", "id: all")
    )
    full = articles(load())["all"]
    assert full.sources == (Source("A: report", "State", "https://state.gov/x", "2025-05", copy=True), Source("B"))
    assert (full.as_of, full.until, full.review_by) == ("2025-05", dt.date(2027, 8, 31), dt.date(2027, 3, 1))
    assert (full.owner, full.status, full.topic, full.see_also, full.tags) == (
        "editors",
        Status.DRAFT,
        "else",
        ("good",),
        ("a", "b"),
    )
    assert full.not_for == ("other",)


def test_a_yaml_file_of_articles_arrives(write: Write, load: Load) -> None:
    write("rules.yaml", GOOD_YAML)
    roles = articles(load())["roles"]
    assert roles.topic == "rules"
    assert roles.place == Place("rules.yaml", 2, 5)
    assert [passage.place.line for passage in roles.passages] == [6, 7]
    assert roles.passages[1].text == "Press Restore.\n\nA moderator does the rest."
    assert roles.passages[1].blocks == ((0, 14), (16, 42))


def test_a_yaml_file_of_one_article_needs_no_list(write: Write, load: Load) -> None:
    write("t/single.yml", "title: a\nasks: b c\npassages:\n  - {text: d, asks: e}\n")
    single = articles(load())["single"]
    assert single.asks == ("b c",)
    assert single.passages[0].asks == ("e",)
    assert single.topic == "t"


def test_values_stay_the_text_that_was_written(write: Write, load: Load) -> None:
    typed = [
        "no",
        "off",
        "012",
        "1_000",
        "12:30",
        "2024-01-02",
        "0x1F",
        "1e3",
        "y",
        "true",
        "-",
        "=",
        "'null'",
        '"~"',
        "c#",
        "a - b",
    ]
    write(
        "t/typed.md",
        "\n".join(["---", "title: 2024-13-45", "asks:", *(f"  - {text}" for text in typed if text != "-"), "---", "No."]),
    )
    found = articles(load())["typed"]
    assert found.title == "2024-13-45"
    assert found.asks == tuple(text.strip("'\"") for text in typed if text != "-")


@pytest.mark.parametrize("nothing", ["", "~", "null", "Null"])
def test_nothing_written_is_nothing(nothing: str, write: Write, load: Load) -> None:
    write(
        "t/nothing.md",
        front(
            f"owner: {nothing}",
            f"tags: {nothing}",
            f"until: {nothing}",
            f"sources: {nothing or '[]'}".replace("~", "[]").replace("null", "[]").replace("Null", "[]"),
        ),
    )
    found = articles(load())["nothing"]
    assert (found.owner, found.tags, found.until, found.sources) == (None, (), None, ())


@pytest.mark.parametrize("word", ["true", "True", "yes", "YES"])
def test_copy_is_understood_however_people_say_yes(word: str, write: Write, load: Load) -> None:
    write("t/copy.md", front(f"sources: [{{title: a, copy: {word}}}, {{title: b, copy: no}}, {{title: c, copy: }}]"))
    assert [source.copy for source in articles(load())["copy"].sources] == [True, False, False]


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_of_other_systems_change_nothing(ends: str, folder: Path, load: Load) -> None:
    before = load().base
    (folder / "t/good.md").write_bytes(GOOD.replace("\n", ends).encode())
    assert load().base == before


def test_a_byte_order_mark_at_the_start_changes_nothing(folder: Path, load: Load) -> None:
    before = load().base
    (folder / "t/good.md").write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert load().base == before


def test_columns_count_characters_not_bytes(write: Write, load: Load) -> None:
    write("t/wide.yaml", 'title: "\U0001f600 \u00e9"\nasks: ["\U0001f600\u00e9\u0301", [x]]\npassages: [{text: a}]\n')
    with pytest.raises(ContentError) as caught:
        load()
    assert rules(caught) == {"wrong-type": "t/wide.yaml:2:15"}


def test_hidden_files_readmes_and_other_suffixes_are_left_alone(write: Write, load: Load) -> None:
    before = load()
    for path in (
        "README.md",
        "t/readme.md",
        "README.yaml",
        ".hidden/x.md",
        "_notes/x.md",
        "t/_draft.md",
        "t/.x.md",
        "t/x.txt",
        "x.json",
    ):
        write(path, "\0 no article")
    write("questions/README.md", "x")
    write("questions/notes.md", "x")
    assert load() == before


def test_other_files_at_the_top_arrive(write: Write, load: Load) -> None:
    write("base.yaml", "name: Ours\nlanguage: german\nexamples: [a b, c d]\ntopics:\n  t: The topic\n  u: Unused\n")
    write(
        "synonyms.yml",
        "synonyms:\n  - words: [nk, dprk]\n  - {from: [kju, kim], to: leader}\n  - {from: un, to: united nations}\n",
    )
    write("guards.yaml", "guards:\n  - kind: live-news\n    when: today\n    reply: I have no news.\n    point_to: good\n")
    write(
        "questions/a.yaml",
        "questions:\n  - {id: q1, question: where spam, expect: good, passage: What happens next, kind: k, style: s}\n",
    )
    write("questions/b.jsonl", '\n{"id": "q2", "question": "\\ud83d\\ude00 tab?", "expect": ["none"], "passage": null}\n')
    write("questions/c.jsonl", '{"id": 3, "question": "x", "expect": ["good"], "passage": 2, "kind": true}')
    base = load().base
    assert (base.name, base.language, base.examples) == ("Ours", "german", ("a b", "c d"))
    assert base.topics == (Topic("t", "The topic"), Topic("u", "Unused"))
    assert [(synonym.words, synonym.to, synonym.place.line) for synonym in base.synonyms] == [
        (("nk", "dprk"), None, 2),
        (("kju", "kim"), "leader", 3),
        (("un",), "united nations", 4),
    ]
    (guard,) = base.guards
    assert (guard.kind, guard.when, guard.reply, guard.point_to, guard.place.line) == (
        "live-news",
        ("today",),
        "I have no news.",
        ("good",),
        2,
    )
    assert base.questions == (
        LabelledQuestion("q1", "where spam", ("good",), "What happens next", "k", "s", Place("questions/a.yaml", 2, 24)),
        LabelledQuestion("q2", "\U0001f600 tab?", (), None, None, None, Place("questions/b.jsonl", 2, 26)),
        LabelledQuestion("3", "x", ("good",), "2", "true", None, Place("questions/c.jsonl", 1, 23)),
    )


def test_a_base_without_settings_has_sensible_ones(folder: Path, write: Write, load: Load) -> None:
    write(
        "top.md",
        GOOD.replace("rude", "loud")
        .replace("spam", "ham")
        .replace("will I", "do I")
        .replace("reads", "has")
        .replace("someone?", "x"),
    )
    base = load().base
    assert (base.name, base.language, base.examples) == (folder.name, "en", ())
    assert base.topics == (Topic("general", "General"), Topic("t", "T"))


def test_topics_may_be_a_list(write: Write, load: Load) -> None:
    write("base.yaml", "topics:\n  - {id: t, name: The topic}\n")
    loaded = load()
    assert loaded.base.topics == (Topic("t", "The topic"),)
    assert loaded.warnings == ()


def test_articles_are_sorted_by_id_and_drafts_are_kept_but_not_live(write: Write, load: Load) -> None:
    write("a/zz.md", front("status: draft"))
    write("b/aa.md", front("status: retired"))
    base = load().base
    assert [found.id for found in base.articles] == ["aa", "good", "zz"]
    assert [found.id for found in base.live] == ["good"]


def test_a_retired_article_hands_its_phrasings_on(write: Write, load: Load) -> None:
    write("t/old.md", GOOD.replace("---\nRight", "status: retired\n---\nRight"))
    assert load().warnings == ()


def test_links_to_articles_that_nobody_sees_are_doubtful(write: Write, load: Load) -> None:
    write("t/old.md", front("status: retired"))
    write("t/new.md", front("see_also: [old]").replace("A title", "Another").replace("a wording", "other words"))
    assert [(str(warning.place), warning.rule) for warning in load().warnings] == [("t/new.md:4:12", "not-live")]


def test_a_link_to_a_faulty_article_is_not_a_second_fault(write: Write, load: Load) -> None:
    write("t/new.md", front("see_also: [one, two]"))
    write("t/one.md", "---\ntitle: x\nasks:\n---\nText.\n")
    write("u.yaml", "articles:\n  - id: two\n    asks: [x]\n    passages: [{text: y}]\n")
    with pytest.raises(ContentError) as caught:
        load()
    assert rules(caught) == {"empty": "t/one.md:3:1", "missing-title": "u.yaml:2:5"}


@pytest.mark.parametrize("broken", ["articles: [", "articles:\n  x: y\n", "- x\n", "other: x\n", b"\xff\xfe"])
def test_links_are_not_doubted_while_a_file_hides_its_ids(broken: str | bytes, write: Write, load: Load) -> None:
    write("t/new.md", front("see_also: [one]"))
    write("u.yaml", broken)
    with pytest.raises(ContentError) as caught:
        load()
    assert {fault.place.path for fault in caught.value.faults} == {"u.yaml"}


def test_a_folder_without_articles_is_a_fault(folder: Path, load: Load) -> None:
    (folder / "t/good.md").unlink()
    with pytest.raises(ContentError) as caught:
        load()
    assert rules(caught) == {"no-articles": ".:1:1"}


def test_a_folder_that_is_none_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no folder"):
        load_knowledge(tmp_path / "nowhere", today=TODAY)


def test_warnings_travel_with_faults(write: Write, load: Load) -> None:
    write("t/a.md", front("owner: see #rules", "colour: red"))
    with pytest.raises(ContentError) as caught:
        load()
    assert [fault.severity for fault in caught.value.faults] == [Severity.WARNING, Severity.FAULT]
    assert str(caught.value) == (
        "t/a.md:4:12: warning: YAML drops the rest of the line from '#' on; put the text in quotes if it belongs to it\n"
        "t/a.md:5:1: unknown key 'colour'; known here are id, topic, title, asks, not_for, tags, see_also, sources, as_of, "
        "until, review_by, owner, label, status"
    )


def test_a_misspelt_key_names_the_right_one_and_is_not_missing_as_well(write: Write, load: Load) -> None:
    write("t/a.yaml", "articles:\n  - {titel: x, ask: [y], passages: [{txt: z}]}\n")
    with pytest.raises(ContentError) as caught:
        load()
    assert [(fault.message, fault.remedy) for fault in caught.value.faults] == [
        ("unknown key 'titel'", "did you mean 'title'?"),
        ("unknown key 'ask'", "did you mean 'asks'?"),
        ("unknown key 'txt'", "did you mean 'text'?"),
    ]


def test_an_unknown_article_names_the_closest_one(write: Write, load: Load) -> None:
    write("t/a.md", front("see_also: [goood, zzzzzz]"))
    with pytest.raises(ContentError) as caught:
        load()
    assert [fault.remedy for fault in caught.value.faults] == ["did you mean 'good'?", "write the article, or remove the id"]


def test_a_passage_label_lists_the_headings_there_are(write: Write, load: Load) -> None:
    write("t/plain.md", front())
    write(
        "questions/q.yaml",
        "questions:\n  - {id: a, question: b, expect: [good, plain], passage: x}\n"
        "  - {id: c, question: d, expect: plain, passage: x}\n",
    )
    with pytest.raises(ContentError) as caught:
        load()
    assert [fault.remedy for fault in caught.value.faults] == [
        "write one of: What happens next?",
        "write the passage's number, or remove the label",
    ]


def test_a_base_that_names_its_topics_names_all_of_them(write: Write, load: Load) -> None:
    write("base.yaml", "topics: {other: Other}\n")
    write("t/second.md", front())
    loaded = load()
    assert [(str(warning.place), warning.rule) for warning in loaded.warnings] == [("t/good.md:2:1", "unnamed-topic")]
    assert loaded.base.topics == (Topic("other", "Other"), Topic("t", "T"))


def test_blank_lines_around_a_text_in_yaml_are_dropped(write: Write, load: Load) -> None:
    write("t/a.yaml", 'title: a\nasks: b\npassages:\n  - text: "\\n \\n    code\\n\\n"\n')
    assert articles(load())["a"].passages[0].text == "    code"


def test_phrasings_of_other_scripts_are_told_apart_by_their_vowel_marks(write: Write, load: Load) -> None:
    write(
        "t/a.yaml",
        "title: a\nasks: [\u0915\u093f, \u0915\u093e, c, c++, c#, '\u00bfqu\u00e9?', '?', '!']\npassages: [{text: b}]\n".encode(),
    )
    assert load().warnings == ()
    write("t/b.yaml", "title: b\nasks: ['QU\u00c9', '\u0915\u093f!', 'C#.']\npassages: [{text: b}]\n".encode())
    with pytest.raises(ContentError) as caught:
        load()
    assert [fault.place.column for fault in caught.value.faults] == [8, 15, 22]


def test_every_ping_and_lying_link_of_a_text_has_its_own_place(write: Write, load: Load) -> None:
    write("t/a.md", body("@here and @here.\n\n@here [a.org](https://b.org) [c.org](https://www.c.org) [a.org](https://[x)\n"))
    write("t/b.yaml", 'title: "x \\x40everyone"\nasks: y\npassages: [{text: z}]\n')
    assert [(str(warning.place), warning.rule) for warning in load().warnings] == [
        ("t/a.md:5:1", "mass-mention"),
        ("t/a.md:5:11", "mass-mention"),
        ("t/a.md:7:1", "mass-mention"),
        ("t/a.md:7:7", "masked-link"),
        ("t/a.md:7:57", "masked-link"),
        ("t/b.yaml:1:8", "mass-mention"),
    ]


class TestVersion:
    def test_equal_content_has_an_equal_version_wherever_it_lies(self, folder: Path, write: Write, load: Load) -> None:
        before = load().base.version
        (folder / "t/good.md").unlink()
        write("t/sub/good.md", GOOD.replace("---\nRight", "# a comment\n---\n\nRight"))
        assert load().base.version == before
        assert len(before) == 16

    def test_every_change_that_someone_could_notice_changes_it(self, write: Write, load: Load) -> None:
        changes: list[tuple[str, str]] = [
            ("t/good.md", GOOD.replace("within a day", "within a week")),
            ("t/good.md", GOOD.replace("rude", "loud")),
            ("t/good.md", GOOD.replace("---\nRight", "owner: me\n---\nRight")),
            ("t/good.md", GOOD.replace("hear back", "hear")),
            ("base.yaml", "name: Other\n"),
            ("synonyms.yaml", "synonyms: [{words: [a, b]}]\n"),
            ("guards.yaml", "guards: [{kind: a, when: b}]\n"),
            ("questions/q.yaml", "questions: [{id: a, question: b, expect: none}]\n"),
        ]
        seen = {load().base.version}
        for path, content in changes:
            write(path, content)
            seen.add(load().base.version)
        seen.add(load(overlay=Overlay(declined=("weather",))).base.version)
        seen.add(load(overlay=Overlay(synonyms=(Synonym(("a", "c")),))).base.version)
        assert len(seen) == len(changes) + 3


class TestOverlay:
    def test_taught_phrasings_that_fit_are_kept(self, load: Load) -> None:
        overlay = Overlay((Taught("good", "how to snitch"),), ("weather",))
        loaded = load(overlay=overlay)
        assert loaded.base.overlay == overlay
        assert loaded.warnings == ()

    def test_those_that_no_longer_fit_are_dropped_with_a_warning(self, write: Write, load: Load) -> None:
        write("t/other.md", front())
        taught = (
            Taught("gone", "x y"),
            Taught("good", "A wording?"),
            Taught("good", "Where do I report spam?"),
            Taught("good", "new"),
        )
        loaded = load(overlay=Overlay(taught))
        assert loaded.base.overlay.phrasings == (Taught("good", "new"),)
        assert sorted(warning.rule for warning in loaded.warnings) == ["taught-elsewhere", "taught-unknown"]


class TestHouseRules:
    STYLE = (
        "style:\n  asks: 2-3\n  passages: 2\n  first_sentence: 50\n  passage_length: 60\n  passage_aim: 48\n"
        "  require: [sources, as_of]\n  source_hosts: [State.gov]\n"
    )

    def test_breaking_one_is_a_fault_at_its_line(self, write: Write, load: Load) -> None:
        write("base.yaml", self.STYLE)
        write(
            "t/good.md",
            GOOD.replace("then Report.", "then Report to us.") + "And more words follow here, too many for the house.\n",
        )
        write(
            "t/a.md",
            front("sources: [{title: x, url: 'https://www.state.gov/'}, {title: y, url: 'https://notstate.gov/'}, {title: z}]"),
        )
        with pytest.raises(ContentError) as caught:
            load()
        assert [(str(fault.place), fault.rule) for fault in caught.value.faults] == [
            ("t/a.md:2:1", "style-require"),
            ("t/a.md:3:1", "style-asks"),
            ("t/a.md:4:70", "style-host"),
            ("t/a.md:6:1", "style-passages"),
            ("t/good.md:2:1", "style-require"),
            ("t/good.md:2:1", "style-require"),
            ("t/good.md:7:1", "passage-aim"),
            ("t/good.md:7:1", "style-first-sentence"),
            ("t/good.md:12:1", "style-passage-length"),
        ]

    def test_drafts_are_not_held_to_them(self, folder: Path, write: Write, load: Load) -> None:
        write("base.yaml", self.STYLE)
        (folder / "t/good.md").unlink()
        write("t/a.md", front("status: draft"))
        assert load().warnings == ()


class TestQuestions:
    def test_a_file_of_questions_loads_alone(self, tmp_path: Path) -> None:
        file = tmp_path / "q.yaml"
        file.write_text("questions:\n  - {id: a, question: b, expect: [x, y]}\n  - {id: c, question: d, expect: [none]}\n")
        assert [question.expect for question in load_questions(file)] == [("x", "y"), ()]

    def test_json_lines_load_as_well(self, tmp_path: Path) -> None:
        file = tmp_path / "q.jsonl"
        file.write_text('{"id": "a", "question": "b", "expect": ["x"]}\n\n{"id": "c", "question": "d", "expect": "none"}\n')
        assert [question.id for question in load_questions(file)] == ["a", "c"]

    def test_they_are_held_against_a_base_where_one_is_given(self, tmp_path: Path, load: Load) -> None:
        file = tmp_path / "q.yaml"
        file.write_text("questions:\n  - {id: a, question: b, expect: [good], passage: 2}\n")
        assert load_questions(file, base=load().base)[0].passage == "2"
        file.write_text(
            "questions:\n  - {id: a, question: b, expect: [x]}\n  - {id: a, question: c, expect: [good], passage: z}\n"
        )
        with pytest.raises(ContentError) as caught:
            load_questions(file, base=load().base)
        assert [fault.rule for fault in caught.value.faults] == ["unknown-article", "duplicate-question", "unknown-passage"]
        assert caught.value.faults[0].place.path == str(file)

    def test_a_missing_file_is_wrong_usage(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="no such file"):
            load_questions(tmp_path / "q.yaml")

    def test_a_folder_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ContentError, match="no regular file"):
            load_questions(tmp_path)


class TestLimits:
    @pytest.mark.parametrize(
        ("limits", "rule"),
        [
            (Limits(file_bytes=100), "too-large"),
            (Limits(body_bytes=50), "too-long"),
            (Limits(set_bytes=500), "set-too-large"),
            (Limits(files=2), "too-many-files"),
            (Limits(articles=1), "too-many-articles"),
            (Limits(folders=0), "too-deep"),
            (Limits(depth=2), "too-deep"),
            (Limits(values=6), "too-many-values"),
            (Limits(keys=1), "too-many-keys"),
            (Limits(lines=1), "too-long"),
            (Limits(faults=1), "too-many-faults"),
            (Limits(attempts=0), "changing"),
        ],
        ids=lambda value: value if isinstance(value, str) else None,
    )
    def test_every_cap_is_an_argument(self, limits: Limits, rule: str, write: Write, load: Load) -> None:
        write("u.yaml", GOOD_YAML.replace("roles", "parts").replace("get my", "get the"))
        write("w.yaml", article())
        if rule == "too-many-faults":
            write("w.yaml", article("a: b", "c: d", "e: f"))
        with pytest.raises(ContentError) as caught:
            load(limits=limits)
        assert rule in rules(caught)

    def test_the_defaults_hold_what_people_write(self, write: Write, load: Load) -> None:
        rows = [f"  - {{id: a{n}, title: t{n}, asks: [x{n}, y{n}], passages: [{{text: z}}]}}" for n in range(3_000)]
        write("many.yaml", "\n".join(["articles:", *rows]))
        assert len(load().base.articles) == 3_001

    def test_json_lines_have_caps_too(self, write: Write, load: Load) -> None:
        write("t/second.md", front())
        write("questions/q.jsonl", '{"id": "a", "question": "b", "expect": ["good", "second"]}\n' * 2)
        with pytest.raises(ContentError) as caught:
            load(limits=Limits(values=25))
        assert [(str(fault.place), fault.rule) for fault in caught.value.faults] == [
            ("questions/q.jsonl:2:8", "duplicate-question")
        ]
        write("questions/q.jsonl", "[1, 2, 3]\n" * 20)
        with pytest.raises(ContentError) as caught:
            load(limits=Limits(values=30))
        assert ("questions/q.jsonl:8:5", "too-many-values") in [(str(fault.place), fault.rule) for fault in caught.value.faults]

    def test_a_passage_has_a_cap_of_its_own(self, write: Write, load: Load) -> None:
        write("w.yaml", article().replace("The answer.", "x" * 65_000))
        with pytest.raises(ContentError) as caught:
            load(limits=Limits(body_bytes=100_000))
        assert ("w.yaml:5:23", "too-long") in [(str(fault.place), fault.rule) for fault in caught.value.faults]

    def test_too_many_lines_are_told_once_a_file(self, write: Write, load: Load) -> None:
        write("w.yaml", article().replace("{text: The answer.}", "{text: a}, {text: b}, {text: c}, {text: d}"))
        with pytest.raises(ContentError) as caught:
            load(limits=Limits(lines=1))
        assert [fault.rule for fault in caught.value.faults if fault.place.path == "w.yaml"] == ["too-long"]

    def test_many_warnings_are_no_fault(self, write: Write, load: Load) -> None:
        write("t/a.md", body("@here\n\n" * 2_000))
        found = [warning for warning in load(limits=Limits(faults=50)).warnings if warning.rule == "mass-mention"]
        assert len(found) == 50

    def test_after_many_faults_the_rest_of_a_file_is_not_told(self, write: Write, load: Load) -> None:
        write("many.yaml", "articles:\n" + "  - {a: b}\n" * 2_000)
        write("unseen.yaml", "\x01" * 2_000)
        write("questions/q.jsonl", "{\n" * 2_000)
        with pytest.raises(ContentError) as caught:
            load()
        for path in ("many.yaml", "unseen.yaml", "questions/q.jsonl"):
            assert len([fault for fault in caught.value.faults if fault.place.path == path]) == 1_001


class TestSchema:
    @pytest.mark.parametrize("kind", list(Kind))
    def test_every_kind_of_file_has_one_for_editors(self, kind: Kind) -> None:
        schema = json_schema(kind)
        assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
        forms = schema["$defs"].values() if "anyOf" in schema else [schema]
        assert all(form["additionalProperties"] is False for form in forms)
        json.dumps(schema)

    def test_it_knows_what_authors_may_write(self) -> None:
        schema = json.dumps(json_schema())
        for key in ("title", "asks", "not_for", "review_by", "passages", "copy", "url"):
            assert f'"{key}"' in schema
        assert "read_in_a_copy" not in schema
        assert '"from"' in json.dumps(json_schema(Kind.SYNONYMS))


def test_importing_the_front_door_imports_no_parser() -> None:
    heavy = "{'yaml', 'pydantic', 'markdown_it', 'discord'}"
    code = f"import sys, bot.faq.loading\nprint(sorted({heavy} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_the_base_that_is_shipped_loads() -> None:
    if not (ROOT / "knowledge").is_dir():
        pytest.skip("no base is shipped with this tree")
    loaded = load_knowledge(ROOT / "knowledge", today=TODAY)
    assert len(loaded.base.live) >= 50
    for passage in (part for found in loaded.base.articles for part in found.passages):
        assert " ".join(passage.text[start:end] for start, end in passage.blocks).split() == passage.text.split()
        assert "<!--" not in passage.text
    assert {warning.severity for warning in loaded.warnings} <= {Severity.WARNING}


def test_a_key_that_is_none_is_looked_for_at_its_value() -> None:
    assert Tree(["a"], [(1, 1), (3, 4)]).key((0, "nothing")) == (3, 4)


def test_markdown_and_yaml_forms_of_an_article_are_the_same(write: Write, load: Load, folder: Path) -> None:
    text = "First.\n\n- a\n- b\n\n```\n## no heading\n```"
    write("t/good.md", body(text + "\n\n## More\n<!-- asks: q r | s t -->\nSecond.\n"))
    from_markdown = load().base
    (folder / "t/good.md").unlink()
    passages = [{"text": text}, {"heading": "More", "text": "Second.", "asks": ["q r", "s t"]}]
    write("t/good.yaml", json.dumps({"title": "A title", "asks": ["a wording"], "passages": passages}))
    from_yaml = load().base
    assert from_yaml.version == from_markdown.version
    assert [part.blocks for part in from_yaml.articles[0].passages] == [
        part.blocks for part in from_markdown.articles[0].passages
    ]
