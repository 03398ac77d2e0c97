"""Questions and the replies that the bot gives to them: what the pictures in ``docs/`` show."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from datasets import ROOT

from bot.buttons import Action, ButtonId
from bot.cogs.offering import apply_or_cancel
from bot.desk.figures import Figures, Kept, figures_of
from bot.desk.previewing import Asked, preview
from bot.faq import build, load
from bot.faq.decisions import Kind
from bot.records import Tally
from bot.replies import Button, Reply, more_reply, reply_to
from bot.telling import tell_preview
from bot.wording import Wordings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.faq import FAQ
    from bot.wording import Wording

PRIVATE = "Only you can see this"
USUAL, LATER = dt.date(2026, 6, 1), dt.date(2026, 10, 5)
ASKER = 1


def talks() -> Iterator[tuple[str, str, Reply, str]]:
    """Yield a name, what was typed, the reply, and who sees it (empty: everybody)."""
    faq, wordings = load(ROOT / "knowledge", today=USUAL), Wordings.load()
    english = wordings.of("en")
    asked = (
        ("answered", "how many us trops are in south korea rn", USUAL, "en"),
        ("past-its-day", "can american citizen go nort korea for travel", LATER, "en"),
        ("suggested", "sanctions?", USUAL, "en"),
        ("declined", "did nk fire missile today", USUAL, "en"),
        ("two-parts", "how many nuclear tests has nk done and who are the lazarus group", USUAL, "en"),
        ("german", "wtf is CVID", USUAL, "de"),
    )
    for name, question, day, locale in asked:
        decision = faq.ask(question, as_of=day)
        yield name, question, reply_to(decision, faq.base, wordings.of(locale), asker=ASKER), ""
    question = "is it a crime to hire a north korean freelancer"
    decision = faq.ask(question)
    more = next(
        button.id for button in reply_to(decision, faq.base, english, asker=ASKER).buttons if button.id.action is Action.MORE
    )
    phrasing = next(hit.phrasing for hit in decision.hits if hit.article == more.article)
    yield (
        "more",
        question,
        more_reply(faq.article(more.article), more.passage, faq.base, english, phrasing),
        PRIVATE,
    )
    yield "reload", "/kb reload", previewed(faq, english), PRIVATE
    yield "pause", "/kb pause article: money-and-trade for: 2 hours", paused(faq, english), PRIVATE


def previewed(faq: FAQ, wording: Wording) -> Reply:
    """Return what a moderator is shown before a reload: an article that holds for a year longer."""
    old = faq.article("travel-ban")
    articles = tuple(replace(one, until=dt.date(2027, 8, 31)) if one is old else one for one in faq.base.articles)
    later = build(replace(faq.base, articles=articles, version="later"), today=lambda: USUAL)
    found = preview(faq, later, [Asked(old.title)])
    return Reply(tell_preview(found, wording).content, tuple(apply_or_cancel("", wording)))


def paused(faq: FAQ, wording: Wording) -> Reply:
    """Return what a moderator is told who paused an article that was quoted lately."""
    told = wording.say("pause.begun", until="11:05", what=faq.article("money-and-trade").title)
    given = wording.say("pause.given", replies=wording.counted(3, "reply"))
    buttons = [Button(wording.say(f"pause.{action}"), ButtonId(action)) for action in (Action.MARK, Action.ERASE)]
    return Reply(f"{told}\n{given}", tuple(buttons))


def month() -> Figures:
    """Return a month of a server, made up: busy days, quiet weekends, and a day on which something happened."""
    last = dt.date(2026, 11, 24)
    days = [last - dt.timedelta(days=number) for number in range(30)]
    tallies = [
        Tally(
            day,
            1,
            "asked",
            kind.value,
            "",
            base * (2 if day.weekday() < 5 else 1) * (2 if day.day == 12 else 1) + day.day * step % 7,
        )
        for day in days
        for kind, base, step in zip(Kind, (16, 3, 2), (5, 3, 2), strict=True)
    ]
    return figures_of(Kept(tallies, (), ()), load(ROOT / "knowledge", today=USUAL).base, days[-1], last)
