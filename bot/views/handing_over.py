"""Ask a human: a declined question goes to the channel that the moderators chose, and somebody there takes it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import discord

from bot.answering import message_link
from bot.buttons import Action, ButtonId
from bot.escaping import echo
from bot.permissions import Permit, allowed
from bot.records import RecordsError, redact
from bot.replies import Button, Reply

if TYPE_CHECKING:
    from bot.ledger import Asked
    from bot.records import Asking, ServerSettings
    from bot.views.pressing import Press


async def human(press: Press) -> None:
    """Hand a question over, for whoever asked it."""
    settings = await press.bot.server_settings(press.interaction.guild_id)
    entry = press.entry
    if press.who != press.id.asker:
        await press.tell("buttons.only_asker")
        return
    server = press.interaction.guild
    channel = server.get_channel_or_thread(settings.human_channel or 0) if server else None
    if entry is None or not isinstance(channel, discord.TextChannel | discord.Thread):
        await press.tell("buttons.ask_again" if entry is None else "buttons.no_humans")
        return
    async with press.bot.remembering.lock:
        done = await press.bot.remembering.hand_over(entry, settings)
        if isinstance(done, str):
            await press.tell(done)
            return
        posted = await _post(press, channel, entry, done, settings)
    await press.tell("buttons.handed_over" if posted else "buttons.no_humans")


async def take(press: Press) -> None:
    """Note who takes a question, so that nobody answers it twice."""
    if not await allowed(press.bot, press.interaction, Permit.SERVER):
        return
    number = int(press.id.extra) if press.id.extra.isdecimal() else 0
    try:
        asking = await press.bot.parts.records.take(number, press.who, server=press.interaction.guild_id or 0)
    except RecordsError:
        await press.tell("buttons.not_saved")
        return
    if asking is None:
        await press.tell("buttons.ask_again")
        return
    wording = await press.wording_here(public=True)
    content = press.message.content.rpartition("\n")[0] or press.message.content
    taken = wording.say("buttons.taken", who=f"<@{asking.taken_by}>")
    await press.update(Reply(f"{content}\n{taken}"))


async def _post(
    press: Press, channel: discord.TextChannel | discord.Thread, entry: Asked, asking: Asking, settings: ServerSettings
) -> bool:
    """Post the question for the humans, or count one more person on the post that is there."""
    wording = press.bot.wording_of(settings, press.interaction.guild)
    hidden = press.message.flags.ephemeral  # nobody else can open it, so the asker is named, as the button said
    place = entry.question if press.message.reference else press.message.id
    link = f"<@{entry.asker}>" if hidden else message_link(entry.server, entry.channel, place)
    asked = wording.say("buttons.asked", people=wording.counted(asking.people, "person"), link=link)
    taker = wording.say("buttons.taken", who=f"<@{asking.taken_by}>") if asking.taken_by else wording.say("buttons.nobody_yet")
    button = Button(wording.say("buttons.take"), ButtonId(Action.TAKE, extra=str(asking.id)))
    reply = Reply(f"{asked}\n> {echo(redact(entry.text))}\n{taker}", () if asking.taken_by else (button,))
    if asking.channel_message is not None:
        shown = press.bot.own_message(settings.server, channel.id, asking.channel_message)
        if await press.bot.sender.edit(shown, reply):
            return True  # else the post is gone, or stands in the channel that was chosen before
    posted = await press.bot.sender.post(channel, reply)
    if posted is not None:
        with suppress(RecordsError):  # it stands there all the same; the next one to ask gets a post of their own
            await press.bot.parts.records.place(asking.id, posted.id)
    return posted is not None
