from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from shop import A_QUOTE, ANSWER, CHOICE, REFUNDS, SHIPPING, a_base, a_decision

from bot.cli.encoding import as_object, as_row
from bot.cli.replying import Choice, Reply, reply_to
from bot.cli.spans import Emphasis, Line, Span, text_of
from bot.faq.decisions import Kind
from bot.wording import Wording

if TYPE_CHECKING:
    from bot.faq.articles import KnowledgeBase
    from bot.faq.decisions import Decision

BASE = a_base(REFUNDS, SHIPPING)
ENGLISH = Wording.load()


def said(decision: Decision, base: KnowledgeBase = BASE, *, once: bool = False) -> Reply:
    return reply_to(decision, base, ENGLISH, once=once)


def texts(lines: tuple[Line, ...]) -> list[str]:
    return ["".join(f"**{span.text}**" if span.emphasis is Emphasis.STRONG else span.text for span in line) for line in lines]


def test_an_answer_is_the_passage_and_one_small_line() -> None:
    reply = said(ANSWER)
    assert texts(reply.lines) == ["Yes, within **30 days**. Bring the receipt.", "-# The shop (copy) · as of May 2025"]
    assert reply.choices == ()


def test_past_its_day_the_warning_comes_first() -> None:
    quote = replace(A_QUOTE, expired=dt.date(2026, 8, 31))
    reply = said(replace(ANSWER, passages=(quote,)))
    assert text_of(reply.lines[0]) == "Check first: the last extension we have on file ran to 31 Aug 2026."
    assert len(reply.lines) == 3


def test_at_most_three_highlights_stand_out_in_a_whole_reply() -> None:
    one = replace(A_QUOTE, text="a b c d", highlights=((0, 1), (2, 3)))
    two = replace(A_QUOTE, article="shipping", text="e f g h", highlights=((0, 1), (2, 3)))
    reply = said(replace(ANSWER, passages=(one, two)))
    strong = [span.text for line in reply.lines for span in line if span.emphasis is Emphasis.STRONG]
    assert strong == ["a", "b", "e"]


def test_two_answered_parts_are_set_apart_each_with_its_source() -> None:
    other = replace(
        A_QUOTE, article="shipping", text="Parcels go to the EU.", highlights=(), source="Post", copy=False, as_of="2024"
    )
    lines = texts(said(replace(ANSWER, passages=(A_QUOTE, other))).lines)
    assert lines[2:] == ["", "Parcels go to the EU.", "-# Post · as of 2024"]


def test_highlights_over_a_line_end_stay_on_both_lines() -> None:
    quote = replace(A_QUOTE, text="one two\nthree four", highlights=((4, 13),))
    assert texts(said(replace(ANSWER, passages=(quote,))).lines)[:2] == ["one **two**", "**three** four"]


def test_suggestions_have_numbers_and_a_zero() -> None:
    reply = said(CHOICE)
    assert texts(reply.lines) == ["Which one do you mean?", "1 Refunds  2 Shipping  0 None of these"]
    assert reply.choices == (Choice("Refunds", "refunds"), Choice("Shipping", "shipping"))


def test_a_decline_is_one_line() -> None:
    assert texts(said(a_decision()).lines) == ["I have no answer on that. I can help with The shop: see /topics."]
    assert texts(said(a_decision(), BASE, once=True).lines) == ["I have no answer on that. I can help with The shop."]


def test_a_decline_names_the_nearest_topic_as_a_choice() -> None:
    reply = said(a_decision(near="shipping"))
    assert texts(reply.lines) == ["I have no answer on that. The nearest topic I know:", "1 Do you ship abroad?"]
    assert reply.choices == (Choice("Do you ship abroad?", "shipping"),)


def test_a_guard_speaks_its_authors_line() -> None:
    reply = said(a_decision(guard="live-news", notice="I don't have live news, only background.", near="refunds"))
    assert texts(reply.lines) == ["I don't have live news, only background.", "1 Can I get a refund?"]


def test_a_near_article_that_is_gone_is_not_offered() -> None:
    assert said(a_decision(near="gone")).choices == ()


@pytest.mark.parametrize("question", ["미국 사람이 북한에 여행 갈 수 있나요?", "можно ли вернуть деньги", "返金について pay"])
def test_a_question_in_other_letters_is_told_what_is_missing(question: str) -> None:
    lines = texts(said(a_decision(question=question, near="refunds")).lines)
    assert lines == ["I know answers in English only. Please ask in a few simple English words."]


@pytest.mark.parametrize("question", ["", "123 😀", "북한 refunds please", "café größe"])
def test_a_question_with_enough_known_letters_is_declined_like_any_other(question: str) -> None:
    assert texts(said(a_decision(question=question)).lines)[0].startswith("I have no answer")


def test_a_base_in_that_script_knows_it() -> None:
    korean = a_base(replace(REFUNDS, title="환불이 되나요?"), language="korean")
    assert texts(said(a_decision(question="배송"), korean).lines)[0].startswith("I have no answer")
    assert texts(said(a_decision(question="refund"), korean).lines)[0].startswith("I know answers in Korean only.")


def test_the_object_for_programs_has_exactly_the_keys_of_the_contract() -> None:
    told = as_object(ANSWER)
    assert list(told) == [
        *(
            "question",
            "decision",
            "article",
            "confidence",
            "passages",
            "suggestions",
            "guard",
            "hits",
            "knowledge_version",
            "took_ms",
        )
    ]
    assert told["decision"] == "answered"
    assert type(told["decision"]) is str
    assert told["passages"] == [
        {
            "article": "refunds",
            "heading": None,
            "text": "Yes, within 30 days. Bring the receipt.",
            "highlights": [[12, 19]],
            "source": "The shop",
            "url": None,
            "as_of": "2025-05-14",
        }
    ]
    assert told["hits"] == [
        {"article": "refunds", "confidence": 0.97, "score": 1.0, "phrasing": "refund", "why": "refund is in it"}
    ]
    assert as_object(CHOICE)["suggestions"] == [
        {"article": "refunds", "title": "Can I get a refund?", "label": "Refunds", "confidence": 0.5},
        {"article": "shipping", "title": "Do you ship?", "label": "Shipping", "confidence": 0.4},
    ]


def test_a_row_holds_decision_articles_and_reply() -> None:
    assert as_row(ANSWER, BASE, ENGLISH) == (
        "answered",
        "refunds",
        "Yes, within 30 days. Bring the receipt. -# The shop (copy) · as of May 2025",
    )
    assert as_row(CHOICE, BASE, ENGLISH)[:2] == ("suggested", "refunds,shipping")
    assert as_row(a_decision(), BASE, ENGLISH) == ("declined", "-", "I have no answer on that. I can help with The shop.")
    assert as_row(a_decision(near="refunds"), BASE, ENGLISH)[1] == "refunds"


def test_kinds_are_told_apart_by_value() -> None:
    assert [said(a_decision(kind, passages=(A_QUOTE,), suggestions=CHOICE.suggestions)).lines[0] for kind in Kind] == [
        (Span("Yes, within "), Span("30 days", Emphasis.STRONG), Span(". Bring the receipt.")),
        (Span("Which one do you mean?"),),
        (Span("I have no answer on that. I can help with The shop: see /topics."),),
    ]
