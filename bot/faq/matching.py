"""A question against the index: at most twenty articles, each with the evidence for it.

Two channels propose candidates: repaired words (through the profiles' postings and the passages), and letter groups.
The candidates are then compared closely, phrasing by phrasing and passage by passage. What comes out is evidence, not a verdict:
``fusing`` weighs it, ``deciding`` draws the conclusion.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.faq.arrays import after, distinct, ranges
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

FEATURES = (
    "near", "title", "apart", "beyond", "passage", "profile", "grams", "lookalike", "near/", "support/", "profile/", "grams/"
)  # fmt: skip
"""Evidence for one article, all 0 to 1. Those with a slash are relative to the best candidate; the others are absolute.

``title``, ``beyond`` and ``passage`` are shares of the question's words: met in the title, met by the text and in no phrasing, met in one
passage. ``apart`` is the share met anywhere in the article, each word counting by how few of the other candidates have it.
"""

MEANING = ("meaning", "meanings")
"""Further evidence where the index has meanings: how like its nearest phrasing the question is by sentence embeddings, and how like
all of them together."""

EPSILON = 1e-6
"""Less than this is nothing."""

FURTHER = 5
"""Articles added to the candidates for their meaning alone."""


@dataclass(frozen=True, slots=True)
class Held:
    """The candidates' texts of one kind held against the question: those of candidate ``c`` are ``starts[c]`` to ``starts[c + 1]``.

    ``rows`` are their rows in the index. For what ``met``, ``asked`` and ``matrix`` tell of each see :func:`coverage`.
    """

    rows: Ints
    starts: npt.NDArray[np.int32]
    met: Floats
    asked: Floats
    matrix: Floats

    def of(self, candidate: int) -> slice:
        """The texts of one candidate."""
        return slice(int(self.starts[candidate]), int(self.starts[candidate + 1]))

    def most(self, each: Floats) -> Floats:
        """The (column-wise) maximum over the texts of each candidate, of which each has one at least."""
        return np.maximum.reduceat(each, self.starts[:-1], axis=0)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for each candidate. ``features`` has a row a candidate, a column for each of ``names``."""

    question: Weighing
    candidates: Ints
    features: Floats
    phrasing: Ints
    """The nearest phrasing of each candidate, as a row of ``index.phrasings``."""
    phrasings: Held
    near: Floats
    """How like each phrasing of the candidates is, aligned with ``phrasings``."""
    passages: Held
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
    asks, tells = (_hold(field, candidates, question, index) for field in (index.phrasings, index.passages))
    near = likeness(index.phrasings, asks.rows, reading, asks.met, asks.asked)
    nearest, best, support = _by_article(near, asks)
    by_phrasings = asks.most(asks.matrix)
    by_texts = tells.most(tells.matrix) * (question.telling > 0)  # prose holds every function word sooner or later
    explained = np.maximum(by_phrasings, by_texts)
    titles = index.phrasings.mass[asks.rows[asks.starts[:-1]]].repeat(np.diff(tells.starts))
    columns = {
        "near": best,
        "title": asks.met[asks.starts[:-1]],
        "apart": explained @ _shares(question.rarity * (1 - explained.mean(axis=0))),
        "beyond": (explained - by_phrasings) @ question.share,
        "passage": tells.most(tells.met * (index.passages.mass[tells.rows] > titles + EPSILON)),
        "profile": profile,
        "grams": grams,
        "lookalike": np.maximum(_lookalike(candidates, best, reading, question, index) - best, 0),
        "near/": _relative(best),
        "support/": _relative(support),
        "profile/": _relative(profile),
        "grams/": _relative(grams),
    }
    if meaning is not None:
        columns |= {name: likeness[candidates] for name, likeness in zip(MEANING, meaning, strict=True)}
    features = np.stack([columns[name] for name in (*FEATURES, *MEANING) if name in columns], axis=1).astype(np.float32)
    return Evidence(question, candidates, features, asks.rows[nearest], asks, near, tells, explained)


