"""What somebody has typed, whole or so far → the articles or questions that may be meant, through slips of the fingers. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process, utils

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.faq import FAQ
    from bot.faq.articles import Article

ALIKE = 60
"""Of 100: below it, what was typed has little to do with a title (``weather`` is 57 like "Where talks stand", and the half-typed
``sanc`` would offer half of the base)."""

CLEAR = 85
"""Of 100: at or above it, one article may be shown without asking back, if it leads by :data:`LEAD`."""

LEAD = 8
"""*summit* is as good for Singapore as for Hanoi: then both are offered."""

OFFERED = 3

LONGEST = 100
"""Characters of a name that are compared: no title is longer, and the cost grows with both."""


def complete_question(faq: FAQ, typed: str, most: int) -> list[str]:
    """Return at most ``most`` questions that may be meant, best first; the base's example questions where nothing is typed yet.

    First what begins as typed, because people who type on watch the beginning; then what the engine finds, which bears slips.
    """
    words = " ".join(typed.split())
    if not words:
        return list(dict.fromkeys(faq.base.examples or (article.title for article in faq.base.live)))[:most]
    start = words.casefold()
    wordings = (wording for article in faq.base.live for wording in (article.title, *article.asks))
    begun = [wording for wording in wordings if wording.casefold().startswith(start)]
    found = [text for hit in faq.ask(words).hits for text in (hit.phrasing, faq.article(hit.article).title)]
    kept: dict[str, str] = {}
    for text in (*begun[: most // 2], *found, *begun):
        kept.setdefault(text.casefold(), text)
    return list(kept.values())[:most]


def complete_name(faq: FAQ, typed: str, most: int, *, hidden: bool = False) -> list[tuple[str, str]]:
    """Return at most ``most`` articles as (title, id) that a half-typed name may mean, best first; all in order where none is typed.

    ``hidden``: drafts and retired ones, too.
    """
    titles = {article.id: article.title for article in (faq.base.articles if hidden else faq.base.live)}
    if not typed.strip():
        return sorted(((title, name) for name, title in titles.items()))[:most]
    start = typed.strip().casefold()
    begun = [name for name, title in titles.items() if title.casefold().startswith(start) or name.startswith(start)]
    like = process.extract(
        typed, titles, scorer=fuzz.partial_token_ratio, processor=utils.default_process, limit=most, score_cutoff=ALIKE
    )
    return [(titles[name], name) for name in dict.fromkeys([*begun, *(name for _, _, name in like)])][:most]


def find_articles(name: str, articles: Sequence[Article]) -> list[Article]:
    """Return the one article that was clearly meant, or up to three that may have been, best first; empty where none is alike."""
    name = name[:LONGEST]
    exact = [article for article in articles if article.id == name.strip().casefold()]
    if exact:
        return exact
    ranked = sorted(((_likeness(name, article), article) for article in articles), key=lambda pair: (-pair[0], pair[1].id))
    alike = [(likeness, article) for likeness, article in ranked[: OFFERED + 1] if likeness >= ALIKE]
    if alike and alike[0][0] >= CLEAR and (len(alike) == 1 or alike[0][0] - alike[1][0] >= LEAD):
        return [alike[0][1]]
    return [article for _, article in alike[:OFFERED]]


def _likeness(name: str, article: Article) -> float:
    names = article.id.replace("-", " "), article.title
    return max(fuzz.WRatio(name, one, processor=utils.default_process) for one in names)
