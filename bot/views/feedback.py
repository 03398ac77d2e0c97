"""What people say of an answer, what more there is to it, and how it goes away."""

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

    from bot.client import PolicyBot
    from bot.ledger import Entry
    from bot.views.pressing import Interaction, Press

GUESSES = 3
"""Articles offered as the one that was meant; with the two ways out they make one row."""


async def more(press: Press) -> None:
    """Open privately what else there is: other passages, sources, related articles, why, and a way to delete the answer."""
    faq = press.bot.parts.serving.faq
    if not faq.knows(press.id.article):
        await press.tell("buttons.article_gone")
        return
    if press.bot.pauses.of_article(press.id.article):
        await press.tell("pause.checking")
        return
    article, shown = faq.article(press.id.article), press.message
    entry = press.bot.ledger.of_reply(shown.id)
    hits = faq.ask(entry.text).hits if entry else ()
    phrasing = next((hit.phrasing for hit in hits if hit.article == article.id), None)
    version = short(_version(press, entry))
    reply = more_reply(article, press.id.passage, faq.base, press.wording, phrasing, version)
    buttons: tuple[Button, ...] = ()
    here = press.interaction.is_guild_integration()  # where somebody only brought the bot along, it cannot delete
    if here and not shown.flags.ephemeral and await may_delete(press.bot, press.interaction, press.id.asker):
        away = ButtonId(Action.DELETE, asker=press.id.asker, extra=str(shown.id))
        buttons = (Button(press.wording.say("buttons.delete"), away),)
    await press.show(replace(reply, buttons=buttons, menu=passages_menu(article, faq, press.wording)))


async def helpful(press: Press) -> None:
    """Remember that an answer helped."""
    saved = await _feedback(press, helpful=True)
    await press.tell("buttons.thanks" if saved else "buttons.not_saved")


async def wrong(press: Press) -> None:
    """Remember that an answer was wrong, and ask which article was meant."""
    faq = press.bot.parts.serving.faq
    entry = press.bot.ledger.of_reply(press.message.id)
    saved = await _feedback(press, helpful=False)
    await _remember(press, Outcome.WRONG)
    hits = [hit.article for hit in faq.ask(entry.text).hits] if entry else []
    related = faq.article(press.id.article).see_also if faq.knows(press.id.article) else ()
    likely = [name for name in dict.fromkeys([*hits, *related]) if name != press.id.article and faq.knows(name)]
    reply_id = str(press.message.id)
    guesses = [
        Button(label_of(faq.article(name), faq.base), ButtonId(Action.MEANT, name, asker=press.id.asker, extra=reply_id))
        for name in likely[:GUESSES]
    ]
    ways_out = [
        Button(press.wording.say("replies.none_of_these"), ButtonId(Action.MEANT, asker=press.id.asker, extra=reply_id)),
        Button(press.wording.say("buttons.not_for_us"), ButtonId(Action.NOT_FOR_US, asker=press.id.asker, extra=reply_id)),
    ]
    question = press.wording.say("buttons.which_meant" if saved else "buttons.which_meant_not_saved")
    await press.show(Reply(question, (*guesses, *ways_out)))


async def meant(press: Press) -> None:
    """Remember which article was meant, or that it was none of those offered; show the one that was."""
    saved = await _feedback(press, helpful=False, meant=press.id.article or "none")
    thanks = press.wording.say("buttons.noted" if saved else "buttons.not_saved")
    faq = press.bot.parts.serving.faq
    if not press.id.article or not faq.knows(press.id.article):
        await press.bot.sender.update(press.interaction, Reply(thanks))
        return
    shown = press.bot.answering.passage(press.id.article, 0, press.wording, asker=press.who)
    text = fit(shown.content, CONTENT - units(thanks) - 2)
    await press.bot.sender.update(press.interaction, replace(shown, content=f"{text}\n\n{thanks}", buttons=()))


async def not_for_us(press: Press) -> None:
    """Remember that somebody's words were no question for the bot."""
    saved = await _feedback(press, helpful=False, meant="not_for_us")
    await _remember(press, Outcome.NOT_FOR_US)
    await press.bot.sender.update(press.interaction, Reply(press.wording.say("buttons.noted" if saved else "buttons.not_saved")))


async def delete(press: Press) -> None:
    """Delete an answer, for its asker or a moderator."""
    reply = int(press.id.extra) if press.id.extra.isdecimal() else 0
    known = press.bot.ledger.of_reply(reply)
    if not await may_delete(press.bot, press.interaction, known.asker if known else press.id.asker):
        await press.tell("buttons.not_yours")
        return
    shown = press.bot.own_message(press.interaction.guild_id, press.interaction.channel_id or 0, reply)
    gone = await delete_reply(press.bot, shown)
    await press.bot.sender.update(
        press.interaction, Reply(press.wording.say("buttons.deleted" if gone else "buttons.not_deleted"))
    )


async def may_delete(bot: PolicyBot, interaction: Interaction, asker: int) -> bool:
    """Whether somebody may delete a reply: who asked for it, and moderators."""
    asked = bool(asker) and interaction.user.id == asker
    return asked or await bot.authority.refuses(interaction, Permit.DELETE_REPLY) is None


async def delete_reply(bot: PolicyBot, reply: discord.Message | discord.PartialMessage) -> bool:
    """Delete a message of the bot and forget it as an answer; return whether it is gone."""
    bot.ledger.delete(reply.id)
    return await bot.sender.delete(reply)


async def _feedback(press: Press, *, helpful: bool, meant: str | None = None) -> bool:
    reply = int(press.id.extra) if press.id.extra.isdecimal() else press.message.id
    entry = press.bot.ledger.of_reply(reply)
    article = press.id.article if meant is None else (entry.articles[0] if entry and entry.articles else "")
    version, server = _version(press, entry), press.interaction.guild_id
    return await press.bot.remembering.feedback(reply, server, press.who, article, version, helpful=helpful, meant=meant)


def _version(press: Press, entry: Entry | None) -> str:
    """Return the version that a reply came from: as its button says, so also after a restart; as the ledger says; else the present one."""
    if press.id.extra.startswith(VERSION):
        return press.id.extra.removeprefix(VERSION)
    return (entry.version if entry else "") or press.bot.parts.serving.faq.version


async def _remember(press: Press, outcome: Outcome) -> None:
    """Remember the question of a reply with what became of it, in words where they are still in memory."""
    reply = int(press.id.extra) if press.id.extra.isdecimal() else press.message.id
    entry = press.bot.ledger.of_reply(reply)
    if entry is None:
        return
    settings = await press.bot.server_settings(entry.server)
    article = entry.articles[0] if entry.articles else None
    await press.bot.remembering.question(entry, outcome, settings, _version(press, entry), article)
