"""Neighbours by missing letters are exactly what comparing every word letter by letter would find."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.neighbourhoods import LONGEST, SHORTEST, Neighbourhood

letters = st.text("abcd", min_size=SHORTEST, max_size=8)


def distance(one: str, two: str) -> int:
    """Optimal string alignment, straight from its definition."""

    @cache
    def between(at: int, to: int) -> int:
        if not at or not to:
            return at + to
        costs = [between(at - 1, to) + 1, between(at, to - 1) + 1, between(at - 1, to - 1) + (one[at - 1] != two[to - 1])]
        if at > 1 and to > 1 and one[at - 1] == two[to - 2] and one[at - 2] == two[to - 1]:
            costs.append(between(at - 2, to - 2) + 1)
        return min(costs)

    return between(len(one), len(two))


@given(st.lists(letters, max_size=25, unique=True), letters, st.integers(1, 2))
def test_no_word_within_the_edits_is_missed(words: list[str], typed: str, edits: int) -> None:
    found = Neighbourhood.of(words, deletions=edits).near(typed, deletions=edits)
    assert {word for word in words if distance(typed, word) <= edits} <= set(found)


@given(st.lists(letters, max_size=25, unique=True), letters, st.integers(1, 2))
def test_what_is_found_shares_a_remainder(words: list[str], typed: str, edits: int) -> None:
    """Both words with up to that many letters left out each: at most twice the edits apart."""
    found = Neighbourhood.of(words, deletions=edits).near(typed, deletions=edits)
    assert all(distance(typed, word) <= 2 * edits for word in found)
    assert [word for word in words if word in found] == found


@given(st.lists(letters, max_size=25, unique=True).map(sorted), st.lists(letters, max_size=25, unique=True).map(sorted))
def test_words_that_are_indexed_already_need_not_be_indexed_again(before: list[str], after: list[str]) -> None:
    carried = Neighbourhood.of(after, deletions=2, before=Neighbourhood.of(before, deletions=2))
    anew = Neighbourhood.of(after, deletions=2)
    assert carried.words == anew.words
    assert carried.hashes.tolist() == anew.hashes.tolist()
    assert carried.ids.tolist() == anew.ids.tolist()


@pytest.mark.parametrize("word", ["", "a", "ab", "x" * (LONGEST + 1)])
def test_words_too_short_or_too_long_have_no_neighbours(word: str) -> None:
    assert Neighbourhood.of([word], deletions=1).words == ()


def test_an_empty_list_has_no_neighbours() -> None:
    assert Neighbourhood.of([], deletions=2).near("refund", deletions=2) == []


def test_letters_beyond_the_basic_plane_are_letters() -> None:
    assert Neighbourhood.of(["a\U0001d51fc", "환불방법"], deletions=1).near("환불방볍", deletions=1) == ["환불방법"]
