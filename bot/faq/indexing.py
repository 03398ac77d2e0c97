"""A knowledge base → the arrays that one look-up reads. Built once, never changed.

Two families of texts are kept as sorted term lists (*fields*): phrasings (titles, ``asks``, a passage's ``asks``) and passages
(heading and text). Besides, every article has a *profile*: all of its phrasings taken together, as weighted words, word pairs and
letter groups. A question is like an article's profile long before it is like any one of its phrasings.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.faq.arrays import protect
from bot.faq.fields import Field, build_field, field_of
from bot.faq.guarding import Guards, plain_words
from bot.faq.profiles import Grams, Profiles, body_profiles, letter_profiles, phrasing_profiles
from bot.faq.scanning import Scanner
from bot.faq.subject import Subject, find_subject
from bot.faq.synonyms import Thesaurus
from bot.faq.vocabulary import Vocabulary, vocabulary_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from bot.faq.articles import Article, KnowledgeBase
    from bot.faq.comparing import Weighing
    from bot.faq.language import Language
    from bot.faq.semantic import Meanings

    Owned = Sequence[Sequence[tuple[str, int]]]
    """Each article's texts, each with the passage that it asks for or is."""

ASKS, TELLS, TAG = 0, 1, 2
"""What a text is to its article."""


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


def build_index(base: KnowledgeBase, language: Language) -> Index:
    """Build the index of a base's live articles, overlay included."""
    articles = base.live
    asked = phrasings_of(base, articles)
    told = [
        [(f"{passage.heading or ''}\n{passage.text}", at) for at, passage in enumerate(article.passages)] for article in articles
    ]
    texts, kinds, owner = _side_by_side(articles, asked, told)
    synonyms = (*base.synonyms, *base.overlay.synonyms)
    known = [*plain_words(base.guards), *base.overlay.declined, *(wording for synonym in synonyms for wording in synonym.words)]
    scanner = Scanner(language, Thesaurus(synonyms, language))
    scan = scanner.scan(texts)
    vocabulary = vocabulary_of(scan, owner, len(articles), scanner, known=known)
    asks, tells = np.flatnonzero(kinds == ASKS), np.flatnonzero(kinds == TELLS)
    bodies = np.sort(
        np.concatenate([tells, np.searchsorted(owner, np.arange(len(articles)))])
    )  # an article's first text is its title
    protect(vocabulary.terms)
    protect(vocabulary.repairer.near)
    phrasings = field_of(asked, scan.take(asks), vocabulary, texts=(text for group in asked for text, _ in group), letters=True)
    index = Index(
        articles=articles,
        vocabulary=vocabulary,
        phrasings=phrasings,
        lookalikes=build_field([[(text, -1) for text in article.not_for] for article in articles], vocabulary),
        passages=field_of(told, scan.take(tells), vocabulary, texts=(), letters=False),
        profiles=phrasing_profiles(scan.take(asks), owner[asks], len(articles), vocabulary),
        bodies=body_profiles(scan.take(bodies), owner[bodies], len(articles), vocabulary),
        grams=letter_profiles(scan.take(asks), owner[asks], len(articles)),
        guards=Guards(base.guards, base.overlay.declined, vocabulary),
        subject=find_subject(phrasings, vocabulary),
    )
    protect(index)
    return index


def phrasings_of(base: KnowledgeBase, articles: Sequence[Article]) -> list[list[tuple[str, int]]]:
    """Return the texts that ask for each article, taught ones too, each with the passage that it asks for (-1: the whole article)."""
    taught: dict[str, list[str]] = {}
    for lesson in base.overlay.phrasings:
        taught.setdefault(lesson.article, []).append(lesson.phrasing)
    return [_phrasings(article, taught.get(article.id, ())) for article in articles]


def _side_by_side(
    articles: Sequence[Article], asked: Owned, told: Owned
) -> tuple[list[str], npt.NDArray[np.int8], npt.NDArray[np.intp]]:
    """Return all texts, article by article, with the kind and the article of each."""
    texts, kinds, lengths = [], array("b"), []
    for article, asks, passages in zip(articles, asked, told, strict=True):
        group = [*(text for text, _ in asks), *(text for text, _ in passages), *article.tags]
        texts += group
        kinds.extend([ASKS] * len(asks) + [TELLS] * len(passages) + [TAG] * len(article.tags))
        lengths.append(len(group))
    return texts, np.array(kinds, np.int8), np.repeat(np.arange(len(articles)), lengths)


def _phrasings(article: Article, taught: Iterable[str]) -> list[tuple[str, int]]:
    names = [article.title, *filter(None, [article.label])]
    whole = [(text, -1) for text in (*names, *article.asks, *taught)]
    parts = [
        (text, at) for at, passage in enumerate(article.passages) for text in (*passage.asks, *filter(None, [passage.heading]))
    ]
    return whole + parts
