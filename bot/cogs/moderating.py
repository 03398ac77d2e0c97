"""``/kb``: moderators reload the content, see how things stand, check the files, and ask why a question is decided as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.buttons import Action, ButtonId
from bot.changing import missing
from bot.cogs.pausing import PausingCommands, told_pause
from bot.desk.previewing import Asked
from bot.desk.reloading import short
from bot.desk.serving import Reloaded
from bot.escaping import echo
from bot.faq import UsageError
from bot.noting import post_note
from bot.permissions import Permit
from bot.records import AuditEntry, RecordsError
from bot.replies import Button, Reply
from bot.sending import Attached
from bot.telling import Surroundings, Told, moment, tell_changes, tell_check, tell_preview, tell_reload, tell_status, tell_why

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.client import PolicyBot
    from bot.records import ServerSettings
    from bot.views.pressing import Press
    from bot.wording import Wording

Interaction = discord.Interaction["PolicyBot"]

PAUSED = 5
"""Pauses that a status names."""
REMEMBERED = 2_000
"""Remembered questions that a preview compares, the newest."""
QUESTION = 2_000
"""Characters of a question to explain: what a message may hold."""


@app_commands.default_permissions(manage_messages=True)  # what moderators usually have; who may is decided by permissions.py
class Moderating(
    PausingCommands,
    commands.GroupCog,
    group_name=locale_str("kb"),
    group_description=locale_str("The knowledge base, for moderators"),
):
    """Moderators' commands. Whatever they are told is for them alone; what they changed goes to the log channel."""

    def __init__(self, bot: PolicyBot) -> None:
        self.bot = bot
        super().__init__()

    @app_commands.command(name=locale_str("reload"), description=locale_str("Read the files again and let members get them"))
    async def reload(self, interaction: Interaction) -> None:
        """Read the files, and tell what would change or what is wrong."""
        await reload(self.bot, interaction)

    @app_commands.command(name=locale_str("check"), description=locale_str("List every fault and warning of the files"))
    async def check(self, interaction: Interaction) -> None:
        """Check the files without changing anything."""
        await check(self.bot, interaction)

    @app_commands.command(name=locale_str("status"), description=locale_str("See what is served and whether all is well"))
    async def status(self, interaction: Interaction) -> None:
        """Tell how things stand."""
        if not await _allowed(self.bot, interaction, Permit.SEE_STATUS):
            return
        serving, wording = self.bot.parts.serving, self.bot.wording_for(interaction)
        around = await self._surroundings(interaction.guild_id)
        paused = [told_pause(one, self.bot, wording, around.now) for one in self.bot.pauses.in_force()]
        told = tell_status(serving.status, serving.faq, around, wording)
        unheard = await self._unheard(interaction, wording)
        await self.bot.sender.say(interaction, "\n".join([told, *paused[:PAUSED], *filter(None, unheard)]))

    @app_commands.command(name=locale_str("why"), description=locale_str("See why a question is answered as it is"))
    @app_commands.describe(question=locale_str("The question, as it was asked"))
    @app_commands.rename(question=locale_str("question"))
    async def why(self, interaction: Interaction, question: app_commands.Range[str, 1, QUESTION]) -> None:
        """Tell what decided."""
        if not await _allowed(self.bot, interaction, Permit.WHY):
            return
        serving, wording, clock = self.bot.parts.serving, self.bot.wording_for(interaction), self.bot.parts.clock
        faq, since = serving.faq, serving.status.since
        precision = (await self.bot.server_settings(interaction.guild_id)).precision or self.bot.parts.settings.precision
        decision = faq.ask(question, precision=precision, as_of=clock.today())
        told = tell_why(decision, faq.explain(question, precision=precision), faq, wording)
        served = wording.say("kb.served", version=short(faq.version), since=moment(since, clock.now()))
        await _show(self.bot, interaction, Told(f"{told.content}\n{served}", told.file), "why.txt")

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


async def reload(bot: PolicyBot, interaction: Interaction) -> None:
    """Show a moderator what a reload would change; where it changes no answer, or cannot be made, tell that."""
    if not await _allowed(bot, interaction, Permit.RELOAD):
        return
    await bot.sender.defer(interaction, private=True)
    settings, wording = await bot.server_settings(interaction.guild_id), bot.wording_for(interaction)
    questions, unread = await _remembered(bot, settings)
    proposal = await bot.parts.serving.propose(
        _who(interaction),
        questions,
        precision=settings.precision or bot.parts.settings.precision,
        warn=bot.parts.settings.gate == "warn",
    )
    if proposal.id and proposal.preview is not None:
        actions = {Action.APPLY: "kb.apply", Action.CANCEL: "kb.cancel"}
        buttons = [Button(wording.say(key), ButtonId(action, extra=proposal.id)) for action, key in actions.items()]
        await _show(bot, interaction, tell_preview(proposal.preview, wording, unread), "preview.txt", buttons)
        return
    again = (Button(wording.say("kb.check_again"), ButtonId(Action.CHECK)),) if proposal.verdict.refused else ()
    told = tell_reload(proposal.verdict, bot.parts.serving.status.since, bot.parts.clock.now(), wording)
    if proposal.verdict.accepted:
        told = Told(f"{told.content}\n{wording.say('kb.unchanged')}", told.file)
    await _conclude(bot, interaction, Reloaded(proposal.verdict, proposal.at, proposal.shared), told, again)


