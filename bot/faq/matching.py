"""A question against the index: at most twenty articles, each with the evidence for it.

Two channels propose candidates: repaired words (through the profiles' postings and the passages), and letter groups.
The candidates are then compared closely, phrasing by phrasing and passage by passage. What comes out is evidence, not a verdict:
``fusing`` weighs it, ``deciding`` draws the conclusion.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz, process

if TYPE_CHECKING:
    import numpy.typing as npt

    from bot.faq.indexing import Field, Index
    from bot.faq.reading import Reading

    Floats = npt.NDArray[np.float32]
    Ints = npt.NDArray[np.intp]

CANDIDATES = 20
"""Articles compared closely. The right one is among them for 99 of 100 answerable questions (``make quality``)."""

EACH_CHANNEL = 5
"""Places that each channel fills by its own ranking, whatever the others say: a question all mistyped has only letters."""

LETTER_ROWS = 512
"""Phrasings compared letter by letter; of more, those that share most words."""

SUPPORT = 3
"""Further phrasings whose likeness counts as support: one lucky phrasing convinces less than four alike."""

WORDS_SHARE, LETTERS_SHARE = 0.35, 0.15
"""Parts of a phrasing's likeness: words of the question met, words of the phrasing met; letters in order, letters of sorted words."""

FEATURES = ("near", "asked", "union", "profile", "grams", "body", "all", "lookalike", "near/", "support/", "profile/", "grams/")
"""Evidence for one article, all 0 to 1. Those with a slash are relative to the best candidate; the others are absolute."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for each candidate. ``features`` has a row a candidate, a column for each of :data:`FEATURES`."""

    candidates: Ints
    features: Floats
    phrasing: Ints
    """The nearest phrasing of each candidate, as a row of ``index.phrasings``."""
    passage: Floats
    """How well each passage of the candidates answers, aligned with ``passage_rows``."""
    passage_rows: Ints
    explained: Floats
    """For each candidate (row) and position (column): how well anything in the article explains the word, 0 to 1."""


@dataclass(frozen=True, slots=True)
class _Weighted:
    """A reading as arrays over the vocabulary: for each term how much it is meant (0 to 1), and by which position."""

    rarity: Floats
    weight: Floats
    position: npt.NDArray[np.int32]
    profile: dict[int, float]
    length: float


def gather_evidence(reading: Reading, index: Index) -> Evidence:
    """Find the candidates for a question and compare them closely."""
    question = _weigh(reading, index)
    profile = index.profiles.cosines(question.profile.items(), question.length)
    grams = np.maximum(index.grams.cosines(reading.plain), index.grams.cosines(reading.repaired) if reading.repaired != reading.plain else 0)
    body = index.bodies.cosines(question.profile.items(), question.length)
    candidates = _choose(profile, grams, body)
    rows, owner = _rows(index.phrasings, candidates)
    met, asked, matrix = _coverage(index.phrasings, rows, question, index)
    near = _likeness(index.phrasings, rows, reading, met, asked)
    best, support = _by_article(near, owner, len(candidates))
    passage_rows, passage_owner = _rows(index.passages, candidates)
    told, _, passage_matrix = _coverage(index.passages, passage_rows, question, index)
    asks = _max_by(matrix, owner, len(candidates))
    explained = np.maximum(asks, _max_by(passage_matrix, passage_owner, len(candidates)))
    share = question.rarity / max(float(question.rarity.sum()), 1e-6)
    columns = {
        "near": near[best],
        "asked": _max_by(asked[:, None], owner, len(candidates))[:, 0],
        "union": asks @ share,
        "profile": profile[candidates],
        "grams": grams[candidates],
        "body": _max_by(told[:, None], passage_owner, len(candidates))[:, 0],
        "all": explained @ share,
        "lookalike": _lookalike(candidates, reading, question, index),
        "near/": _relative(near[best]),
        "support/": _relative(support),
        "profile/": _relative(profile[candidates]),
        "grams/": _relative(grams[candidates]),
    }
    features = np.stack([columns[name] for name in FEATURES], axis=1).astype(np.float32)
    return Evidence(candidates, features, rows[best], told, passage_rows, explained)


def _weigh(reading: Reading, index: Index) -> _Weighted:
    terms = index.vocabulary.rarity
    weight, position = np.zeros(len(terms), np.float32), np.zeros(len(terms), np.int32)
    profile: dict[int, float] = {}
    for at, place in enumerate(reading.positions):
        for alternative in place.alternatives:
            if alternative.weight > weight[alternative.term]:
                weight[alternative.term], position[alternative.term] = alternative.weight, at
            profile[alternative.term] = max(profile.get(alternative.term, 0.0), alternative.weight * place.rarity)
    rarity = np.array([place.rarity for place in reading.positions], np.float32)
    length = float((rarity**2).sum())
    firsts = [place.alternatives[0] if place.alternatives else None for place in reading.positions]
    for one, two in zip(firsts, firsts[1:], strict=False):
        if one and two:
            together = index.profiles.pair_weight(one.term, two.term)
            length += together**2
            if (pair := index.profiles.pairs.get((one.term, two.term))) is not None:
                profile[pair] = together * one.weight * two.weight
    return _Weighted(rarity, weight, position, profile, length**0.5)


