"""A bot of a few lines on the real gateway, sender and runner: for tests of how the bot is connected, whatever it says."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, cast

import discord
from discord import app_commands
from memory_records import MemoryRecords

from bot.clock import Clock
from bot.gateway import GatewayBot
from bot.parts import Parts
from bot.replies import Reply
from bot.sending import Sender
from bot.settings import Settings

if TYPE_CHECKING:
    import logging
    from collections.abc import AsyncIterator, Callable

    from fake import FakeDiscord

    from bot.desk.serving import Serving
    from bot.records import Records
    from bot.wording import Wordings


class QuickClock(Clock):
    """The machine's clock, which hurries when it waits."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / 100)


class NoServing:
    """Serves nothing; counts the reloads."""

    def __init__(self) -> None:
        self.reloads: list[str] = []

    async def reload(self, by: str) -> None:
        self.reloads.append(by)


def small_parts(*, clock: Clock | None = None, records: Records | None = None, **settings: object) -> Parts:
    """Return parts that a bot which answers nothing of substance needs."""
    chosen = Settings(_env_file=None, **settings)
    serving, wordings = cast("Serving", NoServing()), cast("Wordings", None)
    return Parts(chosen, serving, records or MemoryRecords(), wordings, clock or Clock(), "test")


class SmallBot(GatewayBot):
    """Answers every mention, ``/ping`` and (after thinking) ``/slow`` with ``reply``, and changes what a button hangs on."""

    def __init__(self, parts: Parts, *, reads_messages: bool = False, reply: Reply | None = None) -> None:
        super().__init__(parts, reads_messages=reads_messages, guild_ready_timeout=0.1)
        self.reply = reply or Reply("pong")
        self.deleted: set[int] = set()
        self.sender = Sender(
            parts.clock,
            self.ages,
            view_of=_view_of,
            is_deleted=lambda question: question in self.deleted,
            on_revoked=self.token_revoked.set,
        )
        self.tree.add_command(app_commands.Command(name="ping", description="Answers", callback=self._ping))
        self.tree.add_command(app_commands.Command(name="slow", description="Answers later", callback=self._slow))

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def on_message(self, message: discord.Message, /) -> None:
        if not message.author.bot and not self.stopping and self.user in message.mentions:
            await self.sender.reply(message, self.reply, asked_at=message.created_at)

    async def on_interaction(self, interaction: discord.Interaction[SmallBot]) -> None:
        if interaction.type is discord.InteractionType.component:
            assert await self.sender.update(interaction, Reply("pressed", self.reply.buttons))
            assert await self.sender.update(interaction, Reply("pressed, and changed again"))

    async def _slow(self, interaction: discord.Interaction[SmallBot]) -> None:
        await self.sender.defer(interaction, private=True)
        await self.sender.respond(interaction, self.reply, private=True)
        await self.sender.respond(interaction, Reply("more"), private=True)

    async def _ping(self, interaction: discord.Interaction[SmallBot]) -> None:
        await self.sender.respond(interaction, self.reply, private=True)


@contextlib.asynccontextmanager
async def small_bot(fake: FakeDiscord, parts: Parts | None = None, *, reply: Reply | None = None) -> AsyncIterator[SmallBot]:
    """Connect one to the fake (a test's ``wired``), and close it at the end."""
    bot = SmallBot(parts or small_parts(), reply=reply)
    connection = asyncio.create_task(bot.start(fake.token))
    await fake.online()
    await bot.wait_until_ready()
    try:
        yield bot
    finally:
        await bot.close()
        await asyncio.gather(connection, return_exceptions=True)


async def until(happened: Callable[[], object], within: float = 10.0) -> None:
    """Wait for something of which nobody is told.

    Raises:
        TimeoutError: it does not happen in time.
    """
    async with asyncio.timeout(within):
        while not happened():  # noqa: ASYNC110 - the bot has no event for each of these
            await asyncio.sleep(0.01)


def lines_of(caplog_records: list[logging.LogRecord]) -> list[str]:
    """Return what the bot's own modules logged."""
    return [record.getMessage() for record in caplog_records if record.name.startswith("bot.")]


def _view_of(reply: Reply) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    for button in reply.buttons:
        view.add_item(discord.ui.Button(label=button.label, custom_id=button.id.encode()))
    return view
