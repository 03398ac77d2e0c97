"""A question against the index: at most twenty articles, each with the evidence for it.

Two channels propose candidates: repaired words (through the profiles' postings and the passages), and letter groups.
The candidates are then compared closely, phrasing by phrasing and passage by passage. What comes out is evidence, not a verdict:
``fusing`` weighs it, ``deciding`` draws the conclusion.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.faq.arrays import ranges
from bot.faq.comparing import coverage, likeness, weigh
from bot.faq.postings import LARGE, first

if TYPE_CHECKING:
    import numpy.typing as npt

    from bot.faq.comparing import Weighing
    from bot.faq.fields import Field
    from bot.faq.indexing import Index
    from bot.faq.reading import Reading

    Floats = npt.NDArray[np.float32]
    Ints = npt.NDArray[np.intp]

CANDIDATES = 20
"""Articles compared closely. The right one is among them for 99 of 100 answerable questions (recall@20 of benchmarks/fit_weights.py)."""

EACH_CHANNEL = 5
"""Places that each channel fills by its own ranking, whatever the others say: a question all mistyped has only letters."""

NEAREST = 64
"""Articles of a large base that each channel nominates by the rarest keys; only those are weighed by all keys. With 64 the article that
is meant is among the candidates as often as if all articles were weighed by all keys (``make speed``), with 20 less often."""

SUPPORT = 3
"""Further phrasings whose likeness counts as support: one lucky phrasing convinces less than four alike."""

FEATURES = ("near", "asked", "union", "profile", "grams", "body", "all", "lookalike", "near/", "support/", "profile/", "grams/")
"""Evidence for one article, all 0 to 1. Those with a slash are relative to the best candidate; the others are absolute."""

MEANING = ("meaning", "meanings")
"""Further evidence where the index has meanings: how like its nearest phrasing the question is by sentence embeddings, and how like
all of them together."""

FURTHER = 5
"""Articles added to the candidates for their meaning alone."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for each candidate. ``features`` has a row a candidate, a column for each of ``names``."""

    question: Weighing
    candidates: Ints
    features: Floats
    phrasing: Ints
    """The nearest phrasing of each candidate, as a row of ``index.phrasings``."""
    near: Floats
    """How like each phrasing of the candidates is, aligned with ``phrasing_rows``."""
    phrasing_rows: Ints
    explained: Floats
    """For each candidate (row) and position (column): how well anything in the article explains the word, 0 to 1."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of ``features``: :data:`FEATURES`, then :data:`MEANING` where the index has meanings."""
        return (*FEATURES, *MEANING)[: self.features.shape[1]]


def gather_evidence(reading: Reading, index: Index) -> Evidence:
    """Find the candidates for a question and compare them closely."""
    question = weigh(reading, index)
    meaning = None if index.meanings is None else index.meanings.likeness(reading)
    further = np.zeros(0, np.intp) if meaning is None else first(meaning[0], FURTHER)
    candidates, profile, grams = propose(reading, question, index, further)
    rows, owner = _rows(index.phrasings, candidates)
    met, asked, matrix = coverage(index.phrasings, rows, question, index.vocabulary)
    near = likeness(index.phrasings, rows, reading, met, asked)
    best, support = _by_article(near, owner, len(candidates))
    passage_rows, passage_owner = _rows(index.passages, candidates)
    told, _, passage_matrix = coverage(index.passages, passage_rows, question, index.vocabulary)
    asks = _max_by(matrix, owner, len(candidates))
    explained = np.maximum(asks, _max_by(passage_matrix, passage_owner, len(candidates)))
    share = question.rarity / max(float(question.rarity.sum()), 1e-6)
    columns = {
        "near": near[best],
        "asked": _max_by(asked[:, None], owner, len(candidates))[:, 0],
        "union": asks @ share,
        "profile": profile,
        "grams": grams,
        "body": _max_by(told[:, None], passage_owner, len(candidates))[:, 0],
        "all": explained @ share,
        "lookalike": np.maximum(_lookalike(candidates, near[best], reading, question, index) - near[best], 0),
        "near/": _relative(near[best]),
        "support/": _relative(support),
        "profile/": _relative(profile),
        "grams/": _relative(grams),
    }
    if meaning is not None:
        columns |= {name: likeness[candidates] for name, likeness in zip(MEANING, meaning, strict=True)}
    features = np.stack([columns[name] for name in (*FEATURES, *MEANING) if name in columns], axis=1).astype(np.float32)
    return Evidence(question, candidates, features, rows[best], near, rows, explained)


