"""Texts scanned at once have the terms that each has when it is read alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from small_vocabulary import build_vocabulary

from bot.faq.articles import Synonym
from bot.faq.language import load_language
from bot.faq.scanning import Scanner, words_of
from bot.faq.synonyms import Thesaurus

if TYPE_CHECKING:
    from bot.faq.scanning import Scan

SYNONYMS = (
    Synonym(("North Korea", "DPRK", "N. Korea", "the North")),
    Synonym(("United States", "US", "USA", "America")),
    Synonym(("drill", "drills"), to="military exercise"),
    Synonym(("joint drill of spring",), to="exercise"),
    Synonym(("비자", "visa")),
)
WORDS = (
    "north", "North", "korea", "Korea's", "NORTH", "DPRK", "d p r k", "N.", "N. Korea", "the", "US", "us", "u.s.", "told us", "usa",
    "drill", "drills", "joint", "of", "spring", "spring,", "can't", "u", "r", "idk", "visa", "비자", "北韓制裁", "don\u2019t", "x", "?",
    "😀", "refund", "Refunds", "state-of-the-art", "1953", "É", "naïve",
)  # fmt: skip
ENGLISH = load_language("en")


def terms_of(scan: Scan, row: int) -> list[tuple[str, tuple[str, ...]]]:
    return [(scan.names[unit], scan.words[unit]) for unit in scan.units[scan.starts[row] : scan.starts[row + 1]]]


@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), max_size=6))
def test_a_scan_finds_the_terms_of_reading(texts: list[str]) -> None:
    vocabulary = build_vocabulary(ENGLISH, SYNONYMS, [texts])
    scan = vocabulary.scan(texts)
    for row, text in enumerate(texts):
        assert terms_of(scan, row) == [(term.name, term.words) for term in vocabulary.read_text(text)]
    spelling = vocabulary.thesaurus.spelling
    assert scan.spelt(vocabulary.thesaurus) == [
        " ".join(spelling(term.name, " ".join(term.words)) for term in vocabulary.read_text(text)) for text in texts
    ]


@given(st.lists(st.text(max_size=30), max_size=4))
def test_any_text_is_scanned_as_it_is_read(texts: list[str]) -> None:
    vocabulary = build_vocabulary(ENGLISH, SYNONYMS, [texts])
    scan = vocabulary.scan(texts)
    for row, text in enumerate(texts):
        assert terms_of(scan, row) == [(term.name, term.words) for term in vocabulary.read_text(text)]


def test_some_texts_of_a_scan_are_a_scan() -> None:
    scan = Scanner(ENGLISH, Thesaurus(SYNONYMS, ENGLISH)).scan(["the North", "", "visa for us", "drills"])
    some = scan.take(np.array([2, 1, 0]))
    assert [terms_of(some, row) for row in range(3)] == [terms_of(scan, row) for row in (2, 1, 0)]
    assert some.text_of().tolist() == [0, 0, 0, 2]


def test_scans_of_one_scanner_share_their_units() -> None:
    scanner = Scanner(ENGLISH, Thesaurus((), ENGLISH))
    first, second = scanner.scan(["refund a gift"]), scanner.scan(["gift refund"])
    assert second.units.tolist() == [first.units[2], first.units[0]]
    assert second.names[: len(first.names)] == first.names


def test_each_unit_knows_its_words() -> None:
    scan = Scanner(ENGLISH, Thesaurus(SYNONYMS, ENGLISH)).scan(["visa for North Korea"])
    words, starts, numbers = words_of(scan)
    found = [[words[number] for number in numbers[starts[unit] : starts[unit + 1]]] for unit in scan.units]
    assert found == [["visa"], ["for"], ["north", "korea"]]
