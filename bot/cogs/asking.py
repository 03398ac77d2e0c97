"""``/ask``, and the two entries that a right-click on a message offers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering import message_link
from bot.completing import complete_question
from bot.faq.decisions import Kind
from bot.ledger import Asked
from bot.markup import fit
from bot.permissions import may_write
from bot.replies import CHOICE_NAME, CHOICES

if TYPE_CHECKING:
    from bot.answering import Answer
    from bot.client import Interaction, PolicyBot
    from bot.records import ServerSettings

PATIENCE = dt.timedelta(seconds=1)
"""Age from which a question is acknowledged before it is answered: Discord drops it after three seconds."""


class AskingCog(commands.Cog):
    """Questions that come as commands: Discord waits for the reply, and nothing but the question may be read."""

    def __init__(self, bot: PolicyBot) -> None:
        self.bot = bot
        self._menus = (
            app_commands.ContextMenu(name="Answer from the FAQ", callback=self.answer_message),
            app_commands.ContextMenu(name="Suggest an answer privately", callback=self.suggest_privately),
        )

    async def cog_load(self) -> None:
        """Add the entries of the message menu, which a cog does not find by itself."""
        for menu in self._menus:
            self.bot.tree.add_command(menu)

    @app_commands.command(name="ask", description="Ask a question; the answer comes from the FAQ")
    @app_commands.describe(question="Your question, in your own words", private="Show the answer to you alone")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def ask(self, interaction: Interaction, question: str, private: bool | None = None) -> None:  # noqa: FBT001 - Discord's option
        """Answer a question."""
        if await self.bot.holds_up(interaction):
            return
        settings = await self.bot.server_settings(interaction.guild_id)
        hidden = settings.private if private is None else private
        if discord.utils.utcnow() - interaction.created_at > PATIENCE:
            await self.bot.sender.defer(interaction, private=hidden)
        await self._respond(interaction, self._asked(interaction, question, hidden=hidden), settings)

    @ask.autocomplete("question")
    async def _complete(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        found = complete_question(self.bot.parts.serving.faq, typed, CHOICES)
        return [app_commands.Choice(name=fit(text, CHOICE_NAME), value=fit(text, CHOICE_NAME)) for text in found]

    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def answer_message(self, interaction: Interaction, message: discord.Message) -> None:
        """Answer a message in public, as a reply to it; what is no answer is shown to whoever asked for it alone."""
        asked = await self._words_of(interaction, message)
        if asked is None:
            return
        settings = await self.bot.server_settings(interaction.guild_id)
        answer = self._answer(interaction, asked, settings)
        if answer.decision.decision is not Kind.ANSWERED or not self._can_post(interaction):
            await self._respond(interaction, asked, settings)
            return
        await self.bot.sender.defer(interaction, private=True)
        posted = await self._post(interaction, message, settings)
        if posted is None:
            await self.bot.tell(interaction, "asking.not_posted")
            return
        await self.bot.tell(interaction, "asking.posted", link=message_link(interaction.guild_id, message.channel.id, posted))

    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def suggest_privately(self, interaction: Interaction, message: discord.Message) -> None:
        """Show what the FAQ says to a message to whoever wants to know, and to nobody else."""
        if asked := await self._words_of(interaction, message):
            await self._respond(interaction, asked, await self.bot.server_settings(interaction.guild_id))

    async def _post(self, interaction: Interaction, message: discord.Message, settings: ServerSettings) -> int | None:
        """Answer a message in its channel, in the server's language, once; return the reply's number."""
        before = self.bot.ledger.of_question(message.id)
        if before is not None and before.reply is not None:
            return before.reply
        wording = self.bot.wording_of(settings, interaction.guild)
        asked = Asked(message.id, message.content, interaction.user.id, interaction.guild_id, message.channel.id, private=True)
        answer = self.bot.answering.asked(asked, settings, wording)
        self.bot.ledger.take(replace(asked, asker=message.author.id, typed=message.content))
        sent = await self.bot.sender.reply(message, answer.reply, asked_at=interaction.created_at)
        if sent is None:
            self.bot.ledger.drop(message.id)
            return None
        await self.bot.settle(asked, sent.id, answer.decision, settings)
        return sent.id

    async def _respond(self, interaction: Interaction, asked: Asked, settings: ServerSettings) -> None:
        """Say what the FAQ says, and write it down, for the buttons below it."""
        answer = self._answer(interaction, asked, settings)
        sent = await self.bot.sender.respond(interaction, answer.reply, private=asked.private)
        if sent is not None:
            self.bot.ledger.take(asked)
            await self.bot.settle(asked, sent.id, answer.decision, settings, hidden=asked.private)

    async def _words_of(self, interaction: Interaction, message: discord.Message) -> Asked | None:
        """Return a message's words as a question; say so where it has none."""
        if await self.bot.holds_up(interaction):
            return None
        if message.author == self.bot.user or not message.content.strip():
            await self.bot.tell(interaction, "asking.no_words")
            return None
        return self._asked(interaction, message.content, hidden=True)

    def _asked(self, interaction: Interaction, question: str, *, hidden: bool) -> Asked:
        channel, who = interaction.channel_id or 0, interaction.user.id
        parent = interaction.channel.parent_id if isinstance(interaction.channel, discord.Thread) else None
        return Asked(interaction.id, question, who, interaction.guild_id, channel, private=hidden, parent=parent)

    def _answer(self, interaction: Interaction, asked: Asked, settings: ServerSettings) -> Answer:
        wording = self.bot.wording_for(interaction) if asked.private else self.bot.wording_of(settings, interaction.guild)
        return self.bot.answering.asked(asked, settings, wording)

    def _can_post(self, interaction: Interaction) -> bool:
        """Whether the bot is here (not only brought along by a user) and may write, and so may whoever wants it to."""
        allowed = interaction.app_permissions
        here = interaction.guild is not None and self.bot.get_guild(interaction.guild.id) is not None
        everybody = may_write(allowed, interaction.channel) and may_write(interaction.permissions, interaction.channel)
        return here and everybody and allowed.read_message_history
