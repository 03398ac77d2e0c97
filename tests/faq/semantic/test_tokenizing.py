"""WordPiece: the numbers that the model was trained with."""

from __future__ import annotations

import pytest
from bag_of_pieces import VOCABULARY, read_pieces
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.semantic.tokenizing import FIRST, LAST, LONGEST, UNKNOWN

PIECES = read_pieces()
NAMES = VOCABULARY.read_text("utf-8").split("\n")


def spelt(text: str) -> list[str]:
    return [NAMES[at] for at in PIECES.number(text)]


def test_a_text_has_the_numbers_of_the_reference() -> None:
    assert PIECES.number("Hello, world!") == [101, 7592, 1010, 2088, 999, 102]


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("unaffable", ["una", "##ffa", "##ble"]),
        ("CAFÉ naïve", ["cafe", "naive"]),
        ("don't", ["don", "'", "t"]),
        ("e-mail", ["e", "-", "mail"]),
        ("", []),
        ("   ", []),
    ],
)
def test_words_are_spelt_with_the_longest_pieces(text: str, inner: list[str]) -> None:
    assert spelt(text) == ["[CLS]", *inner, "[SEP]"]


def test_a_word_that_no_pieces_spell_is_unknown() -> None:
    assert PIECES.number("🐉") == [FIRST, UNKNOWN, LAST]
    assert PIECES.number("a" * 101) == [FIRST, UNKNOWN, LAST]
    assert UNKNOWN not in PIECES.number("a" * 100)


def test_a_long_text_is_cut() -> None:
    numbers = PIECES.number("word " * 500)
    assert len(numbers) == LONGEST
    assert numbers[-1] == LAST


@given(st.text())
def test_any_text_becomes_known_numbers(text: str) -> None:
    numbers = PIECES.number(text)
    assert numbers[0] == FIRST
    assert numbers[-1] == LAST
    assert len(numbers) <= LONGEST
    assert all(0 <= number < len(NAMES) for number in numbers)
