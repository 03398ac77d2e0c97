"""Who may do what: one predicate for commands, buttons, forms and autocomplete, asked anew at every press.

What Discord hides from whom (``default_permissions``) is a courtesy, and every server's administrators may change it.
And being an administrator proves nothing about a knowledge base that many servers share: anyone can make a server and invite the bot.
So the base is managed from its home servers alone.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

import discord

from bot.records import ServerSettings, unless_in_trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from bot.client import Interaction, PolicyBot
    from bot.records import Records
    from bot.settings import Settings
    from bot.wording import Wording


class Permit(StrEnum):
    """What only some people may do."""

    BASE = "base"
    """Whatever concerns the knowledge base, and so everybody who asks it: see into it, change it, teach, load it again, go back."""
    SERVER = "server"
    """Moderate one's own server: see its figures, take its questions, silence it or a channel of it."""
    SET_UP = "set_up"
    DELETE_REPLY = "delete_reply"
    """Delete a reply to somebody else; the asker's own needs no permit."""


TO_WRITE = ("view_channel", "send_messages")
"""What the bot itself must be allowed to in a channel that it writes to."""


class Refusal(StrEnum):
    """Why somebody may not. The values are the keys of the sentences that tell them."""

    NO_SERVER = "kb.no_server"
    """A direct message, or a command that a user brought along."""
    NO_HOME = "kb.no_home"
    """The bot is in several servers and nobody has said which of them manages the base."""
    NOT_HOME = "kb.not_home"
    TIMED_OUT = "kb.timed_out"
    NO_MANAGER = "kb.no_manager"
    NO_MODERATOR = "kb.no_moderator"


class Authority:
    """Knows who may do what. Denies whatever no rule allows."""

    def __init__(self, settings: Settings, records: Records, servers: Callable[[], Collection[int]]) -> None:
        """``servers`` returns the servers that the bot is in; none of them while they are not all known yet."""
        self._homes = frozenset(settings.home_servers)
        self._sees_all = not settings.shard_ids
        self._records, self._servers = records, servers

    def homes(self) -> frozenset[int]:
        """Return the servers from which the knowledge base is managed. The only server the bot is in needs no setting."""
        alone = self._sees_all and len(self._servers()) == 1
        return self._homes or frozenset(self._servers() if alone else ())

    async def refuses(self, interaction: discord.Interaction[Any], permit: Permit) -> Refusal | None:
        """Return why whoever made an interaction may not; ``None`` where they may.

        Only what came through the server's own installation counts, and who they are is what Discord said with this very event.
        """
        who, server = interaction.user, interaction.guild
        if not interaction.is_guild_integration() or server is None or server.id not in self._servers():
            return Refusal.NO_SERVER
        if not isinstance(who, discord.Member) or who.guild.id != server.id:
            return Refusal.NO_SERVER
        if permit is Permit.BASE and server.id not in self.homes():
            return Refusal.NOT_HOME if self._homes else Refusal.NO_HOME
        return Refusal.TIMED_OUT if who.is_timed_out() else await self._too_little(who, permit)

    async def _too_little(self, who: discord.Member, permit: Permit) -> Refusal | None:
        """Return what a member of the right server lacks."""
        if who.guild_permissions.manage_guild:
            return None
        if permit is Permit.SET_UP:
            return Refusal.NO_MANAGER
        if permit is Permit.DELETE_REPLY and _here(who).manage_messages:
            return None  # who may delete anybody's messages could delete it without us
        return None if await self._is_moderator(who) else Refusal.NO_MODERATOR

    async def _is_moderator(self, who: discord.Member) -> bool:
        """Whether a member has a moderators' role of their server. While the storage is in trouble, nobody has."""
        server = who.guild.id
        chosen = await unless_in_trouble(self._records.settings_of(server), ServerSettings(server))
        return any(who.get_role(role) is not None for role in chosen.moderator_roles)  # of @everyone it knows nothing


def may_write(allowed: discord.Permissions, channel: object) -> bool:
    """Whether somebody with these permissions may write in a channel."""
    return allowed.send_messages_in_threads if isinstance(channel, discord.Thread) else allowed.send_messages


async def allowed(bot: PolicyBot, interaction: Interaction, permit: Permit) -> bool:
    """Whether somebody may go on; if not, they are told why."""
    refusal = await bot.authority.refuses(interaction, permit)
    if refusal is not None:
        await bot.tell(interaction, refusal)
    return refusal is None


def missing(wording: Wording, server: discord.Guild | None, channel: int, needed: Iterable[str] = TO_WRITE) -> str:
    """Return a line on what the bot may not yet do in a channel; an empty one where it may do all of it."""
    place = server.get_channel_or_thread(channel) if server else None
    allowed = discord.Permissions() if server is None or place is None else place.permissions_for(server.me)
    lacking = [wording.say(f"setup.{name}") for name in needed if not getattr(allowed, name)]
    return wording.say("setup.missing", channel=f"<#{channel}>", permissions=", ".join(lacking)) if lacking else ""


def _here(who: discord.Member) -> discord.Permissions:
    """Return what a member may do in the channel of an interaction; outside of one, in the server."""
    return who.guild_permissions if who.resolved_permissions is None else who.resolved_permissions
