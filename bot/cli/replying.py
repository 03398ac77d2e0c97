"""A decision → the lines that the bot would post in a channel, with numbers in place of its buttons. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.cli.spans import BLANK, faint, marked, plain
from bot.faq.decisions import Kind
from bot.saying import MOST_BOLD, SMALL_PRINT, declining, expiry_line, small_print

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.cli.spans import Line
    from bot.faq.articles import KnowledgeBase
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
