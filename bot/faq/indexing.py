"""A knowledge base → the arrays that one look-up reads. Built once, never changed.

Two families of texts are kept as sorted term lists (*fields*): phrasings (titles, ``asks``, a passage's ``asks``) and passages
(heading and text). Besides, every article has a *profile*: all of its phrasings taken together, as weighted words, word pairs and
letter groups. A question is like an article's profile long before it is like any one of its phrasings.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bot.faq.arrays import protect
from bot.faq.carrying import all_fresh, find_carried
from bot.faq.counting import Counts, count
from bot.faq.fields import Field, build_field, carry_field, field_of
from bot.faq.guarding import Guards, plain_words
from bot.faq.neighbourhoods import Neighbourhood
from bot.faq.profiles import Grams, Profiles, body_profiles, letter_profiles, phrasing_profiles
from bot.faq.scanning import Scanner
from bot.faq.subject import Subject, find_subject
from bot.faq.synonyms import Thesaurus
from bot.faq.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.faq.articles import Article, KnowledgeBase
    from bot.faq.carrying import Carried
    from bot.faq.comparing import Weighing
    from bot.faq.language import Language
    from bot.faq.scanning import Scan
    from bot.faq.semantic import Meanings

    Texts = Sequence[tuple[str, int]]
    """An article's texts, each with the passage that it asks for or is."""

ASKS, TELLS, TAG = 0, 1, 2
"""What a text is to its article."""

FREED = 5_000
"""Texts that are freed at once: a millisecond."""


@dataclass(frozen=True, slots=True)
class Index:
    """Everything that matching and quoting read."""

    articles: tuple[Article, ...]
    vocabulary: Vocabulary
    phrasings: Field
    lookalikes: Field
    passages: Field
    profiles: Profiles
    """Words and word pairs of the phrasings."""
    bodies: Profiles
    """Words of titles and passages."""
    grams: Grams
    guards: Guards
    subject: Subject
    meanings: Meanings | None = None
    """What the phrasings mean, where the semantic extra is switched on."""

    def has_term(self, article: int, term: int) -> bool:
        """Whether any phrasing or passage of an article holds a term."""
        return any(bool((field.terms_of(article) == term).any()) for field in (self.phrasings, self.passages))

    def terms_asked(self, article: int, question: Weighing) -> set[int]:
        """Return the terms that a question means, in whatever way, and that some phrasing or passage of an article holds."""
        held = np.concatenate([self.phrasings.terms_of(article), self.passages.terms_of(article)])
        return set(held[question.weight[held] > 0].tolist())


def build_index(base: KnowledgeBase, language: Language, before: tuple[KnowledgeBase, Index] | None = None) -> Index:
    """Build the index of a base's live articles, overlay included.

    With an earlier base and its index only articles that differ are read, and the index is the same as without.
    """
    articles = base.live
    carried = find_carried(before[0], base, before[1].articles, articles) if before else None
    old = before[1] if before and carried else None
    carried = carried or all_fresh(len(articles))
    texts = _Texts()
    if before and old:
        texts.add(before[0], [old.articles[at] for at in carried.gone.tolist()])
    gone = len(texts.asked)
    texts.add(base, [articles[at] for at in carried.fresh.tolist()])
    vocabulary, carried, scan = _read(base, language, texts, gone, carried, old)
    kinds, owner = np.array(texts.kinds, np.int8), np.array(texts.owner, np.intp)
    place = np.concatenate([np.full(gone, -1), carried.fresh])[owner]
    asks, tells = np.flatnonzero((kinds == ASKS) & (place >= 0)), np.flatnonzero((kinds == TELLS) & (place >= 0))
    asked, told = texts.asked[gone:], texts.told[gone:]
    phrasings = field_of(asked, scan.take(asks), vocabulary, texts=(text for group in asked for text, _ in group), letters=True)
    passages = field_of(told, scan.take(tells), vocabulary, texts=(), letters=False)
    if old:
        phrasings, passages = (
            carry_field(one, fresh, carried, vocabulary) for one, fresh in ((old.phrasings, phrasings), (old.passages, passages))
        )
    titles = np.searchsorted(owner, np.arange(gone, gone + len(asked)))  # an article's first text
    bodies = np.sort(np.concatenate([tells, titles]))
    was = (old.profiles, old.bodies, old.grams) if old else (None, None, None)
    profiles = phrasing_profiles(scan.take(asks), place[asks], vocabulary, carried, was[0])
    index = Index(
        articles=articles,
        vocabulary=vocabulary,
        phrasings=phrasings,
        lookalikes=build_field([[(text, -1) for text in article.not_for] for article in articles], vocabulary),
        passages=passages,
        profiles=profiles,
        bodies=body_profiles(scan.take(bodies), place[bodies], vocabulary, carried, was[1]),
        grams=letter_profiles(scan.take(asks), place[asks], carried, was[2]),
        guards=Guards(base.guards, base.overlay.declined, vocabulary),
        subject=find_subject(phrasings, profiles, vocabulary),
    )
    protect(index)
    return index


