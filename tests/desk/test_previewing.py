"""What people would notice of a change: found before it is made, and nothing found that is not so."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest
from game_server import APPEALS, CLAIMS, EVENT, GAME_SERVER, RANKS, REFUNDS, faq_of
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk.previewing import MOST_KNOWN, MOST_VERSIONS, Asked, Known, Preview, Shown, preview
from bot.desk.stealing import MOST
from bot.desk.teaching import wordings_of
from bot.faq.articles import Article, KnowledgeBase, LabelledQuestion, Place, Status
from bot.faq.decisions import Kind
from bot.faq.gating import passes

if TYPE_CHECKING:
    from bot.faq import FAQ

PLACE = Place("questions/gate.yaml", 2, 15)
MONEY_BACK = LabelledQuestion("money-back", "can I get my money back", ("refunds",), place=PLACE)
BAN = LabelledQuestion("ban", "how many days does my ban last", ("appeals",), place=Place("questions/gate.yaml", 3, 15))
CUP = LabelledQuestion("cup", "who won the world cup", (), place=Place("questions/gate.yaml", 4, 15))
GATE = (MONEY_BACK, BAN, CUP)

GREEDY_RANKS = replace(RANKS, asks=(*RANKS.asks, "can I get my money back for a rank", "can I get my money back"))
SHORT_REFUNDS = replace(REFUNDS, asks=("refund policy",))
SHOP_HOURS = Article(
    "hours",
    "server",
    "When is the web store open?",
    ("opening hours of the store",),
    (replace(REFUNDS.passages[0], text="Always."),),
)
QUESTIONS = (
    *("griefers ate my house", "vip price", "can i get my money back for a rank", "when is the store open", "ban lenght"),
    *("how do i earn more claim blocks", "summer event", "what is the meaning of life", "gift refund", "tell me a joke"),
)


def changed(*articles: Article, without: str | None = None, **more: object) -> KnowledgeBase:
    """The game server with some articles in place of those of the same name, or beside the others."""
    kept = {article.id: article for article in (*GAME_SERVER.articles, *articles) if article.id != without}
    values = {"articles": tuple(kept[name] for name in sorted(kept)), "questions": GATE, "version": "changed"} | more
    return replace(GAME_SERVER, **values)  # type: ignore[arg-type]  # named by tests


OLD = changed(version="old")
VERSIONS = (
    OLD,
    changed(GREEDY_RANKS, SHORT_REFUNDS, version="greedy"),
    changed(SHOP_HOURS, version="hours"),
    changed(without="event", version="no event"),
    changed(replace(APPEALS, asks=("why was I banned",), passages=APPEALS.passages[:1]), version="short appeals"),
    changed(replace(RANKS, asks=(*RANKS.asks, CUP.question)), questions=GATE[1:], version="cup"),
    changed(synonyms=(), guards=(), version="bare"),
)


@cache
def faq(at: int) -> FAQ:
    """A version, built once."""
    return faq_of(VERSIONS[at])


def compared(new: KnowledgeBase, *questions: str) -> Preview:
    return preview(faq(0), faq_of(new), map(Asked, questions))


def told(shown: Shown) -> tuple[Kind, tuple[str, ...]]:
    return shown.kind, shown.titles


def test_a_question_that_gets_another_answer_is_shown_old_and_new() -> None:
    [move] = compared(changed(SHOP_HOURS), "when is the store open", "gift refund").moves
    assert (move.asked.text, move.check) == ("when is the store open", False)
    assert "When is the web store open?" not in move.before.titles
    assert told(move.after) == (Kind.ANSWERED, ("When is the web store open?",))


def test_another_passage_of_the_same_article_is_a_move() -> None:
    first, second, gifts = REFUNDS.passages
    new = changed(replace(REFUNDS, passages=(first, second, replace(gifts, heading="What about presents?"))))
    [move] = compared(new, "refund for a gift").moves
    assert (move.before.passages, move.after.passages) == (
        (("refunds", "Are gifts refunded?"),),
        (("refunds", "What about presents?"),),
    )


def test_another_wording_of_the_same_passage_is_no_move() -> None:
    """Every question about an article would move with each of its edits, and hide what matters."""
    first = replace(REFUNDS.passages[0], text=REFUNDS.passages[0].text.replace("14", "30"))
    found = compared(changed(replace(REFUNDS, passages=(first, *REFUNDS.passages[1:]))), "refund policy")
    assert [article.id for article in found.changes.changed] == ["refunds"]
    assert (found.moves, found.alike) == ((), False)


def test_a_check_question_that_loses_its_answer_names_place_thief_and_phrasing() -> None:
    found = compared(VERSIONS[1])
    [regression] = found.regressions
    assert (regression.failure.question, regression.failure.stolen_by) == (MONEY_BACK, "ranks")
    assert regression.phrasing == "can I get my money back"
    [fault] = found.lost
    assert str(fault).startswith(
        "questions/gate.yaml:2:15: the question 'can I get my money back' must find 'refunds', but 'ranks' answers it, "
    )
    assert "by its phrasing 'can I get my money back'; " in str(fault)
    assert [move.check for move in found.moves] == [True]


def test_the_word_that_steals_a_question_is_named() -> None:
    gate = (LabelledQuestion("kit", "can I return the kit that i bought", ("refunds",), place=PLACE),)
    old = faq_of(changed(questions=gate, version="old"))
    kits = Article(
        "kits",
        "server",
        "What is in a kit?",
        ("what is in the kit that i bought", "return the kit"),
        (replace(CLAIMS.passages[0], text="Tools."),),
    )
    no_kits = replace(REFUNDS.passages[2], text="Gifted items are never refunded.", asks=("refund for a gift",))
    refunds = replace(REFUNDS, passages=(*REFUNDS.passages[:2], no_kits))
    [regression] = preview(old, faq_of(changed(kits, refunds, questions=gate))).regressions
    assert regression.failure.stolen_by == "kits"
    assert regression.words[0] == "kit"
    assert "but 'kits' answers it, because of 'kit'" in str(regression.as_fault())


def test_a_question_that_must_not_be_answered_names_the_words_that_answer_it_now() -> None:
    [regression] = compared(changed(replace(RANKS, asks=(*RANKS.asks, CUP.question)))).regressions
    assert regression.failure.stolen_by == "ranks"
    assert set(regression.words) == {"won", "world", "cup"}


def test_words_that_the_right_article_lost_are_named_where_nothing_else_answers() -> None:
    gate = (LabelledQuestion("shovel", "golden shovel", ("claims",), place=PLACE),)
    old = faq_of(changed(replace(CLAIMS, asks=("golden shovel", *CLAIMS.asks)), questions=gate, version="old"))
    bare = replace(
        CLAIMS, asks=("protect my house",), passages=(replace(CLAIMS.passages[0], text="Land is claimed with a tool."),)
    )
    [regression] = preview(old, faq_of(changed(bare, questions=gate))).regressions
    assert regression.failure.stolen_by is None
    assert set(regression.words) == {"golden", "shovel"}
    assert "because the right article no longer explains " in str(regression.as_fault())


def test_an_article_that_goes_with_all_others_leaves_no_word_to_name() -> None:
    drafts = tuple(replace(article, status=Status.DRAFT) for article in GAME_SERVER.articles)
    found = compared(changed(*drafts))
    assert [one.failure.question.id for one in found.regressions] == ["money-back", "ban"]
    assert all(one.words for one in found.regressions)


def test_a_new_check_question_without_its_answer_is_lost_but_no_regression() -> None:
    new = LabelledQuestion("trade", "recipe for zebra pancakes", ("ranks",), place=PLACE)
    found = compared(changed(questions=(*GATE, new)))
    assert (found.regressions, [failure.question.id for failure in found.unmet]) == ((), ["trade"])
    assert len(found.lost) == 1


def test_a_check_question_that_failed_before_is_nobodys_loss() -> None:
    never = LabelledQuestion("never", "recipe for zebra pancakes", ("ranks",))
    old, new = changed(questions=(never,), version="old"), changed(SHOP_HOURS, questions=(never,))
    assert preview(faq_of(old), faq_of(new)).lost == ()


def test_a_check_question_that_now_expects_another_article_is_judged_before_by_what_it_expected_then() -> None:
    relabelled = replace(MONEY_BACK, expect=("claims",))
    found = compared(changed(questions=(relabelled,)))
    assert [one.failure.question for one in found.regressions] == [relabelled]


def test_removed_check_questions_are_named_for_a_reviewer() -> None:
    assert compared(changed(questions=(BAN,))).dropped == (MONEY_BACK, CUP)


def test_changes_beside_what_is_shown_change_no_answer() -> None:
    assert compared(changed(examples=("vip price",), questions=())).alike
    moved = tuple(replace(article, place=Place("elsewhere.md", 9)) for article in GAME_SERVER.articles)
    assert compared(changed(*moved)).alike
    assert compared(changed(replace(SHOP_HOURS, status=Status.DRAFT))).alike
    assert not compared(changed(replace(EVENT, until=dt.date(2027, 8, 31)))).alike
    assert not compared(changed(name="Blockheaven")).alike


def test_each_text_counts_once() -> None:
    found = compared(changed(SHOP_HOURS), "when is the store open", "when is the store open", BAN.question)
    assert (found.checked, found.asked, len(found.moves)) == (3, 1, 1)


def test_what_either_version_showed_is_known_to_the_next_preview() -> None:
    known, new = Known(), faq_of(changed(SHOP_HOURS))
    first = preview(faq(0), new, map(Asked, QUESTIONS), known=known)
    for version in (faq(0), new):
        shown = known.of(version)
        assert {question for question, _ in shown} >= {*QUESTIONS, *(one.question for one in GATE)}
        assert all(version_shows(version, question) == one for (question, _), one in shown.items())
    for key in known.of(new):
        known.of(new)[key] = Shown(Kind.DECLINED, guard="known")
    after = preview(new, faq_of(VERSIONS[3]), map(Asked, QUESTIONS), known=known)
    assert {move.before.guard for move in after.moves} == {"known"}
    assert len(after.moves) == len(QUESTIONS) + len(GATE) > len(first.moves)


def test_an_added_phrasing_that_another_article_answered_is_told() -> None:
    """No check question and nothing that anybody asked stands in the way."""
    found = compared(changed(replace(RANKS, asks=(*RANKS.asks, "refund my rank", "ranks that nobody asked for")), questions=()))
    assert [(move.asked.text, move.before.titles, move.after.titles) for move in found.stolen] == [
        ("refund my rank", (REFUNDS.title,), (RANKS.title,))
    ]
    assert not found.lost


def test_an_added_phrasing_that_its_own_article_answered_before_is_not_told() -> None:
    assert compared(changed(replace(REFUNDS, asks=(*REFUNDS.asks, "are gifts refunded")))).stolen == ()


def test_phrasings_that_are_too_many_for_a_preview_are_counted() -> None:
    many = tuple(f"rank question {number} of many" for number in range(MOST + 7))
    found = compared(changed(replace(RANKS, asks=(*RANKS.asks, *many))))
    assert found.unasked == 7


def test_check_questions_are_counted_without_the_phrasings_that_are_checked_beside_them() -> None:
    new = faq_of(changed())
    found = preview(faq(0), new, checks=wordings_of(faq(0).base))
    assert found.checked == len(new.base.gate)
    assert found.phrasings == len(wordings_of(new.base))


def version_shows(version: FAQ, question: str) -> Shown:
    return Shown.of(version.ask(question), version)


def test_what_is_known_is_bounded_and_never_of_a_base_without_a_version() -> None:
    known, declined = Known(), Shown(Kind.DECLINED)
    known.of(faq(0)).update(((str(number), 0.95), declined) for number in range(MOST_KNOWN + 1))
    assert known.of(faq(0)) == {}
    for at in range(MOST_VERSIONS + 1):
        known.of(faq(at))["gift refund", 0.95] = declined
    assert [bool(known.of(faq(at))) for at in range(MOST_VERSIONS, -1, -1)] == [*[True] * MOST_VERSIONS, False]
    unnamed = faq_of(changed(version=""))
    known.of(unnamed)["gift refund", 0.95] = declined
    assert known.of(unnamed) == {}


def test_of_equal_content_with_other_cuts_nothing_is_known() -> None:
    known = Known()
    known.of(faq(0))["gift refund", 0.95] = Shown(Kind.DECLINED)
    other = faq(0).with_cuts(replace(faq(0).cuts, version="calibrated"))
    assert known.of(other) == {}
    assert known.of(faq_of(OLD))


def test_a_refusal_needs_nothing_but_the_check_questions() -> None:
    known, new = Known(), faq_of(VERSIONS[1])
    found = preview(faq(0), new, map(Asked, QUESTIONS), known=known, thorough=False)
    whole = preview(faq(0), new, map(Asked, QUESTIONS))
    assert (found.regressions, found.unmet, found.checked) == (whole.regressions, whole.unmet, whole.checked)
    assert found.moves == tuple(move for move in whole.moves if move.asked.text == MONEY_BACK.question)
    assert (found.asked, set(known.of(new))) == (0, {(one.question, 0.95) for one in GATE})


def test_without_a_loss_it_is_thorough_anyway() -> None:
    found = preview(faq(0), faq(2), map(Asked, QUESTIONS), thorough=False)
    assert found == preview(faq(0), faq(2), map(Asked, QUESTIONS))
    assert found.asked == len(QUESTIONS)


def test_the_same_content_with_other_cuts_is_not_alike() -> None:
    """A base that is only renamed has no cuts of its own yet, and answers from others on."""
    never = replace(faq(0).cuts, asked=(0.9999,) * len(faq(0).cuts.asked))
    found = preview(faq(0), faq_of(replace(OLD, version="as new")).with_cuts(never), map(Asked, QUESTIONS))
    assert found.moves
    assert not found.alike


INDEX = st.integers(0, len(VERSIONS) - 1)
SOME = st.lists(st.sampled_from(QUESTIONS), max_size=6)


@pytest.mark.parametrize("at", range(len(VERSIONS)))
def test_a_version_against_itself_changes_nothing(at: int) -> None:
    found = preview(faq(at), faq(at), map(Asked, QUESTIONS))
    assert not found.changes.listed
    assert (found.moves, found.lost, found.dropped, found.alike) == ((), (), (), True)


@settings(max_examples=40, deadline=None)
@given(INDEX, INDEX, SOME)
def test_the_way_back_is_the_way_turned_round(one: int, other: int, asked: list[str]) -> None:
    there, back = (preview(faq(a), faq(b), map(Asked, asked)) for a, b in ((one, other), (other, one)))
    assert [a.id for a in there.changes.added] == [a.id for a in back.changes.removed]
    assert [a.id for a in there.changes.changed] == [a.id for a in back.changes.changed]
    turned = {(move.asked.text, move.after, move.before) for move in back.moves}
    assert {(move.asked.text, move.before, move.after) for move in there.moves} == turned
    assert there.alike == back.alike


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(INDEX, st.sampled_from((0.6, 0.95)), SOME), min_size=2, max_size=8))
def test_what_is_known_changes_no_preview(steps: list[tuple[int, float, list[str]]]) -> None:
    """Whatever was looked at before, in whatever order: what is told is what both versions would say now."""
    known, before = Known(), faq(0)
    for at, precision, asked in steps:
        found = preview(before, faq(at), map(Asked, asked), precision=precision, known=known)
        assert found == preview(before, faq(at), map(Asked, asked), precision=precision)
        before = faq(at)


@settings(max_examples=40, deadline=None)
@given(INDEX, INDEX)
def test_every_regression_is_one_and_none_is_missed(one: int, other: int) -> None:
    old, new = faq(one), faq(other)
    before = {question.id: question for question in old.base.questions}
    found = preview(old, new)
    truth = [
        question.id
        for question in new.base.questions
        if passes(before.get(question.id, question), old.ask(question.question))
        and not passes(question, new.ask(question.question))
    ]
    assert [regression.failure.question.id for regression in found.regressions] == truth


@settings(max_examples=40, deadline=None)
@given(INDEX, INDEX, SOME, st.floats(0.5, 0.99))
def test_a_move_is_what_both_versions_say_and_the_same_every_time(
    one: int, other: int, asked: list[str], precision: float
) -> None:
    found = preview(faq(one), faq(other), map(Asked, asked), precision=precision)
    assert found == preview(faq(one), faq(other), map(Asked, asked), precision=precision)
    moved = {move.asked.text for move in found.moves}
    for text in asked:
        before, after = (Shown.of(faq(at).ask(text, precision=precision), faq(at)) for at in (one, other))
        assert (before != after) == (text in moved)
