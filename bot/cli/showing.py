"""Articles and topics → lines: what ``/more``, ``/topics`` and ``/article`` show. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import wording
from bot.cli.replying import Choice, Reply, expiry_line, numbered, quote_of, small_print
from bot.cli.spans import BLANK, faint, marked, plain, strong

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from bot.cli.spans import Line
    from bot.faq.articles import Article, KnowledgeBase, Source


def show_article(article: Article, today: dt.date) -> Reply:
    """Show an article from its title to its sources."""
    return Reply(tuple(_whole(article, today)))


def show_more(article: Article, shown: int, base: KnowledgeBase, why: str | None = None, first: int = 1) -> Reply:
    """Show what else there is to the ``shown`` passage: other passages and related articles to pick, sources, the reason.

    ``first`` is the number of the first choice.
    """
    passages = [
        Choice(passage.heading or wording.FIRST_PASSAGE, article.id, number)
        for number, passage in enumerate(article.passages)
        if number != shown
    ]
    live = {other.id: other for other in base.live}
    related = [Choice(live[name].title, name) for name in article.see_also if name in live and name != article.id]
    lines = [strong(article.title)]
    lines += _listed(wording.OTHER_PASSAGES, passages, first)
    if article.sources:
        lines += [plain(wording.SOURCES), *map(_source, article.sources)]
    lines += _listed(wording.RELATED, related, first + len(passages))
    if why:
        lines.append(plain(f"{wording.WHY_THIS_ONE} {why}"))
    return Reply(tuple(lines), (*passages, *related))


def show_topics(base: KnowledgeBase) -> Reply:
    """Show the topics, to pick one of."""
    counts = {topic.id: sum(article.topic == topic.id for article in base.live) for topic in base.topics}
    choices = tuple(Choice(topic.name, topic=topic.id) for topic in base.topics if counts[topic.id])
    lines = [
        plain(f"{number:>3} {choice.label} ({wording.counted(counts[choice.topic or ''], 'article')})")
        for number, choice in enumerate(choices, 1)
    ]
    return Reply((*lines, faint("Type a number to see the articles of a topic.")), choices)


def show_topic(topic: str, base: KnowledgeBase) -> Reply:
    """Show a topic's articles, to pick one of."""
    name = next((known.name for known in base.topics if known.id == topic), topic)
    choices = tuple(Choice(article.title, article.id) for article in base.live if article.topic == topic)
    return Reply((strong(name), *_rows(choices, 1)), choices)


def show_choices(line: str, choices: tuple[Choice, ...]) -> Reply:
    """Show a few choices under a line."""
    return Reply((plain(line), numbered(choices, none=True)), choices)


def _whole(article: Article, today: dt.date) -> Iterator[Line]:
    yield strong(article.title)
    first = quote_of(article, 0, today)
    if first.expired is not None:
        yield plain(expiry_line(first.expired))
    for passage in article.passages:
        yield BLANK
        if passage.heading:
            yield strong(passage.heading)
        yield from marked(passage.text, ())
    yield BLANK
    if article.sources:
        yield plain(wording.SOURCES)
        yield from map(_source, article.sources)
    if small := small_print(first):
        yield faint(wording.SMALL_PRINT + small)


def _listed(label: str, choices: list[Choice], first: int) -> list[Line]:
    return [plain(label), *_rows(choices, first)] if choices else []


def _rows(choices: tuple[Choice, ...] | list[Choice], first: int) -> list[Line]:
    return [plain(f"{number:>3} {choice.label}") for number, choice in enumerate(choices, first)]


def _source(source: Source) -> Line:
    named = f"{source.publisher}: {source.title}" if source.publisher else source.title
    dated = f"{named}, {source.date}" if source.date else named
    copied = dated + wording.COPY if source.copy else dated
    return plain(f"- {copied} {source.url}" if source.url else f"- {copied}")
