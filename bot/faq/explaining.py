"""Why a hit is a hit, in words that a moderator understands: what matched what, what nothing explains, what told two articles apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.faq.reading import How

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.faq.fusing import Ranking, Weights
    from bot.faq.indexing import Index
    from bot.faq.matching import Evidence
    from bot.faq.reading import Alternative, Position, Reading

NAMES = {
    "near": "nearest phrasing",
    "title": "words in its title",
    "apart": "words that others lack",
    "beyond": "words in its text alone",
    "passage": "words in one passage",
    "profile": "like its phrasings together, by words",
    "grams": "like its phrasings together, by letters",
    "lookalike": "look-alike",
    "near/": "nearest phrasing, against the other articles",
    "support/": "next phrasings, against the others",
    "profile/": "phrasings by words, against the others",
    "grams/": "phrasings by letters, against the others",
    "meaning": "nearest phrasing by meaning",
    "meanings": "like its phrasings together, by meaning",
}
"""What a moderator reads for each piece of evidence."""

UNEXPLAINED = 0.3
"""Worth below which a word counts as unexplained."""

SAME_WORTH = 1e-6
"""Difference up to which two worths are the same: one was rounded."""

SIGNS = {How.SYNONYM: "=", How.EVERYDAY: "~", How.PART: "~", How.RELATED: "~", How.REPAIRED: "→"}


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of the account of a decision: ``str`` is the whole of it. ``figures``, its end, are for whoever tunes the engine."""

    words: str
    figures: str = ""

    def __str__(self) -> str:
        """Return the line."""
        return self.words + self.figures


class Teller:
    """Words the hits of one question: each way in which one of its words was met is worded once for all of them."""

    def __init__(self, reading: Reading, evidence: Evidence, index: Index) -> None:
        self._positions, self._evidence, self._index = reading.positions, evidence, index
        self._ways: dict[tuple[int, float], list[tuple[int, str]]] = {}

    def tell(self, candidate: int) -> str:
        """One line for a hit: its words, how they were read, and what it does not explain."""
        met, missing = [], []
        held: set[int] | None = None  # found out only where a word has several readings that are worth the same
        for at, worth in enumerate(self._evidence.explained[candidate].tolist()):
            if worth < UNEXPLAINED:
                missing.append(self._positions[at].typed)
                continue
            ways = self._ways.get((at, worth)) or self._find_ways(at, worth)
            if len(ways) == 1:
                met.append(ways[0][1])
                continue
            held = held or self._index.terms_asked(int(self._evidence.candidates[candidate]), self._evidence.question)
            met.append(next((told for term, told in ways if term in held), self._positions[at].typed))
        found = f"matched {', '.join(dict.fromkeys(met))}" if met else "matched no word"
        return f"{found}; not in it: {', '.join(dict.fromkeys(missing))}" if missing else found

    def _find_ways(self, at: int, worth: float) -> list[tuple[int, str]]:
        """The terms by which a word may be explained so well, each as a moderator reads it (``refnud → refund``); the word if none."""
        position = self._positions[at]
        ways = [way for way in position.alternatives if abs(way.weight - worth) < SAME_WORTH]
        told = [(way.term, _reading_of(position, way, self._index)) for way in ways] or [(-1, position.typed)]
        self._ways[at, worth] = told
        return told


def _reading_of(position: Position, used: Alternative, index: Index) -> str:
    """How one word was read: ``refnud → refund``, ``drills = exercises``, or the word alone."""
    name = index.vocabulary.name_shown(used.term)
    group = name.rstrip("°")
    if used.how is not How.LITERAL:
        return f"{position.typed} {SIGNS[used.how]} {group}"
    return f"{position.typed} = {group}" if name.endswith("°") and group.lower() != position.typed else position.typed


def explain(reading: Reading, ranking: Ranking, evidence: Evidence, index: Index, weights: Weights) -> Iterator[Reason]:
    """Yield the whole account of the best hit and its runner-up."""
    best = ranking.order[0]
    teller = Teller(reading, evidence, index)
    yield Reason(f"read as: {reading.repaired or '(nothing)'}")
    for place, at in enumerate(ranking.order[:2]):
        article = index.articles[evidence.candidates[at]]
        name = "best" if place == 0 else "next"
        figures = f", confidence {ranking.confidences[place]:.2f}, score {ranking.scores[place]:.2f}"
        yield Reason(f"{name}: {article.id}", figures)
        yield Reason(f"  nearest phrasing: {index.phrasings.texts[evidence.phrasing[at]]}")
        yield Reason(f"  {teller.tell(at)}")
    parts = _parts(evidence, best, weights)
    yield Reason("", "score of the best: " + ", ".join(f"{NAMES[name]} {value:.2f}" for name, value in parts))
    if len(ranking.order) > 1:
        yield from _separating(reading, evidence, best, ranking.order[1], weights)


def _parts(evidence: Evidence, candidate: int, weights: Weights) -> list[tuple[str, float]]:
    values = {name: weights.ranking[name] * float(evidence.features[candidate, at]) for at, name in enumerate(evidence.names)}
    return sorted(((name, value) for name, value in values.items() if value), key=lambda part: -abs(part[1]))


def _separating(reading: Reading, evidence: Evidence, best: int, second: int, weights: Weights) -> Iterator[Reason]:
    difference = evidence.explained[best] - evidence.explained[second]
    words = [reading.positions[at].typed for at in np.argsort(-difference, kind="stable") if difference[at] >= UNEXPLAINED]
    if words:
        yield Reason(f"words that only the best explains: {', '.join(dict.fromkeys(words))}")
    ours, theirs = dict(_parts(evidence, best, weights)), dict(_parts(evidence, second, weights))
    leads = sorted(((ours.get(name, 0) - theirs.get(name, 0), name) for name in evidence.names), reverse=True)
    separating = ", ".join(f"{NAMES[name]} {lead:+.2f}" for lead, name in leads[:3] if lead > 0)
    yield Reason("", f"what separated them: {separating}")