class _Texts:
    """Texts side by side, article by article, each with what it is and whose."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.kinds, self.owner = array("b"), array("q")
        self.asked: list[Texts] = []
        self.told: list[Texts] = []

    def add(self, base: KnowledgeBase, articles: Sequence[Article]) -> None:
        """Add articles of a base."""
        for article, asked in zip(articles, phrasings_of(base, articles), strict=True):
            told = [f"{passage.heading or ''}\n{passage.text}" for passage in article.passages]
            group = [*(text for text, _ in asked), *told, *article.tags]
            self.texts += group
            self.kinds.extend([ASKS] * len(asked) + [TELLS] * len(told) + [TAG] * len(article.tags))
            self.owner.extend([len(self.asked)] * len(group))
            self.asked.append(asked)
            self.told.append([("", at) for at in range(len(told))])

    def scan(self, scanner: Scanner) -> Scan:
        """Scan the texts, and let go of them, a few at a time: whoever frees a hundred thousand at once stops all other threads."""
        scan = scanner.scan(self.texts)
        while self.texts:
            del self.texts[-FREED:]
        return scan


def _read(  # noqa: PLR0913, PLR0917 - what a vocabulary is made of
    base: KnowledgeBase, language: Language, texts: _Texts, gone: int, carried: Carried, old: Index | None
) -> tuple[Vocabulary, Carried, Scan]:
    """Scan texts, of which the first ``gone`` articles are taken out of the vocabulary; return what is carried over with the new terms."""
    synonyms = (*base.synonyms, *base.overlay.synonyms)
    scanner = Scanner(language, Thesaurus(synonyms, language))
    scan = texts.scan(scanner)
    known = [*plain_words(base.guards), *base.overlay.declined, *(wording for synonym in synonyms for wording in synonym.words)]
    uses = count(scan, np.array(texts.owner, np.intp), np.where(np.arange(len(texts.asked)) < gone, -1, 1))
    counts, terms = (old.vocabulary.counts if old else Counts.of_nothing()).changed(uses, scanner.scan(known), language)
    near = Neighbourhood.of(counts.words.names, deletions=2, before=old.vocabulary.repairer.near if old else None)
    protect(counts)
    protect(near)
    return Vocabulary(language, scanner.thesaurus, counts, carried.after, near), replace(carried, terms=terms), scan


def phrasings_of(base: KnowledgeBase, articles: Sequence[Article]) -> list[list[tuple[str, int]]]:
    """Return the texts that ask for each article, taught ones too, each with the passage that it asks for (-1: the whole article)."""
    taught: dict[str, list[str]] = {}
    for lesson in base.overlay.phrasings:
        taught.setdefault(lesson.article, []).append(lesson.phrasing)
    return [_phrasings(article, taught.get(article.id, ())) for article in articles]


def _phrasings(article: Article, taught: Iterable[str]) -> list[tuple[str, int]]:
    names = [article.title, *filter(None, [article.label])]
    whole = [(text, -1) for text in (*names, *article.asks, *taught)]
    parts = [
        (text, at) for at, passage in enumerate(article.passages) for text in (*passage.asks, *filter(None, [passage.heading]))
    ]
    return whole + parts
