"""What somebody has typed so far → questions to pick from, while they type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process, utils

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.faq import FAQ

LIKE = 60.0
"""Likeness (0 to 100) from which a title is offered for a half-typed name; below, ``sanc`` would offer half of the base."""


def complete_question(faq: FAQ, typed: str, most: int) -> list[str]:
    """Return at most ``most`` questions that may be meant, best first; the base's example questions where nothing is typed yet.

    First what begins as typed, because people who type on watch the beginning; then what the engine finds, which bears slips.
    """
    words = " ".join(typed.split())
    if not words:
        return list(dict.fromkeys(faq.base.examples or (article.title for article in faq.base.live)))[:most]
    start = words.casefold()
    begun = [wording for wording in _wordings(faq) if wording.casefold().startswith(start)]
    found = [text for hit in faq.ask(words).hits for text in (hit.phrasing, faq.article(hit.article).title)]
    return _first_of(most, begun[: most // 2], found, begun)


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
        typed, titles, scorer=fuzz.partial_token_ratio, processor=utils.default_process, limit=most, score_cutoff=LIKE
    )
    return [(titles[name], name) for name in dict.fromkeys([*begun, *(name for _, _, name in like)])][:most]


def _wordings(faq: FAQ) -> Iterator[str]:
    for article in faq.base.live:
        yield article.title
        yield from article.asks


def _first_of(most: int, *lists: Iterable[str]) -> list[str]:
    """Return the first ``most`` texts of several lists one after the other, each text once whatever its capitals."""
    kept: dict[str, str] = {}
    for texts in lists:
        for text in texts:
            kept.setdefault(text.casefold(), text)
    return list(kept.values())[:most]
