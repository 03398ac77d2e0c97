"""The commands, in each language → Discord, only when they changed: it takes 200 new ones a day and then no more."""

from __future__ import annotations

import hashlib
import json
import logging
from typing import TYPE_CHECKING, Any

import discord

from bot.records import RecordsError, unless_in_trouble

if TYPE_CHECKING:
    from bot.records import Records
    from bot.wording import Wordings

OUR_FAULT_BELOW = 500

log = logging.getLogger(__name__)


class CommandTranslator(discord.app_commands.Translator):
    """Looks up each name and description, which is English in the code, under ``[commands]`` of the other languages."""

    def __init__(self, wordings: Wordings) -> None:
        self._wordings = wordings

    async def translate(
        self,
        string: discord.app_commands.locale_str,
        locale: discord.Locale,
        context: discord.app_commands.TranslationContextTypes,  # noqa: ARG002 - discord.py's signature
    ) -> str | None:
        """Return the translation, ``None`` where the English text shall stand."""
        return self._wordings.of(str(locale)).command(string.message)


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
    if await unless_in_trouble(records.value(name), None) == digest and not force:
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
    words = tree.translator
    told = [await one.get_translated_payload(tree, words) if words else one.to_dict(tree) for one in commands]
    return hashlib.sha256(json.dumps(sorted(told, key=str), sort_keys=True, default=str).encode()).hexdigest()
