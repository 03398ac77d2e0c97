"""A knowledge base → the arrays that one look-up reads. Built once, never changed.

Two families of texts are kept as sorted term lists (*fields*): phrasings (titles, ``asks``, a passage's ``asks``) and passages
(heading and text). Besides, every article has a *profile*: all of its phrasings taken together, as weighted words, word pairs and
letter groups. A question is like an article's profile long before it is like any one of its phrasings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.faq.profiles import Grams, Profiles
from bot.faq.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from bot.faq.articles import Article, KnowledgeBase
    from bot.faq.language import Language

Ints = "npt.NDArray[np.int32]"


@dataclass(frozen=True, slots=True)
class Field:
    """Texts of one kind as flat arrays: the distinct terms of text ``i`` are ``terms[starts[i]:starts[i + 1]]``."""

    texts: tuple[str, ...]
    folded: tuple[str, ...]
    """Each text's words, folded; ``sorted`` the same with the words in alphabetical order."""
    sorted: tuple[str, ...]
    starts: npt.NDArray[np.int32]
    terms: npt.NDArray[np.int32]
    article: npt.NDArray[np.int32]
    """The article (by position in the index) that each text belongs to."""
    passage: npt.NDArray[np.int32]
    """The passage that each text belongs to or is, counted from 0; -1 for a phrasing of the whole article."""
    mass: npt.NDArray[np.float32]
    """Sum of the rarities of each text's terms."""
    of_article: npt.NDArray[np.int32]
    """Texts are sorted by article: those of article ``a`` are ``of_article[a]`` to ``of_article[a + 1]``."""

    def rows(self, article: int) -> range:
        """The texts of one article."""
        return range(int(self.of_article[article]), int(self.of_article[article + 1]))


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


def build_index(base: KnowledgeBase, language: Language) -> Index:
    """Build the index of a base's live articles, overlay included."""
    articles = base.live
    taught: dict[str, list[str]] = {}
    for lesson in base.overlay.phrasings:
        taught.setdefault(lesson.article, []).append(lesson.phrasing)
    asked = [_phrasings(article, taught.get(article.id, ())) for article in articles]
    told = [[(f"{passage.heading or ''}\n{passage.text}", at) for at, passage in enumerate(article.passages)] for article in articles]
    texts = [
        [*(text for text, _ in asks), *(text for text, _ in passages), *article.tags]
        for article, asks, passages in zip(articles, asked, told, strict=True)
    ]
    vocabulary = Vocabulary(language, (*base.synonyms, *base.overlay.synonyms), texts)
    phrasings = _build_field(asked, vocabulary)
    return Index(
        articles=articles,
        vocabulary=vocabulary,
        phrasings=phrasings,
        lookalikes=_build_field([[(text, -1) for text in article.not_for] for article in articles], vocabulary),
        passages=_build_field(told, vocabulary),
        profiles=Profiles(len(articles), phrasings.texts, phrasings.article, vocabulary),
        bodies=_bodies(articles, told, vocabulary),
        grams=Grams(len(articles), phrasings.texts, phrasings.article),
    )


def _phrasings(article: Article, taught: Iterable[str]) -> list[tuple[str, int]]:
    """Texts that ask for the article, each with the passage that it asks for (-1: the article as a whole)."""
    whole = [(text, -1) for text in (article.title, *article.asks, *taught)]
    parts = [(text, at) for at, passage in enumerate(article.passages) for text in (*passage.asks, *filter(None, [passage.heading]))]
    return whole + parts


def _bodies(articles: Sequence[Article], told: Sequence[Sequence[tuple[str, int]]], vocabulary: Vocabulary) -> Profiles:
    texts = ["\n".join((article.title, *(text for text, _ in passages))) for article, passages in zip(articles, told, strict=True)]
    return Profiles(len(articles), texts, np.arange(len(articles), dtype=np.int32), vocabulary, pairs=False)


def _build_field(texts: Sequence[Sequence[tuple[str, int]]], vocabulary: Vocabulary) -> Field:
    rows = [(text, article, passage) for article, group in enumerate(texts) for text, passage in group]
    read = [vocabulary.read_text(text) for text, _, _ in rows]
    terms = [sorted({at for term in found if (at := vocabulary.id_of(term.name)) is not None}) for found in read]
    words = [[word for term in found for word in term.words] for found in read]
    starts = np.concatenate([[0], np.cumsum([len(group) for group in terms])]).astype(np.int32)
    flat = np.fromiter((at for group in terms for at in group), np.int32, int(starts[-1]))
    article = np.array([article for _, article, _ in rows], np.int32)
    weights = np.append(vocabulary.rarity[flat], np.float32(0))
    mass = np.add.reduceat(weights, starts[:-1]) if len(rows) else np.zeros(0, np.float32)
    return Field(
        texts=tuple(text for text, _, _ in rows),
        folded=tuple(" ".join(found) for found in words),
        sorted=tuple(" ".join(sorted(found)) for found in words),
        starts=starts,
        terms=flat,
        article=article,
        passage=np.array([passage for _, _, passage in rows], np.int32),
        mass=np.where(np.diff(starts) > 0, mass, 0).astype(np.float32),
        of_article=np.searchsorted(article, np.arange(len(texts) + 1)).astype(np.int32),
    )
