"""Texts as flat arrays: every text keeps its terms, its owner and its passage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot.faq.fields import build_field

if TYPE_CHECKING:
    from bot.faq.vocabulary import Vocabulary

TEXTS = [[("how do refunds work", -1), ("refund for a gift", 2)], [], [("Ban appeal!", -1)], [("?!", 0)]]


def test_the_terms_of_each_text_are_its_distinct_terms(vocabulary: Vocabulary) -> None:
    field = build_field(TEXTS, vocabulary)
    for row, text in enumerate(field.texts):
        names = {vocabulary.names[at] for at in field.terms[field.starts[row] : field.starts[row + 1]]}
        assert names == {term.name for term in vocabulary.read_text(text)}


def test_the_mass_is_the_sum_of_the_rarities(vocabulary: Vocabulary) -> None:
    field = build_field(TEXTS, vocabulary)
    for row in range(len(field.texts)):
        terms = field.terms[field.starts[row] : field.starts[row + 1]]
        assert field.mass[row] == pytest.approx(sum(vocabulary.rarity[at] for at in terms), rel=1e-5)


def test_an_owner_without_texts_has_no_rows(vocabulary: Vocabulary) -> None:
    field = build_field(TEXTS, vocabulary)
    assert [list(field.rows(article)) for article in range(4)] == [[0, 1], [], [2], [3]]
    assert field.passage.tolist() == [-1, 2, -1, 0]
    assert field.article.tolist() == [0, 0, 2, 3]


def test_a_text_without_words_weighs_nothing(vocabulary: Vocabulary) -> None:
    field = build_field([[("?!", 0)], [("ban", 0)], [("!", 0)]], vocabulary)
    assert field.mass[0] == field.mass[2] == 0
    assert field.mass[1] > 0
    assert list(field.folded) == ["", "ban", ""]


def test_words_are_kept_folded_and_sorted(vocabulary: Vocabulary) -> None:
    field = build_field([[("How do Refunds work?", -1)]], vocabulary)
    assert list(field.folded) == ["how do refunds work"]


@pytest.mark.parametrize("texts", [[], [[]], [[], []]])
def test_no_texts_make_an_empty_field(texts: list[list[tuple[str, int]]], vocabulary: Vocabulary) -> None:
    field = build_field(texts, vocabulary)
    assert field.texts == ()
    assert len(field.mass) == len(field.terms) == 0
    assert np.array_equal(field.of_article, np.zeros(len(texts) + 1))
