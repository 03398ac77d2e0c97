"""``/topics``, ``/article`` and ``/help``: for people who would rather look around than ask. And a way to delete a reply."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.buttons import Action, ButtonId
from bot.completing import LONGEST, complete_name, find_articles
from bot.escaping import echo
from bot.markup import fit
from bot.replies import CHOICE_NAME, CHOICES, CONTENT, Button, Reply, label_of
from bot.views.browsing import topics_reply
from bot.views.feedback import delete_reply
from bot.views.pressing import buttons_of

if TYPE_CHECKING:
    from bot.client import Interaction, PolicyBot


class BrowsingCog(commands.Cog):
    """Shows what there is."""

    def __init__(self, bot: PolicyBot) -> None:
        self.bot = bot
        self._menu = app_commands.ContextMenu(name="Delete this answer", callback=self.delete_answer)

    async def cog_load(self) -> None:
        """Add the entry of the message menu."""
        self.bot.tree.add_command(self._menu)

    @app_commands.command(name="topics", description="See what you can ask about")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def topics(self, interaction: Interaction) -> None:
        """Show the topics to whoever asks."""
        reply = topics_reply(self.bot.parts.serving.faq, self.bot.wording_for(interaction))
        await self.bot.sender.respond(interaction, reply, private=True)

    @app_commands.command(name="article", description="Show an article of the FAQ")
    @app_commands.describe(name="The article's name, or a part of it", private="Show the answer to you alone")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def article(
        self,
        interaction: Interaction,
        name: app_commands.Range[str, 1, LONGEST],
        private: bool | None = None,  # noqa: FBT001 - Discord's option
    ) -> None:
        """Show an article's first passage; More leads on."""
        if await self.bot.holds_up(interaction):
            return
        faq, wording = self.bot.parts.serving.faq, self.bot.wording_for(interaction)
        found = find_articles(name, faq.base.live)
        if not found:
            await self.bot.tell(interaction, "browsing.no_article")
        elif len(found) > 1:
            picks = [Button(label_of(one, faq.base), ButtonId(Action.PICK, one.id, asker=interaction.user.id)) for one in found]
            await self.bot.sender.respond(interaction, Reply(wording.say("replies.which_one"), tuple(picks)), private=True)
        else:
            settings = await self.bot.server_settings(interaction.guild_id)
            hidden = settings.private if private is None else private
            read_in = wording if hidden else self.bot.wording_of(settings, interaction.guild)
            shown = self.bot.answering.passage(found[0].id, 0, read_in, asker=interaction.user.id)
            await self.bot.sender.respond(interaction, shown, private=hidden)

    @article.autocomplete("name")
    async def _complete(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        found = complete_name(self.bot.parts.serving.faq, typed, CHOICES)
        return [app_commands.Choice(name=fit(title, CHOICE_NAME), value=name) for title, name in found]

    @app_commands.command(name="help", description="How to ask, and what the buttons do")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def help(self, interaction: Interaction) -> None:
        """Tell how to ask, in a few lines."""
        base = self.bot.parts.serving.faq.base
        examples = "\n".join(f"- {echo(example)}" for example in base.examples[:3])
        text = self.bot.wording_for(interaction).say("browsing.help", base=echo(base.name), examples=examples)
        await self.bot.sender.respond(interaction, Reply(fit(text, CONTENT)), private=True)

    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def delete_answer(self, interaction: Interaction, message: discord.Message) -> None:
        """Delete a reply of the bot, for its asker or a moderator."""
        if message.author != self.bot.user:
            await self.bot.tell(interaction, "buttons.not_mine")
        else:
            await self.bot.tell(interaction, await delete_reply(self.bot, interaction, message, self._asker_of(message)))

    def _asker_of(self, message: discord.Message) -> int:
        """Return who asked for a reply of the bot: the ledger, its buttons or Discord know it; 0 if nobody does."""
        if entry := self.bot.ledger.of_reply(message.id):
            return entry.asker
        known = next((one.asker for one in buttons_of(message) if one.asker), 0)
        return known or (message.interaction_metadata.user.id if message.interaction_metadata else 0)
