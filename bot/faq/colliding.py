"""Synonyms that do harm, or nothing: those that make two articles one to the engine, and those that no text of the base needs.

Whether a synonym is to blame is found out by leaving it out: the phrasings that collide are read once more without it. Only groups
are tried: a one-way synonym makes no two phrasings the same.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from bot.faq.confusing import is_heading
from bot.faq.errors import Fault, Severity
from bot.faq.guarding import plain_words
from bot.faq.normalising import read_words
from bot.faq.synonyms import Thesaurus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.faq.articles import KnowledgeBase, Synonym
    from bot.faq.indexing import Index
    from bot.faq.synonyms import Term
    from bot.faq.vocabulary import Vocabulary

WORDS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Collision:
    """A synonym without which two articles' phrasings would not be the same words."""

    synonym: Synonym
    one: str
    its_phrasing: str
    other: str
    other_phrasing: str

    def as_fault(self) -> Fault:
        """Return the collision as a warning at the synonym."""
        sides = f"'{self.its_phrasing}' ({self.one}) and '{self.other_phrasing}' ({self.other})"
        message = f"{described(self.synonym)} makes {sides} the same"
        remedy = "take the word out that means something else in one of them, or make it one-way"
        return Fault(self.synonym.place, message, remedy, Severity.WARNING, "synonym-collision")


def described(synonym: Synonym) -> str:
    """Return how a message calls a synonym."""
    words = ", ".join(synonym.words[:WORDS_SHOWN]) + (", ..." if len(synonym.words) > WORDS_SHOWN else "")
    return f"'{words}'" if synonym.to is None else f"'{words}' to '{synonym.to}'"


def find_collisions(base: KnowledgeBase, index: Index) -> tuple[Collision, ...]:
    """Return the synonyms that make articles collide. ``index`` was built from ``base``."""
    unique = {(each.synonym, each.one, each.other): each for each in _identical(base, index)}
    return tuple(sorted(unique.values(), key=lambda each: (_order(each.synonym), each.one, each.other)))


def find_unused(base: KnowledgeBase, index: Index) -> tuple[Synonym, ...]:
    """Return the synonyms that change nothing: groups none of whose wordings stands in any text, ones that lead to no text."""
    vocabulary = index.vocabulary
    warded_off = [text for article in index.articles for text in article.not_for]
    guarded = [*plain_words(base.guards), *base.overlay.declined]
    written = (name for name, articles in zip(vocabulary.names, vocabulary.spread, strict=True) if articles)
    used = frozenset(written).union(*(_names(vocabulary.read_text(text)) for text in (*warded_off, *guarded)))
    return tuple(synonym for synonym in base.synonyms if used.isdisjoint(_reached(synonym, vocabulary)))


def unused_fault(synonym: Synonym) -> Fault:
    """Return an unused synonym as a warning."""
    message, remedy = f"no text of the base has any of {described(synonym)}", "remove it, or write the word that the articles use"
    if synonym.to is not None:
        message, remedy = f"no text of the base has '{synonym.to}'", "remove the synonym, or lead to a word that the articles use"
    return Fault(synonym.place, message, remedy, Severity.WARNING, "unused-synonym")


def _order(synonym: Synonym) -> tuple[str, int, int, tuple[str, ...]]:
    return synonym.place.path, synonym.place.line, synonym.place.column, synonym.words


def _identical(base: KnowledgeBase, index: Index) -> Iterator[Collision]:
    """Yield collisions of phrasings of two articles that are the same words to the engine, but not without the synonym."""
    read, language, owners = index.vocabulary.read_text, index.vocabulary.language, index.phrasings.article
    synonyms = (*base.synonyms, *base.overlay.synonyms)
    groups = {synonym: _reached(synonym, index.vocabulary) for synonym in synonyms if synonym.two_way}
    alike: dict[frozenset[str], list[int]] = defaultdict(list)
    for row, text in enumerate(index.phrasings.texts):
        if not is_heading(index, row):
            alike[_names(read(text))].append(row)
    for names, rows in alike.items():
        pairs = [pair for pair in combinations(rows, 2) if owners[pair[0]] != owners[pair[1]]]
        for synonym in [group for group, reached in groups.items() if pairs and names & reached]:
            without = Thesaurus((each for each in synonyms if each != synonym), language)
            for one, other in pairs:
                readings = [_names(without.read_terms(read_words(index.phrasings.texts[row], language))) for row in (one, other)]
                if readings[0] != readings[1]:
                    sides = sorted((index.articles[int(owners[row])].id, index.phrasings.texts[row]) for row in (one, other))
                    yield Collision(synonym, *sides[0], *sides[1])


def _names(terms: Iterable[Term]) -> frozenset[str]:
    return frozenset(term.name for term in terms)


def _reached(synonym: Synonym, vocabulary: Vocabulary) -> frozenset[str]:
    """Return the terms that a synonym's wordings are; those that a one-way one leads to."""
    if synonym.to is not None:
        return _names(vocabulary.read_text(synonym.to))
    read = map(vocabulary.read_text, synonym.words)
    return frozenset(terms[0].name for terms in read if len(terms) == 1)
