"""Phrasings as vectors: kept by their text, so that only new ones are embedded."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from bag_of_pieces import BagOfPieces, embedder_of
from game_server import GAME_SERVER, REFUNDS

from bot.faq.indexing import build_index
from bot.faq.language import load_language
from bot.faq.reading import read
from bot.faq.semantic import KeptMeanings, with_meanings

if TYPE_CHECKING:
    from pathlib import Path

    from bot.faq.articles import KnowledgeBase
    from bot.faq.indexing import Index

ENGLISH = load_language("en")
INDEX = build_index(GAME_SERVER, ENGLISH)
TEXTS = set(INDEX.phrasings.texts)


def with_one_more(text: str) -> KnowledgeBase:
    more = replace(REFUNDS, asks=(*REFUNDS.asks, text))
    return replace(GAME_SERVER, articles=tuple(more if one is REFUNDS else one for one in GAME_SERVER.articles))


def vectors(index: Index) -> np.ndarray:
    assert index.meanings is not None
    return index.meanings.vectors


def test_a_question_is_most_like_the_phrasing_with_its_words() -> None:
    meanings = with_meanings(INDEX, embedder_of(BagOfPieces())).meanings
    assert meanings is not None
    near, centre = meanings.likeness(read("refund policy", INDEX.vocabulary))
    assert INDEX.articles[int(near.argmax())] == REFUNDS
    assert INDEX.articles[int(centre.argmax())] == REFUNDS
    assert near.max() == pytest.approx(1, abs=1e-6)
    assert 0 <= centre.min() <= centre.max() < 1
    assert near.min() >= 0


def test_a_mistyped_question_counts_as_it_was_repaired() -> None:
    meanings = with_meanings(INDEX, embedder_of(BagOfPieces())).meanings
    assert meanings is not None
    assert meanings.likeness(read("refnud policy", INDEX.vocabulary))[0].max() == pytest.approx(1, abs=1e-6)


def test_kept_vectors_are_read_and_only_a_new_phrasing_is_embedded(tmp_path: Path) -> None:
    kept, first = KeptMeanings(tmp_path), BagOfPieces()
    made = kept.give(INDEX, embedder_of(first), "base")
    assert first.runs == len(TEXTS)
    again = BagOfPieces()
    assert np.array_equal(vectors(kept.give(INDEX, embedder_of(again), "base")), vectors(made))
    assert again.runs == 0
    larger = kept.give(build_index(with_one_more("a brand new wording"), ENGLISH), embedder_of(again), "base")
    assert again.runs == 1
    assert len(vectors(larger)) == len(vectors(made)) + 1


def test_another_index_of_the_same_phrasings_costs_nothing() -> None:
    session = BagOfPieces()
    meanings = with_meanings(INDEX, embedder_of(session)).meanings
    assert meanings is not None
    before = session.runs
    smaller = build_index(replace(GAME_SERVER, articles=GAME_SERVER.articles[1:]), ENGLISH)
    assert len(vectors(meanings.give(smaller))) == len(smaller.phrasings.texts)
    assert session.runs == before


@pytest.mark.parametrize("spoil", [b"", b"nothing of ours", None])
def test_a_damaged_file_costs_time_and_changes_nothing(spoil: bytes | None, tmp_path: Path) -> None:
    kept = KeptMeanings(tmp_path)
    made = kept.give(INDEX, embedder_of(BagOfPieces()), "base")
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-1] + b"\xff" if spoil is None else spoil)
    session = BagOfPieces()
    assert np.array_equal(vectors(kept.give(INDEX, embedder_of(session), "base")), vectors(made))
    assert session.runs == len(TEXTS)


def test_a_directory_that_cannot_be_written_to_is_no_reason_to_fail(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    found = KeptMeanings(tmp_path / "file").give(INDEX, embedder_of(BagOfPieces()), "base")
    assert len(vectors(found)) == len(INDEX.phrasings.texts)
