"""Which articles of an earlier index stand in a new one as they were, so that only the others must be read."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from bot.faq.articles import Article, KnowledgeBase

    Ints = npt.NDArray[np.intp]

LEAST_KEPT = 0.5
"""Share of the articles that must stay for an index to be carried over: the others are read twice, to be taken out and put in."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Articles by their places: the n-th of ``kept`` (in the earlier index) is the n-th of ``place`` (in the new one), both rising."""

    before: int
    after: int
    kept: Ints
    place: Ints
    terms: Ints
    """For each earlier term its new id, -1 where it is gone; empty until there is a new vocabulary."""

    @property
    def gone(self) -> Ints:
        """Places in the earlier index of what does not stay."""
        return np.delete(np.arange(self.before), self.kept)

    @property
    def fresh(self) -> Ints:
        """Places in the new index of what must be read."""
        return np.delete(np.arange(self.after), self.place)

    @property
    def moved(self) -> npt.NDArray[np.int32]:
        """For each article of the earlier index its new place, -1 for none."""
        moved = np.full(self.before, -1, np.int32)
        moved[self.kept] = self.place
        return moved

    def runs(self) -> list[tuple[bool, int, int]]:
        """Return the new index as stretches of articles that stood side by side: whether among the earlier ones, the first, and the end.

        Else they are counted among the fresh ones.
        """
        source = np.full(self.after, -1, np.intp)
        source[self.place] = self.kept
        stays = source >= 0
        source[~stays] = np.arange(self.after - len(self.kept))
        ends = np.flatnonzero((np.diff(source) != 1) | (stays[1:] != stays[:-1])) + 1
        bounds = [0, *ends.tolist(), self.after] if self.after else []
        return [(bool(stays[start]), int(source[start]), int(source[end - 1]) + 1) for start, end in pairwise(bounds)]


def all_fresh(articles: int) -> Carried:
    """Return that nothing is carried over into an index of so many articles."""
    none = np.zeros(0, np.intp)
    return Carried(0, articles, none, none, none)


def find_carried(old: KnowledgeBase, new: KnowledgeBase, before: Sequence[Article], after: Sequence[Article]) -> Carried | None:
    """Return what can be carried over from the index of a base, with its live articles (``before``), to that of another.

    ``None`` where that is too little, or every text must be read in another way.
    """
    if old.language != new.language or _synonyms(old) != _synonyms(new):
        return None
    taught = [_taught(base) for base in (old, new)]
    at = {article.id: row for row, article in enumerate(before)}
    pairs = [
        (at[article.id], row)
        for row, article in enumerate(after)
        if article.id in at
        and (article is before[at[article.id]] or _reads(article) == _reads(before[at[article.id]]))
        and taught[0].get(article.id) == taught[1].get(article.id)
    ]
    kept, place = np.array(pairs, np.intp).reshape(-1, 2).T
    if len(kept) < LEAST_KEPT * max(len(before), len(after)):
        return None
    return Carried(len(before), len(after), kept, place, np.zeros(0, np.intp))


def _reads(article: Article) -> tuple[object, ...]:
    """Return what indexing reads of an article besides its look-alikes, which are few and always read anew."""
    passages = [(passage.heading, passage.text, passage.asks) for passage in article.passages]
    return article.title, article.label, article.asks, article.tags, passages


def _synonyms(base: KnowledgeBase) -> list[object]:
    return [(one.words, one.to) for one in (*base.synonyms, *base.overlay.synonyms)]


def _taught(base: KnowledgeBase) -> dict[str, list[str]]:
    taught: dict[str, list[str]] = {}
    for lesson in base.overlay.phrasings:
        taught.setdefault(lesson.article, []).append(lesson.phrasing)
    return taught