async def _conclude(
    bot: PolicyBot, interaction: Interaction, reloaded: Reloaded, told: Told, buttons: Sequence[Button] = ()
) -> None:
    """Write down what became of the files, and tell it to whoever wanted it."""
    trouble = await _note(bot, interaction, reloaded)
    if trouble is not None:
        not_noted = bot.wording_for(interaction).say("kb.not_noted", trouble=echo(trouble))
        told = Told(f"{told.content}\n{not_noted}", told.file)
    await _show(bot, interaction, told, "faults.txt", buttons)


async def _remembered(bot: PolicyBot, settings: ServerSettings) -> tuple[list[Asked], str | None]:
    """Return what people of this server asked in vain, newest first, or why it cannot be read."""
    try:
        kept = await bot.parts.records.remembered(server=settings.server, limit=REMEMBERED)
    except RecordsError as error:
        return [], str(error)
    return [Asked(one.text) for one in kept if one.text], None


def _who(interaction: Interaction) -> str:
    return f"a moderator in server {interaction.guild_id}"


async def check(bot: PolicyBot, interaction: Interaction) -> None:
    """Check the files for a moderator, from the command or from a button."""
    if not await _allowed(bot, interaction, Permit.CHECK):
        return
    await bot.sender.defer(interaction, private=True)
    wording = bot.wording_for(interaction)
    try:
        report = await bot.parts.serving.check()
    except UsageError as error:
        await bot.sender.say(interaction, wording.say("kb.not_checked", trouble=echo(str(error))))
        return
    action, label = (Action.CHECK, "kb.check_again") if report.faults else (Action.RELOAD, "kb.reload")
    await _show(bot, interaction, tell_check(report, wording), "check.txt", (Button(wording.say(label), ButtonId(action)),))


async def press_reload(press: Press) -> None:
    """The button *Reload*; whoever presses it must be allowed to now, whoever it was shown to."""
    await reload(press.bot, press.interaction)


async def press_apply(press: Press) -> None:
    """The button *Apply* under what a reload would change."""
    bot, interaction, wording = press.bot, press.interaction, press.wording
    if not await _allowed(bot, interaction, Permit.RELOAD):
        return
    await bot.sender.defer(interaction, private=True)
    reloaded = await bot.parts.serving.apply(press.id.extra, _who(interaction))
    if reloaded is None or reloaded.verdict.changes is None:
        await press.tell("kb.stale")
        return
    versions = {"version": short(reloaded.verdict.faq.version), "before": short(reloaded.verdict.before)}
    changes = tell_changes(reloaded.verdict.changes, wording)
    await _conclude(bot, interaction, reloaded, Told(f"{wording.say('kb.reloaded', **versions)} {changes}"))


async def press_cancel(press: Press) -> None:
    """The button *Cancel* beside it."""
    if not await _allowed(press.bot, press.interaction, Permit.RELOAD):
        return
    serving = press.bot.parts.serving
    key = "kb.cancelled" if serving.cancel(press.id.extra) else "kb.stale"
    await press.bot.sender.update(press.interaction, Reply(press.wording.say(key, version=short(serving.faq.version))))


async def press_check(press: Press) -> None:
    """The button *Check again*."""
    await check(press.bot, press.interaction)


async def _allowed(bot: PolicyBot, interaction: Interaction, permit: Permit) -> bool:
    """Whether somebody may go on; if not, they are told why."""
    verdict = await bot.authority.may_use(interaction, permit)
    if not verdict.allowed:
        await bot.sender.say(interaction, verdict.say(bot.wording_for(interaction)))
    return verdict.allowed


async def _show(bot: PolicyBot, interaction: Interaction, told: Told, name: str, buttons: Sequence[Button] = ()) -> None:
    attached = None if told.file is None else Attached(name, told.file.encode("utf-8", "replace"))
    await bot.sender.respond(interaction, Reply(told.content, tuple(buttons)), private=True, attached=attached)


async def _note(bot: PolicyBot, interaction: Interaction, reloaded: Reloaded) -> str | None:
    """Write down who reloaded, and post it where something changed; return why it could not be written."""
    server, verdict, who = interaction.guild, reloaded.verdict, interaction.user
    if server is None or reloaded.shared or not (verdict.accepted or verdict.refused):
        return None
    outcome = "refused" if verdict.refused else f"{short(verdict.before)} → {short(verdict.faq.version)}"
    settings = await bot.server_settings(server.id)
    if verdict.accepted:
        await post_note(bot, server, settings, lambda wording: _noted(wording, who, reloaded))
    try:
        await bot.parts.records.add_audit(AuditEntry(server.id, who.id, "reload", outcome, reloaded.at))
    except RecordsError as error:
        return str(error)
    return None


def _noted(wording: Wording, who: discord.abc.User, reloaded: Reloaded) -> str:
    verdict = reloaded.verdict
    versions = {"version": short(verdict.faq.version), "before": short(verdict.before)}
    changes = tell_changes(verdict.changes, wording) if verdict.changes else ""
    return wording.say("kb.log_reloaded", who=echo(who.display_name), changes=changes, **versions)