def propose(reading: Reading, question: Weighing, index: Index, further: Ints) -> tuple[Ints, Floats, Floats]:
    """Return the candidates for a question, ``further`` ones too, and each one's likeness to it by words and by letters."""
    wordings = [reading.plain] if reading.plain == reading.repaired else [reading.plain, reading.repaired]
    asked, length, terms = question.asked[None, :], np.array([question.length]), question.terms
    profile = index.profiles.postings.add_up(question.keys, asked, length)
    body = index.bodies.postings.add_up(question.keys[:terms], asked[:, :terms], length)
    sums = profile, index.grams.add_up(wordings), body
    near = np.arange(len(index.articles))
    if len(near) >= LARGE:
        nominees = distinct(np.concatenate([further, *(each.nearest(NEAREST) for each in sums)]))
        near = nominees if len(nominees) else near[:CANDIDATES]
    found = [each.likeness(near) for each in sums]
    chosen = distinct(np.concatenate([_choose(*found), np.searchsorted(near, further)]))
    return near[chosen], found[0][chosen].astype(np.float32), found[1][chosen].astype(np.float32)


def _choose(*channels: npt.NDArray[np.float64]) -> Ints:
    """Pick the candidates: the first few of each channel, then the best of all channels together. Sorted, so that order means nothing."""
    if len(channels[0]) <= CANDIDATES:
        return np.arange(len(channels[0]))
    together = np.sum([_relative(channel) for channel in channels], axis=0)
    ways = [*(first(channel, EACH_CHANNEL) for channel in channels), first(together, CANDIDATES)]
    picked = dict.fromkeys(np.concatenate(ways).tolist())
    return np.array(sorted(list(picked)[:CANDIDATES]), np.intp)


def _hold(field: Field, candidates: Ints, question: Weighing, index: Index) -> Held:
    starts, ends = field.of_article[candidates], field.of_article[candidates + 1]
    rows = ranges(starts, ends - starts)
    return Held(rows, after(ends - starts), *coverage(field, rows, question, index.vocabulary))


def _by_article(near: Floats, asks: Held) -> tuple[Ints, Floats, Floats]:
    """Return each candidate's nearest phrasing (as a position in ``near``), how near that is, and the mean of the next ones."""
    starts, lengths = asks.starts[:-1], np.diff(asks.starts)
    ranked = np.sort(2.0 * np.arange(len(lengths)).repeat(lengths) - near)  # by candidate, then by likeness, which is at most 1
    steps = starts + np.minimum(np.arange(SUPPORT + 1)[:, None], lengths - 1)
    values = (2.0 * np.arange(len(lengths)) - ranked[steps]).astype(np.float32)
    as_near = np.flatnonzero(near == values[0].repeat(lengths))
    return as_near[as_near.searchsorted(starts)], values[0], values[1:].mean(axis=0, dtype=np.float32)


def _relative(scores: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return scores / max(float(scores.max(initial=0.0)), EPSILON)


def _shares(weights: Floats) -> Floats:
    """Return weights as shares of their sum."""
    return weights / max(float(weights.sum()), EPSILON)


def _lookalike(candidates: Ints, near: Floats, reading: Reading, question: Weighing, index: Index) -> Floats:
    """How near the nearest look-alike of each candidate is, 0 where it has none; exact where it is nearer than its phrasings."""
    starts, ends = index.lookalikes.of_article[candidates], index.lookalikes.of_article[candidates + 1]
    rows, owner = ranges(starts, ends - starts), np.arange(len(candidates)).repeat(ends - starts)
    nearest = np.zeros(len(candidates), np.float32)
    if len(rows):
        met, asked, _ = coverage(index.lookalikes, rows, question, index.vocabulary)
        np.maximum.at(nearest, owner, likeness(index.lookalikes, rows, reading, met, asked, least=near[owner]))
    return nearest
