"""Decisions, articles and topics → the lines that the bot would post in a channel, with numbers in place of its buttons. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.cli.spans import BLANK, faint, marked, plain, strong
from bot.faq.decisions import Kind
from bot.saying import MOST_BOLD, SMALL_PRINT, declining, expiry_line, quote_of, small_print

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from bot.cli.spans import Line
    from bot.faq.articles import Article, KnowledgeBase, Source
    from bot.faq.decisions import Decision, Quote
    from bot.wording import Wording


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be picked by its number: a topic, an article, or one of its passages, counted from 0."""

    label: str
    article: str | None = None
    passage: int = 0
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """Lines for the screen, and what can be picked from them: the first choice is number 1."""

    lines: tuple[Line, ...]
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage on the screen, which ``/more`` and ``/article`` refer to, and why the engine chose it."""

    article: Article
    passage: int
    why: str | None = None


def reply_to(decision: Decision, base: KnowledgeBase, wording: Wording, *, once: bool = False) -> Reply:
    """Return the reply to a question. ``once``: there is no conversation in which ``/topics`` could follow."""
    if decision.decision is Kind.ANSWERED:
        return Reply(tuple(answer(decision.passages, wording)))
    if decision.decision is Kind.SUGGESTED:
        choices = tuple(Choice(suggestion.label, suggestion.article) for suggestion in decision.suggestions)
        return offer(wording.say("replies.which_one" if len(choices) > 1 else "replies.this_one"), choices, wording)
    line, near = declining(decision, base, wording, once=once)
    if near is None:
        return Reply((plain(line),))
    choices = (Choice(near.title, near.id),)
    return Reply((plain(line), plain(numbered(choices))), choices)


def answer(quotes: Sequence[Quote], wording: Wording) -> Iterator[Line]:
    """Yield the quoted passages, each with its warning before and its source after."""
    left = MOST_BOLD
    for number, quote in enumerate(quotes):
        if number:
            yield BLANK
        if warning := expiry_line(quote, wording):
            yield plain(warning)
        yield from marked(quote.text, quote.highlights[:left])
        if small := small_print(quote, wording):
            yield faint(SMALL_PRINT + small)
        left -= len(quote.highlights[:left])


def offer(line: str, choices: tuple[Choice, ...], wording: Wording) -> Reply:
    """Return a few choices under a line, with a 0 that takes none of them."""
    return Reply((plain(line), plain(f"{numbered(choices)}  0 {wording.say('replies.none_of_these')}")), choices)


def numbered(choices: Iterable[Choice]) -> str:
    """Return choices side by side with their numbers."""
    return "  ".join(f"{number} {choice.label}" for number, choice in enumerate(choices, 1))


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
        lines.append(plain(f"{wording.say('terminal.why')} {shown.why}"))
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


def whole(article: Article, today: dt.date, wording: Wording) -> Iterator[Line]:
    """Yield an article from its title to its sources."""
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


def _listed(label: str, choices: Sequence[Choice], first: int) -> list[Line]:
    return [plain(label), *_rows(choices, first)] if choices else []


def _rows(choices: Sequence[Choice], first: int) -> list[Line]:
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
