"""Sums over postings equal a slow sum over dictionaries, whatever the budget; heavy keys and lists are the same to whoever asks."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.carrying import Carried
from bot.faq.postings import MOST_USES, build_postings

if TYPE_CHECKING:
    from bot.faq.postings import Postings

KEYS, ARTICLES = 6, 20
Entries = dict[tuple[int, int], int]
entries = st.dictionaries(st.tuples(st.integers(0, KEYS - 1), st.integers(0, ARTICLES - 1)), st.integers(1, 300), max_size=60)
RARITY = np.linspace(0.2, 1.0, KEYS).astype(np.float32)


def built(given: Entries, *, large: int) -> Postings:
    rows = np.array([(*pair, uses) for pair, uses in sorted(given.items())], np.int64).reshape(-1, 3)
    keys, owners, uses = rows.T
    return build_postings((keys, owners, uses), KEYS, ARTICLES, large=large).weighed(RARITY)


def slow(given: Entries, asked: dict[int, float], article: int) -> float:
    vector = {
        key: math.log1p(min(uses, MOST_USES)) * float(RARITY[key]) for (key, owner), uses in given.items() if owner == article
    }
    length = math.sqrt(sum(value**2 for value in vector.values()))
    sums = sum(math.log1p(min(given.get((key, article), 0), MOST_USES)) * worth for key, worth in asked.items())
    return min(1.0, sums / length) if length else 0.0


@given(entries, st.sets(st.integers(0, KEYS - 1)), st.integers(0, 100), st.sampled_from([1, 1_000]))
def test_chosen_articles_get_their_exact_likeness_within_any_budget(
    given: Entries, asked: set[int], budget: int, large: int
) -> None:
    made = built(given, large=large)
    question = {key: 0.1 * (key + 1) for key in sorted(asked)}
    keys = np.array(list(question), np.intp)
    sums = made.add_up(keys, np.array([list(question.values())]), np.ones(1), budget)
    articles = np.array([0, 3, 7, ARTICLES - 1])
    wanted = [slow(given, question, int(article)) for article in articles]
    assert sums.likeness(articles).tolist() == pytest.approx(wanted, abs=1e-4)


@given(entries, entries, st.sets(st.integers(0, ARTICLES - 1), min_size=1), st.sampled_from([1, 1_000]))
def test_carried_postings_are_those_that_are_built_anew(before: Entries, after: Entries, changed: set[int], large: int) -> None:
    """Some articles change, and the last one goes: lists become rows and rows lists as keys gain and lose articles."""
    after = {pair: uses for pair, uses in after.items() if pair[1] in changed and pair[1] != ARTICLES - 1}
    kept = np.array([at for at in range(ARTICLES - 1) if at not in changed], np.intp)
    carried = Carried(ARTICLES, ARTICLES - 1, kept, kept, np.zeros(0, np.intp))
    fresh = np.array([(*pair, uses) for pair, uses in sorted(after.items())], np.int64).reshape(-1, 3).T
    old = built(before, large=large)
    made = build_postings(tuple(fresh), KEYS, ARTICLES - 1, large=large, kept=old.keep(carried)).weighed(RARITY)
    whole = {pair: uses for pair, uses in before.items() if pair[1] in kept} | after
    rows = np.array([(*pair, uses) for pair, uses in sorted(whole.items())], np.int64).reshape(-1, 3).T
    wanted = build_postings(tuple(rows), KEYS, ARTICLES - 1, large=large).weighed(RARITY)
    pairs = [(made, wanted, field.name) for field in fields(wanted) if field.name != "rows"]
    pairs += [(made.rows, wanted.rows, field.name) for field in fields(wanted.rows)]
    for mine, theirs, name in ((getattr(mine, name), getattr(theirs, name), name) for mine, theirs, name in pairs):
        assert mine.dtype == theirs.dtype, name
        assert np.array_equal(mine, theirs), name


@given(entries, st.sets(st.integers(0, KEYS - 1)))
def test_a_budget_that_is_not_spent_changes_nothing(given: Entries, asked: set[int]) -> None:
    made = built(given, large=1)
    keys = np.array(sorted(asked), np.intp)
    few, many = (made.add_up(keys, np.ones((1, len(keys))), np.ones(1), budget) for budget in (60, 10_000))
    assert np.array_equal(few.sums, many.sums)


@given(entries)
def test_rows_and_lists_hold_the_same(given: Entries) -> None:
    lists, rows = built(given, large=1_000), built(given, large=1)
    assert len(lists.heavy) == 0
    keys, articles = np.arange(KEYS), np.arange(ARTICLES)
    assert np.array_equal(lists.uses_in(keys, articles), rows.uses_in(keys, articles))
    assert [lists.spread(key) for key in range(KEYS)] == [rows.spread(key) for key in range(KEYS)]


def test_the_rarest_keys_are_added_up_first() -> None:
    given = {(0, owner): 1 for owner in range(10)} | {(1, 4): 1}
    sums = built(given, large=1_000).add_up(np.array([0, 1]), np.ones((1, 2)), np.ones(1), budget=5)
    assert sums.left.tolist() == [0]
    assert sums.nearest(3).tolist() == [4]


def test_the_nearest_are_chosen_by_the_keys_looked_at() -> None:
    given = {(key, owner): 1 for key in range(3) for owner in range(4 * key, ARTICLES)}
    sums = built(given, large=1_000).add_up(np.arange(3), np.full((1, 3), 0.1), np.ones(1))
    scores = sums.likeness(np.arange(ARTICLES))
    assert sums.nearest(5).tolist() == np.flatnonzero(scores >= sorted(scores)[-5]).tolist()
    assert sums.nearest(ARTICLES + 1).tolist() == np.flatnonzero(scores).tolist()


def test_a_question_of_everyday_keys_alone_is_added_up_by_the_rarest_rows() -> None:
    given = {(0, owner): 1 for owner in range(ARTICLES)} | {(1, owner): 1 for owner in range(10)}
    made = built(given, large=1)
    assert made.heavy.tolist() == [0, 1]
    sums = made.add_up(np.array([0, 1]), np.ones((1, 2)), np.ones(1), budget=1)
    assert sums.left.tolist() == [0]
    assert sums.nearest(ARTICLES).tolist() == list(range(10))


def test_the_better_of_two_wordings_counts() -> None:
    given = {(0, 1): 1, (1, 2): 1}
    sums = built(given, large=1_000).add_up(np.array([0, 1]), np.array([[0.1, 0.0], [0.0, 0.05]]), np.ones(2))
    found = sums.likeness(np.arange(3))
    assert found[1] > found[2] > found[0] == 0
