"""``/kb pause`` and ``/kb resume``: a wrong answer stops within a second, and what was already said can be marked or taken away."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from discord import app_commands
from discord.ext import commands

from bot.buttons import Action, ButtonId
from bot.cogs.setting_up import Listenable  # noqa: TC001 - discord.py reads the annotation
from bot.completing import complete_name
from bot.escaping import echo
from bot.markup import fit
from bot.pausing import Pause, Scope
from bot.permissions import Permit, allowed
from bot.records import AuditEntry, RecordsError
from bot.replies import CHOICE_NAME, CHOICES, Button, Reply
from bot.telling import moment

if TYPE_CHECKING:
    from bot.client import Interaction, PolicyBot
    from bot.views.pressing import Press
    from bot.wording import Wording


LASTING = {"30 minutes": 30, "2 hours": 120, "1 day": 24 * 60, "1 week": 7 * 24 * 60}
"""Choices of how long, in minutes; a pause without an end is the one that people forget, so it is not the first choice."""
SHOWN = 5
"""Pauses that are named in one message."""
_CHOICES = [app_commands.Choice(name=name, value=minutes) for name, minutes in LASTING.items()]


class PausingCommands(commands.Cog):
    """The commands, for the group ``/kb``, which inherits them."""

    bot: PolicyBot

    @app_commands.command(name="pause", description="Stop answering: here, in a channel, or with one article")
    @app_commands.describe(
        channel="The channel to be silent in; without channel and article: this whole server",
        article="The article that shall not be quoted anywhere",
        lasting="How long; without it until /kb resume",
    )
    @app_commands.rename(lasting="for")
    @app_commands.choices(lasting=_CHOICES)
    async def pause(
        self, interaction: Interaction, channel: Listenable | None = None, article: str | None = None, lasting: int | None = None
    ) -> None:
        """Pause, and offer to do something about the replies that were given."""
        scope, name = _target(interaction, channel, article)
        if not await self._may(interaction, scope) or not await self._known(interaction, scope, name):
            return
        await _pause(self.bot, interaction, scope, name, lasting)

    @app_commands.command(name="resume", description="Answer again where answers were paused")
    @app_commands.describe(
        channel="The channel to answer in again; without channel and article: this whole server",
        article="The article that may be quoted again",
    )
    async def resume(self, interaction: Interaction, channel: Listenable | None = None, article: str | None = None) -> None:
        """End a pause."""
        scope, name = _target(interaction, channel, article)
        if not await self._may(interaction, scope):
            return
        ended = await self.bot.pauses.end(scope, name)
        wording, now = self.bot.wording_for(interaction), self.bot.parts.clock.now()
        key = "pause.ended" if ended else "pause.none"
        lines = [_told(wording, key, self.bot, scope, name, None, now)]
        others = () if ended or scope is not Scope.SERVER else self.bot.pauses.in_sight(interaction.guild_id)
        if others:
            shown = [told_pause(one, self.bot, wording) for one in others[:SHOWN]]
            lines += [*shown, wording.say("pause.how")]
        await self.bot.sender.say(interaction, "\n".join(lines))
        if ended:
            await _note(self.bot, interaction, "resume", scope, name, None)

    @pause.autocomplete("article")
    async def _complete(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        if await self.bot.authority.refuses(interaction, Permit.BASE):
            return []
        found = complete_name(self.bot.parts.serving.faq, typed, CHOICES)
        return [app_commands.Choice(name=fit(title, CHOICE_NAME), value=name) for title, name in found]

    @resume.autocomplete("article")
    async def _complete_paused(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Offer what is paused, also where the article is gone meanwhile."""
        if await self.bot.authority.refuses(interaction, Permit.BASE):
            return []
        faq, start = self.bot.parts.serving.faq, typed.strip().casefold()
        paused = [one.name for one in self.bot.pauses.in_force() if one.scope is Scope.ARTICLE]
        titles = {name: faq.article(name).title if faq.knows(name) else name for name in paused}
        fitting = [name for name, title in titles.items() if start in title.casefold() or start in name]
        return [app_commands.Choice(name=fit(titles[name], CHOICE_NAME), value=name) for name in fitting[:CHOICES]]

    async def _may(self, interaction: Interaction, scope: Scope) -> bool:
        """An article is everybody's, so its home decides; a channel is its own server's."""
        return await allowed(self.bot, interaction, Permit.BASE if scope is Scope.ARTICLE else Permit.SERVER)

    async def _known(self, interaction: Interaction, scope: Scope, name: str) -> bool:
        known = scope is not Scope.ARTICLE or self.bot.parts.serving.faq.knows(name)
        if not known:
            await self.bot.tell(interaction, "browsing.no_article")
        return known


