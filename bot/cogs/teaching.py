"""Teaching: *Teach: this question belongs to …* in the menu of a message, ``/kb taught`` and ``/kb synonym``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.buttons import Action, ButtonId
from bot.cogs.editing import without_mentions
from bot.cogs.offering import offer
from bot.completing import complete_name
from bot.desk.changes import Act, Change
from bot.desk.inbox import candidates
from bot.desk.offloading import in_thread
from bot.desk.reloading import short
from bot.desk.teaching import LONGEST, about, lesson, means_so_already, owner_of, synonym_of, teachable
from bot.escaping import echo
from bot.fitting import clip
from bot.lessons import candidates_reply, taught_line
from bot.permissions import Permit, allowed
from bot.records import RecordsError, redact
from bot.replies import CHOICE_NAME, CHOICES, Menu, Option, Reply
from bot.views.forms import Field, Form

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.client import Interaction, PolicyBot
    from bot.views.pressing import Press


class TeachingCommands(commands.Cog):
    """The commands, for the group ``/kb``, which inherits them."""

    bot: PolicyBot

    @app_commands.command(name="taught", description="See what was taught in chat, and take it back")
    async def taught(self, interaction: Interaction) -> None:
        """List what was taught."""
        await _show_taught(self.bot, interaction, 0)

    @app_commands.command(name="synonym", description="Teach words that mean the same; what that does is shown first")
    @app_commands.describe(words="nk = dprk, or drills > exercises where only the first also means the second")
    async def synonym(self, interaction: Interaction, words: app_commands.Range[str, 3, LONGEST]) -> None:
        """Show what a synonym would do."""
        if not await allowed(self.bot, interaction, Permit.BASE):
            return
        text = synonym_of(words)
        if text is None:
            await self.bot.tell(interaction, "lessons.no_synonym")
            return
        faq = self.bot.parts.serving.faq
        if means_so_already(text, faq.index.vocabulary):
            await self.bot.tell(interaction, "kb.no_change", version=short(faq.version))
            return
        await offer_lesson(self.bot, interaction, Act.TEACH, (text,))


class TeachingCog(commands.Cog):
    """The entry of the message menu."""

    def __init__(self, bot: PolicyBot) -> None:
        self.bot = bot
        self._menu = app_commands.ContextMenu(name="Teach: this question belongs to…", callback=self.teach)
        self._menu.default_permissions = discord.Permissions(manage_messages=True)

    async def cog_load(self) -> None:
        """Add the entry, which a cog does not find by itself."""
        self.bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Take it out again."""
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

    @app_commands.guild_only()
    async def teach(self, interaction: Interaction, message: discord.Message) -> None:
        """Ask which article a message belongs to."""
        if await allowed(self.bot, interaction, Permit.BASE):
            await ask_which(self.bot, interaction, teachable([redact(without_mentions(message.content))]))


async def ask_which(bot: PolicyBot, interaction: Interaction, texts: tuple[str, ...], wrong: Collection[str] = ()) -> None:
    """Ask a moderator which article questions belong to; articles that were ``wrong`` are not offered."""
    if not texts:
        await bot.tell(interaction, "lessons.no_question", number=LONGEST)
        return
    faq = bot.parts.serving.faq
    draft = bot.drafts.put(interaction.guild_id or 0, texts)
    reply = candidates_reply(texts, candidates(texts, faq, wrong), draft, faq, bot.wording_for(interaction))
    await bot.sender.respond(interaction, reply, private=True)


async def offer_lesson(
    bot: PolicyBot, interaction: Interaction, act: Act, texts: tuple[str, ...], article: str | None = None
) -> None:
    """Show a moderator what learning texts would do."""
    if not texts:
        await bot.tell(interaction, "lessons.no_question", number=LONGEST)
        return
    await bot.sender.defer(interaction, private=True)
    base = bot.parts.serving.faq.base
    owners = await in_thread(lambda: [owner_of(base, text) for text in texts] if article else [], "owners")
    owner = next((one for one in owners if one is not None and one.id != article), None)
    if owner is not None:
        await bot.tell(interaction, "lessons.elsewhere", title=echo(owner.title))
        return
    found = next((one for one in base.live if one.id == article), None)
    await offer(bot, interaction, lesson(act, texts, found, bot.parts.clock.now()))


async def press_reassign(press: Press) -> None:
    """The button *Teach the right one* under the account of a decision."""
    if (texts := await _draft(press)) is not None:
        await ask_which(press.bot, press.interaction, texts)


async def press_teach(press: Press) -> None:
    """An article's button, or its option in the menu: show what the lesson would do."""
    texts, article = await _draft(press), press.id.article or press.value
    if texts is not None and await press.finds_article(article):
        await offer_lesson(press.bot, press.interaction, Act.TEACH, texts, article)


