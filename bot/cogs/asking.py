"""``/ask``, and the two entries that a right-click on a message offers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.answering import Asked, articles_of, message_link
from bot.completing import complete_question
from bot.faq.decisions import Kind
from bot.ledger import Entry
from bot.markup import fit
from bot.records import Outcome
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
            app_commands.ContextMenu(name=locale_str("Answer from the FAQ"), callback=self.answer_message),
            app_commands.ContextMenu(name=locale_str("Suggest an answer privately"), callback=self.suggest_privately),
        )

    async def cog_load(self) -> None:
        """Add the entries of the message menu, which a cog does not find by itself."""
        for menu in self._menus:
            self.bot.tree.add_command(menu)

    async def cog_unload(self) -> None:
        """Take them out again."""
        for menu in self._menus:
            self.bot.tree.remove_command(menu.name, type=menu.type)

    @app_commands.command(name=locale_str("ask"), description=locale_str("Ask a question; the answer comes from the FAQ"))
    @app_commands.describe(
        question=locale_str("Your question, in your own words"), private=locale_str("Show the answer to you alone")
    )
    @app_commands.rename(question=locale_str("question"), private=locale_str("private"))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def ask(self, interaction: Interaction, question: str, private: bool | None = None) -> None:  # noqa: FBT001 - Discord's option
        """Answer a question."""
        if not await self._lets_through(interaction):
            return
        settings = await self.bot.server_settings(interaction.guild_id)
        hidden = settings.private if private is None else private
        if discord.utils.utcnow() - interaction.created_at > PATIENCE:
            await self.bot.sender.defer(interaction, private=hidden)
        answer = self._answer(interaction, question, settings, hidden=hidden)
        sent = await self.bot.sender.respond(interaction, answer.reply, private=hidden)
        if sent is not None:
            await self._note(interaction, question, answer, settings, None if hidden else sent)

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
            await self.bot.sender.respond(interaction, answer.reply, private=not answered)
            return
        await self.bot.sender.defer(interaction, private=True)
        sent = await self.bot.sender.reply(message, answer.reply, asked_at=interaction.created_at)
        if sent is None:
            await self.bot.tell(interaction, "asking.not_posted")
            return
        await self.bot.tell(interaction, "asking.posted", link=message_link(interaction.guild_id, sent.channel.id, sent.id))

    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def suggest_privately(self, interaction: Interaction, message: discord.Message) -> None:
        """Show what the FAQ says to a message to whoever wants to know, and to nobody else."""
        if answer := await self._answer_to(interaction, message):
            await self.bot.sender.respond(interaction, answer.reply, private=True)

    async def _lets_through(self, interaction: Interaction) -> bool:
        wait = self.bot.cooldowns.use((interaction.user.id, interaction.channel_id))
        if not wait:
            return True
        when = discord.utils.format_dt(discord.utils.utcnow() + dt.timedelta(seconds=wait + 1), "R")
        await self.bot.tell(interaction, "asking.slow_down", when=when)
        return False

    async def _answer_to(self, interaction: Interaction, message: discord.Message) -> Answer | None:
        """Return the answer to a message's words; say so where it has none."""
        if not await self._lets_through(interaction):
            return None
        if message.author == self.bot.user or not message.content.strip():
            await self.bot.tell(interaction, "asking.no_words")
            return None
        settings = await self.bot.server_settings(interaction.guild_id)
        return self._answer(interaction, message.content, settings, hidden=True)

    def _answer(self, interaction: Interaction, question: str, settings: ServerSettings, *, hidden: bool) -> Answer:
        channel = interaction.channel_id or 0
        asked = Asked(interaction.id, question, interaction.user.id, interaction.guild_id, channel, private=hidden)
        wording = self.bot.wording_for(interaction) if hidden else self.bot.wording_of(settings, interaction.guild)
        return self.bot.answering.asked(asked, settings, wording)

    async def _note(
        self, interaction: Interaction, question: str, answer: Answer, settings: ServerSettings, public: discord.Message | None
    ) -> None:
        """Write down the question and, where everybody sees it, the reply; remember what was asked in vain."""
        decision = answer.decision
        now, channel = self.bot.parts.clock.monotonic(), interaction.channel_id or 0
        entry = Entry(interaction.id, question, interaction.user.id, interaction.guild_id, channel, now)
        self.bot.ledger.take(entry)
        if public is not None:
            self.bot.ledger.answer(entry.question, public.id, articles_of(decision), answered=decision.decision is Kind.ANSWERED)
        if decision.decision is Kind.DECLINED and decision.guard is None:
            await self.bot.remembering.question(entry, Outcome.DECLINED, settings, decision.knowledge_version)

    def _can_post(self, interaction: Interaction) -> bool:
        """Whether the bot itself is here and may write; where it was only installed by a user, it is not."""
        allowed = interaction.app_permissions
        here = interaction.guild is not None and self.bot.get_guild(interaction.guild.id) is not None
        speaks = allowed.send_messages_in_threads if isinstance(interaction.channel, discord.Thread) else allowed.send_messages
        return here and speaks and allowed.read_message_history
