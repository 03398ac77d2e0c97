"""What follows from the buttons under a reply: a choice, what more there is, what people say of an answer, and how it goes away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.buttons import Action, ButtonId
from bot.desk.reloading import short
from bot.fitting import units
from bot.markup import fit
from bot.permissions import Permit
from bot.records import Outcome
from bot.replies import CONTENT, VERSION, Button, Reply, label_of, more_reply
from bot.views.browsing import passages_menu

if TYPE_CHECKING:
    import discord

    from bot.client import Interaction, PolicyBot
    from bot.ledger import Asked
    from bot.views.pressing import Press

NOT_YOURS = "buttons.not_yours"
GUESSES = 3
"""Articles offered as the one that was meant; with the two ways out they make one row."""


async def more(press: Press) -> None:
    """Open privately what else there is: other passages, sources, related articles, why, and a way to delete the answer."""
    if not await press.finds_article():
        return
    if press.bot.pauses.of_article(press.id.article):
        await press.tell("pause.checking")
        return
    faq, shown, entry = press.bot.parts.serving.faq, press.message, press.entry
    article = faq.article(press.id.article)
    hits = faq.ask(entry.text).hits if entry else ()
    phrasing = next((hit.phrasing for hit in hits if hit.article == article.id), None)
    reply = more_reply(article, press.id.passage, faq.base, press.wording, phrasing, short(_version(press, entry)))
    buttons: tuple[Button, ...] = ()
    here = press.interaction.is_guild_integration()  # where somebody only brought the bot along, it cannot delete
    if here and not shown.flags.ephemeral and await may_delete(press.bot, press.interaction, press.id.asker):
        away = ButtonId(Action.DELETE, asker=press.id.asker, extra=str(shown.id))
        buttons = (Button(press.wording.say("buttons.delete"), away),)
    await press.show(replace(reply, buttons=buttons, menu=passages_menu(article, faq, press.wording)))


async def pick(press: Press) -> None:
    """Show a suggested article: in place of the choices for whoever asked, privately for everybody else."""
    if not await press.finds_article():
        return
    mine = press.who == press.id.asker
    wording = await press.wording_here(public=mine)
    shown = press.bot.answering.passage(press.id.article, press.id.passage, wording, asker=press.who)
    if not mine:
        await press.show(shown)
        return
    await press.update(shown)
    if entry := press.entry:
        version = press.bot.parts.serving.faq.version
        press.bot.ledger.answer(entry.question, press.reply, (press.id.article,), answered=True, version=version)
        await _remember(press, entry, Outcome.PICKED, press.id.article)


async def none(press: Press) -> None:
    """Take the suggestions away, for whoever asked; and remember that none of them was meant."""
    if press.who != press.id.asker:
        await press.tell("buttons.only_asker")
        return
    await press.update(Reply((await press.wording_here(public=True)).say("buttons.none_picked")))
    await _remember(press, press.entry, Outcome.REFUSED, None)


async def private(press: Press) -> None:
    """Show a passage to whoever wants to see it, and to nobody else."""
    if await press.finds_article():
        await press.show(press.bot.answering.passage(press.id.article, press.id.passage, press.wording, asker=press.who))


async def helpful(press: Press) -> None:
    """Remember that an answer helped."""
    saved = await _feedback(press, helpful=True)
    await press.tell("buttons.thanks" if saved else "buttons.not_saved")


async def wrong(press: Press) -> None:
    """Remember that an answer was wrong, and ask which article was meant."""
    faq, entry, say = press.bot.parts.serving.faq, press.entry, press.wording.say
    saved = await _feedback(press, helpful=False)
    await _remember(press, entry, Outcome.WRONG, _quoted(entry))
    hits = [hit.article for hit in faq.ask(entry.text).hits] if entry else []
    related = faq.article(press.id.article).see_also if faq.knows(press.id.article) else ()
    likely = [name for name in dict.fromkeys([*hits, *related]) if name != press.id.article and faq.knows(name)]
    asked = ButtonId(Action.MEANT, asker=press.id.asker, extra=str(press.message.id))
    buttons = [Button(label_of(faq.article(name), faq.base), replace(asked, article=name)) for name in likely[:GUESSES]]
    buttons.append(Button(say("replies.none_of_these"), asked))
    buttons.append(Button(say("buttons.not_for_us"), replace(asked, action=Action.NOT_FOR_US)))
    await press.show(Reply(say("buttons.which_meant" if saved else "buttons.which_meant_not_saved"), tuple(buttons)))


async def meant(press: Press) -> None:
    """Remember which article was meant, or that it was none of those offered; show the one that was."""
    saved = await _feedback(press, helpful=False, meant=press.id.article or "none")
    thanks = press.wording.say("buttons.noted" if saved else "buttons.not_saved")
    if not press.bot.parts.serving.faq.knows(press.id.article):
        await press.update(Reply(thanks))
        return
    shown = press.bot.answering.passage(press.id.article, 0, press.wording, asker=press.who)
    text = fit(shown.content, CONTENT - units(thanks) - 2)
    await press.update(replace(shown, content=f"{text}\n\n{thanks}", buttons=()))


async def not_for_us(press: Press) -> None:
    """Remember that somebody's words were no question for the bot."""
    saved = await _feedback(press, helpful=False, meant="not_for_us")
    await _remember(press, press.entry, Outcome.NOT_FOR_US, _quoted(press.entry))
    await press.update(Reply(press.wording.say("buttons.noted" if saved else "buttons.not_saved")))


