"""Answer, offer a choice, or say no: every branch, with values made by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.deciding import (
    SUGGESTIONS,
    TOPIC,
    VAGUE,
    WORTH_A_BUTTON,
    WORTH_NAMING,
    WORTH_SUGGESTING,
    Verdict,
    decide,
    is_bare,
    telling_words,
)
from bot.faq.decisions import Kind
from bot.faq.fusing import SAME_TEXT, Ranking
from bot.faq.reading import Alternative, How, Position, Reading
from bot.faq.vocabulary import TELLING

if TYPE_CHECKING:
    from collections.abc import Sequence

CUT = 0.8


def position(rarity: float, *, known: bool = True) -> Position:
    alternatives = (Alternative(0, 1.0, How.LITERAL),) if known else ()
    return Position(typed="word", name="word", read_as="word", rarity=rarity, telling=rarity, alternatives=alternatives)


def reading(*positions: Position) -> Reading:
    return Reading(positions, "plain", "plain", ("plain",))


def ranking(*confidences: float) -> Ranking:
    count = len(confidences)
    return Ranking(tuple(range(count)), tuple(float(count - at) for at in range(count)), confidences)


QUESTION = reading(position(0.1), position(0.6), position(0.7))
BARE = reading(position(0.1), position(0.7))


def test_a_sure_question_is_answered() -> None:
    assert decide(QUESTION, ranking(CUT, 0.1), 0.5, CUT) == Verdict(Kind.ANSWERED, (0,))


def test_an_author_s_own_phrasing_is_answered_however_unsure() -> None:
    assert decide(QUESTION, ranking(0.3, 0.2), SAME_TEXT, CUT) == Verdict(Kind.ANSWERED, (0,))


def test_a_bare_topic_word_that_is_a_phrasing_is_answered() -> None:
    assert decide(BARE, ranking(0.3), SAME_TEXT, CUT).kind is Kind.ANSWERED


def test_a_bare_topic_word_is_a_choice_however_sure() -> None:
    verdict = decide(BARE, ranking(0.99, 0.005, 0.003, 0.001), 0.5, CUT)
    assert verdict == Verdict(Kind.SUGGESTED, (0, 1, 2))


def test_a_bare_word_that_nothing_explains_is_declined() -> None:
    assert decide(reading(position(0.7, known=False)), ranking(0.1), 0.2, CUT) == Verdict(Kind.DECLINED)
    assert decide(reading(position(0.1), position(0.7, known=False)), ranking(0.1), 0.2, CUT).kind is Kind.DECLINED


def test_a_bare_word_is_a_choice_only_where_a_phrasing_is_like_it() -> None:
    assert decide(reading(position(0.1)), ranking(0.1), TOPIC, CUT).kind is Kind.SUGGESTED
    assert decide(reading(position(0.1)), ranking(0.1), TOPIC - 0.1, CUT).kind is Kind.DECLINED


def test_a_question_with_one_telling_word_is_no_bare_topic() -> None:
    asked = reading(position(0.1), position(0.1), position(0.9))
    assert decide(asked, ranking(CUT), 0.6, CUT) == Verdict(Kind.ANSWERED, (0,))


def test_a_tie_becomes_a_choice_of_the_tied() -> None:
    assert decide(QUESTION, ranking(0.4, 0.39, WORTH_A_BUTTON / 2), 0.5, CUT) == Verdict(Kind.SUGGESTED, (0, 1))


def test_one_likely_article_is_offered_alone() -> None:
    assert decide(QUESTION, ranking(WORTH_SUGGESTING, 0.01), 0.5, CUT) == Verdict(Kind.SUGGESTED, (0,))


def test_where_the_three_together_are_unlikely_the_question_is_declined() -> None:
    verdict = decide(QUESTION, ranking(WORTH_SUGGESTING - 0.2, 0.1, 0.05), 0.5, CUT)
    assert verdict.kind is Kind.DECLINED
    assert verdict.chosen == ()


@pytest.mark.parametrize(("confidence", "near"), [(WORTH_NAMING, 0), (WORTH_NAMING - 0.01, None)])
def test_a_decline_names_the_nearest_topic_only_if_it_is_near(confidence: float, near: int | None) -> None:
    assert decide(QUESTION, ranking(confidence), 0.5, CUT) == Verdict(Kind.DECLINED, near=near)


def test_function_words_alone_are_a_question_only_if_some_phrasing_is_like_them() -> None:
    """``and when did he go there`` is about something said before; ``what can you do`` may be a phrasing."""
    asked = reading(*(position(rarity)._replace(telling=0.0) for rarity in (0.1, 0.2, 0.4)))
    assert decide(asked, ranking(0.99), VAGUE - 0.01, CUT).kind is Kind.DECLINED
    assert decide(asked, ranking(0.99), VAGUE, CUT).kind is Kind.ANSWERED


def test_telling_words_are_those_that_say_something() -> None:
    assert telling_words([position(TELLING), position(TELLING - 0.01)]) == 1
    assert is_bare(BARE)
    assert not is_bare(QUESTION)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.floats(0, 1), st.floats(0.01, 0.99))
def test_a_verdict_chooses_as_many_as_its_kind_bears(confidences: Sequence[float], near: float, cut: float) -> None:
    verdict = decide(QUESTION, ranking(*sorted(confidences, reverse=True)), near, cut)
    most = {Kind.ANSWERED: 1, Kind.SUGGESTED: SUGGESTIONS, Kind.DECLINED: 0}[verdict.kind]
    assert len(verdict.chosen) <= most
    assert (verdict.kind is Kind.DECLINED) == (not verdict.chosen)
    assert list(verdict.chosen) == sorted(set(verdict.chosen))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_higher_cut_never_answers_more(confidences: Sequence[float], near: float, one: float, other: float) -> None:
    ranked = ranking(*sorted(confidences, reverse=True))
    low, high = (decide(QUESTION, ranked, near, cut).kind for cut in sorted((one, other)))
    assert high is not Kind.ANSWERED or low is Kind.ANSWERED
