"""Who did what, in the channel that a server's moderators chose for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.replies import Reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.client import PolicyBot
    from bot.records import ServerSettings
    from bot.sending import Attached
    from bot.wording import Wording


async def post_note(bot: PolicyBot, server: discord.Guild, settings: ServerSettings, line: Callable[[Wording], str]) -> None:
    """Post a line, worded in the server's language, in its log channel."""
    await post_to_log(bot, server, settings, Reply(line(bot.wording_of(settings, server))))


async def post_to_log(
    bot: PolicyBot, server: discord.Guild, settings: ServerSettings, reply: Reply, attached: Attached | None = None
) -> discord.Message | None:
    """Post in a server's log channel; ``None`` where it has none that the bot can write in."""
    channel = server.get_channel_or_thread(settings.log_channel or 0)
    if not isinstance(channel, discord.abc.Messageable):
        return None
    return await bot.sender.post(channel, reply, attached=attached)
