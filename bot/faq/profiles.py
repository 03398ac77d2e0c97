"""What an article's phrasings have in common: one weighted vector of words and word pairs, one of letter groups (Rocchio 1971).

With five phrasings an article the profile finds the right article for 69 of 100 questions where the nearest single phrasing finds
61 (clinc150, measured while this was written).
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np

from bot.faq.arrays import after, count_uses, distinct, ranges, repeat, smallest
from bot.faq.postings import build_postings
from bot.faq.scanning import words_of
from bot.faq.tallies import Weave

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from bot.faq.carrying import Carried
    from bot.faq.postings import Kept, Postings, Sums
    from bot.faq.scanning import Scan
    from bot.faq.vocabulary import Vocabulary

    Ints = npt.NDArray[np.intp]
    Owners = npt.NDArray[np.integer[Any]]
    """For each text the article that it belongs to."""

PAIR = 0.5
"""Worth of a pair of neighbouring words against the words themselves: ``lift sanctions`` beside *lift* and *sanctions*."""

GRAM_LENGTHS = (3, 4)
"""Letter groups compared, word by word with its edges: enough of a word survives most typos."""

GRAM_BUCKETS = 1 << 16
"""Letter groups are hashed into this many; a base of 10,000 articles uses most of them, and a collision costs little among hundreds."""

TOGETHER = 5_000
"""Texts whose letter groups are counted together: those of 100,000 at once would take half a gigabyte."""


@dataclass(frozen=True, slots=True)
class Profiles:
    """Word profiles: keys are terms, and above them pairs of terms."""

    pairs: npt.NDArray[np.unsignedinteger]
    """Pairs of neighbouring terms as ``first * terms + second``, sorted; the key of the n-th is ``terms + n``."""
    rarity: npt.NDArray[np.float32]
    """How telling each term is."""
    postings: Postings

    def pairs_of(self, ones: Ints, twos: Ints) -> tuple[Ints, npt.NDArray[np.float64]]:
        """Return for neighbouring terms the keys of their pairs, -1 where no phrasing has them, and what they weigh together."""
        many = len(self.rarity)
        weights = PAIR * np.sqrt(self.rarity[ones] * self.rarity[twos], dtype=np.float64)
        if not len(self.pairs):
            return np.full(len(ones), -1), weights
        wanted = (ones * many + twos).astype(self.pairs.dtype)  # of its own kind, else all of them are copied
        at = np.minimum(self.pairs.searchsorted(wanted), len(self.pairs) - 1)
        return np.where(self.pairs[at] == wanted, many + at, -1), weights


def phrasing_profiles(
    scan: Scan, owner: Owners, vocabulary: Vocabulary, carried: Carried, old: Profiles | None = None
) -> Profiles:
    """Build the profiles of phrasings: in how many of an article's texts each term stands, and each pair of neighbours.

    ``scan`` and ``owner`` are of the fresh articles; what is ``carried`` over comes from the ``old`` profiles.
    """
    many = max(1, len(vocabulary.names))
    ids, texts = vocabulary.ids_in(scan), scan.text_of()
    ids, texts = ids[ids >= 0].astype(np.int64), texts[ids >= 0]
    beside = np.flatnonzero(texts[1:] == texts[:-1])
    said = ids[beside] * many + ids[beside + 1]
    kept = old.postings.keep(carried) if old else None
    stay = _pairs_kept(old, kept, carried, many) if old and kept else said[:0]
    pairs = _with_new(stay[stay >= 0], distinct(said))
    if kept:
        kept = kept.renumbered(np.concatenate([carried.terms, np.where(stay >= 0, many + pairs.searchsorted(stay), -1)]))
    things = np.concatenate([ids, many + pairs.searchsorted(said)])
    rows, keys, _ = count_uses(np.concatenate([texts, texts[beside]]), things)
    weights = PAIR * np.sqrt(vocabulary.rarity[pairs // many] * vocabulary.rarity[pairs % many])
    rarity = np.concatenate([vocabulary.rarity, weights]).astype(np.float32)
    postings = build_postings(count_uses(keys, owner[rows]), len(rarity), carried.after, kept=kept)
    return Profiles(pairs.astype(smallest(many * many)), vocabulary.rarity, postings.weighed(rarity))


def _pairs_kept(old: Profiles, kept: Kept, carried: Carried, many: int) -> npt.NDArray[np.int64]:
    """Return each earlier pair as the new terms write it, -1 where no article that stays has it."""
    was = max(1, len(old.rarity))
    first, second = np.divmod(old.pairs.astype(np.int64), was)
    uses = kept.spread(len(old.rarity) + len(old.pairs))[len(old.rarity) :]
    return np.where(uses > 0, carried.terms[first] * many + carried.terms[second], -1)


def _with_new(pairs: npt.NDArray[np.int64], said: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return pairs with those that are not yet among them, all sorted."""
    at = pairs.searchsorted(said)
    new = np.ones(len(said), bool)
    new[at < len(pairs)] = pairs[at[at < len(pairs)]] != said[at < len(pairs)]
    return Weave.of(at[new], len(pairs)).join(pairs, said[new])


