"""Menus to browse with: topics, their articles, their passages. Whoever opened one sees it alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.buttons import Action, ButtonId
from bot.fitting import clip
from bot.replies import CHOICE_NAME, CHOICES, Menu, Option, Reply

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.faq import FAQ
    from bot.faq.articles import Article
    from bot.views.pressing import Press
    from bot.wording import Wording

NEXT = ">"
"""What the last option of a long menu leads to: the rest. No topic or article is called so."""


def topics_reply(faq: FAQ, wording: Wording, first: int = 0) -> Reply:
    """Return the topics to choose from, beginning with the topic of a number."""
    counts: dict[str, int] = {}
    for article in faq.base.live:
        counts[article.topic] = counts.get(article.topic, 0) + 1
    names = _topic_names(faq)
    entries = [(f"{names.get(name, name)} ({count})", clip(name, CHOICE_NAME)) for name, count in counts.items()]
    menu = _menu(ButtonId(Action.TOPIC), wording.say("browsing.choose_topic"), sorted(entries), first, wording)
    return Reply(wording.say("browsing.topics", base=faq.base.name), menu=menu)


def articles_reply(faq: FAQ, topic: str, wording: Wording, first: int = 0) -> Reply:
    """Return the articles of a topic to choose from."""
    entries = [(article.title, f"{article.id}:0") for article in faq.base.live if article.topic == topic]
    if not entries:
        return Reply(wording.say("buttons.article_gone"))
    menu = _menu(
        ButtonId(Action.SHOW), wording.say("browsing.choose_article"), sorted(entries), first, wording, more=f"{NEXT}{topic}:"
    )
    return Reply(wording.say("browsing.articles", topic=_topic_names(faq).get(topic, topic)), menu=menu)


def passages_menu(article: Article, faq: FAQ, wording: Wording) -> Menu | None:
    """Return an article's passages and what it says to see also; ``None`` where there is but the one passage."""
    passages = [
        (passage.heading or wording.say("replies.in_short"), f"{article.id}:{number}")
        for number, passage in enumerate(article.passages)
    ]
    related = [(faq.article(name).title, f"{name}:0") for name in article.see_also if faq.knows(name) and name != article.id]
    if len(passages) + len(related) == 1:
        return None
    return _menu(ButtonId(Action.SHOW), wording.say("browsing.choose_passage"), (*passages, *related)[:CHOICES], 0, wording)


async def topic(press: Press) -> None:
    """Open a topic, or the next topics of a long list."""
    faq = press.bot.parts.serving.faq
    if press.value.startswith(NEXT):
        await press.bot.sender.update(press.interaction, topics_reply(faq, press.wording, int(press.value[1:])))
        return
    await press.bot.sender.update(press.interaction, articles_reply(faq, press.value, press.wording))


async def show(press: Press) -> None:
    """Show the passage that was chosen, with the rest of its article to go on with; or the next articles of a long list."""
    faq = press.bot.parts.serving.faq
    name, _, number = press.value.rpartition(":")
    if name.startswith(NEXT):
        await press.bot.sender.update(press.interaction, articles_reply(faq, name[1:], press.wording, int(number)))
        return
    if not faq.knows(name):
        await press.bot.sender.update(press.interaction, Reply(press.wording.say("buttons.article_gone")))
        return
    shown = press.bot.answering.passage(name, int(number), press.wording, asker=press.who)
    menu = passages_menu(faq.article(name), faq, press.wording)
    await press.bot.sender.update(press.interaction, replace(shown, menu=menu))


def _topic_names(faq: FAQ) -> dict[str, str]:
    return {topic.id: topic.name for topic in faq.base.topics}


def _menu(  # noqa: PLR0913 - a menu's parts
    place: ButtonId, hint: str, entries: Iterable[tuple[str, str]], first: int, wording: Wording, *, more: str = NEXT
) -> Menu:
    """Return a menu of (label, value) entries from the ``first`` on, with a last option that leads to the rest."""
    left = list(entries)[first:]
    options = [Option(clip(label, CHOICE_NAME), value) for label, value in left[:CHOICES]]
    if len(left) > CHOICES:
        options[-1] = Option(wording.say("browsing.next"), f"{more}{first + CHOICES - 1}")
    return Menu(place, clip(hint, CHOICE_NAME), tuple(options))
