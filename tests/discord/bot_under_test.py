"""The real bot, in this process, connected to the fake Discord: what most tests of the Discord half talk to."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from game_server import TODAY, faq_of
from memory_records import MemoryRecords
from served import FakeContent

from bot.client import PolicyBot
from bot.clock import Clock
from bot.desk.serving import Serving
from bot.parts import Parts
from bot.records import AuditEntry, ServerSettings
from bot.settings import Settings
from bot.wording import Wordings

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import AsyncIterator

    from fake import FakeDiscord
    from fake.people import Person

    from bot.faq import FAQ


class FixedDay(Clock):
    """The machine's clock, on the day that the game server's articles are judged by."""

    def today(self) -> dt.date:
        return TODAY


def make_parts(faq: FAQ | None = None, **settings: object) -> Parts:
    """Return everything that a bot is made of, with records in memory."""
    clock = FixedDay()
    faq = faq or faq_of()
    serving = Serving(faq, FakeContent(lambda: faq), clock=clock)
    return Parts(Settings(_env_file=None, **settings), serving, MemoryRecords(), Wordings.load(), clock, "test")


@asynccontextmanager
async def running(discord: FakeDiscord, parts: Parts, *, reads_messages: bool = False) -> AsyncIterator[PolicyBot]:
    """Connect a bot to the fake (a test's ``wired``), and close it at the end."""
    bot = PolicyBot(parts, reads_messages=reads_messages)
    bot._connection.guild_ready_timeout = 0.05  # discord.py waits two seconds for more servers; the fake tells of all at once
    task = asyncio.create_task(bot.start(discord.token))
    await asyncio.wait([task, asyncio.ensure_future(bot.wait_until_ready())], return_when=asyncio.FIRST_COMPLETED)
    try:
        yield bot
    finally:
        await bot.close()
        await task
        await parts.records.close()


class Here:
    """A server with two people, a moderator and the bot in it."""

    def __init__(self, discord: FakeDiscord, bot: PolicyBot, parts: Parts) -> None:
        self.discord, self.bot, self.parts = discord, bot, parts
        self.server = next(iter(discord.world.servers.values()))
        self.channel = self.server.channel("general")
        self.ann: Person = self.server.add_member("ann")
        self.ben: Person = self.server.add_member("ben")
        self.mod: Person = self.server.add_member("mod", admin=True)

    async def set(self, **settings: object) -> None:
        """Change the server's settings as moderators would."""
        now = self.parts.clock.now()
        changed = ServerSettings(self.server.id, **settings)  # type: ignore[arg-type] # each test names real ones
        await self.parts.records.save_settings(changed, AuditEntry(self.server.id, 1, "setup", "test", now))
