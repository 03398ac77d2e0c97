from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from game_server import GAME_SERVER, faq_of
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.previewing import Asked, Move, Preview, Regression, Shown
from bot.desk.reloading import Changes, Failure, Status, Verdict, compare
from bot.faq import Fault, Severity, build
from bot.faq.articles import Article, KnowledgeBase, LabelledQuestion, Place
from bot.faq.checking import Report
from bot.faq.decisions import Kind
from bot.faq.gating import GateFailure
from bot.fitting import units
from bot.records import StorageState
from bot.telling import Surroundings, Told, lasting, moment, tell_check, tell_preview, tell_reload, tell_status, tell_why
from bot.wording import Wording

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
MORNING = NOW - dt.timedelta(hours=4)
NOON, EIGHT = "<t:1795521600:t>", "<t:1795507200:t>"
ENGLISH, GERMAN = Wording.load(), Wording.load("de")
OLD = "4f2a91c0aaaaaaaa"
BASE = replace(GAME_SERVER, version="9c01e77bbbbbbbbb")
FAQ = faq_of(BASE)
FINE = Status(BASE.version, 5, MORNING, MORNING)
QUIET = Surroundings(
    listening=0,
    reads=False,
    up=dt.timedelta(days=6, hours=5),
    shards=1,
    storage=StorageState(),
    now=NOW,
    today=dt.date(2026, 6, 1),
)


def fault(path: str, line: int = 1, message: str = "wrong", severity: Severity = Severity.FAULT) -> Fault:
    return Fault(Place(path, line), message, "mend it", severity)


def at(path: str, article: Article) -> Article:
    return replace(article, place=Place(path, 2, 1))


def changed(before: KnowledgeBase, after: KnowledgeBase, kept: int = 0) -> Verdict:
    return Verdict(build(after), OLD, compare(before, after), kept=kept)


def reload(verdict: Verdict, wording: Wording = ENGLISH) -> Told:
    return tell_reload(verdict, MORNING, NOW, wording)


def test_a_reload_that_works_says_what_changed() -> None:
    first, second, third, *_ = BASE.articles
    after = replace(BASE, articles=(at("server/b.md", replace(second, title="New")), at("names/c.md", replace(third, id="c"))))
    before = replace(BASE, articles=(first, second))
    assert reload(changed(before, after, kept=240)) == Told(
        "Done. Members now get version 9c01e77 (before: 4f2a91c). 1 article added, 1 changed, 1 removed.\n"
        "All 240 check questions keep their answer.\n"
        "Added: names/c\\.md\n"
        "Changed: server/b\\.md\n"
        f"Removed: {first.place.path}"
    )


def test_files_that_are_too_many_for_a_line_are_not_all_named() -> None:
    moved = tuple(
        replace(BASE.articles[0], id=f"a{number}", place=Place(f"topic/article-number-{number}.md")) for number in range(50)
    )
    [*_, line] = reload(changed(replace(BASE, articles=()), replace(BASE, articles=moved))).content.splitlines()
    assert line.startswith("Added: topic/article-number-0\\.md, ")
    assert line.endswith(", …")
    assert len(line) < 420


def test_nothing_removed_is_said_in_a_word() -> None:
    assert reload(changed(BASE, BASE)).content == (
        "Done. Members now get version 9c01e77 (before: 4f2a91c). 0 articles added, 0 changed, none removed.\n"
        "Changed besides articles: names, examples, synonyms, guards or check questions."
    )


def test_a_refused_reload_says_first_what_members_get_and_then_every_fault() -> None:
    verdict = Verdict(
        FAQ, BASE.version, faults=(fault("a.md", 15, '"not_fr" is not a key'), fault("b_c.md", 4), fault("b_c.md", 9))
    )
    assert reload(verdict) == Told(
        f"Nothing was changed: 3 faults in 2 files. Members still get version 9c01e77 from {EIGHT}.\n"
        'a\\.md\\:15\\:1: "not\\_fr" is not a key; mend it\n'
        "b\\_c\\.md\\:4\\:1: wrong; mend it\n"
        "b\\_c\\.md\\:9\\:1: wrong; mend it"
    )


def test_faults_that_are_too_many_come_whole_as_a_file() -> None:
    faults = tuple(fault("a.md", line) for line in range(1, 101))
    told = reload(Verdict(FAQ, BASE.version, faults=faults))
    assert told.content.count("\n") == 16
    assert told.content.endswith("… and 85 more: all of it is in the attached file.")
    assert told.file == "\n".join(map(str, faults))


def test_one_fault_that_is_too_long_comes_as_a_file() -> None:
    told = reload(Verdict(FAQ, BASE.version, faults=(fault("a.md", 1, "x" * 3_000),)))
    assert told.content.splitlines()[1:] == ["… and 1 more: all of it is in the attached file."]
    assert told.file is not None


