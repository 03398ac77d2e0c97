"""What a change may steal: phrasings that another article answered before, and the words with which an article takes a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk.teaching import wordings_of
from bot.faq.explaining import UNEXPLAINED
from bot.faq.matching import gather_evidence
from bot.faq.reading import read

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.faq import FAQ
    from bot.faq.articles import LabelledQuestion
    from bot.faq.indexing import Index

WORDS = 3
"""Words named for a check question that is lost: the first one nearly always says it."""

MOST = 200
"""Phrasings that are asked, of those that a change adds: half a second in both versions of the shipped base."""


def added_phrasings(old: FAQ, new: FAQ) -> tuple[tuple[LabelledQuestion, ...], int]:
    """Return the phrasings that a change adds, each expecting its article, and how many more there are than can be asked."""
    had = {(one.expect, one.question) for one in wordings_of(old.base)}
    added = [one for one in wordings_of(new.base) if (one.expect, one.question) not in had]
    return tuple(added[:MOST]), len(added[MOST:])


def words_apart(text: str, ours: Collection[str], here: Index, theirs: Collection[str], there: Index) -> tuple[str, ...]:
    """Return the words of a question that some articles of one index explain clearly better than some of another, most telling first."""
    mine, other = _explained(text, ours, here), _explained(text, theirs, there)
    apart = {word: worth - other.get(word, (0.0, 0.0))[0] for word, (worth, _) in mine.items()}
    found = [word for word, difference in apart.items() if difference >= UNEXPLAINED]
    return tuple(sorted(found, key=lambda word: -apart[word] * mine[word][1])[:WORDS])


def _explained(text: str, articles: Collection[str], index: Index) -> dict[str, tuple[float, float]]:
    """Return how well the best of some articles explains each word of a question, 0 to 1, and how telling the word is."""
    if not index.articles:
        return {}
    reading = read(text, index.vocabulary)
    evidence = gather_evidence(reading, index)
    rows = [row for row, at in enumerate(evidence.candidates) if index.articles[at].id in articles]
    worths = evidence.explained[rows].max(axis=0, initial=0.0).tolist()
    return {position.typed: (worth, position.rarity) for position, worth in zip(reading.positions, worths, strict=True)}
