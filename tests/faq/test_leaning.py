"""Questions that lean on the answer before them, on the game server's base."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.faq.leaning import find_passage, is_titled, leans
from bot.faq.reading import read

if TYPE_CHECKING:
    from bot.faq import FAQ
    from bot.faq.indexing import Index

PLACES = {name: place for place, name in enumerate(("appeals", "claims", "event", "ranks", "refunds"))}


def passage_of(question: str, article: str, index: Index) -> int | None:
    return find_passage(question, read(question, index.vocabulary), PLACES[article], index)


@pytest.mark.parametrize(
    ("question", "article", "passage"),
    [
        ("and for gifts?", "refunds", 2),
        ("are gifts refunded too?", "refunds", 2),
        ("what does it give?", "ranks", 1),
        ("and do claims expire?", "claims", 1),
    ],
)
def test_a_leaning_question_finds_the_passage_that_its_new_word_asks_for(
    question: str, article: str, passage: int, index: Index
) -> None:
    assert passage_of(question, article, index) == passage


@pytest.mark.parametrize(
    ("question", "article"),
    [
        ("why?", "appeals"),  # asked of anything
        ("how long?", "appeals"),
        ("thanks, that helps", "refunds"),
        ("and on the other server?", "ranks"),  # a word that no wording holds
        ("are gifts not refunded?", "refunds"),  # nor is the opposite asked for
        ("will gifts be refunded some day?", "refunds"),
        ("and refunds?", "refunds"),  # nothing that the title does not say
        ("", "refunds"),
        ("?!", "refunds"),
    ],
)
def test_where_it_is_not_plain_which_passage_is_meant_there_is_none(question: str, article: str, index: Index) -> None:
    assert passage_of(question, article, index) is None


def test_an_article_of_one_passage_without_wordings_is_never_followed(index: Index) -> None:
    assert passage_of("and the fishing?", "event", index) is None


@pytest.mark.parametrize(
    ("question", "leaning"),
    [
        ("who signed it?", True),
        ("and gifts?", True),
        ("so why?", True),
        ("how do refunds work", False),
        ("they gave me the wrong kit yesterday, can I return it for store credit?", False),  # long: says all by itself
    ],
)
def test_short_questions_that_point_back_or_join_on_lean(question: str, leaning: bool, index: Index) -> None:  # noqa: FBT001  (a row)
    assert leans(read(question, index.vocabulary), index) is leaning


def test_something_of_a_title_changes_the_subject_unless_it_is_a_sentence(index: Index) -> None:
    said = {
        text: is_titled(read(text, index.vocabulary), PLACES["event"], index)
        for text in ("and the summer event?", "is it an event?", "and why?")
    }
    assert said == {"and the summer event?": True, "is it an event?": False, "and why?": False}


def test_a_follow_up_is_tried_where_another_article_answers_what_points_back(faq: FAQ) -> None:
    alone = faq.ask("and how long does it last?", precision=0.5)
    assert not faq.stands_alone(alone)
    assert faq.stands_alone(faq.ask("how do refunds work"))