def body_profiles(scan: Scan, owner: Owners, vocabulary: Vocabulary, carried: Carried, old: Profiles | None = None) -> Profiles:
    """Build the profiles of bodies: how often an article's texts use each term. The arguments are those of phrasings' profiles."""
    ids = vocabulary.ids_in(scan)
    entries = count_uses(ids[ids >= 0], owner[scan.text_of()[ids >= 0]])
    kept = old.postings.keep(carried).renumbered(carried.terms) if old else None
    postings = build_postings(entries, len(vocabulary.names), carried.after, kept=kept)
    return Profiles(np.zeros(0, np.uint16), vocabulary.rarity, postings.weighed(vocabulary.rarity))


@dataclass(frozen=True, slots=True)
class Grams:
    """Letter profiles: keys are hashed letter groups."""

    rarity: npt.NDArray[np.float32]
    postings: Postings

    def add_up(self, wordings: Sequence[str]) -> Sums:
        """Add up the letter groups that wordings of a question (folded) have in common with each article."""
        each = [np.array(grams(text), np.intp) for text in wordings]
        keys = distinct(np.concatenate(each))
        asked = np.zeros((len(each), len(keys)))
        worth = self.rarity[keys].astype(np.float64) ** 2
        for row, mine in zip(asked, each, strict=True):
            met = keys.searchsorted(mine)
            row[met] = worth[met]
        return self.postings.add_up(keys, asked, np.sqrt(asked.sum(axis=1)))


def letter_profiles(scan: Scan, owner: Owners, carried: Carried, old: Grams | None = None) -> Grams:
    """Build the letter profiles of phrasings: in how many of an article's texts each letter group stands."""
    words, starts, flat = words_of(scan)
    spelt = [sorted(set(grams_of_word(word))) for word in words]
    ends = after(np.array([len(each) for each in spelt], np.int32))
    letters = np.fromiter((gram for each in spelt for gram in each), np.int64, int(ends[-1]))
    groups, owners = [owner[:0]], [owner[:0]]
    for at in range(0, len(owner), TOGETHER):
        some = scan.take(np.arange(at, min(at + TOGETHER, len(owner))))
        lengths = starts[some.units + 1] - starts[some.units]
        texts, said = repeat(some.text_of(), lengths), flat[ranges(starts[some.units], lengths)]
        lengths = ends[said + 1] - ends[said]
        rows, found, _ = count_uses(repeat(texts, lengths), letters[ranges(ends[said], lengths)])
        groups.append(found)
        owners.append(owner[at + rows])
    entries = count_uses(np.concatenate(groups), np.concatenate(owners))
    kept = old.postings.keep(carried) if old else None
    postings = build_postings(entries, GRAM_BUCKETS, carried.after, kept=kept)
    rarity = np.sqrt(np.log((carried.after + 1) / (postings.spread_of_all() + 1)) + 1).astype(np.float32)
    return Grams(rarity, postings.weighed(rarity))


def grams(text: str) -> list[int]:
    """Return the hashed letter groups of a folded text, word by word with its edges."""
    return [gram for word in text.split() for gram in grams_of_word(word)]


@lru_cache(4_096)
def grams_of_word(word: str) -> array[int]:
    """Return the hashed letter groups of one word with its edges: an array, for in a tuple each is an object of 32 bytes."""
    edged = f" {word} "
    bare = edged.encode()
    if len(bare) == len(edged):  # a letter, a byte: there is no need to write each group in bytes
        return array(
            "H", [crc32(bare[at : at + many]) % GRAM_BUCKETS for many in GRAM_LENGTHS for at in range(len(bare) - many + 1)]
        )
    groups = [edged[at : at + many] for many in GRAM_LENGTHS for at in range(len(edged) - many + 1)]
    return array("H", [crc32(group.encode()) % GRAM_BUCKETS for group in groups])
