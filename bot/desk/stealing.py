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
"""Phrasings that are asked, of those that a change adds and again of those near them: half a second in all on the shipped base."""


def phrasings_at_stake(old: FAQ, new: FAQ) -> tuple[list[LabelledQuestion], list[LabelledQuestion], int]:
    """Return the phrasings that a change adds, those of the rest that share a telling word with them, and how many more there were.

    Of the rest, those that share the rarest words come first. Each expects the article whose phrasing it is.
    """
    had = {(one.expect, one.question) for one in wordings_of(old.base)}
    wordings = wordings_of(new.base)
    added = [one for one in wordings if (one.expect, one.question) not in had]
    vocabulary = new.index.vocabulary

    def telling(text: str) -> set[str]:
        return {term.name for term in vocabulary.read_text(text) if vocabulary.tells(term)}

    words: set[str] = set().union(*(telling(one.question) for one in added))
    gainers = {one.expect for one in added}
    shared = {one.id: telling(one.question) & words for one in wordings if one.expect not in gainers} if words else {}
    near = [one for one in wordings if shared.get(one.id)]
    near.sort(key=lambda one: -max(map(vocabulary.rarity_of_name, shared[one.id])))
    return added[:MOST], near[:MOST], len(added[MOST:]) + len(near[MOST:])


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