def test_the_same_content_is_no_news() -> None:
    assert reload(Verdict(FAQ, BASE.version)).content == (
        "Nothing is new: the files hold what members already get, version 9c01e77."
    )


def test_a_folder_that_cannot_be_read_is_said_so() -> None:
    assert reload(Verdict(FAQ, BASE.version, trouble="there is no folder 'x'")).content == (
        f"Nothing was changed: there is no folder 'x'. Members still get version 9c01e77 from {EIGHT}."
    )


def test_a_check_lists_the_faults_before_the_warnings() -> None:
    found = Report((fault("b.md"),), (fault("a.md", 2, severity=Severity.WARNING),), ("Looked at 5 live articles.",))
    assert tell_check(found, ENGLISH).content == (
        "1 fault in 1 file. 1 warning.\nb\\.md\\:1\\:1: wrong; mend it\na\\.md\\:2\\:1: warning: wrong; mend it\nLooked at 5 live articles."
    )
    assert tell_check(Report((), (), ("Looked at 5 live articles.",)), ENGLISH).content == (
        "No faults. 0 warnings.\nLooked at 5 live articles."
    )


def test_a_status_in_which_all_is_well_has_three_lines() -> None:
    assert tell_status(FINE, FAQ, QUIET, ENGLISH).splitlines() == [
        f"Answering when asked. Version 9c01e77, 5 articles, since {EIGHT}.",
        f"Last good reload {EIGHT}.",
        "Reading messages: not needed. Up for 6 days, 1 shard.",
    ]


def test_a_status_names_what_needs_a_hand() -> None:
    broken = replace(FINE, failure=Failure(NOW, 3), mended=False)
    storage = StorageState("the disk is full", MORNING, "a corrupt database was moved aside")
    around = replace(QUIET, listening=14, storage=storage, today=dt.date(2026, 9, 1), shards=2)
    assert tell_status(broken, FAQ, around, ENGLISH).splitlines() == [
        f"Listening in 14 channels. Version 9c01e77, 5 articles, since {EIGHT}.",
        f"Last good reload {EIGHT}. Last failed reload {NOON}: 3 faults, not mended yet.",
        "Past its date: When is the summer event? (31 Aug 2026). Replies warn first.",
        (
            "Reading messages: not allowed, so I hear nothing in listening channels. Whoever runs me can switch on Message Content Intent "
            "in Discord's Developer Portal (Bot) and start me again. Up for 6 days, 2 shards."
        ),
        f"Nothing can be saved since {EIGHT}: the disk is full",
        "a corrupt database was moved aside",
    ]


@pytest.mark.parametrize(
    ("status", "line"),
    [
        (
            replace(FINE, failure=Failure(MORNING, 3)),
            f"Last good reload {EIGHT}. Last failed reload {EIGHT}: 3 faults, mended since.",
        ),
        (
            replace(FINE, failure=Failure(MORNING, 0), mended=False),
            f"Last good reload {EIGHT}. Last failed reload {EIGHT}: the files could not be read, not mended yet.",
        ),
        (
            replace(FINE, read=None, failure=Failure(MORNING, 1), mended=False),
            (
                "The files had faults when I started, so their last good version answers. "
                f"Last failed reload {EIGHT}: 1 fault, not mended yet."
            ),
        ),
    ],
)
def test_a_status_says_what_became_of_the_last_attempts(status: Status, line: str) -> None:
    assert tell_status(status, FAQ, QUIET, ENGLISH).splitlines()[1] == line


def test_an_article_past_its_date_is_named_with_its_owner() -> None:
    owned = tuple(replace(article, owner="event_team") for article in BASE.articles)
    text = tell_status(FINE, build(replace(BASE, articles=owned)), replace(QUIET, today=dt.date(2026, 9, 1)), ENGLISH)
    assert "(31 Aug 2026, owner: event\\_team)" in text


def why(question: str, wording: Wording = ENGLISH) -> Told:
    return tell_why(FAQ.ask(question), FAQ.explain(question), FAQ, wording)


def test_why_names_the_passage_and_the_words_and_keeps_figures_for_the_file() -> None:
    told = why("how long does a refund take")
    lines = told.content.splitlines()
    assert lines[0] == 'Answered with: Can I get a refund? (refunds), "How long does a refund take?"'
    assert "read as: how long does a refund take" in lines
    assert "best: refunds" in lines
    assert any(line.startswith("  nearest phrasing: ") for line in lines)
    assert "0." not in told.content
    assert told.file is not None
    assert "confidence 0." in told.file
    assert "score of the best" in told.file


def test_why_never_cuts_what_an_author_wrote() -> None:
    asks = "What is, confidence 9 of 10, the answers from score of the best: 7?"
    article = replace(BASE.articles[0], asks=(asks,))
    faq = faq_of(replace(BASE, articles=(article,)))
    told = tell_why(faq.ask(asks), faq.explain(asks), faq, ENGLISH)
    assert f"  nearest phrasing: {asks}" in told.content.splitlines()