def propose(reading: Reading, question: Weighing, index: Index, further: Ints) -> tuple[Ints, Floats, Floats]:
    """Return the candidates for a question, ``further`` ones too, and each one's likeness to it by words and by letters."""
    wordings = [reading.plain] if reading.plain == reading.repaired else [reading.plain, reading.repaired]
    asked, length, terms = question.asked[None, :], np.array([question.length]), question.terms
    profile = index.profiles.postings.add_up(question.keys, asked, length)
    body = index.bodies.postings.add_up(question.keys[:terms], asked[:, :terms], length)
    sums = profile, index.grams.add_up(wordings), body
    near = np.arange(len(index.articles))
    if len(near) >= LARGE:
        nominees = np.unique(np.concatenate([further, *(each.nearest(NEAREST) for each in sums)]))
        near = nominees if len(nominees) else near[:CANDIDATES]
    found = [each.likeness(near) for each in sums]
    chosen = np.union1d(_choose(*found), np.searchsorted(near, further))
    return near[chosen], found[0][chosen].astype(np.float32), found[1][chosen].astype(np.float32)


def _choose(*channels: npt.NDArray[np.float64]) -> Ints:
    """Pick the candidates: the first few of each channel, then the best of all channels together. Sorted, so that order means nothing."""
    if len(channels[0]) <= CANDIDATES:
        return np.arange(len(channels[0]))
    together = np.sum([_relative(channel) for channel in channels], axis=0)
    picked = dict.fromkeys(int(at) for channel in channels for at in first(channel, EACH_CHANNEL))
    picked.update(dict.fromkeys(int(at) for at in first(together, CANDIDATES)))
    return np.array(sorted(list(picked)[:CANDIDATES]), np.intp)


def _rows(field: Field, articles: Ints) -> tuple[Ints, Ints]:
    """Return the field's rows of some articles, and for each row which of the articles it belongs to."""
    starts, ends = field.of_article[articles], field.of_article[articles + 1]
    return ranges(starts, ends - starts), np.repeat(np.arange(len(articles)), ends - starts)


def _by_article(near: Floats, owner: Ints, articles: int) -> tuple[Ints, Floats]:
    """Return each article's nearest phrasing (as a position in ``near``) and the mean likeness of the next ones."""
    order = np.lexsort((-near, owner))
    first = np.searchsorted(owner[order], np.arange(articles))
    last = np.searchsorted(owner[order], np.arange(articles), side="right") - 1
    following = np.stack([near[order[np.minimum(first + step, last)]] for step in range(1, SUPPORT + 1)])
    return order[first], following.mean(axis=0, dtype=np.float32)


def _max_by(matrix: Floats, owner: Ints, articles: int) -> Floats:
    """The column-wise maximum of the rows of each article; ``owner`` is sorted and every article owns a row."""
    return np.maximum.reduceat(matrix, np.searchsorted(owner, np.arange(articles)), axis=0)


def _relative(scores: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return scores / max(float(scores.max(initial=0.0)), 1e-6)


def _lookalike(candidates: Ints, near: Floats, reading: Reading, question: Weighing, index: Index) -> Floats:
    """How near the nearest look-alike of each candidate is, 0 where it has none; exact where it is nearer than its phrasings."""
    rows, owner = _rows(index.lookalikes, candidates)
    nearest = np.zeros(len(candidates), np.float32)
    if len(rows):
        met, asked, _ = coverage(index.lookalikes, rows, question, index.vocabulary)
        np.maximum.at(nearest, owner, likeness(index.lookalikes, rows, reading, met, asked, least=near[owner]))
    return nearest
