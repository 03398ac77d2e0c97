"""A knowledge base → the arrays that one look-up reads. Built once, never changed.

Two families of texts are kept as sorted term lists (*fields*): phrasings (titles, ``asks``, a passage's ``asks``) and passages
(heading and text). Besides, every article has a *profile*: all of its phrasings taken together, as weighted words, word pairs and
letter groups. A question is like an article's profile long before it is like any one of its phrasings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.faq.fields import Field, build_field
from bot.faq.guarding import Guards, plain_words
from bot.faq.profiles import Grams, Profiles
from bot.faq.subject import Subject, find_subject
from bot.faq.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.faq.articles import Article, KnowledgeBase
    from bot.faq.language import Language


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

    def has_term(self, article: int, term: int) -> bool:
        """Whether any text of an article holds a term."""
        return self.profiles.postings.has(term, article) or self.bodies.postings.has(term, article)


def build_index(base: KnowledgeBase, language: Language) -> Index:
    """Build the index of a base's live articles, overlay included."""
    articles = base.live
    taught: dict[str, list[str]] = {}
    for lesson in base.overlay.phrasings:
        taught.setdefault(lesson.article, []).append(lesson.phrasing)
    asked = [_phrasings(article, taught.get(article.id, ())) for article in articles]
    told = [
        [(f"{passage.heading or ''}\n{passage.text}", at) for at, passage in enumerate(article.passages)] for article in articles
    ]
    texts = [
        [*(text for text, _ in asks), *(text for text, _ in passages), *article.tags]
        for article, asks, passages in zip(articles, asked, told, strict=True)
    ]
    synonyms = (*base.synonyms, *base.overlay.synonyms)
    known = [*plain_words(base.guards), *base.overlay.declined, *(wording for synonym in synonyms for wording in synonym.words)]
    vocabulary = Vocabulary(language, synonyms, texts, known=known)
    phrasings = build_field(asked, vocabulary)
    return Index(
        articles=articles,
        vocabulary=vocabulary,
        phrasings=phrasings,
        lookalikes=build_field([[(text, -1) for text in article.not_for] for article in articles], vocabulary),
        passages=build_field(told, vocabulary),
        profiles=Profiles(len(articles), phrasings.texts, phrasings.article, vocabulary),
        bodies=_bodies(articles, told, vocabulary),
        grams=Grams(len(articles), phrasings.folded, phrasings.article),
        guards=Guards(base.guards, base.overlay.declined, vocabulary),
        subject=find_subject(phrasings, vocabulary),
    )


def _phrasings(article: Article, taught: Iterable[str]) -> list[tuple[str, int]]:
    """Texts that ask for the article, each with the passage that it asks for (-1: the article as a whole)."""
    names = [article.title, *filter(None, [article.label])]
    whole = [(text, -1) for text in (*names, *article.asks, *taught)]
    parts = [
        (text, at) for at, passage in enumerate(article.passages) for text in (*passage.asks, *filter(None, [passage.heading]))
    ]
    return whole + parts


def _bodies(articles: Sequence[Article], told: Sequence[Sequence[tuple[str, int]]], vocabulary: Vocabulary) -> Profiles:
    texts = [[article.title, *(text for text, _ in passages)] for article, passages in zip(articles, told, strict=True)]
    owner = np.repeat(np.arange(len(articles), dtype=np.int32), [len(group) for group in texts])
    return Profiles(len(articles), [text for group in texts for text in group], owner, vocabulary, pairs=False)