async def press_search(press: Press) -> None:
    """The button *Search …*: a form for a part of a title, then a menu of what has it."""
    texts = await _draft(press)
    if texts is None:
        return

    async def filled(interaction: Interaction, typed: Mapping[str, str]) -> None:
        bot, wording = press.bot, press.bot.wording_for(interaction)
        if not await allowed(bot, interaction, Permit.BASE):
            return
        faq = bot.parts.serving.faq
        found = complete_name(faq, typed["words"], CHOICES)
        known = {name for _, name in found}
        found += [(faq.article(name).title, name) for name in candidates([typed["words"]], faq) if name not in known]
        shown = candidates_reply(texts, (), press.id.extra, faq, wording)
        notes = [] if known else [wording.say("lessons.none_named")]
        likest = complete_name(faq, typed["words"], 1, hidden=True)
        notes += [wording.say("lessons.not_live", title=echo(title)) for title, name in likest if not faq.knows(name)]
        options = tuple(Option(clip(title, CHOICE_NAME), name) for title, name in found[:CHOICES])
        menu = Menu(ButtonId(Action.TEACH, extra=press.id.extra), wording.say("browsing.choose_article"), options)
        reply = replace(shown, content="\n".join([shown.content, *notes]), menu=menu if options else None)
        await bot.sender.respond(interaction, reply, private=True)

    field = Field("words", press.wording.say("lessons.search_for"), most=CHOICE_NAME)
    await press.bot.sender.open(press.interaction, Form(press.wording.say("lessons.search"), [field], filled))


async def press_reword(press: Press) -> None:
    """The button *Try another wording*: a form with the wording, then the article again."""
    texts = await _draft(press)
    if texts is None:
        return

    async def filled(interaction: Interaction, typed: Mapping[str, str]) -> None:
        bot, article, words = press.bot, press.id.article, teachable([typed["text"]])
        if not await allowed(bot, interaction, Permit.BASE):
            return
        if article and bot.parts.serving.faq.knows(article):
            await offer_lesson(bot, interaction, Act.TEACH, words, article)
        else:
            await ask_which(bot, interaction, words)

    field = Field("text", press.wording.say("lessons.wording"), texts[0], LONGEST)
    await press.bot.sender.open(press.interaction, Form(press.wording.say("lessons.another"), [field], filled))


async def press_taught(press: Press) -> None:
    """An option of the list of what was taught: take it back, or show the rest of the list."""
    if not await allowed(press.bot, press.interaction, Permit.BASE):
        return
    kind, _, number = press.value.partition(":")
    if kind == "from" and number.isdecimal():
        await _show_taught(press.bot, press.interaction, int(number))
        return
    try:
        one = next((one for one in await press.bot.parts.records.taught() if str(one.id) == number), None)
    except RecordsError as error:
        await press.tell("lessons.not_read", trouble=echo(str(error)))
        return
    if one is None or one.id is None:
        await press.tell("lessons.gone")
        return
    detail, faq = f'"{one.text}"', press.bot.parts.serving.faq
    if one.article:
        detail = about(detail, faq.article(one.article).title if faq.knows(one.article) else one.article)
    await offer(press.bot, press.interaction, Change(Act.FORGET, detail=detail, forget=(one.id,)))


async def _show_taught(bot: PolicyBot, interaction: Interaction, first: int) -> None:
    if not await allowed(bot, interaction, Permit.BASE):
        return
    wording, faq = bot.wording_for(interaction), bot.parts.serving.faq
    try:
        taught = tuple(reversed(await bot.parts.records.taught()))
    except RecordsError as error:
        await bot.tell(interaction, "lessons.not_read", trouble=echo(str(error)))
        return
    left = taught[first:]
    if not left:
        await bot.tell(interaction, "lessons.nothing_taught")
        return
    options = [Option(clip(taught_line(one, faq, wording), CHOICE_NAME), f"id:{one.id}") for one in left[:CHOICES]]
    if len(left) > CHOICES:
        options[-1] = Option(wording.say("browsing.next"), f"from:{first + CHOICES - 1}")
    menu = Menu(ButtonId(Action.TAUGHT), wording.say("lessons.take_back"), tuple(options))
    head = wording.say("lessons.taught", things=wording.counted(len(taught), "lesson"))
    await bot.sender.respond(interaction, Reply(head, menu=menu), private=True)


async def _draft(press: Press) -> tuple[str, ...] | None:
    """Return the words of a draft lesson; say so where it is no longer remembered. It is its own server's."""
    if not await allowed(press.bot, press.interaction, Permit.BASE):
        return None
    texts = press.bot.drafts.get(press.interaction.guild_id or 0, press.id.extra)
    if texts is None:
        await press.tell("buttons.stale")
    return texts
