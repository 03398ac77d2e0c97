"""Who did what, in the channel that a server's moderators chose for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.replies import Reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.client import PolicyBot
    from bot.records import ServerSettings
    from bot.wording import Wording


async def post_note(bot: PolicyBot, server: discord.Guild, settings: ServerSettings, line: Callable[[Wording], str]) -> None:
    """Post a line, worded in the server's language, in its log channel, if it has one that the bot can write in."""
    channel = server.get_channel_or_thread(settings.log_channel or 0)
    if isinstance(channel, discord.abc.Messageable):
        await bot.sender.post(channel, Reply(line(bot.wording_of(settings, server))))
