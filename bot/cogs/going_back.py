"""``/kb undo``, ``/kb history``, ``/kb rollback``: what was applied, by whom and why, and the way back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from discord import app_commands
from discord.ext import commands

from bot.cogs.offering import LONGEST_REASON, offer, show, tell_overtaken
from bot.desk.changes import Act, Change
from bot.desk.history import KEPT
from bot.desk.offloading import in_thread
from bot.desk.reloading import short
from bot.escaping import echo
from bot.faq import UsageError
from bot.fitting import clip
from bot.permissions import Permit, allowed
from bot.records import RecordsError
from bot.replies import CHOICE_NAME, CHOICES
from bot.telling import Told, tell_history

if TYPE_CHECKING:
    from bot.client import Interaction, PolicyBot
    from bot.views.pressing import Press


LONGEST_REASON_HERE = 500
VERSION = 64
"""Characters of a version."""


class GoingBackCommands(commands.Cog):
    """The commands, for the group ``/kb``, which inherits them."""

    bot: PolicyBot

    @app_commands.command(name="undo", description="Undo the last change; it is shown first")
    @app_commands.describe(reason="Why, for the history and the log channel")
    async def undo(self, interaction: Interaction, reason: app_commands.Range[str, 1, LONGEST_REASON_HERE] | None = None) -> None:
        """Show what undoing the last change would do."""
        await undo(self.bot, interaction, None, reason)

    @app_commands.command(name="history", description="See the last changes: who, when, what and why")
    async def history(self, interaction: Interaction) -> None:
        """List the last changes."""
        if not await allowed(self.bot, interaction, Permit.BASE):
            return
        wording, now = self.bot.wording_for(interaction), self.bot.parts.clock.now()
        try:
            changes = await self.bot.parts.history.last()
        except RecordsError as error:
            await self.bot.sender.say(interaction, wording.say("kb.no_history", trouble=echo(str(error))))
            return
        told = tell_history(changes, wording, now) if changes else Told(wording.say("kb.nothing_yet"))
        await show(self.bot, interaction, told, "history.txt")

    @app_commands.command(name="rollback", description="Go back to an earlier version; it is shown first")
    @app_commands.describe(
        version="The version, as /kb history and every answer under More tell it",
        reason="Why, for the history and the log channel",
    )
    async def rollback(
        self,
        interaction: Interaction,
        version: app_commands.Range[str, 4, VERSION],
        reason: app_commands.Range[str, 1, LONGEST_REASON_HERE] | None = None,
    ) -> None:
        """Show what going back to a version would do."""
        if not await allowed(self.bot, interaction, Permit.BASE):
            return
        kept = await in_thread(self.bot.parts.serving.content.answered, "versions")
        found = [one for one in kept if one.startswith(version.strip().lower())]
        if len(found) != 1:
            await self.bot.tell(interaction, "kb.no_version", version=echo(version), number=KEPT)
            return
        detail = short(found[0])
        await offer(self.bot, interaction, Change(Act.ROLLBACK, detail=detail, reason=reason, version=found[0]))

    @rollback.autocomplete("version")
    async def _complete(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        if await self.bot.authority.refuses(interaction, Permit.BASE):
            return []
        try:
            changes = await self.bot.parts.history.last()
        except RecordsError:
            changes = ()
        told = {one.after: f"{one.at:%d %b %H:%M} UTC · {one.action} {one.detail}" for one in reversed(changes)}
        kept = await in_thread(self.bot.parts.serving.content.answered, "versions")
        choices = [(version, " · ".join(filter(None, (short(version), told.get(version))))) for version in kept]
        fitting = [(version, name) for version, name in choices if typed.casefold() in name.casefold()]
        return [app_commands.Choice(name=clip(name, CHOICE_NAME), value=version) for version, name in fitting[:CHOICES]]


async def press_undo(press: Press) -> None:
    """The button *Undo* (or *Redo*) under a change that was applied: of that one, unless there was another since."""
    await undo(press.bot, press.interaction, int(press.id.extra) if press.id.extra.isdigit() else 0, None)


async def undo(bot: PolicyBot, interaction: Interaction, number: int | None, reason: str | None) -> None:
    """Show what undoing the last change would do; with its ``number``, only if it is still the last."""
    if not await allowed(bot, interaction, Permit.BASE):
        return
    await bot.sender.defer(interaction, private=True)
    try:
        last = await bot.parts.history.undoable()
        if last is None:
            await bot.tell(interaction, "kb.nothing_yet")
        elif number is None or not await tell_overtaken(bot, interaction, number, last):
            change = await bot.parts.history.undo_of(last, bot.parts.serving.content)
            await offer(bot, interaction, replace(change, reason=reason))
    except (RecordsError, UsageError) as error:
        await bot.tell(interaction, "kb.not_applied", trouble=echo(str(error), LONGEST_REASON))
