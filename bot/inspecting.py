"""``policybot run --check``: what Discord thinks of the token, the intents and each channel that moderators chose, with remedies.

It connects beside a bot that runs, hears what the servers look like, and leaves again.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.records import RecordsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import SecretStr

    from bot.records import Records, ServerSettings
    from bot.settings import Settings

NEEDED = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "read_message_history": "Read Message History",
}
"""What an answer takes in a channel, as Discord's server settings call it."""
CONNECT_WITHIN = 60.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: a sentence, with its remedy where it is not ``fine``."""

    fine: bool
    line: str


async def inspect(settings: Settings, token: SecretStr, records: Records) -> list[Finding]:
    """Return all findings. That Discord cannot be asked is one too, so nothing is raised."""
    try:
        wanted = settings.message_content == "on" or (settings.message_content == "auto" and await records.listening_servers())
        return await _connected(settings, token, records, reads_messages=wanted)
    except RecordsError as error:
        return [_wrong(f"The channels were not looked at: {error}")]
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        return [_wrong(refusal(error))]


def refusal(error: Exception) -> str:
    """Return why Discord could not be asked, and what to do."""
    if isinstance(error, discord.LoginFailure):
        return "Discord does not know this token: copy it anew from the Developer Portal (Bot, Reset Token)"
    if isinstance(error, discord.PrivilegedIntentsRequired):
        why = "Channels are listened in, but Discord does not let the bot read messages"
        return f"{why}: switch on Message Content Intent in the Developer Portal (Bot)"
    if isinstance(error, discord.Forbidden):
        return "Discord does not let the bot add commands to that server: invite it there with a link of policybot invite"
    return f"Discord could not be asked ({type(error).__name__}): look at the network and POLICYBOT_PROXY, then try again"


async def _connected(settings: Settings, token: SecretStr, records: Records, *, reads_messages: bool) -> list[Finding]:
    async with discord.AutoShardedClient(
        intents=discord.Intents(guilds=True, message_content=reads_messages),
        proxy=settings.proxy.get_secret_value() if settings.proxy else None,
        max_messages=None,
        chunk_guilds_at_startup=False,
    ) as client:
        connection = asyncio.create_task(client.start(token.get_secret_value()))
        ready = asyncio.create_task(client.wait_until_ready())
        await asyncio.wait([connection, ready], timeout=CONNECT_WITHIN, return_when=asyncio.FIRST_COMPLETED)
        try:
            if connection.done():
                await connection
            if not ready.done():
                raise TimeoutError
            return [
                _fine(f"The token works: it belongs to {client.user}, which is in {len(client.guilds)} servers"),
                _fine(f"The content of messages is {'read' if reads_messages else 'not read, and nothing needs it'}"),
                *_homes(settings, {guild.id for guild in client.guilds}),
                *[one for guild in client.guilds for one in _channels(guild, await records.settings_of(guild.id))],
            ]
        finally:
            connection.cancel()
            ready.cancel()
            await asyncio.gather(connection, ready, return_exceptions=True)


def _homes(settings: Settings, servers: set[int]) -> Iterator[Finding]:
    if not servers:
        yield _wrong("The bot is in no server yet: open a link of policybot invite")
    if not settings.home_servers and len(servers) > 1:
        yield _wrong("The bot is in several servers, so POLICYBOT_HOME_SERVERS must say whose moderators may reload: set it")
    for home in sorted(set(settings.home_servers) - servers):
        yield _wrong(f"POLICYBOT_HOME_SERVERS names {home}, where the bot is not: invite it there, or take the number out")


def _channels(guild: discord.Guild, chosen: ServerSettings) -> Iterator[Finding]:
    uses: list[tuple[int | None, str]] = [(channel, "listens") for channel in (*chosen.listening, *chosen.forums)]
    uses += [(chosen.human_channel, "hands questions over"), (chosen.log_channel, "writes its log")]
    for number, use in uses:
        channel = guild.get_channel_or_thread(number or 0)
        if channel is None:
            if number:
                yield _wrong(f"{guild}: channel {number}, where the bot {use}, is gone or hidden from it: see /setup there")
            continue
        allowed, where = channel.permissions_for(guild.me), f"{guild}, #{channel}, where the bot {use}"
        missing = [name for permission, name in NEEDED.items() if not getattr(allowed, permission)]
        if missing:
            yield _wrong(f"{where}: give the bot's role {', '.join(missing)} in that channel")
        else:
            yield _fine(f"{where}: all permissions are there")


def _fine(line: str) -> Finding:
    return Finding(fine=True, line=line)


def _wrong(line: str) -> Finding:
    return Finding(fine=False, line=line)
