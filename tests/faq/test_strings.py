"""Texts in one block are the same texts."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.strings import pack


@given(st.lists(st.text(st.characters(codec=None), max_size=8)))
def test_every_text_comes_back(texts: list[str]) -> None:
    packed = pack(texts)
    assert list(packed) == texts
    assert len(packed) == len(texts)
    assert [packed[at] for at in range(len(packed))] == texts


def test_some_texts_are_taken_in_the_order_asked_for() -> None:
    assert pack(["a", "", "\ud800", "북"]).take(np.array([3, 2, 0, 0])) == ["북", "\ud800", "a", "a"]
