"""Texts → the numbers that a BERT model reads: WordPiece, as all-MiniLM-L6-v2 was trained with (lower case, accents removed)."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

UNKNOWN, FIRST, LAST = 100, 101, 102
"""The vocabulary's own pieces: a word that it cannot spell, and what stands before and after every text."""

LONGEST = 128
"""Pieces read of one text, the first and the last included; the model was trained on no longer ones."""

LONGEST_WORD = 100
"""Letters from which a word is unknown, as in the reference."""


class WordPieces:
    """A vocabulary of pieces, each known by its line."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self._ids = {piece: at for at, piece in enumerate(pieces)}

    def number(self, text: str) -> list[int]:
        """Return the numbers of a text's pieces."""
        inner = [piece for word in _words(text) for piece in self._spell(word)]
        return [FIRST, *inner[: LONGEST - 2], LAST]

    def _spell(self, word: str) -> list[int]:
        """Spell a word with the longest known pieces from the left (Schuster and Nakajima 2012)."""
        pieces, at = [], 0
        while at < len(word) <= LONGEST_WORD:
            start = "##" if at else ""
            end = next((end for end in range(len(word), at, -1) if start + word[at:end] in self._ids), None)
            if end is None:
                return [UNKNOWN]
            pieces.append(self._ids[start + word[at:end]])
            at = end
        return pieces or [UNKNOWN]


def _words(text: str) -> Iterator[str]:
    bare = (letter for letter in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(letter) != "Mn")
    yield from "".join(letter if letter.isalnum() else f" {letter} " for letter in bare).split()
