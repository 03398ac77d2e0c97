"""Which words of a list are within a few edits of a typed one.

Words are found by what remains when letters are left out: two words within the same few edits share a remainder (Mor and
Fraenkel 1982, known from SymSpell). Remainders are hashed into one sorted array, of which a table tells where the first half of a hash
begins, so that the neighbours of 25,000 words take 4 MB.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from bot.faq.arrays import after, ranges, repeat, smallest
from bot.faq.tallies import Weave

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

SHORTEST = 3
"""Shorter words have no neighbours: two letters are one edit away from everything."""

LONGEST = 24
"""Longer words are not indexed: nobody types them, and their neighbourhoods are large."""

_BASE = 1_000_003
_HALF = np.uint64(16)
_HASH, _ID = np.uint64(32), np.uint64(2**32 - 1)
"""Where the hash begins in an entry that holds it and a word's number, and what of it is the number."""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Words findable through missing letters: the remainders' hashes, sorted, and the word that each belongs to.

    Hashes whose upper half is ``h`` are ``starts[h]`` to ``starts[h + 1]``; of each only the lower half is kept.
    """

    words: tuple[str, ...]
    starts: npt.NDArray[np.int32]
    hashes: npt.NDArray[np.uint16]
    ids: npt.NDArray[np.unsignedinteger]

    @classmethod
    def of(cls, words: Iterable[str], *, deletions: int, before: Neighbourhood | None = None) -> Neighbourhood:
        """Index words by what remains when up to ``deletions`` letters are left out. ``before`` indexes some of them already."""
        kept = cls.fitting(words)
        if before is None:
            return cls._from(kept, _entries(kept, range(len(kept)), deletions))
        if kept == before.words:
            return before
        ids, known = {word: at for at, word in enumerate(kept)}, frozenset(before.words)
        places = np.array([ids.get(word, -1) for word in before.words], np.int64)[before.ids]
        stay = places >= 0
        upper = repeat(np.arange(len(before.starts) - 1, dtype=np.uint64), np.diff(before.starts))
        hashes = (upper << _HALF | before.hashes)[stay]
        entries = hashes << _HASH | places[stay].astype(np.uint64)
        added = _entries(kept, [at for at, word in enumerate(kept) if word not in known], deletions)
        return cls._from(kept, Weave.of(entries.searchsorted(added), len(entries)).join(entries, added))

    @classmethod
    def _from(cls, words: tuple[str, ...], entries: npt.NDArray[np.uint64]) -> Neighbourhood:
        upper = np.bincount((entries >> _HASH >> _HALF).astype(np.intp), minlength=1 << 16)
        return cls(words, after(upper), (entries >> _HASH).astype(np.uint16), (entries & _ID).astype(smallest(len(words))))

    @staticmethod
    def fitting(words: Iterable[str]) -> tuple[str, ...]:
        """Return the words that are long enough to have neighbours, and short enough to be typed."""
        return tuple(word for word in words if SHORTEST <= len(word) <= LONGEST)

    def near(self, typed: str, *, deletions: int) -> list[str]:
        """Return words that share a remainder with the typed one: a superset of those within that many edits."""
        wanted = _remainder_hashes(_letters([typed], len(typed)), deletions)[0]
        upper = wanted >> _HALF.astype(np.uint32)
        starts = self.starts.take(upper)
        lengths = self.starts.take(upper + 1) - starts
        places = ranges(starts, lengths)
        met = places[self.hashes.take(places) == wanted.astype(np.uint16).repeat(lengths)]
        return [self.words[word] for word in sorted(set(self.ids[met].tolist()))]


def _entries(words: Sequence[str], chosen: Iterable[int], deletions: int) -> npt.NDArray[np.uint64]:
    """Return the remainders of the chosen words, each as its hash and after it the word's number, sorted."""
    found = [np.zeros(0, np.uint64)]
    for length, members in _by_length(words, chosen).items():
        letters = _letters([words[member] for member in members], length)
        hashes = _remainder_hashes(letters, deletions).astype(np.uint64)
        found.append((hashes << _HASH | np.array(members, np.uint64)[:, None]).ravel())
    return np.sort(np.concatenate(found))


def _by_length(words: Sequence[str], chosen: Iterable[int]) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for at in chosen:
        groups.setdefault(len(words[at]), []).append(at)
    return groups


def _letters(words: list[str], length: int) -> npt.NDArray[np.uint32]:
    return np.frombuffer("".join(words).encode("utf-32-le"), np.uint32).reshape(len(words), length)


@lru_cache(64)
def _remainders(length: int, deletions: int) -> npt.NDArray[np.uint32]:
    """Every way (row) to leave out up to ``deletions`` of ``length`` letters: what each letter is multiplied by, 0 if it is left out."""
    counts = range(length, max(length - deletions, 1) - 1, -1)
    kept = [letters for count in counts for letters in combinations(range(length), count)]
    factors = np.zeros((len(kept), length), np.uint32)
    for row, letters in zip(factors, kept, strict=True):
        row[list(letters)] = [pow(_BASE, power, 2**32) for power in range(1, len(letters) + 1)]
    return factors


def _remainder_hashes(letters: npt.NDArray[np.uint32], deletions: int) -> npt.NDArray[np.uint32]:
    """Return a polynomial hash of each word (row) with up to ``deletions`` letters left out, in every way (column)."""
    return letters @ _remainders(letters.shape[1], deletions).T
