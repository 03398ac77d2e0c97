"""What counts as right: ranks, articles, passages, clusters and halves."""

from __future__ import annotations

import pytest
from made_outcomes import article, decision, question

from bot.faq.decisions import Kind
from bot.faq.evaluating.outcomes import gather, judge

LONG = "The rule applies to every trip and to every passport without exception."


def test_the_rank_is_that_of_the_first_expected_article() -> None:
    outcome = judge(question("q", "c", "b"), decision("declined", "a", "b", "c"), {})
    assert outcome.rank == 2
    assert judge(question("q", "z"), decision("declined", "a", "b"), {}).rank == 0
    assert judge(question("q"), decision("declined", "a"), {}).rank == 0


@pytest.mark.parametrize(
    ("expect", "kind", "right", "wrong", "suggested"),
    [
        (("a",), "answered", True, False, False),
        (("b",), "answered", False, True, False),
        ((), "answered", False, True, False),
        (("b",), "suggested", False, False, True),
        (("z",), "suggested", False, False, False),
        ((), "suggested", False, False, False),
        (("a",), "declined", False, False, False),
    ],
)
def test_only_what_is_quoted_can_be_wrong(
    expect: tuple[str, ...], kind: str, *, right: bool, wrong: bool, suggested: bool
) -> None:
    outcome = judge(question("q", *expect), decision(kind, "a", "b"), {})
    assert (outcome.answered_right, outcome.answered_wrongly, outcome.suggested_right) == (right, wrong, suggested)


@pytest.mark.parametrize(
    ("label", "heading", "text", "right"),
    [
        ("1", None, "Start.", True),
        ("2", None, "Start.", False),
        ("2", "How long?", LONG, True),
        ("how long", "How long?", LONG, True),
        ("What else?", "How long?", LONG, False),
        ("3", "How long?", LONG, False),
        ("3", "How long?", "Another passage of the same name, which says something else.", True),
    ],
)
def test_a_passage_is_known_by_its_heading_or_its_number(label: str, heading: str | None, text: str, *, right: bool) -> None:
    told = article(
        "a",
        (None, "Start."),
        ("How long?", LONG),
        ("How long?", "Another passage of the same name, which says something else."),
        ("What else?", "More."),
    )
    decided = decision("answered", "a", heading=heading, text=text)
    assert judge(question("q", "a", passage=label), decided, {"a": told}).passage_right is right


def test_a_quote_cut_between_blocks_still_shows_its_passage() -> None:
    told = article("a", ("Rule", f"{LONG}\n\nAnd more."), ("Rule", "Something else entirely stands here.\n\nAnd more."))
    decided = decision("answered", "a", heading="Rule", text=LONG)
    assert judge(question("q", "a", passage="1"), decided, {"a": told}).passage_right is True
    assert judge(question("q", "a", passage="2"), decided, {"a": told}).passage_right is False


def test_passages_are_judged_only_where_labelled_and_rightly_answered() -> None:
    articles = {"a": article("a", ("One", "1")), "b": article("b", ("Two", "2"))}
    answer = decision("answered", "a", heading="One", text="1")
    assert judge(question("q", "a"), answer, articles).passage_right is None
    assert judge(question("q", "b", passage="Two"), answer, articles).passage_right is None
    assert judge(question("q", "a", passage="One"), decision("suggested", "a"), articles).passage_right is None
    assert judge(question("q", "a", "b", passage="Two"), answer, articles).passage_right is None  # the other article's label


def test_questions_of_an_article_are_a_cluster_and_declined_ones_stand_alone() -> None:
    asked = [question("1", "a"), question("2", "a", "b"), question("3", "b"), question("4"), question("5")]
    outcomes = gather(judge(each, decision("declined", "a"), {}) for each in asked)
    assert outcomes.cluster.tolist() == [0, 0, 1, 2, 3]
    picked = outcomes.select(~outcomes.answerable)
    assert picked.cluster.tolist() == [0, 1]
    assert len(picked) == 2


def test_a_guard_takes_the_confidence_away() -> None:
    asked = [question("1", "a"), question("2", "a")]
    decided = [decision("declined", "a", confidence=0.9, guard="opinion"), decision("declined", "a", confidence=0.9)]
    outcomes = gather(judge(each, made, {}) for each, made in zip(asked, decided, strict=True))
    assert outcomes.confidence.tolist() == [0.0, 0.9]
    assert outcomes.guarded.tolist() == [True, False]


def test_a_question_stays_in_its_half_whatever_stands_around_it() -> None:
    names = [f"a-topic-{number}" for number in range(400)]
    outcomes = gather(judge(question(name), decision("declined"), {}) for name in names)
    alone = [gather([judge(question(name), decision("declined"), {})]).first_half[0] for name in names]
    assert outcomes.first_half.tolist() == alone
    assert 160 <= outcomes.first_half.sum() <= 240


def test_decisions_without_hits_are_outcomes_too() -> None:
    outcome = judge(question("q", "a"), decision("declined", confidence=0.0), {})
    assert outcome.rank == 0
    assert outcome.decision.decision is Kind.DECLINED
