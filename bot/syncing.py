"""The commands → Discord, only when they changed: it takes 200 new ones a day and then no more."""

from __future__ import annotations

import hashlib
import json
import logging
from typing import TYPE_CHECKING, Any

import discord

from bot.records import RecordsError

if TYPE_CHECKING:
    from bot.records import Records


OUR_FAULT_BELOW = 500

log = logging.getLogger(__name__)


async def sync_changed(tree: discord.app_commands.CommandTree[Any], records: Records) -> None:
    """Tell Discord about the commands at a start, if they changed. What it refuses is logged: mentions work all the same.

    Raises:
        DiscordException: Discord could not be asked.
    """
    try:
        await sync(tree, records)
    except (discord.HTTPException, discord.RateLimited) as error:
        if getattr(error, "status", 0) >= OUR_FAULT_BELOW:
            raise
        log.warning("Discord refused the commands, so it goes on showing those that it has: %s", error)


async def sync(
    tree: discord.app_commands.CommandTree[Any], records: Records, *, server: int | None = None, force: bool = False
) -> bool:
    """Tell Discord about the commands, unless it knows them as they are. Returns whether it was told.

    ``server`` is one server instead of all, ``force`` tells Discord even what it should know.

    Raises:
        DiscordException: Discord refused them.
    """
    place = discord.Object(server) if server else None
    name = f"commands of {tree.client.application_id} in {server or 'all servers'}"
    digest = await _digest(tree, place)
    if not force and await _known(records, name) == digest:
        return False
    await tree.sync(guild=place)
    try:
        await records.set_value(name, digest)
    except RecordsError as error:
        log.warning("Discord has the commands, but that was not noted, so the next start tells it again: %s", error)
    return True


async def _digest(tree: discord.app_commands.CommandTree[Any], place: discord.Object | None) -> str:
    """Return the hash of what Discord would be told."""
    commands = tree.get_commands(guild=place)
    if tree.translator is None:
        told = [command.to_dict(tree) for command in commands]
    else:
        told = [await command.get_translated_payload(tree, tree.translator) for command in commands]
    return hashlib.sha256(json.dumps(sorted(told, key=str), sort_keys=True, default=str).encode()).hexdigest()


async def _known(records: Records, name: str) -> str | None:
    try:
        return await records.value(name)
    except RecordsError:
        return None
