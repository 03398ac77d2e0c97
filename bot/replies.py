"""A decision → what Discord shows: a text and a row of buttons. Pure; knows Discord's limits and nothing else of it.

What authors wrote as Markdown (passages, guards' lines) is shown as such; what they wrote as plain text (titles, publishers) is escaped.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.buttons import Action, ButtonId
from bot.escaping import echo, escape, visible
from bot.faq.decisions import Kind
from bot.faq.labelling import LONGEST, label_articles
from bot.faq.language import load_language
from bot.fitting import clip, units
from bot.markup import defuse, embolden, fit
from bot.saying import BETWEEN, MOST_BOLD, SMALL_PRINT, declining, expiry_line, passage_number, small_print

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.faq.articles import Article, KnowledgeBase, Source
    from bot.faq.decisions import Decision, Quote
    from bot.wording import Wording

CONTENT = 2_000
"""Characters of a message."""
LABEL = 80
"""Characters of a button's label."""
BUTTONS_IN_ROW = 5
CHOICES = 25
"""Choices of an autocomplete, and options of a select menu."""
CHOICE_NAME = 100
"""Characters of a choice, and of an option's label, value and description."""

VERSION, KEPT_OF_VERSION = "v", 12
"""What marks a version in a button's id, and how much of it stands there."""

MOST_QUOTES = 2
"""A question of two parts gets two passages; more would be a wall of text."""

ROOM = {"small_print": 200, "passages": 500, "sources": 700, "related": 300, "why": 300}
"""Characters of each part of what More opens; what is left over is the title's."""
LONGEST_LINK = 300
"""Characters of a source's address that is worth its room."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button. Its label is plain text; how it looks follows from its action."""

    label: str
    id: ButtonId


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a menu. ``value`` is what picking it tells the program."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu of 1 to :data:`CHOICES` options, of which one is picked; ``hint`` is what it says while closed."""

    id: ButtonId
    hint: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """A message: Markdown, at most one menu and at most one row of buttons below it."""

    content: str
    buttons: tuple[Button, ...] = ()
    menu: Menu | None = None


def reply_to(decision: Decision, base: KnowledgeBase, wording: Wording, *, asker: int) -> Reply:
    """Return the reply to a question. ``asker`` is the id of the person who asked."""
    if decision.decision is Kind.ANSWERED:
        return answer_reply(decision.passages, base, wording, asker=asker)
    if decision.decision is Kind.SUGGESTED:
        return _suggested(decision, wording, asker)
    line, near = declining(decision, base, wording)
    pick = (Button(label_of(near, base), ButtonId(Action.PICK, near.id, asker=asker)),) if near else ()
    return Reply(fit(defuse(line), CONTENT) if decision.notice else escape(line), pick)


