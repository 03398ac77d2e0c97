"""Evidence → a score an article, and one confidence: how likely the best article answers the question.

Both are small, readable models with weights in ``data/weights.toml``: a weighted sum to rank (fitted as a softmax over the
candidates), a logistic to be sure. Relative evidence ranks; absolute evidence decides, because something is always relatively best.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from math import log
from typing import TYPE_CHECKING

import numpy as np

from bot.faq.cuts import WEIGHTS, Cuts
from bot.faq.matching import FEATURES
from bot.faq.reading import How

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.faq.indexing import Index
    from bot.faq.matching import Evidence
    from bot.faq.reading import Reading


SAME_TEXT = 0.97
"""Likeness from which a question is taken to be the phrasing itself."""

OWN_WORDS = 3.0
"""Head start of an article that is asked for in its own words. Whatever else is like the question: its author said what is meant."""

BROAD = 20
"""Phrasings from which an article is as well known as it can be: past this, more of them change the confidence no further."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The two models' weights, by the names of their evidence, and what follows from a confidence."""

    ranking: Mapping[str, float]
    confidence: Mapping[str, float]
    cuts: Cuts
    """From which confidence answers keep a wanted precision."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The candidates in order: ``order[0]`` is the row (of the evidence) of the best article.

    ``scores`` and ``confidences`` go with ``order``. The first confidence is that the best article answers; the others share what is
    left of certainty in proportion to their scores.
    """

    order: tuple[int, ...]
    scores: tuple[float, ...]
    confidences: tuple[float, ...]


@lru_cache(2)
def load_weights(*, semantic: bool = False) -> Weights:
    """Return the shipped weights: those of the plain engine, or of the one that also weighs what sentences mean."""
    data = tomllib.loads((resources.files("bot.faq") / "data" / WEIGHTS[semantic]).read_text("utf-8"))
    cuts = Cuts(tuple(data["cuts"]["precision"]), tuple(data["cuts"]["asked"]), tuple(data["cuts"]["listening"]))
    return Weights(ranking=data["ranking"], confidence=data["confidence"], cuts=cuts)


def fuse(reading: Reading, evidence: Evidence, index: Index, weights: Weights) -> Ranking:
    """Rank the candidates of a question and say how sure that is."""
    scores = evidence.features @ np.array([weights.ranking[name] for name in evidence.names], np.float32)
    scores = scores + OWN_WORDS * (evidence.features[:, FEATURES.index("near")] >= SAME_TEXT)
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order].astype(float)
    shares = np.exp(ranked - ranked[0])
    shares /= shares.sum()
    found = dict(zip(evidence.names, evidence.features[order[0]].tolist(), strict=True))
    found |= {"lead": float(shares[0])} | circumstances(reading, evidence, int(order[0]), index)
    best = _confidence(found, weights)
    left = min(best / shares[0], (1 - best) / max(1 - float(shares[0]), 1e-9))
    others = np.minimum(shares[1:] * left, best)  # rounding must not lift a tied one above the best
    return Ranking(tuple(order.tolist()), tuple(ranked.tolist()), (best, *map(float, others)))


def circumstances(reading: Reading, evidence: Evidence, candidate: int, index: Index) -> dict[str, float]:
    """What bears on how sure one can be of a candidate, besides the evidence for it; 0 to 1, but for the logarithms.

    ``length`` is the logarithm of how many words the question has, ``explained`` that of how many of its telling words the article
    explains: *is that so for the tutors* may be explained in full, yet it is one word that two questions share by chance.
    ``unexplained`` is the share of what the question is about that nothing in the article explains. Words count by how telling they are
    in the language at large: *youtube* in a question about the New York channel weighs more than all the words that the article has,
    though no base about diplomacy could know it.
    ``breadth`` is how many ways of asking the article knows: five phrasings tell less well than twenty whether a question belongs.
    ``mended`` is the share of the question that only repair explains: such evidence is discounted word by word, and true as often.
    """
    article, explained = int(evidence.candidates[candidate]), evidence.explained[candidate]
    telling = evidence.question.telling
    once = evidence.question.first == np.arange(len(telling))  # a word counts once, however often it is repeated
    return {
        "length": float(np.log1p(len(telling))),
        "explained": float(np.log1p(explained[once & (telling > 0)].sum())),
        "unexplained": float(telling @ (1 - explained) / max(float(telling.sum()), 1e-6)),
        "off_subject": index.subject.missing(reading, article),
        "breadth": min(1.0, log(max(1, len(index.phrasings.rows(article)))) / log(BROAD)),
        "mended": _mended(reading),
    }


def _mended(reading: Reading) -> float:
    mended = sum(
        position.telling
        for position in reading.positions
        if position.alternatives and position.alternatives[0].how is How.REPAIRED
    )
    return mended / max(sum(position.telling for position in reading.positions), 1e-6)


def _confidence(evidence: Mapping[str, float], weights: Weights) -> float:
    logit = weights.confidence["bias"] + sum(
        weight * evidence[name] for name, weight in weights.confidence.items() if name != "bias"
    )
    return float(1 / (1 + np.exp(-logit)))