def _choose(*channels: Floats) -> Ints:
    """Pick the candidates: the first few of each channel, then the best of all channels together. Sorted, so that order means nothing."""
    together = sum((_relative(channel) for channel in channels), np.zeros(len(channels[0]), np.float32))
    if len(together) <= CANDIDATES:
        return np.arange(len(together))
    picked = dict.fromkeys(int(at) for channel in channels for at in _first(channel, EACH_CHANNEL))
    picked.update(dict.fromkeys(int(at) for at in _first(together, CANDIDATES)))
    return np.array(sorted(list(picked)[:CANDIDATES]), np.intp)


def _first(scores: Floats, count: int) -> Ints:
    """Positions of the highest scores, best first; of equal ones the earlier (articles are sorted by id)."""
    if len(scores) > 8 * count:
        least = np.partition(scores, -count)[-count]
        rows = np.flatnonzero(scores >= least)
        return rows[np.argsort(-scores[rows], kind="stable")][:count]
    return np.argsort(-scores, kind="stable")[:count]


def _rows(field: Field, articles: Ints) -> tuple[Ints, Ints]:
    """Return the field's rows of some articles, and for each row which of the articles it belongs to."""
    starts, ends = field.of_article[articles], field.of_article[articles + 1]
    return _ranges(starts, ends - starts), np.repeat(np.arange(len(articles)), ends - starts)


def _ranges(starts: npt.NDArray[np.int32], lengths: npt.NDArray[np.int32]) -> Ints:
    """Concatenate the ranges ``starts[i] … starts[i] + lengths[i]``."""
    shift = np.repeat(starts - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths)
    return np.asarray(shift + np.arange(len(shift)), np.intp)


def _coverage(field: Field, rows: Ints, question: _Weighted, index: Index) -> tuple[Floats, Floats, Floats]:
    """Compare the words of texts and question, weighted by rarity.

    Returns for each text the share of the question that it explains, the share of it that the question asks for, and the matrix
    of how well it (row) explains each position (column).
    """
    lengths = field.starts[rows + 1] - field.starts[rows]
    terms = field.terms[_ranges(field.starts[rows], lengths)]
    text = np.repeat(np.arange(len(rows)), lengths)
    weights = question.weight[terms]
    matrix = np.zeros((len(rows), max(1, len(question.rarity))), np.float32)
    hit = weights > 0
    np.maximum.at(matrix, (text[hit], question.position[terms[hit]]), weights[hit])
    asked = np.bincount(text[hit], weights[hit] * index.vocabulary.rarity[terms[hit]], minlength=len(rows)) / np.maximum(field.mass[rows], 1e-6)
    matrix = matrix[:, : len(question.rarity)]
    return matrix @ (question.rarity / max(float(question.rarity.sum()), 1e-6)), asked.astype(np.float32), matrix


def _likeness(field: Field, rows: Ints, reading: Reading, met: Floats, asked: Floats) -> Floats:
    """How like each phrasing is to the question: words both ways, then letters in order and letters of sorted words."""
    words = WORDS_SHARE * (met + asked)
    rows_compared = np.arange(len(rows)) if len(rows) <= LETTER_ROWS else np.sort(_first(words, LETTER_ROWS))
    plain = [field.folded[row] for row in rows[rows_compared]]
    by_word = [field.sorted[row] for row in rows[rows_compared]]
    wordings = [reading.plain] if reading.plain == reading.repaired else [reading.plain, reading.repaired]
    in_order = process.cdist(wordings, plain, scorer=fuzz.ratio, dtype=np.float32).max(axis=0)
    ordered = " ".join(sorted(reading.repaired.split()))
    regardless = process.cdist([ordered], by_word, scorer=fuzz.ratio, dtype=np.float32)[0]
    near = words.copy()
    near[rows_compared] += LETTERS_SHARE * (in_order + regardless) / 100
    return near


def _by_article(near: Floats, owner: Ints, articles: int) -> tuple[Ints, Floats]:
    """Return each article's nearest phrasing (as a position in ``near``) and the mean likeness of the next ones."""
    order = np.lexsort((-near, owner))
    first = np.searchsorted(owner[order], np.arange(articles))
    last = np.searchsorted(owner[order], np.arange(articles), side="right") - 1
    support = sum((near[order[np.minimum(first + step, last)]] for step in range(1, SUPPORT + 1)), np.zeros(articles, np.float32))
    return order[first], support / SUPPORT


def _max_by(matrix: Floats, owner: Ints, articles: int) -> Floats:
    """The column-wise maximum of the rows of each article; ``owner`` is sorted and every article owns a row."""
    return np.maximum.reduceat(matrix, np.searchsorted(owner, np.arange(articles)), axis=0)


def _relative(scores: Floats) -> Floats:
    return scores / max(float(scores.max(initial=0.0)), 1e-6)


def _lookalike(candidates: Ints, reading: Reading, question: _Weighted, index: Index) -> Floats:
    """How near the nearest look-alike of each candidate is, 0 where it has none."""
    rows, owner = _rows(index.lookalikes, candidates)
    nearest = np.zeros(len(candidates), np.float32)
    if len(rows):
        met, asked, _ = _coverage(index.lookalikes, rows, question, index)
        np.maximum.at(nearest, owner, _likeness(index.lookalikes, rows, reading, met, asked))
    return nearest
