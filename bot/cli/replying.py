"""A decision → the lines that the bot would post in a channel, with numbers in place of its buttons. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import wording
from bot.cli.scripts import in_another_script
from bot.cli.spans import BLANK, faint, marked, plain
from bot.faq.decisions import Kind, Quote

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from bot.cli.spans import Line
    from bot.faq.articles import Article, KnowledgeBase
    from bot.faq.decisions import Decision

MOST_HIGHLIGHTS = 3
"""Bold spans in one reply: with more, nothing stands out."""


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


def reply_to(decision: Decision, base: KnowledgeBase, *, once: bool = False) -> Reply:
    """Return the reply to a question. ``once``: there is no conversation in which ``/topics`` could follow."""
    if decision.decision is Kind.ANSWERED:
        return Reply(tuple(answer(decision.passages)))
    if decision.decision is Kind.SUGGESTED:
        choices = tuple(Choice(suggestion.label, suggestion.article) for suggestion in decision.suggestions)
        return Reply((plain(wording.WHICH_ONE if len(choices) > 1 else wording.THIS_ONE), numbered(choices, none=True)), choices)
    return _declined(decision, base, once=once)


def answer(quotes: Sequence[Quote]) -> Iterator[Line]:
    """Yield the quoted passages, each with its warning before and its source after."""
    left = MOST_HIGHLIGHTS
    for number, quote in enumerate(quotes):
        if number:
            yield BLANK
        yield from quoted(quote, left)
        left -= len(quote.highlights[:left])


def quoted(quote: Quote, highlights: int = MOST_HIGHLIGHTS) -> Iterator[Line]:
    """Yield one passage as people see it."""
    if quote.expired is not None:
        yield plain(expiry_line(quote.expired))
    yield from marked(quote.text, quote.highlights[:highlights])
    if small := small_print(quote):
        yield faint(wording.SMALL_PRINT + small)


def expiry_line(day: dt.date) -> str:
    """Return the warning for what held until a day that has passed."""
    return wording.EXPIRED.format(date=wording.short_date(day.year, day.month, day.day))


def small_print(quote: Quote) -> str:
    """Return where a passage comes from and how old it is, in a few words."""
    parts = []
    if quote.source:
        parts.append(quote.source + (wording.COPY if quote.copy else ""))
    if quote.as_of:
        parts.append(wording.AS_OF.format(date=wording.month_of(quote.as_of)))
    return wording.BETWEEN.join(parts)


def numbered(choices: Iterable[Choice], *, none: bool = False) -> Line:
    """Return choices side by side with their numbers; ``none`` adds a 0 that takes none of them."""
    parts = [f"{number} {choice.label}" for number, choice in enumerate(choices, 1)]
    return plain("  ".join([*parts, f"0 {wording.NONE_OF_THESE}"] if none else parts))


def quote_of(article: Article, passage: int, today: dt.date) -> Quote:
    """Return an article's passage as a quote that no question chose."""
    chosen = article.passages[passage]
    first = article.sources[0] if article.sources else None
    return Quote(
        article=article.id,
        heading=chosen.heading,
        text=chosen.text,
        source=(first.publisher or first.title) if first else None,
        url=first.url if first else None,
        copy=first.copy if first else False,
        as_of=article.as_of,
        expired=article.until if article.until and article.until < today else None,
    )


def declining_line(base_name: str, *, once: bool = False) -> str:
    """Return the line for a question without an answer, never longer than a phone shows at once."""
    line = (wording.DECLINED_ONCE if once else wording.DECLINED).format(base=base_name)
    return line if len(line) <= wording.LINE_LENGTH else wording.DECLINED_SHORT


def _declined(decision: Decision, base: KnowledgeBase, *, once: bool) -> Reply:
    near = next((article for article in base.live if article.id == decision.near), None)
    if decision.notice is None and in_another_script(decision.question, base):
        return Reply((plain(wording.OTHER_SCRIPT.format(language=wording.language_name(base.language))),))
    line = decision.notice or (wording.DECLINED_NEAR if near else declining_line(base.name, once=once))
    if near is None:
        return Reply((plain(line),))
    choices = (Choice(near.title, near.id),)
    return Reply((plain(line), numbered(choices)), choices)
