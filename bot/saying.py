"""What the terminal and Discord say alike, as plain texts: lines that decline, where a passage comes from, how old it is. Pure."""

from __future__ import annotations

import unicodedata
from itertools import islice
from typing import TYPE_CHECKING

from bot.faq.decisions import Quote

if TYPE_CHECKING:
    import datetime as dt

    from bot.faq.articles import Article, KnowledgeBase
    from bot.faq.decisions import Decision
    from bot.wording import Wording

LINE_LENGTH = 120
"""Characters of a declining line: two lines on a phone, read before the thumb moves on."""

MOST_BOLD = 3
"""Bold spans in one reply: with more, nothing stands out."""

SMALL_PRINT = "-# "
"""Discord's mark for small text; the terminal shows it as it is."""

BETWEEN = " · "

LETTERS = 200
"""Letters of a question that are looked at: enough to tell its script."""

TITLES = 50
"""Articles whose titles stand for the whole base."""


def quote_of(article: Article, passage: int, today: dt.date) -> Quote:
    """Return an article's passage as a quote that no question chose; the first one where that number is gone."""
    return Quote.of(article, article.passages[passage if passage < len(article.passages) else 0], today)


def passage_number(base: KnowledgeBase, quote: Quote) -> int:
    """Return which passage of its article a quote is, counted from 0; 0 where the base has none of that heading."""
    passages = next((article.passages for article in base.articles if article.id == quote.article), ())
    return next((number for number, passage in enumerate(passages) if passage.heading == quote.heading), 0)


def expiry_line(quote: Quote, wording: Wording) -> str | None:
    """Return the warning for what held until a day that has passed; ``None`` while it holds."""
    return wording.say("replies.expired", date=wording.short_date(quote.expired)) if quote.expired else None


def small_print(quote: Quote, wording: Wording) -> str:
    """Return where a passage comes from and how old it is, in a few words; empty where nothing is known."""
    source = wording.say("replies.copy", source=quote.source) if quote.copy else quote.source
    age = wording.say("replies.as_of", date=wording.month_of(quote.as_of)) if quote.as_of else None
    return BETWEEN.join(filter(None, (source, age)))


def declining(decision: Decision, base: KnowledgeBase, wording: Wording, *, once: bool = False) -> tuple[str, Article | None]:
    """Return the line of a declining reply and the one article near to the question.

    ``once``: there is no conversation in which ``/topics`` could follow.
    """
    if not decision.notice and _in_another_script(decision.question, base):
        return wording.say("replies.other_script", language=wording.language_name(base.language)), None
    near = next((article for article in base.live if article.id == decision.near), None)
    if decision.notice:
        return decision.notice, near
    if near:
        return wording.say("replies.declined_near"), near
    line = wording.say("replies.declined_once" if once else "replies.declined", base=base.name)
    return line if len(line) <= LINE_LENGTH else wording.say("replies.declined_short"), None


def _in_another_script(question: str, base: KnowledgeBase) -> bool:
    """Whether most letters of the question are of scripts in which no title of the base is written."""
    scripts = _scripts(question)
    known = {script for article in base.live[:TITLES] for script in _scripts(article.title)}
    return bool(known) and sum(script not in known for script in scripts) * 2 > len(scripts)


def _scripts(text: str) -> list[str]:
    """Return the script of each letter (``LATIN``, ``HANGUL``), which is how Unicode begins the letter's name."""
    letters = islice(filter(str.isalpha, text), LETTERS)
    return [unicodedata.name(letter, "?").partition(" ")[0] for letter in letters]