def test_why_says_how_a_question_was_declined_or_offered() -> None:
    assert why("quantum chromodynamics").content.startswith("Declined: nothing is sure enough.\n")
    assert why("is the server down").content.startswith('Declined by the guard "live-news".\n')
    assert why("ranks").content.startswith(("Offered as a choice: ", "Answered with: "))


def test_what_somebody_typed_is_shown_and_not_obeyed() -> None:
    told = why("**@everyone** refund https://evil.example <@123> `x`")
    assert "@everyone" not in told.content
    assert "<@123>" not in told.content
    assert "https://" not in told.content


@pytest.mark.parametrize(
    ("age", "shown"),
    [(dt.timedelta(minutes=1), "t"), (dt.timedelta(hours=11), "t"), (dt.timedelta(hours=13), "f"), (dt.timedelta(9), "f")],
)
def test_a_time_has_its_date_where_it_is_not_recent(age: dt.timedelta, shown: str) -> None:
    assert moment(NOW - age, NOW) == f"<t:{int((NOW - age).timestamp())}:{shown}>"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 minutes"),
        (59, "0 minutes"),
        (60, "1 minute"),
        (3_599, "59 minutes"),
        (3_600, "1 hour"),
        (86_399, "23 hours"),
        (518_400, "6 days"),
    ],
)
def test_a_span_is_told_in_its_largest_unit(seconds: int, words: str) -> None:
    assert lasting(dt.timedelta(seconds=seconds), ENGLISH) == words


TEXT = st.text(max_size=400)


@given(st.lists(st.tuples(TEXT, TEXT), max_size=40), st.sampled_from([ENGLISH, GERMAN]))
def test_no_list_of_faults_is_longer_than_a_message(parts: list[tuple[str, str]], wording: Wording) -> None:
    faults = tuple(fault(path or "x", 1, message or "y") for path, message in parts)
    for told in (reload(Verdict(FAQ, BASE.version, faults=faults), wording), tell_check(Report(faults), wording)):
        assert 0 < units(told.content) <= 1_700
        assert told.file is None or told.file.count("mend it") >= len(faults)


@given(st.lists(TEXT, min_size=1, max_size=40), st.sampled_from([ENGLISH, GERMAN]))
def test_no_list_of_files_or_articles_is_longer_than_a_message(names: list[str], wording: Wording) -> None:
    until = dt.date(2026, 1, 1)
    articles = tuple(
        replace(BASE.articles[0], id=f"a{number}", title=name or "x", owner=name or "x", until=until, place=Place(name or "x"))
        for number, name in enumerate(names)
    )
    after, none = replace(BASE, articles=articles), replace(BASE, articles=())
    verdict = Verdict(build(after), OLD, compare(none, after), kept=1)
    assert units(reload(verdict, wording).content) <= 1_900
    around = replace(QUIET, storage=StorageState("x" * 3_000, NOW, "y" * 3_000))
    assert units(tell_status(FINE, verdict.faq, around, wording)) <= 2_000


@given(st.text(min_size=1, max_size=6_000), st.sampled_from([ENGLISH, GERMAN]))
def test_no_account_of_a_question_is_longer_than_a_message(question: str, wording: Wording) -> None:
    assert units(why(question, wording).content) <= 1_900


def a_move(before: Shown, after: Shown, *, check: bool = False) -> Move:
    return Move(Asked("may i keep\na dragon"), before, after, check)


def shown(heading: str | None, *, title: str = "Can I get a refund?") -> Shown:
    return Shown(Kind.ANSWERED, (("refunds", heading),), titles=(title,))


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        (Shown(Kind.DECLINED), shown(None), "nothing → Can I get a refund?"),
        (
            shown(None),
            shown("Are gifts refunded?"),
            'Can I get a refund?, "In short" → Can I get a refund?, "Are gifts refunded?"',
        ),
        (shown(None), Shown(Kind.DECLINED, guard="opinion"), 'Can I get a refund? → declined by the guard "opinion"'),
        (
            shown(None),
            Shown(Kind.SUGGESTED, choices=frozenset({"refunds", "hours"}), titles=("Can I get a refund?", "When?")),
            "Can I get a refund? → a choice of Can I get a refund? · When?",
        ),
    ],
)
def test_a_preview_tells_a_question_old_and_new(before: Shown, after: Shown, line: str) -> None:
    found = Preview("a" * 16, "b" * 16, Changes((), (), ()), (a_move(before, after),), checked=3, asked=9)
    assert tell_preview(found, ENGLISH).content.splitlines() == [
        "Ready: 0 articles added, 0 changed, none removed. All 3 check questions keep their answer.",
        "Changed besides articles: names, examples, synonyms, guards or check questions.",
        "1 remembered question would get another answer:",
        f'"may i keep a dragon": {line}',
    ]


