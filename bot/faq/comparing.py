"""Comparing a question with texts: word by word both ways, weighted by how telling each word is, and letter by letter."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from rapidfuzz import fuzz, process

from bot.faq.arrays import ranges

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
    weight: Floats
    position: npt.NDArray[np.int32]
    first: Ints
    """For each position the first one of the same word: what explains a word explains it wherever it is repeated."""
    profile: dict[int, float]
    length: float


def weigh(reading: Reading, index: Index) -> Weighing:
    """Spread a reading over the arrays of the index."""
    terms = index.vocabulary.rarity
    weight, position = np.zeros(len(terms), np.float32), np.zeros(len(terms), np.int32)
    profile: dict[int, float] = {}
    for at, place in enumerate(reading.positions):
        for alternative in place.alternatives:
            if alternative.weight > weight[alternative.term]:
                weight[alternative.term], position[alternative.term] = alternative.weight, at
            profile[alternative.term] = max(profile.get(alternative.term, 0.0), alternative.weight * place.rarity)
    rarity = np.array([place.rarity for place in reading.positions], np.float32)
    seen: dict[tuple[object, ...], int] = {}  # by alternatives too: two words of one stem may be repaired differently
    of_word = np.array(
        [seen.setdefault((place.name, place.alternatives), at) for at, place in enumerate(reading.positions)], np.intp
    )
    length = float((rarity[list(seen.values())] ** 2).sum())
    firsts = [place.alternatives[0] if place.alternatives else None for place in reading.positions]
    for one, two in pairwise(firsts):
        if one and two:
            together = index.profiles.pair_weight(one.term, two.term)
            length += together**2
            if (pair := index.profiles.pair(one.term, two.term)) is not None:
                profile[pair] = together * one.weight * two.weight
    return Weighing(rarity, weight, position, of_word, profile, length**0.5)


def coverage(field: Field, rows: Ints, question: Weighing, vocabulary: Vocabulary) -> tuple[Floats, Floats, Floats]:
    """Compare the words of texts and question, weighted by rarity.

    Returns for each text the share of the question that it explains, the share of it that the question asks for, and the matrix
    of how well it (row) explains each position (column).
    """
    lengths = field.starts[rows + 1] - field.starts[rows]
    terms = field.terms[ranges(field.starts[rows], lengths)]
    hit = np.flatnonzero(question.weight[terms])
    text, terms = np.arange(len(rows)).repeat(lengths)[hit], terms[hit]
    weights = question.weight[terms]
    matrix = np.zeros((len(rows), max(1, len(question.rarity))), np.float32)
    np.maximum.at(matrix, (text, question.position[terms]), weights)
    asked = np.bincount(text, weights * vocabulary.rarity[terms], minlength=len(rows)) / np.maximum(field.mass[rows], 1e-6)
    matrix = matrix[:, question.first]
    return matrix @ (question.rarity / max(float(question.rarity.sum()), 1e-6)), asked.astype(np.float32), matrix


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
    plain = field.folded.take(rows[rows_compared])
    by_word = field.sorted.take(rows[rows_compared])
    wordings = [reading.plain] if reading.plain == reading.repaired else [reading.plain, reading.repaired]
    in_order = process.cdist(wordings, plain, scorer=fuzz.ratio, dtype=np.float32).max(axis=0)
    ordered = " ".join(sorted(reading.repaired.split()))
    regardless = process.cdist([ordered], by_word, scorer=fuzz.ratio, dtype=np.float32)[0]
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


def first(scores: npt.NDArray[Any], count: int) -> Ints:
    """Positions of the highest scores, best first; of equal ones the earlier (articles are sorted by id)."""
    if len(scores) > 8 * count:
        least = np.partition(scores, -count)[-count]
        rows = np.flatnonzero(scores >= least)
        return rows[np.argsort(-scores[rows], kind="stable")][:count]
    return np.argsort(-scores, kind="stable")[:count]
