"""One change of a server's settings: by whom it may be made, saved with who made it, shown back, and told in the log channel."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import discord

from bot.choices import Shown
from bot.escaping import echo
from bot.permissions import Permit, allowed
from bot.records import AuditEntry, RecordsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.client import PolicyBot
    from bot.records import ServerSettings
    from bot.wording import Wording

    Change = Callable[[ServerSettings, discord.Guild], ServerSettings]
    Interaction = discord.Interaction[PolicyBot]

TO_WRITE = ("view_channel", "send_messages")
"""What the bot must be allowed to in a channel that it writes to."""


class Changing:
    """Changes settings, one change after the other, so that two moderators at once do not undo each other's."""

    def __init__(self, bot: PolicyBot) -> None:
        self._bot = bot
        self._lock = asyncio.Lock()

    async def allowed(self, interaction: Interaction) -> bool:
        """Whether somebody may see and change the settings; if not, they are told why."""
        return await allowed(self._bot, interaction, Permit.SET_UP)

    def shown(self, interaction: Interaction, settings: ServerSettings) -> Shown:
        """Return settings in the words of whoever asked."""
        return Shown(settings, self._bot.parts.settings, self._bot.wording_for(interaction))

    async def change(self, interaction: Interaction, name: str, change: Change, *, notes: Iterable[str] = ()) -> bool:
        """Change the setting ``name`` and tell what came of it, with ``notes`` below where it was saved. Returns whether it was."""
        server, wording = interaction.guild, self._bot.wording_for(interaction)
        if not await self.allowed(interaction) or server is None:
            return False
        try:
            async with self._lock:
                before = await self._bot.parts.records.settings_of(server.id)
                after = change(before, server)
                refused = self._refused(interaction, name, before, after)
                if refused is None:
                    detail = f"{name}: {getattr(before, name)} → {getattr(after, name)}"
                    entry = AuditEntry(server.id, interaction.user.id, "setup", detail, self._bot.parts.clock.now())
                    await self._bot.parts.records.save_settings(after, entry)
        except RecordsError as error:
            refused = wording.say("setup.not_saved", trouble=echo(str(error)))
        if refused is not None:
            await self._bot.sender.say(interaction, refused)
            return False
        saved = wording.say("setup.saved", line=self.shown(interaction, after).line(name))
        await self._bot.sender.say(interaction, "\n".join([saved, *filter(None, notes)]))
        await self._note(interaction.user, server, name, before, after)
        return True

    def _refused(self, interaction: Interaction, name: str, before: ServerSettings, after: ServerSettings) -> str | None:
        """Return why a change is none, or must not be."""
        shown, wording = self.shown(interaction, after), self._bot.wording_for(interaction)
        if after == before:
            return wording.say("setup.unchanged", line=shown.line(name))
        return None if shown.in_order else wording.say("setup.less_sure")

    async def _note(
        self, who: discord.abc.User, server: discord.Guild, name: str, before: ServerSettings, after: ServerSettings
    ) -> None:
        """Tell the log channel; where that was changed, the old one too, so that nobody can leave it unseen."""

        def line(wording: Wording) -> str:
            old, new = (Shown(settings, self._bot.parts.settings, wording) for settings in (before, after))
            values: dict[str, Any] = {"name": new.name(name), "before": old.value(name), "after": new.value(name)}
            return wording.say("setup.log", who=echo(who.display_name), **values)

        for settings in (before, after) if before.log_channel != after.log_channel else (after,):
            await self._bot.post_note(server, settings, line)


def missing(wording: Wording, server: discord.Guild | None, channel: int, needed: Iterable[str] = TO_WRITE) -> str:
    """Return a line on what the bot may not yet do in a channel; an empty one where it may do all of it."""
    place = server.get_channel_or_thread(channel) if server else None
    allowed = discord.Permissions() if server is None or place is None else place.permissions_for(server.me)
    lacking = [wording.say(f"setup.{name}") for name in needed if not getattr(allowed, name)]
    return wording.say("setup.missing", channel=f"<#{channel}>", permissions=", ".join(lacking)) if lacking else ""
