"""The bot as Discord knows it: which events it wants, which rooms it has, and what happens when one of them fails."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.answering import Answering
from bot.cogs import handlers, rooms
from bot.drafting import Drafts
from bot.gateway import GatewayBot
from bot.ledger import Ledger
from bot.pacing import Backlog, Cooldowns
from bot.pausing import Pauses
from bot.permissions import Authority
from bot.records import ServerSettings, unless_in_trouble
from bot.remembering import Remembering
from bot.replies import Reply
from bot.sending import Sender
from bot.syncing import CommandTranslator, sync_changed
from bot.views.pressing import TAKEN, Pressed, view_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.faq.decisions import Decision
    from bot.ledger import Asked
    from bot.parts import Parts
    from bot.sending import Attached
    from bot.wording import Wording

_log = logging.getLogger(__name__)

QUESTIONS, QUESTIONS_OF_ALL, QUESTIONS_WITHIN = 5, 30, 30.0
"""Questions of one person, and of all in one channel, within so many seconds: more is play, and drowns the others."""

PATIENCE = 1.0
"""Seconds until a command or press that is not answered is acknowledged; Discord gives up after three. A slow disk can take longer."""


class PolicyBot(GatewayBot):
    """One connection to Discord. Everything that outlives it is in ``parts``; a new connection gets a new bot."""

    def __init__(self, parts: Parts, *, reads_messages: bool) -> None:
        """``reads_messages``: ask Discord for the content of all messages, which listening channels need."""
        super().__init__(
            parts,
            reads_messages=reads_messages,
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
        )
        self.tree.error(self.failed)
        self.ledger = Ledger(parts.clock.monotonic)
        self.pauses = Pauses(parts.records, parts.clock)
        self.answering = Answering(parts, self.ledger, self.pauses)
        self.authority = Authority(parts.settings, parts.records, lambda: {guild.id for guild in self.guilds})
        self.backlog = Backlog(parts.clock)
        self._by_person = Cooldowns(QUESTIONS, QUESTIONS_WITHIN, parts.clock)
        self._by_channel = Cooldowns(QUESTIONS_OF_ALL, QUESTIONS_WITHIN, parts.clock)
        self.handlers = handlers()
        self.remembering = Remembering(parts.records, parts.clock, keep_text=parts.settings.keep_text)
        self.drafts = Drafts()
        self.putting_off = asyncio.Lock()
        """Held by whoever reads and writes what the inbox puts off, which is one value."""
        gone, revoked = self.ledger.is_deleted, self.token_revoked.set
        self.sender = Sender(parts.clock, self.ages, view_of=view_of, is_deleted=gone, on_revoked=revoked)

    async def setup_hook(self) -> None:
        """Furnish the rooms and tell Discord about the commands, if they changed."""
        await self.tree.set_translator(CommandTranslator(self.parts.wordings))
        for room in rooms(self):
            await self.add_cog(room)
        await self.pauses.load()
        self.add_dynamic_items(Pressed)
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

    async def on_interaction(self, interaction: Interaction) -> None:
        """See to it that nobody waits in vain: what takes long is acknowledged, what nothing answers is told so."""
        if interaction.type is discord.InteractionType.autocomplete:
            return
        await asyncio.sleep(PATIENCE)
        if interaction.response.is_done():
            return
        if interaction.type is discord.InteractionType.application_command or interaction.extras.get(TAKEN):
            await self.sender.defer(interaction, private=True)
        else:  # a button or form from before a restart, or from another program
            await self.tell(interaction, "buttons.stale")

    async def on_error(self, event_method: str, /, *_args: object, **_kwargs: object) -> None:
        """Log what failed, without the event: it holds people's words."""
        _log.exception("something went wrong in %s", event_method)

    async def failed(self, interaction: Interaction, error: Exception) -> None:
        """Log what failed while somebody waits, and tell them in one private line."""
        name = interaction.command.qualified_name if interaction.command else "a press"
        _log.error("something went wrong in %s", name, exc_info=error)
        await self.tell(interaction, "buttons.failed")

    def too_fast(self, person: int, channel: int) -> tuple[str, float] | None:
        """Count a question, and return ``None`` if it is taken; else the key of what to say, and the seconds until the next one is."""
        if wait := self._by_person.use(person):
            return "asking.slow_down", wait
        wait = self._by_channel.use(channel)
        return ("asking.crowded", wait) if wait else None

    async def holds_up(self, interaction: Interaction) -> bool:
        """Count a question that came as a command; where there were too many, say when the next one is taken."""
        if (held := self.too_fast(interaction.user.id, interaction.channel_id or 0)) is None:
            return False
        key, wait = held
        when = discord.utils.format_dt(self.parts.clock.now() + dt.timedelta(seconds=wait + 1), "R")
        await self.tell(interaction, key, when=when)
        return True

    async def tell(self, interaction: Interaction, key: str, **values: object) -> None:
        """Say one fixed line to whoever made an interaction, and to nobody else."""
        await self.sender.respond(interaction, Reply(self.wording_for(interaction).say(key, **values)), private=True)

    async def answer_anew(self, asked: Asked) -> None:
        """Show in a reply what its question gets now; where that is silence, take the reply away."""
        if asked.reply is None:
            return
        settings = await self.server_settings(asked.server)
        shown = self.own_message(asked.server, asked.channel, asked.reply)
        answer = self.answering.answer(asked, settings, self.wording_of(settings, self.get_guild(asked.server or 0)))
        if answer is None:
            await self.sender.delete(shown)
            self.ledger.delete(asked.reply)
            return
        await self.sender.edit(shown, answer.reply)
        self.answering.replied(asked.question, asked.reply, answer.decision)

    async def settle(
        self, asked: Asked, reply: int, decision: Decision, settings: ServerSettings, *, hidden: bool = False
    ) -> None:
        """Write down what was replied, count it, and remember what was asked in vain. ``hidden``: one person alone sees the reply."""
        self.answering.replied(asked.question, reply, decision, hidden=hidden)
        await self.remembering.decided(asked.server, decision, overheard=asked.overheard)
        await self.remembering.missed(self.ledger.of_question(asked.question), decision, settings)

    async def post_note(self, server: discord.Guild, settings: ServerSettings, line: Callable[[Wording], str]) -> None:
        """Post who did what, worded in the server's language, in the channel that its moderators chose for it."""
        await self.post_to_log(server, settings, Reply(line(self.wording_of(settings, server))))

    async def post_to_log(
        self, server: discord.Guild, settings: ServerSettings, reply: Reply, attached: Attached | None = None
    ) -> discord.Message | None:
        """Post in a server's log channel; ``None`` where it has none that the bot can write in."""
        channel = server.get_channel_or_thread(settings.log_channel or 0)
        return await self.sender.post(channel, reply, attached=attached) if isinstance(channel, discord.abc.Messageable) else None

    def own_message(self, server: int | None, channel: int, message: int) -> discord.PartialMessage:
        """Return a message of the bot by its numbers, to edit or delete it."""
        return self.get_partial_messageable(channel, guild_id=server).get_partial_message(message)

    async def server_settings(self, server: int | None) -> ServerSettings:
        """Return a server's settings; those of a new one for direct messages, and where the storage is in trouble."""
        if server is None:
            return ServerSettings(0)
        return await unless_in_trouble(self.parts.records.settings_of(server), ServerSettings(server))

    def wording_for(self, interaction: Interaction) -> Wording:
        """Return the texts in the language of whoever reads the reply to an interaction."""
        return self.parts.wordings.of(str(interaction.locale))

    def wording_of(self, settings: ServerSettings, guild: discord.Guild | None) -> Wording:
        """Return the texts in a server's language, for what everybody reads."""
        return self.parts.wordings.of(settings.language or (str(guild.preferred_locale) if guild else None))


Interaction = discord.Interaction[PolicyBot]
"""What somebody does with this bot: a command, a press, a form."""
