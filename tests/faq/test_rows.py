"""Half a byte for each article holds the same as a whole one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from bot.faq.rows import MANY, Rows

uses = arrays(np.uint8, array_shapes(min_dims=2, max_dims=2, max_side=9))


@given(uses, st.data())
def test_what_was_packed_is_taken_out_unchanged(whole: np.ndarray, data: st.DataObject) -> None:
    keys, articles = (
        np.array(data.draw(st.lists(st.integers(0, side - 1), unique=True).map(sorted)), np.intp) for side in whole.shape
    )
    assert np.array_equal(Rows.of(whole).take(keys, articles), whole[np.ix_(keys, articles)])


def test_only_many_uses_stand_apart() -> None:
    packed = Rows.of(np.array([[0, MANY - 1, MANY], [1, 255, 2]], np.uint8))
    assert packed.halves.shape == (2, 2)
    assert packed.more.tolist() == [MANY, 255]
