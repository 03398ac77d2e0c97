"""Menus to browse with: topics, their articles, their passages. Whoever opened one sees it alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.buttons import Action, ButtonId
from bot.escaping import echo
from bot.fitting import clip
from bot.replies import CHOICE_NAME, CHOICES, Menu, Option, Reply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.faq import FAQ
    from bot.faq.articles import Article
    from bot.views.pressing import Press
    from bot.wording import Wording

TOPICS, TOPIC, ARTICLE = "topics", "topic", "article"
"""Kinds of menus: all topics, a topic's articles, an article's passages."""
NAME = CHOICE_NAME - 20
"""Characters of a name in an option's value, which holds a kind and a number besides; a longer one is known by its beginning."""


def topics_reply(faq: FAQ, wording: Wording, first: int = 0) -> Reply:
    """Return the topics to choose from, beginning with the topic of a number."""
    names, counts = _topic_names(faq), Counter(article.topic for article in faq.base.live)
    entries = [(f"{names.get(name, name)} ({count})", _value(TOPIC, name, 0)) for name, count in counts.items()]
    menu = _menu(wording.say("browsing.choose_topic"), sorted(entries), (TOPICS, "", first), wording)
    return Reply(wording.say("browsing.topics", base=echo(faq.base.name)), menu=menu)


def articles_reply(faq: FAQ, topic: str, wording: Wording, first: int = 0) -> Reply:
    """Return the articles of a topic to choose from; a topic may be named by its beginning."""
    found = next((article.topic for article in faq.base.live if article.topic[:NAME] == topic[:NAME]), None)
    if found is None:
        return Reply(wording.say("buttons.article_gone"))
    entries = sorted((one.title, _value(ARTICLE, one.id, 0)) for one in faq.base.live if one.topic == found)
    menu = _menu(wording.say("browsing.choose_article"), entries, (TOPIC, found, first), wording)
    return Reply(wording.say("browsing.articles", topic=echo(_topic_names(faq).get(found, found))), menu=menu)


def passages_menu(article: Article, faq: FAQ, wording: Wording, first: int = 0) -> Menu | None:
    """Return an article's passages and what it says to see also; ``None`` where there is but the one passage."""
    passages = [
        (passage.heading or wording.say("replies.in_short"), _value(ARTICLE, article.id, number))
        for number, passage in enumerate(article.passages)
    ]
    others = [name for name in dict.fromkeys(article.see_also) if faq.knows(name) and name != article.id]
    related = [(faq.article(name).title, _value(ARTICLE, name, 0)) for name in others]
    if len(passages) + len(related) == 1:
        return None
    return _menu(wording.say("browsing.choose_passage"), [*passages, *related], ("passages", article.id, first), wording)


async def show(press: Press) -> None:
    """Open what was chosen: a topic, a passage with the rest of its article to go on with, or the rest of a long list."""
    faq, wording = press.bot.parts.serving.faq, press.wording
    kind, _, rest = press.value.partition(":")
    name, _, at = rest.rpartition(":")
    number = int(at) if at.isdecimal() else 0
    if kind == TOPICS:
        reply = topics_reply(faq, wording, number)
    elif kind == TOPIC:
        reply = articles_reply(faq, name, wording, number)
    elif not faq.knows(name):
        reply = Reply(wording.say("buttons.article_gone"))
    else:
        onward = number if kind != ARTICLE else 0
        shown = press.bot.answering.passage(name, 0 if onward else number, wording, asker=press.who)
        reply = replace(shown, menu=passages_menu(faq.article(name), faq, wording, onward))
    await press.update(reply)


def _menu(hint: str, entries: Sequence[tuple[str, str]], place: tuple[str, str, int], wording: Wording) -> Menu | None:
    """Return a menu of (label, value) entries from the place's number on, with a last option that leads to the rest."""
    kind, name, first = place
    left = entries[first:]
    if not left:
        return None
    options = [Option(clip(label.strip() or value, CHOICE_NAME), value) for label, value in left[:CHOICES]]
    if len(left) > CHOICES:
        options[-1] = Option(wording.say("browsing.next"), _value(kind, name, first + CHOICES - 1))
    return Menu(ButtonId(Action.SHOW), clip(hint, CHOICE_NAME), tuple(options))


def _value(kind: str, name: str, number: int) -> str:
    return f"{kind}:{name[:NAME]}:{number}"


def _topic_names(faq: FAQ) -> dict[str, str]:
    return {topic.id: topic.name for topic in faq.base.topics}
