"""``/privacy``: everybody sees, takes along or deletes what is kept about them. Wherever the bot can be reached, and privately."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from discord import app_commands
from discord.ext import commands

from bot.buttons import Action, ButtonId
from bot.records import PersonalData, RecordsError
from bot.replies import Button, Reply
from bot.sending import Attached

if TYPE_CHECKING:
    from bot.client import Interaction, PolicyBot
    from bot.views.pressing import Press
    from bot.wording import Wording


@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
class Privacy(commands.GroupCog, group_name="privacy", group_description="What I keep about you, and how to delete it"):
    """Everybody's own data, and nobody else's: each command concerns whoever types it."""

    def __init__(self, bot: PolicyBot) -> None:
        self.bot = bot
        super().__init__()

    @app_commands.command(name="show", description="See what I keep about you")
    async def show(self, interaction: Interaction) -> None:
        """Tell how much of what is kept, and for how long."""
        wording = self.bot.wording_for(interaction)
        if (data := await _data(self.bot, interaction)) is not None:
            days = self.bot.parts.settings.retention_days
            await self.bot.sender.respond(interaction, Reply(summary_of(data, wording, days)), private=True)

    @app_commands.command(name="export", description="Get what I keep about you as a file")
    async def export(self, interaction: Interaction) -> None:
        """Hand over everything as JSON."""
        wording = self.bot.wording_for(interaction)
        if (data := await _data(self.bot, interaction)) is not None:
            attached = Attached("policybot-about-you.json", json_of(data))
            reply = Reply(wording.say("privacy.exported"))
            await self.bot.sender.respond(interaction, reply, private=True, attached=attached)

    @app_commands.command(name="delete", description="Delete what I keep about you")
    async def delete(self, interaction: Interaction) -> None:
        """Ask once whether it is meant."""
        wording = self.bot.wording_for(interaction)
        sure = Button(wording.say("privacy.delete"), ButtonId(Action.FORGET, asker=interaction.user.id))
        await self.bot.sender.respond(interaction, Reply(wording.say("privacy.sure"), (sure,)), private=True)


async def forget(press: Press) -> None:
    """Delete everything about whoever pressed: nobody can press for somebody else."""
    bot = press.bot
    await bot.sender.defer(press.interaction, private=True)
    bot.ledger.forget(press.who)
    records, now = bot.parts.records, bot.parts.clock.now()
    try:
        authors = (await records.pseudonym_keys(now)).all_of(press.who)
        gone = await records.forget(authors, who=press.who)
    except RecordsError:
        await press.tell("privacy.not_deleted")
        return
    await press.tell("privacy.deleted", records=press.wording.counted(gone, "record"))


def summary_of(data: PersonalData, wording: Wording, days: int) -> str:
    """Return what is kept about somebody, a line a kind, or that there is nothing."""
    kept = [
        (data.questions, "questions", "question"),
        (data.feedback, "feedback", "vote"),
        (data.handed_over, "handed_over", "question"),
        ((*data.audit, *data.taught, *data.changes), "acts", "act"),
    ]
    after = wording.counted(days, "day")
    lines = [
        wording.say(f"privacy.{key}", count=wording.counted(len(those), word), days=after) for those, key, word in kept if those
    ]
    if not lines:
        return wording.say("privacy.nothing")
    return "\n".join([wording.say("privacy.kept"), *lines, wording.say("privacy.how")])


def json_of(data: PersonalData) -> bytes:
    """Return everything as a file that people and programs can read. Times are ISO 8601 in UTC."""
    return json.dumps(asdict(data), default=str, ensure_ascii=False, indent=2).encode("utf-8")


async def _data(bot: PolicyBot, interaction: Interaction) -> PersonalData | None:
    """Return what is kept about whoever asks; tell them where that cannot be found out now."""
    records, now = bot.parts.records, bot.parts.clock.now()
    try:
        authors = (await records.pseudonym_keys(now)).all_of(interaction.user.id)
        return await records.personal(authors, who=interaction.user.id)
    except RecordsError:
        await bot.tell(interaction, "privacy.unknown")
        return None
