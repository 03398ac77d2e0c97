"""Synonyms that do harm, or nothing: those that make two articles one to the engine, and those that no text of the base needs.

Whether a synonym is to blame is found out by leaving it out: the phrasings that collide are read once more without it. Only
synonyms that bridge different words of two colliding phrasings are tried.
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
    from collections.abc import Iterable, Iterator, Sequence

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
        remedy = "remove it, or name a narrower word"
        if self.synonym.two_way:
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
    return tuple(synonym for synonym in base.synonyms if used.isdisjoint(_Meaning(synonym, vocabulary).reaches))


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
    alike: dict[frozenset[str], list[int]] = defaultdict(list)
    for row, text in enumerate(index.phrasings.texts):
        if not is_heading(index, row):
            alike[_names(index.vocabulary.read_text(text))].append(row)
    for names, rows in alike.items():
        for one, other in combinations(rows, 2) if names else ():
            if index.phrasings.article[one] != index.phrasings.article[other]:
                yield from _explained(base, index, one, other)


def _explained(base: KnowledgeBase, index: Index, one: int, other: int) -> Iterator[Collision]:
    texts, owners = index.phrasings.texts, index.phrasings.article
    for synonym in _bridges(texts[one], texts[other], base, index.vocabulary):
        without = Thesaurus((each for each in _synonyms(base) if each != synonym), index.vocabulary.language)
        readings = [_names(without.read_terms(read_words(texts[row], index.vocabulary.language))) for row in (one, other)]
        if readings[0] != readings[1]:
            sides = [(index.articles[int(owners[row])].id, texts[row]) for row in (one, other)]
            (one_id, its_phrasing), (other_id, other_phrasing) = sorted(sides)
            yield Collision(synonym, one_id, its_phrasing, other_id, other_phrasing)


def _synonyms(base: KnowledgeBase) -> tuple[Synonym, ...]:
    return (*base.synonyms, *base.overlay.synonyms)


def _names(terms: Iterable[Term]) -> frozenset[str]:
    return frozenset(term.name for term in terms)


def _bridges(one: str, other: str, base: KnowledgeBase, vocabulary: Vocabulary) -> tuple[Synonym, ...]:
    """Return the synonyms through which one phrasing meets the other where their words differ."""
    first, second = vocabulary.read_text(one), vocabulary.read_text(other)
    return tuple(synonym for synonym in _synonyms(base) if _Meaning(synonym, vocabulary).bridges(first, second))


class _Meaning:
    """A synonym as the vocabulary reads it: the terms that its wordings are, and those that a one-way one leads to."""

    def __init__(self, synonym: Synonym, vocabulary: Vocabulary) -> None:
        read = [vocabulary.read_text(wording) for wording in synonym.words]
        self._stem = vocabulary.language.stem
        self._two_way = synonym.two_way
        self._names = _names(term for terms in read if len(terms) == 1 or not synonym.two_way for term in terms)
        self._targets = frozenset() if synonym.to is None else _names(vocabulary.read_text(synonym.to))
        self.reaches = self._names if synonym.two_way else self._targets

    def bridges(self, first: Sequence[Term], second: Sequence[Term]) -> bool:
        """Whether it makes different words of two texts meet."""
        if self._two_way:
            wordings = self._wordings(first), self._wordings(second)
            return all(wordings) and wordings[0].isdisjoint(wordings[1])
        return self._leads(first, second) or self._leads(second, first)

    def _wordings(self, terms: Sequence[Term]) -> set[tuple[str, ...]]:
        return {tuple(map(self._stem, term.words)) for term in terms if term.name in self._names}

    def _leads(self, first: Sequence[Term], second: Sequence[Term]) -> bool:
        starts = {term.name for term in first if term.name in self._names and self._targets & set(term.also)}
        return bool(starts - _names(second)) and bool(self._targets & (_names(second) - _names(first)))
