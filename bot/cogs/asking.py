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
from bot.replies import CHOICE_NAME, CHOICES

if TYPE_CHECKING:
    from bot.answering import Answer
    from bot.client import PolicyBot
    from bot.records import ServerSettings

PATIENCE = dt.timedelta(seconds=1)
"""Age from which a question is acknowledged before it is answered: Discord drops it after three seconds."""

Interaction = discord.Interaction["PolicyBot"]


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
        asked = self._asked(interaction, question, hidden=hidden)
        answer = self._answer(interaction, asked, settings)
        sent = await self.bot.sender.respond(interaction, answer.reply, private=hidden)
        if sent is not None:
            await self._note(asked, answer, settings, sent)

    @ask.autocomplete("question")
    async def _complete(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        found = complete_question(self.bot.parts.serving.faq, typed, CHOICES)
        return [app_commands.Choice(name=fit(text, CHOICE_NAME), value=fit(text, CHOICE_NAME)) for text in found]

    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def answer_message(self, interaction: Interaction, message: discord.Message) -> None:
        """Answer a message in public, as a reply to it; what is no answer is shown to whoever asked for it alone."""
        answer = await self._answer_to(interaction, message)
        if answer is None:
            return
        answered = answer.decision.decision is Kind.ANSWERED
        if not answered or not self._can_post(interaction):
            await self._show_privately(interaction, message, answer)
            return
        await self.bot.sender.defer(interaction, private=True)
        posted = await self._post(interaction, message)
        if posted is None:
            await self.bot.tell(interaction, "asking.not_posted")
            return
        await self.bot.tell(interaction, "asking.posted", link=message_link(interaction.guild_id, message.channel.id, posted))

    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def suggest_privately(self, interaction: Interaction, message: discord.Message) -> None:
        """Show what the FAQ says to a message to whoever wants to know, and to nobody else."""
        if answer := await self._answer_to(interaction, message):
            await self._show_privately(interaction, message, answer)

    async def _post(self, interaction: Interaction, message: discord.Message) -> int | None:
        """Answer a message in its channel, in the server's language, once; return the reply's number."""
        before = self.bot.ledger.of_question(message.id)
        if before is not None and before.reply is not None:
            return before.reply
        settings = await self.bot.server_settings(interaction.guild_id)
        wording = self.bot.wording_of(settings, interaction.guild)
        asked = Asked(message.id, message.content, interaction.user.id, interaction.guild_id, message.channel.id, private=True)
        answer = self.bot.answering.asked(asked, settings, wording)
        self.bot.ledger.take(replace(asked, asker=message.author.id, typed=message.content))
        sent = await self.bot.sender.reply(message, answer.reply, asked_at=interaction.created_at)
        if sent is None:
            self.bot.ledger.drop(message.id)
            return None
        self.bot.answering.replied(message.id, sent.id, answer.decision)
        await self.bot.remembering.decided(interaction.guild_id, answer.decision)
        return sent.id

    async def _show_privately(self, interaction: Interaction, message: discord.Message, answer: Answer) -> None:
        """Show what the FAQ says to whoever asked for it, and write it down, for the buttons below it."""
        sent = await self.bot.sender.respond(interaction, answer.reply, private=True)
        if sent is not None:
            settings = await self.bot.server_settings(interaction.guild_id)
            await self._note(self._asked(interaction, message.content, hidden=True), answer, settings, sent)

    async def _answer_to(self, interaction: Interaction, message: discord.Message) -> Answer | None:
        """Return the answer to a message's words; say so where it has none."""
        if await self.bot.holds_up(interaction):
            return None
        if message.author == self.bot.user or not message.content.strip():
            await self.bot.tell(interaction, "asking.no_words")
            return None
        settings = await self.bot.server_settings(interaction.guild_id)
        return self._answer(interaction, self._asked(interaction, message.content, hidden=True), settings)

    def _asked(self, interaction: Interaction, question: str, *, hidden: bool) -> Asked:
        channel, who = interaction.channel_id or 0, interaction.user.id
        parent = interaction.channel.parent_id if isinstance(interaction.channel, discord.Thread) else None
        return Asked(interaction.id, question, who, interaction.guild_id, channel, private=hidden, parent=parent)

    def _answer(self, interaction: Interaction, asked: Asked, settings: ServerSettings) -> Answer:
        wording = self.bot.wording_for(interaction) if asked.private else self.bot.wording_of(settings, interaction.guild)
        return self.bot.answering.asked(asked, settings, wording)

    async def _note(self, asked: Asked, answer: Answer, settings: ServerSettings, sent: discord.Message) -> None:
        """Write down the question and the reply, and remember what was asked in vain."""
        self.bot.ledger.take(asked)
        self.bot.answering.replied(asked.question, sent.id, answer.decision, hidden=asked.private)
        await self.bot.remembering.decided(asked.server, answer.decision)
        await self.bot.remembering.missed(self.bot.ledger.of_question(asked.question), answer.decision, settings)

    def _can_post(self, interaction: Interaction) -> bool:
        """Whether the bot is here (not only brought along by a user) and may write, and so may whoever wants it to."""
        allowed = interaction.app_permissions
        here = interaction.guild is not None and self.bot.get_guild(interaction.guild.id) is not None
        speaks = _speaks(interaction, allowed)
        return here and speaks and allowed.read_message_history and _speaks(interaction, interaction.permissions)


def _speaks(interaction: Interaction, allowed: discord.Permissions) -> bool:
    """Whether somebody with these permissions may write in the interaction's channel."""
    return allowed.send_messages_in_threads if isinstance(interaction.channel, discord.Thread) else allowed.send_messages