async def delete(press: Press) -> None:
    """Delete an answer, for its asker or a moderator."""
    known = press.entry
    shown = press.bot.own_message(press.interaction.guild_id, press.interaction.channel_id or 0, press.reply)
    told = await delete_reply(press.bot, press.interaction, shown, known.asker if known else press.id.asker)
    if told == NOT_YOURS:
        await press.tell(told)
    else:
        await press.update(Reply(press.wording.say(told)))


async def may_delete(bot: PolicyBot, interaction: Interaction, asker: int) -> bool:
    """Whether somebody may delete a reply: who asked for it, and moderators."""
    asked = bool(asker) and interaction.user.id == asker
    return asked or await bot.authority.refuses(interaction, Permit.DELETE_REPLY) is None


async def delete_reply(
    bot: PolicyBot, interaction: Interaction, reply: discord.Message | discord.PartialMessage, asker: int
) -> str:
    """Delete a message of the bot where whoever wants it may, and forget it as an answer; return the key of what to tell them."""
    if not await may_delete(bot, interaction, asker):
        return NOT_YOURS
    bot.ledger.delete(reply.id)
    return "buttons.deleted" if await bot.sender.delete(reply) else "buttons.not_deleted"


async def _feedback(press: Press, *, helpful: bool, meant: str | None = None) -> bool:
    entry, server = press.entry, press.interaction.guild_id
    article = press.id.article if meant is None else _quoted(entry) or ""
    version = _version(press, entry)
    return await press.bot.remembering.feedback(press.reply, server, press.who, article, version, helpful=helpful, meant=meant)


def _quoted(entry: Asked | None) -> str | None:
    return entry.articles[0] if entry and entry.articles else None


def _version(press: Press, entry: Asked | None) -> str:
    """Return the version that a reply came from: as its button says, so also after a restart; as the ledger says; else the present one."""
    if press.id.extra.startswith(VERSION):
        return press.id.extra.removeprefix(VERSION)
    return (entry.version if entry else "") or press.bot.parts.serving.faq.version


async def _remember(press: Press, entry: Asked | None, outcome: Outcome, article: str | None) -> None:
    """Remember the question of a reply with what became of it, in words where they are still in memory."""
    if entry is not None:
        settings = await press.bot.server_settings(entry.server)
        await press.bot.remembering.question(entry, outcome, settings, _version(press, entry), article)
