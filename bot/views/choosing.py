"""What follows from a suggestion: a choice, or none of them; and an answer that is shown to one person only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.records import Outcome
from bot.replies import Reply

if TYPE_CHECKING:
    from bot.views.pressing import Press


async def pick(press: Press) -> None:
    """Show the chosen article: in place of the choices for whoever asked, privately for everybody else."""
    if not press.bot.parts.serving.faq.knows(press.id.article):
        await press.tell("buttons.article_gone")
        return
    mine = press.who == press.id.asker
    shown = press.bot.answering.passage(
        press.id.article, press.id.passage, await press.wording_here(public=mine), asker=press.who
    )
    if not mine:
        await press.show(shown)
        return
    await press.bot.sender.update(press.interaction, shown)
    await _remember(press, Outcome.PICKED, press.id.article)


async def none(press: Press) -> None:
    """Take the choices away, for whoever asked; and remember that none of them was meant."""
    if press.who != press.id.asker:
        await press.tell("buttons.only_asker")
        return
    wording = await press.wording_here(public=True)
    await press.bot.sender.update(press.interaction, Reply(wording.say("buttons.none_picked")))
    await _remember(press, Outcome.REFUSED, None)


async def private(press: Press) -> None:
    """Show a passage to whoever wants to see it, and to nobody else."""
    if not press.bot.parts.serving.faq.knows(press.id.article):
        await press.tell("buttons.article_gone")
        return
    await press.show(press.bot.answering.passage(press.id.article, press.id.passage, press.wording, asker=press.who))


async def _remember(press: Press, outcome: Outcome, article: str | None) -> None:
    ledger = press.bot.ledger
    entry = ledger.of_reply(press.message.id)
    if entry is None:
        return  # from before a restart: the question's words are gone
    version = press.bot.parts.serving.faq.version
    if article is not None:
        ledger.answer(entry.question, press.message.id, (article,), answered=True, version=version)
    settings = await press.bot.server_settings(entry.server)
    await press.bot.remembering.question(entry, outcome, settings, entry.version or version, article)
