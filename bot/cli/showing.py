"""Articles and topics → lines: what ``/more``, ``/topics`` and ``/article`` show. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.cli.replying import Choice, Reply
from bot.cli.spans import BLANK, faint, marked, plain, strong
from bot.saying import SMALL_PRINT, expiry_line, quote_of, small_print

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from bot.cli.spans import Line
    from bot.faq.articles import Article, KnowledgeBase, Source
    from bot.wording import Wording


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage on the screen, which ``/more`` and ``/article`` refer to, and why the engine chose it."""

    article: Article
    passage: int
    why: str | None = None


def show_article(article: Article, today: dt.date, wording: Wording) -> Reply:
    """Show an article from its title to its sources."""
    return Reply(tuple(_whole(article, today, wording)))


def show_more(shown: Shown, base: KnowledgeBase, wording: Wording, first: int = 1) -> Reply:
    """Show what else there is to a passage: other passages and related articles to pick, sources, the reason.

    ``first`` is the number of the first choice.
    """
    article = shown.article
    passages = [
        Choice(passage.heading or wording.say("replies.in_short"), article.id, number)
        for number, passage in enumerate(article.passages)
        if number != shown.passage
    ]
    live = {other.id: other for other in base.live}
    related = [Choice(live[name].title, name) for name in article.see_also if name in live and name != article.id]
    lines = [strong(article.title)]
    lines += _listed(wording.say("replies.other_passages"), passages, first)
    lines += _sources(article, wording)
    lines += _listed(wording.say("replies.related"), related, first + len(passages))
    if shown.why:
        lines.append(plain(f"{wording.say('replies.why')} {shown.why}"))
    return Reply(tuple(lines), (*passages, *related))


def show_topics(base: KnowledgeBase, wording: Wording) -> Reply:
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


def _whole(article: Article, today: dt.date, wording: Wording) -> Iterator[Line]:
    yield strong(article.title)
    first = quote_of(article, 0, today)
    if warning := expiry_line(first, wording):
        yield plain(warning)
    for passage in article.passages:
        yield BLANK
        if passage.heading:
            yield strong(passage.heading)
        yield from marked(passage.text, ())
    yield BLANK
    yield from _sources(article, wording)
    if small := small_print(first, wording):
        yield faint(SMALL_PRINT + small)


def _listed(label: str, choices: list[Choice], first: int) -> list[Line]:
    return [plain(label), *_rows(choices, first)] if choices else []


def _rows(choices: tuple[Choice, ...] | list[Choice], first: int) -> list[Line]:
    return [plain(f"{number:>3} {choice.label}") for number, choice in enumerate(choices, first)]


def _sources(article: Article, wording: Wording) -> list[Line]:
    if not article.sources:
        return []
    return [plain(wording.say("replies.sources")), *(plain(_source(source, wording)) for source in article.sources)]


def _source(source: Source, wording: Wording) -> str:
    named = f"{source.publisher}: {source.title}" if source.publisher else source.title
    dated = f"{named}, {source.date}" if source.date else named
    copied = wording.say("replies.copy", source=dated) if source.copy else dated
    return f"- {copied} {source.url}" if source.url else f"- {copied}"
