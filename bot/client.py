"""The bot as Discord knows it: which events it wants, which rooms it has, and what happens when one of them fails."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.answering import Answering
from bot.cogs import rooms
from bot.gateway import GatewayBot
from bot.handing_over import HandingOver
from bot.ledger import Ledger
from bot.pacing import Backlog, Cooldowns
from bot.permissions import Authority
from bot.records import RecordsError, ServerSettings
from bot.remembering import Remembering
from bot.replies import Reply
from bot.sending import Sender
from bot.syncing import sync_changed
from bot.translating import CommandTranslator
from bot.views import handlers
from bot.views.pressing import PressedButton, PressedMenu, view_of

if TYPE_CHECKING:
    from bot.parts import Parts
    from bot.wording import Wording

_log = logging.getLogger(__name__)

QUESTIONS, QUESTIONS_WITHIN = 5, 30.0
"""Questions that one person may ask in one channel within so many seconds: more is play, and drowns the others."""

STALE_SECONDS = 1.5
"""How long a press may go unanswered before it is told that its button is of another time; Discord itself gives up after three."""


class Tree(app_commands.CommandTree["PolicyBot"]):
    """The commands; whatever fails in one of them is logged, and said to the person who waits."""

    async def on_error(self, interaction: discord.Interaction[PolicyBot], error: app_commands.AppCommandError, /) -> None:
        """Answer in one private line."""
        await interaction.client.failed(interaction, error)


class PolicyBot(GatewayBot):
    """One connection to Discord. Everything that outlives it is in ``parts``; a new connection gets a new bot."""

    def __init__(self, parts: Parts, *, reads_messages: bool) -> None:
        """``reads_messages``: ask Discord for the content of all messages, which listening channels need."""
        super().__init__(
            parts,
            reads_messages=reads_messages,
            tree_cls=Tree,
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
        )
        self.ledger = Ledger(parts.clock.monotonic)
        self.answering = Answering(parts.serving, parts.settings, self.ledger, parts.clock.today)
        self.authority = Authority(parts.settings, parts.records, lambda: {guild.id for guild in self.guilds})
        self.backlog = Backlog(parts.clock)
        self.cooldowns = Cooldowns(QUESTIONS, QUESTIONS_WITHIN, parts.clock)
        self.handlers, self.handing_over = handlers(), HandingOver(parts.records, parts.clock)
        self.remembering = Remembering(parts.records, parts.clock, keep_text=parts.settings.keep_text)
        self.sender = Sender(
            parts.clock,
            view_of=view_of,
            is_deleted=self.ledger.is_deleted,
            on_revoked=self.token_revoked.set,
            ages=self.ages,
        )

    async def setup_hook(self) -> None:
        """Furnish the rooms and tell Discord about the commands, if they changed."""
        await self.tree.set_translator(CommandTranslator(self.parts.wordings))
        for room in rooms(self):
            await self.add_cog(room)
        self.add_dynamic_items(PressedButton, PressedMenu)
        await sync_changed(self.tree, self.parts.records)
        self._working = asyncio.create_task(self.backlog.run(), name="policybot-backlog")

    def stop_taking(self) -> None:
        """Take no new questions, for the process is about to end; what is in work is finished."""
        super().stop_taking()
        self.backlog.close()

    async def close(self) -> None:
        """Leave Discord."""
        self.backlog.close()
        await super().close()

    async def on_message(self, message: discord.Message, /) -> None:
        """Do nothing: there are no prefix commands; the cogs listen for themselves."""

    async def on_interaction(self, interaction: discord.Interaction[PolicyBot]) -> None:
        """Answer a press that nothing answers: of a button or form from before a restart, or from another program."""
        if interaction.type not in {discord.InteractionType.component, discord.InteractionType.modal_submit}:
            return
        await asyncio.sleep(STALE_SECONDS)
        if not interaction.response.is_done():
            await self.tell(interaction, "buttons.stale")

    async def on_error(self, event_method: str, /, *_args: object, **_kwargs: object) -> None:
        """Log what failed, without the event: it holds people's words."""
        _log.exception("something went wrong in %s", event_method)

    async def failed(self, interaction: discord.Interaction[PolicyBot], error: Exception) -> None:
        """Log what failed while somebody waits, and tell them in one private line."""
        name = interaction.command.qualified_name if interaction.command else "a press"
        _log.error("something went wrong in %s", name, exc_info=error)
        await self.tell(interaction, "buttons.failed")

    async def tell(self, interaction: discord.Interaction[PolicyBot], key: str, **values: object) -> None:
        """Say one fixed line to whoever made an interaction, and to nobody else."""
        await self.sender.respond(interaction, Reply(self.wording_for(interaction).say(key, **values)), private=True)

    def own_message(self, server: int | None, channel: int, message: int) -> discord.PartialMessage:
        """Return a message of the bot by its numbers, to edit or delete it."""
        return self.get_partial_messageable(channel, guild_id=server).get_partial_message(message)

    async def server_settings(self, server: int | None) -> ServerSettings:
        """Return a server's settings; those of a new one for direct messages, and where the storage is in trouble."""
        if server is not None:
            try:
                return await self.parts.records.settings_of(server)
            except RecordsError:
                pass  # the records say so themselves, in /kb status; answers go on
        return ServerSettings(server or 0)

    def wording_for(self, interaction: discord.Interaction[PolicyBot]) -> Wording:
        """Return the texts in the language of whoever reads the reply to an interaction."""
        return self.parts.wordings.of(str(interaction.locale))

    def wording_of(self, settings: ServerSettings, guild: discord.Guild | None) -> Wording:
        """Return the texts in a server's language, for what everybody reads."""
        return self.parts.wordings.of(settings.language or (str(guild.preferred_locale) if guild else None))
