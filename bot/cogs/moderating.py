"""``/kb``: moderators reload the content, see how things stand, check the files, and ask why a question is decided as it is."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from discord import app_commands
from discord.ext import commands

from bot.answering import articles_of
from bot.buttons import Action, ButtonId
from bot.cogs.editing import EditingCommands
from bot.cogs.going_back import GoingBackCommands
from bot.cogs.inbox import InboxCommands, waiting_groups, way_to_inbox
from bot.cogs.offering import offer, show
from bot.cogs.pausing import SHOWN, PausingCommands, told_pause
from bot.cogs.statistics import StatisticsCommands
from bot.cogs.teaching import TeachingCommands
from bot.desk.changes import Change
from bot.desk.offloading import in_thread
from bot.desk.reloading import short
from bot.desk.teaching import LONGEST
from bot.escaping import echo
from bot.faq import UsageError
from bot.permissions import Permit, allowed, missing
from bot.records import RecordsError
from bot.replies import Button, Reply
from bot.telling import Surroundings, Told, moment, tell_check, tell_status, tell_why

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.client import Interaction, PolicyBot
    from bot.faq import Decision
    from bot.views.pressing import Press
    from bot.wording import Wording


QUESTION = 2_000
"""Characters of a question to explain: what a message may hold."""


@app_commands.default_permissions(manage_messages=True)  # what moderators usually have; who may is decided by permissions.py
class Moderating(
    EditingCommands,
    GoingBackCommands,
    InboxCommands,
    PausingCommands,
    StatisticsCommands,
    TeachingCommands,
    commands.GroupCog,
    group_name="kb",
    group_description="The knowledge base, for moderators",
):
    """Moderators' commands. Whatever they are told is for them alone; what they changed goes to the log channel."""

    def __init__(self, bot: PolicyBot) -> None:
        self.bot = bot
        super().__init__()

    @app_commands.command(name="reload", description="Read the files again and let members get them")
    async def reload(self, interaction: Interaction) -> None:
        """Read the files, and tell what would change or what is wrong."""
        await offer(self.bot, interaction, Change())

    @app_commands.command(name="check", description="List every fault and warning of the files")
    async def check(self, interaction: Interaction) -> None:
        """Check the files without changing anything."""
        await check(self.bot, interaction)

    @app_commands.command(name="status", description="See what is served and whether all is well")
    async def status(self, interaction: Interaction) -> None:
        """Tell how things stand."""
        if not await allowed(self.bot, interaction, Permit.SERVER):
            return
        serving, wording = self.bot.parts.serving, self.bot.wording_for(interaction)
        around = await self._surroundings(interaction.guild_id)
        paused = [told_pause(one, self.bot, wording) for one in self.bot.pauses.in_sight(interaction.guild_id)]
        told = tell_status(serving.status, serving.faq, around, wording)
        unheard = await self._unheard(interaction, wording)
        waiting, buttons = way_to_inbox(await self._waiting(interaction), wording)
        lines = [told, *await self._unsafe(wording), *paused[:SHOWN], *filter(None, unheard), *waiting]
        await self.bot.sender.respond(interaction, Reply("\n".join(lines), buttons), private=True)

    @app_commands.command(name="why", description="See why a question is answered as it is")
    @app_commands.describe(question="The question, as it was asked")
    async def why(self, interaction: Interaction, question: app_commands.Range[str, 1, QUESTION]) -> None:
        """Tell what decided."""
        if not await allowed(self.bot, interaction, Permit.BASE):
            return
        serving, wording, clock = self.bot.parts.serving, self.bot.wording_for(interaction), self.bot.parts.clock
        faq, since = serving.faq, serving.status.since
        precision = self.bot.parts.settings.precision_in(await self.bot.server_settings(interaction.guild_id))
        decision = faq.ask(question, precision=precision, as_of=clock.today())
        told = tell_why(decision, faq.explain(question, precision=precision), faq, wording)
        paused = self._paused(interaction, decision, wording)
        served = wording.say("kb.served", version=short(faq.version), since=moment(since, clock.now()))
        buttons = self._next_steps(interaction, question, decision, wording)
        await show(self.bot, interaction, Told("\n".join([*paused, told.content, served]), told.file), "why.txt", buttons)

    def _next_steps(self, interaction: Interaction, question: str, decision: Decision, wording: Wording) -> Iterator[Button]:
        """Yield what may be done about a decision: teach the right article, silence the wrong one."""
        if len(question) <= LONGEST:
            draft = self.bot.drafts.put(interaction.guild_id or 0, (question,))
            yield Button(wording.say("kb.teach_right"), ButtonId(Action.REASSIGN, extra=draft))
        if decision.article and self.bot.pauses.of_article(decision.article) is None:
            yield Button(wording.say("kb.pause_article"), ButtonId(Action.PAUSE, decision.article))

    def _paused(self, interaction: Interaction, decision: Decision, wording: Wording) -> list[str]:
        """Return the pauses that keep a decision from members, before what would be said without them; nothing where there is none."""
        pauses = self.bot.pauses
        found = [pauses.here(interaction.guild_id, interaction.channel_id or 0), *map(pauses.of_article, articles_of(decision))]
        told = [told_pause(one, self.bot, wording) for one in found if one]
        return [*told, wording.say("pause.without")] if told else []

    async def _waiting(self, interaction: Interaction) -> int:
        """Return how many groups of the inbox wait for somebody who may see them."""
        if await self.bot.authority.refuses(interaction, Permit.BASE):
            return 0
        try:
            return len(await waiting_groups(self.bot, interaction.guild_id or 0))
        except RecordsError:
            return 0  # the trouble stands in the status anyway

    async def _unsafe(self, wording: Wording) -> list[str]:
        """Return a line for each thing that would be lost if the process ended now."""
        parts = self.bot.parts
        with suppress(RecordsError):
            await parts.history.catch_up()
        lines = []
        if parts.history.waiting:
            lines.append(wording.say("kb.unrecorded", changes=wording.counted(parts.history.waiting, "change")))
        version = parts.serving.faq.version
        if not await in_thread(partial(parts.serving.content.keeps, version), "versions"):
            lines.append(wording.say("kb.not_kept", version=short(version)))
        return lines

    async def _unheard(self, interaction: Interaction, wording: Wording) -> list[str]:
        """Return a line for each of the moderators' channels that the bot cannot write in: nobody would notice."""
        settings = await self.bot.server_settings(interaction.guild_id)
        return [missing(wording, interaction.guild, one) for one in (settings.human_channel, settings.log_channel) if one]

    async def _surroundings(self, server: int | None) -> Surroundings:
        settings, clock = await self.bot.server_settings(server), self.bot.parts.clock
        return Surroundings(
            listening=len(settings.listening) + len(settings.forums),
            reads=self.bot.reads_messages,
            up=self.bot.parts.serving.up,
            shards=self.bot.shard_count or 1,
            storage=await self.bot.parts.records.state(),
            now=clock.now(),
            today=clock.today(),
        )


async def check(bot: PolicyBot, interaction: Interaction) -> None:
    """Check the files for a moderator, from the command or from a button."""
    if not await allowed(bot, interaction, Permit.BASE):
        return
    await bot.sender.defer(interaction, private=True)
    wording = bot.wording_for(interaction)
    try:
        report = await bot.parts.serving.check()
    except UsageError as error:
        await bot.sender.say(interaction, wording.say("kb.not_checked", trouble=echo(str(error))))
        return
    action, label = (Action.CHECK, "kb.check_again") if report.faults else (Action.RELOAD, "kb.reload")
    await show(bot, interaction, tell_check(report, wording), "check.txt", (Button(wording.say(label), ButtonId(action)),))


async def press_reload(press: Press) -> None:
    """The button *Reload*; whoever presses it must be allowed to now, whoever it was shown to."""
    await offer(press.bot, press.interaction, Change())


async def press_check(press: Press) -> None:
    """The button *Check again*."""
    await check(press.bot, press.interaction)
