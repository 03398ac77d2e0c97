"""Which words of a list are within a few edits of a typed one.

Words are found by what remains when letters are left out: two words within the same few edits share a remainder (Mor and
Fraenkel 1982, known from SymSpell). Remainders are hashed into one sorted array, so that the neighbours of 25,000 words take
8 MB and a look-up is a binary search.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from bot.faq.arrays import smallest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

SHORTEST = 3
"""Shorter words have no neighbours: two letters are one edit away from everything."""

LONGEST = 24
"""Longer words are not indexed: nobody types them, and their neighbourhoods are large."""

_BASE = 1_000_003


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Words findable through missing letters: the remainders' hashes, sorted, and the word that each belongs to."""

    words: tuple[str, ...]
    hashes: npt.NDArray[np.uint32]
    ids: npt.NDArray[np.unsignedinteger]

    @classmethod
    def of(cls, words: Iterable[str], *, deletions: int) -> Neighbourhood:
        """Index words by what remains when up to ``deletions`` letters are left out."""
        kept = cls.fitting(words)
        hashes, ids = [], []
        for length, members in _by_length(kept).items():
            letters = _letters([kept[member] for member in members], length)
            remainders = _remainder_hashes(letters, deletions)
            hashes.append(remainders.ravel())
            ids.append(np.repeat(np.asarray(members, np.int32), remainders.shape[1]))
        flat = np.concatenate(hashes) if hashes else np.zeros(0, np.uint32)
        order = np.argsort(flat, kind="stable")
        narrow = np.concatenate(ids).astype(smallest(len(kept))) if ids else np.zeros(0, np.uint16)
        return cls(kept, flat[order], narrow[order])

    @staticmethod
    def fitting(words: Iterable[str]) -> tuple[str, ...]:
        """Return the words that are long enough to have neighbours, and short enough to be typed."""
        return tuple(word for word in words if SHORTEST <= len(word) <= LONGEST)

    def near(self, typed: str, *, deletions: int) -> list[str]:
        """Return words that share a remainder with the typed one: a superset of those within that many edits."""
        wanted = np.sort(_remainder_hashes(_letters([typed], len(typed)), deletions)[0])
        low = self.hashes.searchsorted(wanted)
        met = low < len(self.hashes)
        met[met] = self.hashes[low[met]] == wanted[met]
        low, high = low[met], self.hashes.searchsorted(wanted[met], "right")
        found: set[int] = set()
        for start, end in zip(low.tolist(), high.tolist(), strict=True):
            found.update(self.ids[start:end].tolist())
        return [self.words[word] for word in sorted(found)]


def _by_length(words: Sequence[str]) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for at, word in enumerate(words):
        groups.setdefault(len(word), []).append(at)
    return groups


def _letters(words: list[str], length: int) -> npt.NDArray[np.uint32]:
    return np.frombuffer("".join(words).encode("utf-32-le"), np.uint32).reshape(len(words), length)


@lru_cache(256)
def _kept(length: int, deletions: int) -> npt.NDArray[np.intp]:
    """Index rows of the letters that stay when ``deletions`` of ``length`` letters are left out, in every way."""
    return np.array(list(combinations(range(length), length - deletions)), np.intp)


@lru_cache(64)
def _powers(length: int) -> npt.NDArray[np.uint32]:
    return np.array([pow(_BASE, power, 2**32) for power in range(1, length + 1)], np.uint32)


def _remainder_hashes(letters: npt.NDArray[np.uint32], deletions: int) -> npt.NDArray[np.uint32]:
    """Return a polynomial hash of each word (row) with up to ``deletions`` letters left out, in every way (column)."""
    length = letters.shape[1]
    remainders = []
    for count in range(min(deletions, length - 1) + 1):
        rows, powers = _kept(length, count), _powers(length - count)
        remainders.append((letters[:, rows] * powers).sum(2, dtype=np.uint32))
    return np.concatenate(remainders, axis=1)
