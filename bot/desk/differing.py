"""Two versions of one article → what differs, each as a line that a moderator can read: was → is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.faq.loading import first_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.faq.articles import Article, Passage, Source

SINGLE = ("title", "label", "topic", "status", "as_of", "until", "review_by", "owner")
"""Keys of an article that hold one value, ``topic`` being its folder."""

MANY = ("asks", "not_for", "tags", "see_also")
"""Keys of an article that hold a list."""


PASSAGE = "passage"
"""The part that is a passage's text."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs in an article. ``before`` is ``None`` where it came, ``after`` where it went.

    ``part`` is the key as authors write it, or :data:`PASSAGE`: the two are then its first sentences, and where these
    are equal, what comes after them differs. ``heading`` is that of the passage which holds what differs, if it has one.
    """

    article: str
    part: str
    before: str | None
    after: str | None
    heading: str | None = None


def find_differences(old: Article, new: Article) -> Iterator[Difference]:
    """Yield what differs between two versions of an article, but for the places where it is written."""
    for part in SINGLE:
        before, after = getattr(old, part), getattr(new, part)
        if before != after:
            yield Difference(new.id, part, _text(before), _text(after))
    for part in MANY:
        yield from _lists(new.id, part, getattr(old, part), getattr(new, part))
    yield from _lists(new.id, "sources", map(_source, old.sources), map(_source, new.sources))
    yield from _passages(old, new)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _source(source: Source) -> str:
    parts = [source.title, source.publisher, source.url, source.date, "copy" if source.copy else None]
    return " \N{MIDDLE DOT} ".join(filter(None, parts))


def _lists(article: str, part: str, old: Iterable[str], new: Iterable[str], heading: str | None = None) -> Iterator[Difference]:
    before, after = dict.fromkeys(old), dict.fromkeys(new)
    yield from (Difference(article, part, text, None, heading) for text in before if text not in after)
    yield from (Difference(article, part, None, text, heading) for text in after if text not in before)


def _passages(old: Article, new: Article) -> Iterator[Difference]:
    before, after = _by_heading(old), _by_heading(new)
    for key in dict.fromkeys((*before, *after)):
        one, other, heading = before.get(key), after.get(key), key[0]
        if one is None or other is None or one.text != other.text:
            texts = [first_sentence(passage.text) if passage else None for passage in (one, other)]
            yield Difference(new.id, PASSAGE, texts[0], texts[1], heading)
        yield from _lists(new.id, "asks", one.asks if one else (), other.asks if other else (), heading)


def _by_heading(article: Article) -> dict[tuple[str | None, int], Passage]:
    """Return the passages by their headings; of several under one, the first, the second ..."""
    seen, found = Counter[str | None](), {}
    for passage in article.passages:
        found[passage.heading, seen[passage.heading]] = passage
        seen[passage.heading] += 1
    return found
