"""Comparing a question with texts: word by word both ways, weighted by how telling each word is, and letter by letter."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz, process

from bot.faq.arrays import ranges
from bot.faq.postings import first

if TYPE_CHECKING:
    import numpy.typing as npt

    from bot.faq.fields import Field
    from bot.faq.indexing import Index
    from bot.faq.reading import Reading
    from bot.faq.vocabulary import Vocabulary

    Floats = npt.NDArray[np.float32]
    Ints = npt.NDArray[np.intp]

LETTER_ROWS = 96
"""Phrasings compared letter by letter; of more, those that share most words."""

WORDS_SHARE, LETTERS_SHARE = 0.35, 0.15
"""Parts of a phrasing's likeness: words of the question met, words of the phrasing met; letters in order, letters of sorted words."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """A reading as arrays over the vocabulary: for each term how much it is meant (0 to 1), and by which position."""

    rarity: Floats
    telling: Floats
    """How much each position means in the language at large, 0 for function words."""
    share: Floats
    """For each position its part of all the rarity that the question has."""
    weight: Floats
    position: npt.NDArray[np.int32]
    first: Ints
    """For each position the first one of the same word: what explains a word explains it wherever it is repeated."""
    repeats: bool
    """Whether any word is repeated."""
    keys: Ints
    """The terms that are meant, behind them the pairs of neighbours that some phrasing has: keys of the profiles."""
    terms: int
    """How many of the keys are terms."""
    asked: npt.NDArray[np.float64]
    """What each key is worth."""
    length: float
    """Length of the question's own vector."""


def weigh(reading: Reading, index: Index) -> Weighing:
    """Spread a reading over the arrays of the index."""
    meant: dict[int, tuple[float, int]] = {}
    worth: dict[int, float] = {}
    for at, place in enumerate(reading.positions):
        for other in place.alternatives:
            if other.term not in meant or other.weight > meant[other.term][0]:
                meant[other.term] = other.weight, at
            worth[other.term] = max(worth.get(other.term, 0.0), other.weight * place.rarity)
    terms, by_base = np.array(list(meant), np.intp), index.vocabulary.rarity
    weight, position = np.zeros(len(by_base), np.float32), np.zeros(len(by_base), np.int32)
    weight[terms], position[terms] = zip(*meant.values(), strict=True) if meant else ((), ())
    rarity = np.array([place.rarity for place in reading.positions], np.float32)
    seen: dict[tuple[object, ...], int] = {}  # by alternatives too: two words of one stem may be repaired differently
    of_word = [seen.setdefault((place.name, place.alternatives), at) for at, place in enumerate(reading.positions)]
    length = float((rarity[list(seen.values())] ** 2).sum())
    pairs, beside = _weigh_pairs(reading, index)
    return Weighing(
        rarity=rarity,
        telling=np.array([place.telling for place in reading.positions], np.float32),
        share=rarity / max(float(rarity.sum()), 1e-6),
        weight=weight,
        position=position,
        first=np.array(of_word, np.intp),
        repeats=len(seen) < len(of_word),
        keys=np.append(terms, np.array(list(pairs), np.intp)),
        terms=len(terms),
        asked=np.append(np.array(list(worth.values())) * by_base[terms], list(pairs.values())),
        length=(length + beside) ** 0.5,
    )


def _weigh_pairs(reading: Reading, index: Index) -> tuple[dict[int, float], float]:
    """Return the pairs of neighbours that some phrasing has, each with its worth, and the square of the length of all neighbours."""
    firsts = [place.alternatives[0] if place.alternatives else None for place in reading.positions]
    beside = [(one, two) for one, two in pairwise(firsts) if one and two]
    keys, together = index.profiles.pairs_of(
        np.array([one.term for one, _ in beside], np.intp), np.array([two.term for _, two in beside], np.intp)
    )
    weighed = zip(keys.tolist(), together.tolist(), beside, strict=True)
    return {key: weight**2 * one.weight * two.weight for key, weight, (one, two) in weighed if key >= 0}, float(
        together @ together
    )


def coverage(field: Field, rows: Ints, question: Weighing, vocabulary: Vocabulary) -> tuple[Floats, Floats, Floats]:
    """Compare the words of texts and question, weighted by rarity.

    Returns for each text the share of the question that it explains, the share of it that the question asks for, and the matrix
    of how well it (row) explains each position (column).
    """
    starts, positions = field.starts[rows], len(question.rarity)
    lengths = field.starts[rows + 1] - starts
    terms = field.terms[ranges(starts, lengths)]
    weights = question.weight[terms]
    hit = np.flatnonzero(weights > 0)
    text, terms, weights = np.arange(len(rows)).repeat(lengths)[hit], terms[hit], weights[hit]
    flat = np.zeros(len(rows) * positions, np.float32)
    np.maximum.at(
        flat, text * positions + question.position[terms], weights
    )  # in one dimension, which takes half as long as in two
    matrix = flat.reshape(len(rows), positions)
    if question.repeats:
        matrix = matrix[:, question.first]
    asked = np.bincount(text, weights * vocabulary.rarity[terms], minlength=len(rows)) / np.maximum(field.mass[rows], 1e-6)
    return matrix @ question.share, asked.astype(np.float32), matrix


def likeness(  # noqa: PLR0913 - two stages of one comparison
    field: Field, rows: Ints, reading: Reading, met: Floats, asked: Floats, *, least: float | Floats = 0.0
) -> Floats:
    """How like each phrasing is to the question: words both ways, then letters in order and letters of sorted words.

    Phrasings that letters cannot lift to ``least`` (one for all, or one for each) are not compared by letters.
    """
    words = WORDS_SHARE * (met + asked)
    rows_compared = np.flatnonzero(words + 2 * LETTERS_SHARE >= least)
    if len(rows_compared) > LETTER_ROWS:
        rows_compared = np.sort(rows_compared[first(words[rows_compared], LETTER_ROWS)])
    if not len(rows_compared):
        return words
    texts = field.folded.take(rows[rows_compared])
    in_order = process.cdist(reading.spelt, texts, scorer=fuzz.ratio, dtype=np.float32).max(axis=0)
    regardless = process.cdist(reading.spelt[-1:], texts, scorer=fuzz.token_sort_ratio, dtype=np.float32)[0]
    near = words.copy()
    near[rows_compared] += LETTERS_SHARE * (in_order + regardless) / 100
    return near


def nearest_text(
    field: Field, reading: Reading, question: Weighing, vocabulary: Vocabulary, *, least: float = 0.0
) -> tuple[float, int]:
    """Return the likeness of the text of a field that is most like the question, and its owner; 0 and -1 where there is no text.

    A likeness below ``least`` may be told as less than it is.
    """
    if not len(field):
        return 0.0, -1
    rows = np.arange(len(field))
    met, asked, _ = coverage(field, rows, question, vocabulary)
    near = likeness(field, rows, reading, met, asked, least=least)
    best = int(near.argmax())
    return float(near[best]), int(field.article[best])