async def _pause(bot: PolicyBot, interaction: Interaction, scope: Scope, name: str, lasting: int | None) -> None:
    """Pause for so many minutes, and offer to do something about the replies that were given."""
    now = bot.parts.clock.now()
    until = now + dt.timedelta(minutes=lasting) if lasting else None
    kept = await bot.pauses.begin(Pause(scope, name, interaction.guild_id or 0, until))
    wording = bot.wording_for(interaction)
    lines = [_told(wording, "pause.begun" if until else "pause.begun_open", bot, scope, name, until, now)]
    if not kept:
        lines.append(wording.say("pause.not_kept"))
    given = bot.ledger.answered_with(name) if scope is Scope.ARTICLE else ()
    if given:
        lines.append(wording.say("pause.given", replies=wording.counted(len(given), "reply")))
    buttons = [(Action.MARK, "pause.mark"), (Action.ERASE, "pause.erase")] if given else []
    shown = tuple(Button(wording.say(label), ButtonId(action, name)) for action, label in buttons)
    await bot.sender.respond(interaction, Reply("\n".join(lines), shown), private=True)
    await _note(bot, interaction, "pause", scope, name, until)


async def press_pause(press: Press) -> None:
    """The button *Pause this article*, under the account of a decision that quotes it: for two hours, time to look into it."""
    if await allowed(press.bot, press.interaction, Permit.BASE) and await press.finds_article():
        await _pause(press.bot, press.interaction, Scope.ARTICLE, press.id.article, LASTING["2 hours"])


async def mark(press: Press) -> None:
    """Say below every reply that quoted an article lately that somebody is looking at it."""
    await _revise(press, marked=True)


async def erase(press: Press) -> None:
    """Take away every reply that quoted an article lately."""
    await _revise(press, marked=False)


async def _revise(press: Press, *, marked: bool) -> None:
    if not await allowed(press.bot, press.interaction, Permit.BASE):
        return
    said = press.message.content.rpartition("\n")[0]  # all but the question, which is answered by this press
    await press.bot.sender.update(press.interaction, Reply(said))
    done = 0
    for entry in press.bot.ledger.answered_with(press.id.article):
        assert entry.reply is not None  # noqa: S101 - answered_with returns no others
        shown = press.bot.own_message(entry.server, entry.channel, entry.reply)
        wording = press.bot.parts.wordings.of((await press.bot.server_settings(entry.server)).language)
        if marked:
            done += await press.bot.sender.edit(shown, Reply(wording.say("pause.checking")))
        else:
            done += await press.bot.sender.delete(shown)
        press.bot.ledger.delete(entry.reply)
    key = "pause.marked" if marked else "pause.erased"
    told = press.wording.say(key, replies=press.wording.counted(done, "reply"))
    await press.bot.sender.update(press.interaction, Reply(f"{said}\n{told}"))


def _target(interaction: Interaction, channel: Listenable | None, article: str | None) -> tuple[Scope, str]:
    if article is not None:
        return Scope.ARTICLE, article
    return (Scope.SERVER, str(interaction.guild_id)) if channel is None else (Scope.CHANNEL, str(channel.id))


def told_pause(pause: Pause, bot: PolicyBot, wording: Wording) -> str:
    """Return one pause in a line."""
    key = "pause.standing" if pause.until else "pause.standing_open"
    return _told(wording, key, bot, pause.scope, pause.name, pause.until, bot.parts.clock.now())


def _told(  # noqa: PLR0913, PLR0917 - a sentence's parts
    wording: Wording, key: str, bot: PolicyBot, scope: Scope, name: str, until: dt.datetime | None, now: dt.datetime
) -> str:
    faq = bot.parts.serving.faq
    if scope is Scope.ARTICLE:
        what = echo(faq.article(name).title if faq.knows(name) else name)
    else:
        what = f"<#{name}>" if scope is Scope.CHANNEL else wording.say("pause.server")
    return wording.say(key, what=what, **({"until": moment(until, now)} if until else {}))


async def _note(  # noqa: PLR0913, PLR0917 - who did what to what
    bot: PolicyBot, interaction: Interaction, action: str, scope: Scope, name: str, until: dt.datetime | None
) -> None:
    server, who, now = interaction.guild, interaction.user, bot.parts.clock.now()
    if server is None:
        return
    key = {"resume": "pause.log_ended"}.get(action, "pause.log" if until else "pause.log_open")

    def line(wording: Wording) -> str:
        return f"{echo(who.display_name)} {_told(wording, key, bot, scope, name, until, now)}"

    await bot.post_note(server, await bot.server_settings(server.id), line)
    try:
        await bot.parts.records.add_audit(AuditEntry(server.id, who.id, action, f"{scope} {name}", now))
    except RecordsError:
        return  # the pause holds all the same; the storage's trouble stands in /kb status
