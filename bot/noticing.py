"""Files that changed by themselves → what that would change, offered in the log channels of the base's homes; or at once into force."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.buttons import Action, ButtonId
from bot.cogs.offering import apply_or_cancel
from bot.cogs.pausing import moved_pauses
from bot.desk.changes import Change
from bot.desk.proposing import Wanted
from bot.desk.reloading import short
from bot.replies import Button, Reply
from bot.sending import Attached
from bot.telling import Told, tell_changes, tell_preview, tell_reload

if TYPE_CHECKING:
    from collections.abc import Callable

    import discord

    from bot.client import PolicyBot
    from bot.desk.proposing import Proposal
    from bot.desk.reloading import Verdict
    from bot.desk.watching import Watching
    from bot.parts import Parts
    from bot.wording import Wording

    Said = Callable[[Wording], tuple[Told, list[Button]]]
    """Words something in a server's language, with the buttons below it."""

_log = logging.getLogger(__name__)

BY = "files that changed"
CONNECTED_EVERY = 1.0
"""Seconds between two looks whether the bot is connected, so that somebody can be told."""


class Noticing:
    """Follows one folder for as long as the process runs; ``bot`` is the connection that there is at the moment."""

    def __init__(self, parts: Parts, watching: Watching) -> None:
        self.bot: PolicyBot | None = None
        self._parts, self._watching = parts, watching
        self._applies = parts.settings.on_change == "apply"
        self._offers: list[discord.Message] = []
        self._told: object = None
        """What was told last: the same content may be noticed twice, and is told once."""
        self._troubled = parts.serving.status.read is None

    def through(self, bot: PolicyBot) -> PolicyBot:
        """Tell people through this connection from now on; return it."""
        self.bot = bot
        return bot

    async def run(self) -> None:
        """Tell of each content once, as the settings want it; of files that were bad or other ones at the start, too.

        Never ends, unless it is off.
        """
        if self._parts.settings.on_change == "off":
            self._parts.serving.start = None
            return
        await self._tell_of_the_start()
        while True:
            await self._watching.changed()
            await self._tell_somebody()

    async def _tell_of_the_start(self) -> None:
        start, self._parts.serving.start = self._parts.serving.start, None
        if start or self._troubled:
            await self._connected()
        if start:
            await self._post(lambda wording: (_applied(start, wording), []))
        elif self._troubled:
            await self._tell_somebody()

    async def _tell_somebody(self) -> None:
        if self._applies:
            reloaded = await self._parts.serving.reload(BY)
            verdict, buttons = reloaded.verdict, None
            if verdict.accepted and not reloaded.shared:
                await self._parts.history.add(Change(detail=BY), verdict)
        else:
            await self._connected()  # what is offered shall be of the moment in which it can be pressed
            proposal = await self._parts.serving.propose(Wanted(Change(detail=BY), warn=self._parts.settings.gate == "warn"))
            verdict, buttons = proposal.verdict, proposal if proposal.id else None
        outcome = (verdict.before, verdict.faq.version, verdict.faults, verdict.trouble)
        if outcome == self._told and not verdict.accepted:  # who went back meanwhile must hear that it is over
            return
        self._told = outcome
        await self._close_offers()
        if buttons is not None:
            if verdict.faq.version != self._parts.serving.faq.version:  # else somebody applied it while it was looked at
                _log.info("the files changed, and version %s waits for somebody to apply it", short(verdict.faq.version))
                await self._post(lambda wording: self._offered(buttons, wording), keep=True)
        elif verdict.accepted:
            await self._post(lambda wording: (_applied(verdict, wording), []))
        elif verdict.refused:
            await self._post(lambda wording: self._refused(verdict, wording))
        elif self._troubled:
            text = {"version": short(verdict.faq.version)}
            await self._post(lambda wording: (Told(wording.say("noticing.mended", **text)), []))
        self._troubled = verdict.refused

    async def _connected(self) -> None:
        while self.bot is None or not self.bot.is_ready():
            await self._parts.clock.sleep(CONNECTED_EVERY)

    async def _post(self, said: Said, *, keep: bool = False) -> None:
        """Post in the log channels of all homes that have one. Where there is no connection, the log has it, and /kb status."""
        bot = self.bot
        if bot is None or not bot.is_ready():
            return
        for server in bot.guilds:
            if server.id not in bot.authority.homes():
                continue
            settings = await bot.server_settings(server.id)
            told, buttons = said(bot.wording_of(settings, server))
            attached = None if told.file is None else Attached("changes.txt", told.file.encode("utf-8", "replace"))
            posted = await bot.post_to_log(server, settings, Reply(told.content, tuple(buttons)), attached)
            if posted is not None and keep:
                self._offers.append(posted)

    async def _close_offers(self) -> None:
        """Take the buttons from offers that hold no longer."""
        offers, self._offers = self._offers, []
        for offer in offers:
            if self.bot is not None:
                place = offer.guild.id if offer.guild else None
                await self.bot.sender.edit(self.bot.own_message(place, offer.channel.id, offer.id), Reply(offer.content))

    def _offered(self, proposal: Proposal, wording: Wording) -> tuple[Told, list[Button]]:
        """Without what was asked in vain: not everybody who reads the log channel is a moderator. ``/kb reload`` shows it."""
        assert proposal.preview is not None  # noqa: S101 - what waits has been compared
        told = tell_preview(proposal.preview, wording)
        moved = moved_pauses(self.bot, proposal.preview.changes, wording) if self.bot else ()
        content = "\n".join([wording.say("noticing.offered"), told.content, *moved])
        return Told(content, told.file), apply_or_cancel(proposal.id, wording)

    def _refused(self, verdict: Verdict, wording: Wording) -> tuple[Told, list[Button]]:
        since, now = self._parts.serving.status.since, self._parts.clock.now()
        told = tell_reload(verdict, since, now, wording, ("noticing.refused", "noticing.unreadable"))
        return told, [Button(wording.say("kb.check_again"), ButtonId(Action.CHECK))]


def _applied(verdict: Verdict, wording: Wording) -> Told:
    versions = {"version": short(verdict.faq.version), "before": short(verdict.before)}
    changes = tell_changes(verdict.changes, wording) if verdict.changes else ""
    return Told(wording.say("noticing.applied", changes=changes, **versions))
