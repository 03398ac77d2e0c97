"""``/kb inbox``: what people of this server asked in vain, one group at a time, and what may be done about it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from discord import app_commands
from discord.ext import commands

from bot.buttons import Action, ButtonId
from bot.cogs.editing import new_article_modal
from bot.cogs.teaching import ask_which, offer_lesson
from bot.desk.changes import Act
from bot.desk.inbox import LATER, candidates, gather, put_off, still_put_off, waiting
from bot.desk.offloading import in_thread
from bot.escaping import echo
from bot.lessons import group_reply
from bot.permissions import Permit, allowed
from bot.records import RecordsError
from bot.replies import Button, Reply

if TYPE_CHECKING:
    from bot.client import Interaction, PolicyBot
    from bot.desk.inbox import Group
    from bot.views.pressing import Press
    from bot.wording import Wording


class InboxCommands(commands.Cog):
    """The command, for the group ``/kb``, which inherits it."""

    bot: PolicyBot

    @app_commands.command(name="inbox", description="See what people asked in vain, and teach from it")
    async def inbox(self, interaction: Interaction) -> None:
        """Show the first group."""
        await show_group(self.bot, interaction, 0)


async def press_inbox(press: Press) -> None:
    """The button *Next*."""
    await show_group(press.bot, press.interaction, press.id.passage, instead=True)


async def show_group(bot: PolicyBot, interaction: Interaction, at: int, *, instead: bool = False, note: str = "") -> None:
    """Show a group of the inbox, ``instead`` of the one whose button was pressed, below a ``note``."""
    if not await allowed(bot, interaction, Permit.BASE):
        return
    if not instead:
        await bot.sender.defer(interaction, private=True)
    reply = await _reply(bot, interaction, at)
    reply = replace(reply, content=f"{note}\n{reply.content}") if note else reply
    if instead:
        await bot.sender.update(interaction, reply)
    else:
        await bot.sender.respond(interaction, reply, private=True)


async def _reply(bot: PolicyBot, interaction: Interaction, at: int) -> Reply:
    wording = bot.wording_for(interaction)
    try:
        groups = await waiting_groups(bot, interaction.guild_id or 0)
    except RecordsError as error:
        return Reply(wording.say("lessons.not_read", trouble=echo(str(error))))
    if not groups:
        settings = await bot.server_settings(interaction.guild_id)
        kept = bot.parts.settings.keep_text and settings.keep_text
        people = wording.counted(bot.parts.settings.inbox_people, "person")
        return Reply(wording.say("lessons.empty", people=people) if kept else wording.say("lessons.no_texts"))
    at = min(at, len(groups) - 1)
    faq, group = bot.parts.serving.faq, groups[at]
    nearest = candidates(group.shown, faq, group.wrong)
    return group_reply(groups, at, faq, nearest, wording)


async def waiting_groups(bot: PolicyBot, server: int) -> tuple[Group, ...]:
    """Return the groups of a server that wait for a moderator, those of most people first; raises as the records do."""
    records, settings = bot.parts.records, await bot.server_settings(server)
    asked = await records.asked_in_vain(server)
    away = still_put_off(await records.value(_name(server)), bot.parts.clock.now())
    faq, precision = bot.parts.serving.faq, bot.parts.settings.precision_in(settings)

    def look() -> tuple[Group, ...]:
        groups = gather(asked, faq.index.vocabulary, people=bot.parts.settings.inbox_people)
        return tuple(waiting(groups, faq, precision, away))

    return await in_thread(look, "inbox")


def way_to_inbox(groups: int, wording: Wording) -> tuple[tuple[str, ...], tuple[Button, ...]]:
    """Return a line and a button that lead to the inbox, where groups of it wait."""
    if not groups:
        return (), ()
    line = wording.say("lessons.waiting", groups=wording.counted(groups, "group"))
    return (line,), (Button(wording.say("lessons.open"), ButtonId(Action.INBOX)),)


async def press_later(press: Press) -> None:
    """The button *Later*: the next group takes its place."""
    if (found := await _found(press)) is None:
        return
    records, name, now = press.bot.parts.records, _name(press.interaction.guild_id or 0), press.bot.parts.clock.now()
    try:
        async with press.bot.putting_off:
            await records.set_value(name, put_off(await records.value(name), found.key, now))
    except RecordsError as error:
        await press.tell("lessons.not_read", trouble=echo(str(error)))
        return
    note = press.wording.say("lessons.put_off", date=press.wording.short_date((now + LATER).date()))
    await show_group(press.bot, press.interaction, 0, instead=True, note=note)


async def press_off_topic(press: Press) -> None:
    """The button *Not our topic*: such questions are declined from now on."""
    if (group := await _found(press)) is not None:
        await offer_lesson(press.bot, press.interaction, Act.DECLINE, group.teachable)


async def press_compose(press: Press) -> None:
    """The button *Write an article*: a form that has the questions in it already."""
    if (group := await _found(press)) is not None:
        texts = group.teachable
        form = new_article_modal(press.bot, press.wording, title=texts[0] if texts else "", asks=texts)
        await press.bot.sender.open(press.interaction, form)


async def press_assign(press: Press) -> None:
    """The button *Teach as phrasing of …*: ask which article."""
    if (group := await _found(press)) is not None:
        await ask_which(press.bot, press.interaction, group.teachable, group.wrong)


async def _found(press: Press) -> Group | None:
    """Return the group that a button is about; say so where nothing is to be done about it any more."""
    if not await allowed(press.bot, press.interaction, Permit.BASE):
        return None
    try:
        groups = await waiting_groups(press.bot, press.interaction.guild_id or 0)
    except RecordsError as error:
        await press.tell("lessons.not_read", trouble=echo(str(error)))
        return None
    found = next((group for group in groups if group.key == press.id.extra), None)
    if found is None:
        await press.tell("lessons.done")
    return found


def _name(server: int) -> str:
    return f"inbox put off {server}"
