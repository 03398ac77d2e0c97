"""Phrasings as a hasty hand would type them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.faq.mistyping import mistype

PHRASINGS = ("how do I get a refund for my purchase", "what happens when somebody breaks the rules", "where can I appeal a ban")


def test_the_same_phrasing_is_always_mistyped_alike() -> None:
    assert [mistype(text) for text in PHRASINGS] == [mistype(text) for text in PHRASINGS]


def test_some_longer_words_are_mistyped_and_short_ones_never() -> None:
    typed = [(word, slip) for text in PHRASINGS for word, slip in zip(text.lower().split(), mistype(text).split(), strict=True)]
    assert any(word != slip for word, slip in typed)
    assert all(word == slip for word, slip in typed if len(word) < 4)
    assert all(abs(len(word) - len(slip)) <= 1 for word, slip in typed)


@given(st.text(max_size=60))
def test_any_text_can_be_mistyped(text: str) -> None:
    assert len(mistype(text).split()) <= max(1, len(text))
