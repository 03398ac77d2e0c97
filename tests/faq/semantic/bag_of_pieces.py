"""A session by hand: every piece has a vector of its own, so that texts with pieces in common are alike, and chosen words are the same."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import bot.faq
from bot.faq.semantic import Embedder
from bot.faq.semantic.tokenizing import WordPieces

if TYPE_CHECKING:
    import numpy.typing as npt

VOCABULARY = Path(bot.faq.__file__).parent / "data" / "wordpieces-en.txt"
WIDTH = 64


def read_pieces() -> WordPieces:
    return WordPieces(VOCABULARY.read_text("utf-8").split("\n"))


class BagOfPieces:
    """``same`` are pairs of pieces' numbers that mean the same. ``runs`` counts the texts embedded."""

    def __init__(self, *same: tuple[int, int]) -> None:
        self._table = np.random.default_rng(7).standard_normal((30_522, WIDTH)).astype(np.float32)
        self._table[[101, 102]] = 0
        for one, other in same:
            self._table[one] = self._table[other]
        self.runs = 0

    def run(self, names: None, feed: dict[str, npt.NDArray[np.int64]], /) -> list[npt.NDArray[np.float32]]:
        assert names is None
        assert feed.keys() == {"input_ids", "attention_mask", "token_type_ids"}
        assert feed["attention_mask"].all()
        assert not feed["token_type_ids"].any()
        self.runs += 1
        return [self._table[feed["input_ids"]]]


def embedder_of(session: BagOfPieces) -> Embedder:
    return Embedder(session, read_pieces())
