"""Why a hit is a hit, in words that a moderator understands: what matched what, what nothing explains, what told two articles apart."""

from __future__ import annotations

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
    "asked": "phrasing asked for",
    "union": "words in its phrasings",
    "profile": "like its phrasings together, by words",
    "grams": "like its phrasings together, by letters",
    "body": "words in one passage",
    "all": "words anywhere in it",
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

SIGNS = {How.SYNONYM: "=", How.EVERYDAY: "~", How.PART: "~", How.RELATED: "~", How.REPAIRED: "→"}


Told = tuple[tuple[tuple[int, str], ...], ...]
"""For each position its alternatives, the worthiest first: their term, and how a moderator reads it (``refnud → refund``)."""


def tell_words(reading: Reading, index: Index) -> Told:
    """Word every alternative of a question once, for all of its hits."""
    return tuple(
        tuple((other.term, _reading_of(position, other, index)) for other in position.alternatives)
        for position in reading.positions
    )


def tell_hit(candidate: int, reading: Reading, told: Told, evidence: Evidence, index: Index) -> str:
    """One line for a hit: its words, how they were read, and what it does not explain."""
    met, missing = [], []
    held: set[int] | None = None  # found out only where a word has several readings
    for worth, position, ways in zip(evidence.explained[candidate].tolist(), reading.positions, told, strict=True):
        if worth < UNEXPLAINED:
            missing.append(position.typed)
        elif len(ways) == 1:
            met.append(ways[0][1])
        else:
            held = held or index.terms_asked(int(evidence.candidates[candidate]), evidence.question)
            met.append(next((text for term, text in ways if term in held), position.typed))
    found = f"matched {', '.join(dict.fromkeys(met))}" if met else "matched no word"
    return f"{found}; not in it: {', '.join(dict.fromkeys(missing))}" if missing else found


def _reading_of(position: Position, used: Alternative, index: Index) -> str:
    """How one word was read: ``refnud → refund``, ``drills = exercises``, or the word alone."""
    if used.how is How.LITERAL:
        name = index.vocabulary.name_shown(used.term)
        group = name.rstrip("°")
        return f"{position.typed} = {group}" if name.endswith("°") and group.lower() != position.typed else position.typed
    return f"{position.typed} {SIGNS[used.how]} {_shown(used, index)}"


def _shown(alternative: Alternative, index: Index) -> str:
    return index.vocabulary.name_shown(alternative.term).rstrip("°")


def explain(reading: Reading, ranking: Ranking, evidence: Evidence, index: Index, weights: Weights) -> Iterator[str]:
    """Yield the whole account of the best hit and its runner-up."""
    best = ranking.order[0]
    told = tell_words(reading, index)
    yield f"read as: {reading.repaired or '(nothing)'}"
    for place, at in enumerate(ranking.order[:2]):
        article = index.articles[evidence.candidates[at]]
        name = "best" if place == 0 else "next"
        yield f"{name}: {article.id}, confidence {ranking.confidences[place]:.2f}, score {ranking.scores[place]:.2f}"
        yield f"  nearest phrasing: {index.phrasings.texts[evidence.phrasing[at]]}"
        yield f"  {tell_hit(at, reading, told, evidence, index)}"
    parts = _parts(evidence, best, weights)
    yield "score of the best: " + ", ".join(f"{NAMES[name]} {value:.2f}" for name, value in parts)
    if len(ranking.order) > 1:
        yield from _separating(reading, evidence, best, ranking.order[1], weights)


def _parts(evidence: Evidence, candidate: int, weights: Weights) -> list[tuple[str, float]]:
    values = {name: weights.ranking[name] * float(evidence.features[candidate, at]) for at, name in enumerate(evidence.names)}
    return sorted(((name, value) for name, value in values.items() if value), key=lambda part: -abs(part[1]))


def _separating(reading: Reading, evidence: Evidence, best: int, second: int, weights: Weights) -> Iterator[str]:
    difference = evidence.explained[best] - evidence.explained[second]
    words = [reading.positions[at].typed for at in np.argsort(-difference, kind="stable") if difference[at] >= UNEXPLAINED]
    if words:
        yield f"words that only the best explains: {', '.join(dict.fromkeys(words))}"
    ours, theirs = dict(_parts(evidence, best, weights)), dict(_parts(evidence, second, weights))
    leads = sorted(((ours.get(name, 0) - theirs.get(name, 0), name) for name in evidence.names), reverse=True)
    yield "what separated them: " + ", ".join(f"{NAMES[name]} {lead:+.2f}" for lead, name in leads[:3] if lead > 0)
