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
from bot.faq.articles import Status
from bot.markup import fit
from bot.pausing import Pause, Scope
from bot.permissions import Permit, allowed
from bot.records import AuditEntry, RecordsError
from bot.replies import CHOICE_NAME, CHOICES, Button, Reply
from bot.telling import moment

if TYPE_CHECKING:
    from bot.client import Interaction, PolicyBot
    from bot.desk.reloading import Changes
    from bot.faq.articles import Article
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
        until = self.bot.parts.clock.now() + dt.timedelta(minutes=lasting) if lasting else None
        await _pause(self.bot, interaction, Pause(scope, name, interaction.guild_id or 0, until))

    @app_commands.command(name="resume", description="Answer again where answers were paused")
    @app_commands.describe(
        channel="The channel to answer in again; without channel and article: this whole server",
        article="The article that may be quoted again",
    )
    async def resume(self, interaction: Interaction, channel: Listenable | None = None, article: str | None = None) -> None:
        """End a pause, and show again what was marked meanwhile."""
        scope, name = _target(interaction, channel, article)
        if not await self._may(interaction, scope):
            return
        ended = await self.bot.pauses.end(scope, name)
        wording, pause = self.bot.wording_for(interaction), Pause(scope, name, interaction.guild_id or 0)
        lines = [_told(wording, "pause.ended" if ended else "pause.none", self.bot, pause)]
        if again := await _show_again(self.bot):
            lines.append(wording.say("pause.again", replies=wording.counted(again, "reply")))
        others = () if ended or scope is not Scope.SERVER else self.bot.pauses.in_sight(interaction.guild_id)
        if others:
            shown = [told_pause(one, self.bot, wording) for one in others[:SHOWN]]
            lines += [*shown, wording.say("pause.how")]
        await self.bot.sender.say(interaction, "\n".join(lines))
        if ended:
            await _note(self.bot, interaction, "resume", "pause.log_ended", pause)

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


async def _pause(bot: PolicyBot, interaction: Interaction, pause: Pause) -> None:
    """Pause, and offer to do something about the replies that were given."""
    kept = await bot.pauses.begin(pause)
    wording = bot.wording_for(interaction)
    lines = [_told(wording, "pause.begun" if pause.until else "pause.begun_open", bot, pause)]
    if not kept:
        lines.append(wording.say("pause.not_kept"))
    given = bot.ledger.answered_with(pause.name) if pause.scope is Scope.ARTICLE else ()
    if given:
        lines.append(wording.say("pause.given", replies=wording.counted(len(given), "reply")))
    buttons = [(Action.MARK, "pause.mark"), (Action.ERASE, "pause.erase")] if given else []
    shown = tuple(Button(wording.say(label), ButtonId(action, pause.name)) for action, label in buttons)
    await bot.sender.respond(interaction, Reply("\n".join(lines), shown), private=True)
    await _note(bot, interaction, "pause", "pause.log" if pause.until else "pause.log_open", pause)


async def press_pause(press: Press) -> None:
    """The button *Pause this article*, under the account of a decision that quotes it: for two hours, time to look into it.

    A pause that lasts longer stays as it is.
    """
    if not await allowed(press.bot, press.interaction, Permit.BASE) or not await press.finds_article():
        return
    bot, begun = press.bot, press.bot.pauses.of_article(press.id.article)
    until = bot.parts.clock.now() + dt.timedelta(minutes=LASTING["2 hours"])
    if begun and (begun.until is None or begun.until > until):
        await press.show(Reply(told_pause(begun, bot, press.wording)))
    else:
        await _pause(bot, press.interaction, Pause(Scope.ARTICLE, press.id.article, press.interaction.guild_id or 0, until))