EDITED = replace(
    BASE.articles[0],
    title="Getting *money* back",
    passages=tuple(replace(passage, text=f"{passage.text} So it is.") for passage in BASE.articles[0].passages),
)


def edited(*articles: Article) -> Preview:
    """A preview in which some articles were put in place of those of the same name."""
    kept = {article.id: article for article in (*BASE.articles, *articles)}
    return Preview("a" * 16, "b" * 16, compare(BASE, replace(BASE, articles=tuple(kept.values()))), checked=3)


def test_a_few_differences_are_told_before_anything_else() -> None:
    article = BASE.articles[0]
    lines = tell_preview(edited(EDITED), ENGLISH).content.splitlines()
    assert lines[2] == f"title: {article.title} → Getting \\*money\\* back"
    assert lines[3] == '"In short": changed after the first sentence'
    assert len(lines) == 3 + len(article.passages)
    german = tell_preview(edited(EDITED), GERMAN).content.splitlines()
    assert german[3] == "„Kurz gesagt“: nach dem ersten Satz geändert"


def test_differences_of_several_articles_name_each() -> None:
    other = replace(BASE.articles[1], asks=(*BASE.articles[1].asks, "may i"), owner="Ann")
    lines = tell_preview(edited(replace(BASE.articles[0], label="Money"), other), ENGLISH).content.splitlines()
    assert sorted(lines[2:]) == sorted(
        [
            f"{BASE.articles[0].id}: label: new: Money",
            f"{other.id}: owner: new: Ann",
            f"{other.id}: asks: new: may i",
        ]
    )


def test_many_differences_come_after_the_questions_that_move() -> None:
    found = edited(replace(EDITED, asks=tuple(f"wording {number}" for number in range(20))))
    told = tell_preview(replace(found, moves=(a_move(shown(None), Shown(Kind.DECLINED)),), asked=9), ENGLISH)
    assert told.content.index("may i keep a dragon") < told.content.index("What differs in the articles:")
    assert told.file is not None
    assert "asks: new: wording 19" in told.file


def test_check_questions_with_another_right_answer_are_named() -> None:
    move = replace(a_move(shown(None), shown("Are gifts refunded?"), check=True), met=(True, True))
    found = Preview("a" * 16, "b" * 16, Changes((), (), ()), (move,), checked=3)
    *_, head, line = tell_preview(found, ENGLISH).content.splitlines()
    assert head == "1 check question would get another answer, which is right as well:"
    assert line.startswith('"may i keep a dragon": ')


def test_only_check_questions_that_are_right_before_and_after_are_said_to_be_so() -> None:
    move = a_move(shown(None), shown("Are gifts refunded?"), check=True)
    moves = [replace(move, asked=Asked(text), met=met) for text, met in (("mended", (False, True)), ("never", (False, False)))]
    told = tell_preview(Preview("a" * 16, "b" * 16, Changes((), (), ()), tuple(moves), checked=3), ENGLISH).content
    assert "right as well" not in told
    never, mended = (told.index(head) for head in ("1 check question would get another answer:", "would get a right answer that"))
    assert never < told.index('"never"') < mended < told.index('"mended"')


def test_lost_answers_stand_before_whatever_is_harmless() -> None:
    fault = GateFailure(
        LabelledQuestion("land", "how to claim land", ("claims",)), FAQ.ask("what is the meaning of life"), None, "it is declined"
    )
    move = replace(a_move(shown(None), shown("Are gifts refunded?"), check=True), met=(True, True))
    moves = tuple(replace(move, asked=Asked(f"question {number}")) for number in range(40))
    found = Preview("a" * 16, "b" * 16, Changes((), (), ()), moves, regressions=(Regression(fault),), checked=41)
    content = tell_preview(found, ENGLISH).content
    assert content.index("it is declined") < content.index("which is right as well")


def test_check_questions_that_are_no_more_are_named_and_do_not_count_as_right() -> None:
    move = a_move(shown(None), shown("Are gifts refunded?"), check=True)
    gone = tuple(LabelledQuestion(str(number), text, ()) for number, text in enumerate([move.asked.text, *"bcdefg"]))
    found = Preview("a" * 16, "b" * 16, Changes((), (), ()), (move,), dropped=gone, checked=3)
    *_, line, head, moved = tell_preview(found, ENGLISH).content.splitlines()
    assert line == 'No longer check questions: "may i keep a dragon", "b", "c", "d", "e", and 2 more'
    assert head == "1 check question would get another answer:"
    assert moved.startswith('"may i keep a dragon": ')
    german = tell_preview(found, GERMAN).content
    assert "Keine Prüffragen mehr: " in german
    assert "ebenfalls stimmt" not in german
