# ruff: noqa: FBT001, FBT002 - the options of Discord's commands have no other form
"""``/setup``: whoever manages a server says where the bot listens, how sure it must be, who moderates, and what it keeps.

A command for each setting: Discord's own pickers for channels and roles are what people know, also on a phone, and nothing of it has
to outlive a restart. Every change is shown back as it is now, and written to the log channel.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.app_commands import AppCommandChannel, Choice
from discord.ext import commands

from bot.choices import Shown, share_of, with_one
from bot.escaping import echo
from bot.permissions import TO_WRITE, Permit, allowed, missing
from bot.records import AuditEntry, RecordsError, unless_in_trouble

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.client import Interaction, PolicyBot
    from bot.records import ServerSettings
    from bot.wording import Wording


TO_ANSWER = (*TO_WRITE, "read_message_history")
TO_ANSWER_POSTS = ("view_channel", "send_messages_in_threads", "read_message_history")

BY_DEFAULT, AS_DISCORD = 0, "auto"
"""Values of the choices that choose nothing."""


class Place(app_commands.Transformer):
    """A channel of some kinds, as Discord describes it with the command, whether or not the bot can see it itself."""

    def __init__(self, *kinds: discord.ChannelType) -> None:
        self._kinds = list(kinds)

    @property
    def type(self) -> discord.AppCommandOptionType:
        """A channel."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """What Discord offers."""
        return self._kinds

    async def transform(self, _: discord.Interaction, value: AppCommandChannel, /) -> AppCommandChannel:
        """Take it as it is."""
        return value


LISTENABLE = Place(discord.ChannelType.text, discord.ChannelType.news, discord.ChannelType.forum)
WRITABLE = Place(discord.ChannelType.text, discord.ChannelType.news)

Listenable = app_commands.Transform[AppCommandChannel, LISTENABLE]
Writable = app_commands.Transform[AppCommandChannel, WRITABLE]


IN_10 = Choice(name="at most 1 wrong in 10", value=10)
IN_20 = Choice(name="at most 1 wrong in 20", value=20)
IN_50 = Choice(name="at most 1 wrong in 50", value=50)
IN_100 = Choice(name="at most 1 wrong in 100", value=100)
DEFAULT = Choice(name="as the bot was set up", value=BY_DEFAULT)
"""Nobody chooses a bare threshold. Where nobody asked, a wrong answer is an interruption besides, so 1 in 10 is not offered there."""


@app_commands.default_permissions(manage_guild=True)
class SettingUp(commands.GroupCog, group_name="setup", group_description="How I behave in this server"):
    """The settings of one server. Needs Manage Server there."""

    def __init__(self, bot: PolicyBot) -> None:
        self.bot = bot
        self._lock = asyncio.Lock()
        """One change after the other, so that two moderators at once do not undo each other's."""
        super().__init__()

    @app_commands.command(name="show", description="See all settings of this server")
    async def show(self, interaction: Interaction) -> None:
        """Show every setting."""
        if not await allowed(self.bot, interaction, Permit.SET_UP):
            return
        try:
            settings = await self.bot.parts.records.settings_of(interaction.guild_id or 0)
        except RecordsError as error:
            await self.bot.tell(interaction, "setup.not_read", trouble=echo(str(error)))
            return
        shown = Shown(settings, self.bot.parts.settings, self.bot.wording_for(interaction))
        await self.bot.sender.say(interaction, "\n".join(shown.lines()))

    @app_commands.command(name="listening", description="Answer in a channel or forum without being asked")
    @app_commands.describe(channel="The channel or forum", on="Whether I listen there")
    async def listening(self, interaction: Interaction, channel: Listenable, on: bool = True) -> None:
        """Listen in a channel or forum, or no longer."""
        forum = channel.type is discord.ChannelType.forum
        wording, connects = self.bot.wording_for(interaction), on and await self._must_connect()
        notes = [missing(wording, interaction.guild, channel.id, TO_ANSWER_POSTS if forum else TO_ANSWER)] if on else []
        if on and not self.bot.reads_messages:
            notes.append(wording.say("setup.connecting" if connects else "setup.cannot_read"))

        def change(old: tuple[int, ...], server: discord.Guild) -> tuple[int, ...]:
            return with_one(old, channel.id, on=on, existing={one.id for one in server.channels} | {channel.id})

        if await self._change(interaction, "forums" if forum else "listening", change, notes) and connects:
            self.bot.wants_messages.set()

    @app_commands.command(name="answers", description="Who sees the answers to /ask")
    @app_commands.describe(private="Show them to the asker alone, unless they want otherwise")
    async def answers(self, interaction: Interaction, private: bool) -> None:
        """Answer in public or in private."""
        await self._change(interaction, "private", private)

    @app_commands.command(name="precision", description="How sure I must be when I am asked")
    @app_commands.describe(answers="How many answers may be wrong")
    @app_commands.choices(answers=[IN_10, IN_20, IN_50, IN_100, DEFAULT])
    async def precision(self, interaction: Interaction, answers: int) -> None:
        """Choose how sure an answer must be."""
        await self._change(interaction, "precision", share_of(answers) if answers else None)

    @app_commands.command(name="unprompted", description="How sure I must be when nobody asked me")
    @app_commands.describe(answers="How many answers may be wrong")
    @app_commands.choices(answers=[IN_20, IN_50, IN_100, DEFAULT])
    async def unprompted(self, interaction: Interaction, answers: int) -> None:
        """Choose how sure an answer must be that nobody asked for."""
        await self._change(interaction, "listening_precision", share_of(answers) if answers else None)

    @app_commands.command(name="moderators", description="Roles whose members moderate me")
    @app_commands.describe(role="The role", on="Whether its members moderate me")
    async def moderators(self, interaction: Interaction, role: discord.Role, on: bool = True) -> None:
        """Make a role one of moderators, or no longer."""
        if on and role.is_default():
            if await allowed(self.bot, interaction, Permit.SET_UP):
                await self.bot.tell(interaction, "setup.everyone")
            return

        def change(old: tuple[int, ...], server: discord.Guild) -> tuple[int, ...]:
            return with_one(old, role.id, on=on, existing={one.id for one in server.roles} | {role.id})

        await self._change(interaction, "moderator_roles", change)

    @app_commands.command(name="humans", description="Where questions go that I cannot answer")
    @app_commands.describe(channel="The channel; leave it out to switch this off")
    async def humans(self, interaction: Interaction, channel: Writable | None = None) -> None:
        """Choose the channel for questions to humans."""
        await self._choose_channel(interaction, "human_channel", channel)

    @app_commands.command(name="log", description="Where I write down what moderators change")
    @app_commands.describe(channel="The channel; leave it out to switch this off")
    async def log(self, interaction: Interaction, channel: Writable | None = None) -> None:
        """Choose the log channel."""
        await self._choose_channel(interaction, "log_channel", channel)

    @app_commands.command(name="language", description="The language of my own words in channels")
    @app_commands.describe(language="The language")
    @app_commands.choices(
        language=[
            Choice(name="English", value="en"),
            Choice(name="Deutsch", value="de"),
            Choice(name="as this server has it in Discord", value=AS_DISCORD),
        ]
    )
    async def language(self, interaction: Interaction, language: str) -> None:
        """Choose the language."""
        await self._change(interaction, "language", None if language == AS_DISCORD else language)

    @app_commands.command(name="texts", description="Whether I keep the text of questions without an answer")
    @app_commands.describe(keep="Keep it for moderators to see; off also deletes what is kept")
    async def texts(self, interaction: Interaction, keep: bool) -> None:
        """Keep texts or not."""
        await self._change(interaction, "keep_text", keep)

    @app_commands.command(name="follow-ups", description="Whether I understand replies to my answers as follow-ups")
    @app_commands.describe(on="Try to understand them")
    async def follow_ups(self, interaction: Interaction, on: bool) -> None:
        """Understand follow-ups or not."""
        await self._change(interaction, "follow_ups", on)

    async def _choose_channel(self, interaction: Interaction, name: str, channel: AppCommandChannel | None) -> None:
        notes = [missing(self.bot.wording_for(interaction), interaction.guild, channel.id)] if channel else []
        await self._change(interaction, name, channel.id if channel else None, notes)

    async def _change(self, interaction: Interaction, name: str, value: object, notes: Iterable[str] = ()) -> bool:
        """Change the setting ``name`` and tell what came of it, with ``notes`` below where it was saved. Returns whether it was.

        ``value`` is the new one, or makes it of the old one and the server.
        """
        server, wording, records = interaction.guild, self.bot.wording_for(interaction), self.bot.parts.records
        if not await allowed(self.bot, interaction, Permit.SET_UP) or server is None:
            return False
        try:
            async with self._lock:
                before = await records.settings_of(server.id)
                old = getattr(before, name)
                new: Any = value(old, server) if callable(value) else value
                after = replace(before, **{name: new})
                shown = Shown(after, self.bot.parts.settings, wording)
                refused = "setup.unchanged" if after == before else None if shown.in_order else "setup.less_sure"
                if refused is None:
                    detail, now = f"{name}: {old} → {new}", self.bot.parts.clock.now()
                    await records.save_settings(after, AuditEntry(server.id, interaction.user.id, "setup", detail, now))
        except RecordsError as error:
            await self.bot.tell(interaction, "setup.not_saved", trouble=echo(str(error)))
            return False
        if refused is not None:
            await self.bot.tell(interaction, refused, line=shown.line(name))
            return False
        saved = wording.say("setup.saved", line=shown.line(name))
        await self.bot.sender.say(interaction, "\n".join([saved, *filter(None, notes)]))
        await self._note(interaction.user, server, name, before, after)
        return True

    async def _note(
        self, who: discord.abc.User, server: discord.Guild, name: str, before: ServerSettings, after: ServerSettings
    ) -> None:
        """Tell the log channel; where that was changed, the old one too, so that nobody can leave it unseen."""

        def line(wording: Wording) -> str:
            old, new = (Shown(settings, self.bot.parts.settings, wording) for settings in (before, after))
            values: dict[str, Any] = {"name": new.name(name), "before": old.value(name), "after": new.value(name)}
            return wording.say("setup.log", who=echo(who.display_name), **values)

        for settings in (before, after) if before.log_channel != after.log_channel else (after,):
            await self.bot.post_note(server, settings, line)

    async def _must_connect(self) -> bool:
        """Whether the bot has to connect anew to read messages: nobody listened before, so it has not asked Discord yet."""
        if self.bot.reads_messages or self.bot.parts.settings.message_content != "auto":
            return False
        return not await unless_in_trouble(self.bot.parts.records.listening_servers(), otherwise=True)