def answer_reply(quotes: Sequence[Quote], base: KnowledgeBase, wording: Wording, *, asker: int) -> Reply:
    """Return the reply that quotes passages: those of a decision, or a picked one (see ``saying.quote_of``)."""
    shown = quotes[:MOST_QUOTES]
    parts, left = [], MOST_BOLD
    for quote in shown:
        parts.append(_quoted(quote, quote.highlights[:left], wording, CONTENT // len(shown) - 2))
        left -= len(quote.highlights[:left])
    first = shown[0]
    passage = passage_number(base, first)
    actions = {Action.MORE: "replies.more", Action.HELPFUL: "replies.helpful", Action.WRONG: "replies.wrong"}
    made_by = f"{VERSION}{base.version[:KEPT_OF_VERSION]}"
    buttons = (
        Button(wording.say(key), ButtonId(action, first.article, passage, asker, made_by)) for action, key in actions.items()
    )
    return Reply("\n\n".join(parts), tuple(buttons))


def repeat_reply(link: str, quote: Quote, base: KnowledgeBase, wording: Wording, *, asker: int) -> Reply:
    """Return the one line for what was answered a moment ago: a link to that answer, and a button to see it privately."""
    show = ButtonId(Action.PRIVATE, quote.article, passage_number(base, quote), asker)
    return Reply(wording.say("replies.repeat", link=link), (Button(wording.say("replies.show_me"), show),))


def taken_as(reply: Reply, meant: str, wording: Wording) -> Reply:
    """Return a reply to a follow-up that says first how the question was understood."""
    line = wording.say("replies.taken_as", question=echo(meant))
    return replace(reply, content=f"{line}\n{fit(reply.content, CONTENT - units(line) - 1)}")


def more_reply(  # noqa: PLR0913, PLR0917 - what there is to tell
    article: Article, passage: int, base: KnowledgeBase, wording: Wording, phrasing: str | None = None, version: str = ""
) -> Reply:
    """Return what More opens: other passages, sources, related articles, the ``phrasing`` that the question is like, the ``version``."""
    live = {other.id: other for other in base.live}
    headings = [
        one.heading or wording.say("replies.in_short") for number, one in enumerate(article.passages) if number != passage
    ]
    related = [live[name].title for name in dict.fromkeys(article.see_also) if name in live and name != article.id]
    sources = [_source(source, wording) for source in article.sources]
    lines = [
        echo(article.title),
        _listed(wording.say("replies.other_passages") + " ", map(echo, headings), BETWEEN, ROOM["passages"]),
        _listed(wording.say("replies.sources") + "\n", sources, "\n", ROOM["sources"]),
        _listed(wording.say("replies.related") + " ", map(echo, related), BETWEEN, ROOM["related"]),
        wording.say("replies.why", phrasing=echo(phrasing, ROOM["why"])) if phrasing else "",
        f"{SMALL_PRINT}{wording.say('replies.version', version=echo(version))}" if version else "",
    ]
    return Reply("\n".join(filter(None, lines)))


def label_of(article: Article, base: KnowledgeBase) -> str:
    """Return what a button for an article says, at most 30 characters."""
    label = article.label or label_articles([article.title], load_language(base.language))[0]
    return _label(label, article.id, LONGEST)


def _label(label: str, article_id: str, limit: int = LABEL) -> str:
    return clip(" ".join(visible(label).split()), limit) or article_id


def _suggested(decision: Decision, wording: Wording, asker: int) -> Reply:
    offered = decision.suggestions[: BUTTONS_IN_ROW - 1]
    buttons = [Button(_label(one.label, one.article), ButtonId(Action.PICK, one.article, asker=asker)) for one in offered]
    none = Button(wording.say("replies.none_of_these"), ButtonId(Action.NONE, asker=asker))
    return Reply(wording.say("replies.which_one" if len(offered) > 1 else "replies.this_one"), (*buttons, none))


def _quoted(quote: Quote, highlights: Iterable[tuple[int, int]], wording: Wording, room: int) -> str:
    """Return one passage with its warning before and its source after, in at most ``room`` characters."""
    warning = expiry_line(quote, wording)
    small = echo(small_print(quote, wording), ROOM["small_print"])
    head, foot = f"{warning}\n" if warning else "", f"\n{SMALL_PRINT}{small}" if small else ""
    left = room - units(head) - units(foot)
    text = fit(quote.text, left)
    kept = [(start, end) for start, end in highlights if quote.text[:end] == text[:end]]
    return head + fit(defuse(embolden(text, kept)), left) + foot


def _source(source: Source, wording: Wording) -> str:
    title = echo(source.title)
    if source.url and len(source.url) <= LONGEST_LINK and not set("()<>\\") & set(source.url) | set("[]") & set(source.title):
        title = f"[{title}]({source.url})"
    named = f"{echo(source.publisher)}: {title}" if source.publisher else title
    dated = f"{named}, {echo(source.date)}" if source.date else named
    return "- " + (wording.say("replies.copy", source=dated) if source.copy else dated)


def _listed(before: str, entries: Iterable[str], between: str, room: int) -> str:
    """Return as many entries as there is room for behind a label, ``…`` for the rest; empty where there is no entry."""
    kept: list[str] = []
    used = units(before)
    for entry in entries:
        used += units(entry) + len(between)
        if used > room:
            return before + between.join([*kept, "…"])
        kept.append(entry)
    return before + between.join(kept) if kept else ""
