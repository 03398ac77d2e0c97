"""Stems: one word in all its endings."""

from __future__ import annotations

import pytest
import snowballstemmer

from bot.faq.stemming import CODES, stemmer


def test_english_endings_meet() -> None:
    stem = stemmer("en")
    assert len({stem(word) for word in ("sanction", "sanctions", "sanctioned", "sanctioning")}) == 1
    assert stem("news") != stem("new")


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_the_algorithm_of_its_name(code: str) -> None:
    assert CODES[code] in snowballstemmer.algorithms()
    assert stemmer(code)("abcdefg") == stemmer(CODES[code])("abcdefg")


def test_words_of_another_language_are_their_own_stems() -> None:
    assert stemmer("ko")("환불") == "환불"
    assert stemmer("klingon")("tests") == "tests"
