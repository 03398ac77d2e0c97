"""Ranges side by side, and pairs counted: equal to loops."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.arrays import count_uses, ranges, smallest

small = st.integers(0, 9)


def test_uses_are_counted_by_text_and_thing() -> None:
    texts, things, uses = count_uses(np.array([1, 0, 1, 1]), np.array([5, 5, 5, 2]))
    assert list(zip(texts.tolist(), things.tolist(), uses.tolist(), strict=True)) == [(0, 5, 1), (1, 2, 1), (1, 5, 2)]
    assert [len(each) for each in count_uses(np.zeros(0, np.intp), np.zeros(0, np.int32))] == [0, 0, 0]


wide = st.integers(0, 90_000)
"""Pairs of these are too many to be numbered in 32 bits."""


@given(st.lists(st.tuples(small, small)) | st.lists(st.tuples(wide, wide)))
def test_each_pair_is_counted_as_often_as_it_occurs(pairs: list[tuple[int, int]]) -> None:
    texts, things = (np.array([pair[side] for pair in pairs], np.int32) for side in (0, 1))
    counted = count_uses(texts, things)
    assert sorted((*pair, uses) for pair, uses in Counter(pairs).items()) == list(
        zip(*(each.tolist() for each in counted), strict=True)
    )


@given(st.lists(st.tuples(small, small)))
def test_ranges_are_laid_end_to_end(spans: list[tuple[int, int]]) -> None:
    starts, lengths = (np.array([span[side] for span in spans], np.int32) for side in (0, 1))
    assert ranges(starts, lengths).tolist() == [at for start, length in spans for at in range(start, start + length)]


def test_numbers_are_kept_as_narrow_as_they_fit() -> None:
    assert [smallest(most) for most in (0, 255, 65_535, 65_536, 2**32)] == [np.uint16, np.uint16, np.uint16, np.uint32, np.uint64]
