"""Patterns of guards against a slow obvious reading of what they mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.patterns import compile_pattern, is_pattern, plain_text

WORDS = ["a", "b", "c"]
choices = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(" ".join), min_size=1, max_size=3).map(
    lambda wordings: f"({'|'.join(wordings)})"
)
patterns = st.lists(st.one_of(st.sampled_from([*WORDS, "..."]), choices), min_size=1, max_size=5).map(" ".join)


def read(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def fits(pattern: str, question: str) -> bool:
    return compile_pattern(pattern, read).fits([frozenset({word}) for word in question.split()])


def slow_fits(pattern: str, question: list[str]) -> bool:
    """Try every way of reading the pattern at every place."""
    pieces: list[list[list[str]] | None] = []
    rest = pattern
    while rest:
        if rest.startswith("("):
            inside, rest = rest[1:].split(")", 1)
            pieces.append([wording.split() for wording in inside.split("|")])
        else:
            word, _, rest = rest.partition(" ")
            if word:
                pieces.append(None if word == "..." else [[word]])

    def match(at: int, piece: int) -> bool:
        if piece == len(pieces):
            return True
        wordings = pieces[piece]
        if wordings is None:
            return any(match(later, piece + 1) for later in range(at, len(question) + 1))
        return any(question[at : at + len(wording)] == wording and match(at + len(wording), piece + 1) for wording in wordings)

    return any(piece is not None for piece in pieces) and any(match(at, 0) for at in range(len(question) + 1))


@given(patterns, st.lists(st.sampled_from(WORDS), max_size=6))
def test_a_pattern_fits_exactly_where_some_reading_of_it_does(pattern: str, question: list[str]) -> None:
    assert fits(pattern, " ".join(question)) == slow_fits(pattern, question)


@given(patterns, st.lists(st.sampled_from(WORDS), max_size=6))
def test_a_question_that_lacks_a_place_cannot_fit(pattern: str, question: list[str]) -> None:
    compiled = compile_pattern(pattern, read)
    if not compiled.may_fit(frozenset(question)):
        assert not compiled.fits([frozenset({word}) for word in question])


def test_the_shorter_of_two_wordings_leaves_room() -> None:
    assert fits("(right now|right) ... now", "right now")


@pytest.mark.parametrize("empty", ["...", "()", "(|)", "", "( ) ..."])
def test_a_pattern_of_nothing_fits_nothing(empty: str) -> None:
    assert not fits(empty, "a b c")


def test_a_pattern_of_many_ways_costs_no_more_than_its_words() -> None:
    many = compile_pattern("(a|a a) " * 36 + "zebra", read)
    assert not many.fits([frozenset({"zebra"}), *[frozenset({"a"})] * 38])
    assert many.fits([*[frozenset({"a"})] * 40, frozenset({"zebra"})])


def test_a_word_that_means_several_things_fits_any() -> None:
    assert compile_pattern("server (down|offline)", read).fits([frozenset({"server"}), frozenset({"offlin", "offline"})])


def test_a_pattern_is_told_by_its_signs() -> None:
    assert [is_pattern(text) for text in ("will \u2026 win", "a ... b", "(a|b)", "tell me a joke")] == [True, True, True, False]


def test_the_signs_are_no_words() -> None:
    assert plain_text("will ... (win|lose) \u2026").split() == ["will", "win", "lose"]
