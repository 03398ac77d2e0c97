"""Questions and the replies that the bot gives to them: what the pictures in ``docs/`` show."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from datasets import ROOT

from bot.buttons import Action
from bot.faq import load
from bot.replies import more_reply, reply_to
from bot.wording import Wordings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.replies import Reply

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
        "Only you can see this",
    )
