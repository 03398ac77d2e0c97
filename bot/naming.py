"""What someone calls an article → the article, through slips of the fingers. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process, utils

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.faq.articles import Article

ALIKE = 60
"""Of 100: below it, what was typed has little to do with the article (``weather`` is 57 like "Where talks stand")."""

CLEAR = 85
"""Of 100: at or above it, one article may be shown without asking back, if it leads by :data:`LEAD`."""

LEAD = 8
"""*summit* is as good for Singapore as for Hanoi: then both are offered."""

OFFERED = 3


def find_articles(name: str, articles: Sequence[Article]) -> list[Article]:
    """Return the one article that was clearly meant, or up to three that may have been, best first; empty where none is alike."""
    exact = [article for article in articles if article.id == name.strip().casefold()]
    if exact:
        return exact
    ranked = sorted(((_likeness(name, article), article) for article in articles), key=lambda pair: (-pair[0], pair[1].id))
    alike = [(likeness, article) for likeness, article in ranked[: OFFERED + 1] if likeness >= ALIKE]
    if alike and alike[0][0] >= CLEAR and (len(alike) == 1 or alike[0][0] - alike[1][0] >= LEAD):
        return [alike[0][1]]
    return [article for _, article in alike[:OFFERED]]


def _likeness(name: str, article: Article) -> float:
    names = [article.id.replace("-", " "), article.title]
    return max(found[1] for found in process.extract(name, names, scorer=fuzz.WRatio, processor=utils.default_process))
