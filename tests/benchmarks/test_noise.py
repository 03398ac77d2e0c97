"""The second noise generator: seeded by the text, bad, but not beyond recognition."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from noise import mistype
from rapidfuzz import fuzz

QUESTIONS = (
    "Can American citizens travel to North Korea for a holiday?",
    "what happened to the sanctions after the second summit",
    "please explain the difference between refunds and cancellations",
    "I would like to know whether my deposit comes back",
)


def test_the_same_question_is_always_mistyped_alike() -> None:
    assert [mistype(question) for question in QUESTIONS] == [mistype(question) for question in QUESTIONS]


def test_every_question_is_mistyped_and_stays_recognisable() -> None:
    for question in QUESTIONS:
        typed = mistype(question)
        assert typed != question
        assert 60 < fuzz.ratio(typed, question.lower()) < 100, typed


@given(st.text(max_size=80))
def test_any_text_can_be_mistyped(text: str) -> None:
    assert mistype(text) == mistype(text)