async def mark(press: Press) -> None:
    """Say in place of every reply that quoted an article lately that somebody is looking at it, until ``/kb resume``."""
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
        if marked:
            settings = await press.bot.server_settings(entry.server)
            wording = press.bot.wording_of(settings, press.bot.get_guild(entry.server or 0))
            done += await press.bot.sender.edit(shown, Reply(wording.say("pause.checking")))
            press.bot.ledger.mark(entry.question)
        else:
            done += await press.bot.sender.delete(shown)
            press.bot.ledger.delete(entry.reply)
    key = "pause.marked" if marked else "pause.erased"
    told = press.wording.say(key, replies=press.wording.counted(done, "reply"))
    await press.bot.sender.update(press.interaction, Reply(f"{said}\n{told}"))
    pause = Pause(Scope.ARTICLE, press.id.article, press.interaction.guild_id or 0)
    log = "pause.log_marked" if marked else "pause.log_erased"
    await _note(press.bot, press.interaction, str(press.id.action), log, pause, done)


async def _show_again(bot: PolicyBot) -> int:
    """Answer anew what was marked and is paused no longer, by what is served now; return how many replies that were.

    One whose pause ran out by itself waits for the next ``/kb resume``, of whatever it is.
    """
    ready = [one for one in bot.ledger.marked() if not any(map(bot.pauses.of_article, one.articles))]
    for entry in ready:
        await bot.answer_anew(entry)
    return len(ready)


def _target(interaction: Interaction, channel: Listenable | None, article: str | None) -> tuple[Scope, str]:
    if article is not None:
        return Scope.ARTICLE, article
    return (Scope.SERVER, str(interaction.guild_id)) if channel is None else (Scope.CHANNEL, str(channel.id))


def told_pause(pause: Pause, bot: PolicyBot, wording: Wording) -> str:
    """Return one pause in a line."""
    key = "pause.standing" if pause.until else "pause.standing_open"
    return _told(wording, key, bot, pause)


def moved_pauses(bot: PolicyBot, changes: Changes, wording: Wording) -> list[str]:
    """Return a line for each paused article whose title or passages a change puts into one that is not paused."""
    base, is_paused = bot.parts.serving.faq.base, bot.pauses.of_article
    before, paused = {one.id: one for one in base.live}, [one for one in base.articles if is_paused(one.id)]
    gaining = [one for one in (*changes.added, *changes.changed) if one.status is Status.LIVE and not is_paused(one.id)]
    return [
        wording.say("pause.moves", what=echo(one.title), to=echo(f"{other.title} ({other.id})"))
        for one in paused
        for other in gaining
        if _words(one) & (_words(other) - _words(before.get(other.id)))
    ]


def _words(article: Article | None) -> frozenset[str]:
    texts = (article.title, *(one.text for one in article.passages)) if article else ()
    return frozenset(" ".join(text.casefold().split()) for text in texts)


def _told(wording: Wording, key: str, bot: PolicyBot, pause: Pause, **values: object) -> str:
    faq, name, until = bot.parts.serving.faq, pause.name, pause.until
    if pause.scope is Scope.ARTICLE:
        what = echo(faq.article(name).title) if faq.knows(name) else wording.say("pause.gone", name=echo(name))
    else:
        what = f"<#{name}>" if pause.scope is Scope.CHANNEL else wording.say("pause.server")
    return wording.say(key, what=what, **({"until": moment(until, bot.parts.clock.now())} if until else {}), **values)


async def _note(  # noqa: PLR0913, PLR0917 - who did what to what
    bot: PolicyBot, interaction: Interaction, action: str, key: str, pause: Pause, replies: int = 0
) -> None:
    server, who, now = interaction.guild, interaction.user, bot.parts.clock.now()
    if server is None:
        return

    def line(wording: Wording) -> str:
        return f"{echo(who.display_name)} {_told(wording, key, bot, pause, replies=wording.counted(replies, 'reply'))}"

    await bot.post_note(server, await bot.server_settings(server.id), line)
    try:
        await bot.parts.records.add_audit(AuditEntry(server.id, who.id, action, f"{pause.scope} {pause.name}", now))
    except RecordsError:
        return  # the pause holds all the same; the storage's trouble stands in /kb status
