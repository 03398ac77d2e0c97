"""``/kb stats``: what was asked in this server, what became of it, and what to mend, as a message and a chart."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.cogs.inbox import waiting_groups, way_to_inbox
from bot.desk.charting import LOOKS, alt_text, draw
from bot.desk.figures import Kept, figures_of, tell_figures
from bot.desk.offloading import in_thread
from bot.escaping import echo
from bot.permissions import Permit, allowed
from bot.records import RecordsError
from bot.replies import Reply
from bot.sending import Attached

if TYPE_CHECKING:
    from bot.client import Interaction, PolicyBot
    from bot.desk.charting import Look
    from bot.faq.articles import KnowledgeBase
    from bot.wording import Wording


MONTH = 30
SINCE = {"1 week": 7, "30 days": MONTH, "90 days": 90, "1 year": 365}
"""Choices of how far back, in days; counts are kept for a year."""
VAIN = 10_000
"""Questions asked in vain that are looked at, the newest."""


class StatisticsCommands(commands.Cog):
    """The command, for the group ``/kb``, which inherits it."""

    bot: PolicyBot

    @app_commands.command(name="stats", description="See what was asked here, what became of it, and what to mend")
    @app_commands.describe(since="How far back; without it 30 days", look="The chart's colours")
    @app_commands.choices(since=[Choice(name=name, value=days) for name, days in SINCE.items()])
    @app_commands.choices(look=[Choice(name=name, value=name) for name in LOOKS])
    async def stats(self, interaction: Interaction, since: int = MONTH, look: str = "dark") -> None:
        """Tell the figures of this server alone."""
        server, wording = interaction.guild_id, self.bot.wording_for(interaction)
        if not await allowed(self.bot, interaction, Permit.SERVER) or server is None:
            return
        await self.bot.sender.defer(interaction, private=True)
        last = self.bot.parts.clock.now().date()
        first = last - dt.timedelta(days=since - 1)
        try:
            kept = await self._kept(server, first)
        except RecordsError as error:
            await self.bot.sender.say(interaction, wording.say("stats.not_read", trouble=echo(str(error))))
            return
        promised = self.bot.parts.settings.precision_in(await self.bot.server_settings(server))
        work = partial(_made, kept, self.bot.parts.serving.faq.base, (first, last), promised, wording, LOOKS[look])
        told, chart = await in_thread(work, "stats")
        barred = await self.bot.authority.refuses(interaction, Permit.BASE)
        lines, buttons = way_to_inbox(0 if barred else len(kept.waiting), wording)
        await self.bot.sender.respond(interaction, Reply("\n".join([told, *lines]), buttons), private=True, attached=chart)

    async def _kept(self, server: int, first: dt.date) -> Kept:
        records, since = self.bot.parts.records, dt.datetime.combine(first, dt.time(), dt.UTC)
        return Kept(
            await records.tallies(server, first),
            await records.feedback(server=server, since=since),
            await records.remembered(server=server, since=since, limit=VAIN),
            await waiting_groups(self.bot, server),
        )


def _made(  # noqa: PLR0913, PLR0917 - all that a message and a picture are made of
    kept: Kept, base: KnowledgeBase, days: tuple[dt.date, dt.date], promised: float, wording: Wording, look: Look
) -> tuple[str, Attached | None]:
    """Return the message and the chart, where there is something to draw and to draw it with."""
    figures = figures_of(kept, base, *days)
    told = tell_figures(figures, promised, wording)
    if not figures.asked:
        return told, None
    try:
        return told, Attached("questions.png", draw(figures, wording, look), alt_text(figures, wording))
    except ImportError:
        return f"{told}\n{wording.say('stats.no_chart')}", None
