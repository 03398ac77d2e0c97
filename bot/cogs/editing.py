"""``/kb upload``, ``download``, ``edit``, ``new`` and *Save as article*: articles changed from chat, each shown before it is done."""

from __future__ import annotations

import re
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering import message_link
from bot.cogs.offering import offer
from bot.completing import complete_name
from bot.desk.changes import Act, Change
from bot.desk.composing import Draft, Words, changed, current, drafted, house_rules, titled, uploaded
from bot.desk.offloading import in_thread
from bot.desk.proposing import refuse_unapplied
from bot.escaping import echo
from bot.faq import UsageError
from bot.faq.articles import Status
from bot.fitting import units
from bot.markup import fit
from bot.permissions import Permit, allowed
from bot.replies import CHOICE_NAME, CHOICES, Reply
from bot.sending import Attached
from bot.views.forms import Field, Form

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.client import Interaction, PolicyBot
    from bot.desk.changes import Edit
    from bot.desk.composing import Read
    from bot.faq.articles import Article
    from bot.views.forms import Filled
    from bot.wording import Wording


LARGEST = 1_000_000
"""Bytes of an uploaded file: what a file of the knowledge folder may have."""
TITLE, SOURCE, REASON, TOPIC = 200, 500, 300, 40
"""Characters of what people write; a title and a topic have as many as the schema lets them have."""
TROUBLE = 400
"""Characters of a sentence that says why something cannot be made."""

RANGES = ("asks", "passages")
"""House rules that are a least and a most."""

Reason = app_commands.Range[str, 1, REASON]
Topic = app_commands.Range[str, 1, TOPIC]
_STATUS = [app_commands.Choice(name=str(status), value=str(status)) for status in Status]

_MENTION = re.compile(r"<(?:@[!&]?|#|id:)\w+>|@(?:everyone|here)\b")
_EMOJI = re.compile(r"<a?(:\w+:)\d+>")


class EditingCommands(commands.Cog):
    """The commands, for the group ``/kb``, which inherits them."""

    bot: PolicyBot

    @app_commands.command(name="upload", description="Put a file of articles into the knowledge base")
    @app_commands.describe(
        file="A .md or .yaml file; it replaces the file of the same article",
        reason="Why, for the history and the log channel",
        topic="The folder for an article that is new",
    )
    async def upload(
        self, interaction: Interaction, file: discord.Attachment, reason: Reason | None = None, topic: Topic | None = None
    ) -> None:
        """Show what a file would change, to be applied."""
        if not await allowed(self.bot, interaction, Permit.BASE):
            return
        if file.size > LARGEST:
            await self.bot.tell(interaction, "editing.too_large")
            return
        await self.bot.sender.defer(interaction, private=True)
        try:
            data = await file.read()
        except (discord.HTTPException, OSError, TimeoutError):
            await self.bot.tell(interaction, "editing.not_fetched")
            return
        make = partial(uploaded, file.filename, data, topic, self.bot.parts.serving.faq.base)
        await _propose(self.bot, interaction, Act.UPLOAD, reason, make)

    @app_commands.command(name="download", description="Get the file of an article, to change and upload it")
    @app_commands.describe(article="The article")
    async def download(self, interaction: Interaction, article: str) -> None:
        """Show the file that an article stands in."""
        if not await allowed(self.bot, interaction, Permit.BASE):
            return
        if (found := await self._current(interaction, article)) is not None:
            place, data = found[0].place.path, found[1]
            reply = Reply(self.bot.wording_for(interaction).say("editing.file", path=echo(place)))
            attached = Attached(PurePosixPath(place).name, data)
            await self.bot.sender.respond(interaction, reply, private=True, attached=attached)

    @app_commands.command(name="edit", description="Change an article: its title, phrasings and a passage")
    @app_commands.describe(
        article="The article",
        passage="The passage to change; without it the first",
        status="Whether people see it",
    )
    @app_commands.choices(status=_STATUS)
    async def edit(
        self, interaction: Interaction, article: str, passage: app_commands.Range[int, 1, 100] = 1, status: str | None = None
    ) -> None:
        """Open an article in a form."""
        if not await allowed(self.bot, interaction, Permit.BASE):
            return
        found = await self._current(interaction, article, to_change=True)
        if found is None:
            return
        old, data = found
        if passage > len(old.passages):
            counted = self.bot.wording_for(interaction).counted(len(old.passages), "passage")
            await self.bot.tell(interaction, "editing.no_passage", passages=counted)
            return

        async def filled(interaction: Interaction, texts: Mapping[str, str]) -> None:
            asks = _lines(texts["asks"]) if "asks" in texts else None
            words = Words(texts.get("title", old.title), asks, passage - 1, texts.get("text"), status)
            await _propose(self.bot, interaction, Act.EDIT, texts["reason"], partial(changed, old, data, words))

        await self.bot.sender.open(interaction, _form(old, passage - 1, self.bot.wording_for(interaction), filled))

    @app_commands.command(name="new", description="Write a new article; it begins as a draft")
    @app_commands.describe(topic="The folder for it")
    async def new(self, interaction: Interaction, topic: Topic | None = None) -> None:
        """Open an empty form."""
        if await allowed(self.bot, interaction, Permit.BASE):
            form = new_article_modal(self.bot, self.bot.wording_for(interaction), topic=topic)
            await self.bot.sender.open(interaction, form)

    @download.autocomplete("article")
    @edit.autocomplete("article")
    async def _complete_article(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        if not await self._may_see(interaction):
            return []
        found = complete_name(self.bot.parts.serving.faq, typed, CHOICES, hidden=True)
        return [app_commands.Choice(name=fit(title, CHOICE_NAME), value=name) for title, name in found]

    @edit.autocomplete("passage")
    async def _complete_passage(self, interaction: Interaction, _: str) -> list[app_commands.Choice[int]]:
        name, articles = getattr(interaction.namespace, "article", ""), self.bot.parts.serving.faq.base.articles
        if not await self._may_see(interaction):
            return []
        passages = next((article.passages for article in articles if article.id == name), ())
        shown = [fit(f"{number}. {one.heading or one.text}", CHOICE_NAME) for number, one in enumerate(passages, 1)]
        return [app_commands.Choice(name=name, value=number) for number, name in enumerate(shown[:CHOICES], 1)]

    @upload.autocomplete("topic")
    @new.autocomplete("topic")
    async def _complete_topic(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        if not await self._may_see(interaction):
            return []
        topics = [topic.id for topic in self.bot.parts.serving.faq.base.topics if typed.casefold() in topic.id]
        return [
            app_commands.Choice(name=fit(topic, CHOICE_NAME), value=topic) for topic in topics[:CHOICES] if len(topic) <= TOPIC
        ]

    async def _may_see(self, interaction: Interaction) -> bool:
        return await self.bot.authority.refuses(interaction, Permit.BASE) is None

    async def _current(self, interaction: Interaction, name: str, *, to_change: bool = False) -> tuple[Article, bytes] | None:
        """Return an article and its file as it is now; say so where it cannot be had, or may not be written over."""
        base, content = self.bot.parts.serving.faq.base, self.bot.parts.serving.content

        def read() -> tuple[Article, bytes]:
            article, data = current(name, base, partial(content.file, None))
            if to_change:
                refuse_unapplied(content, base.version, article.place.path, data)
            return article, data

        try:
            return await in_thread(read, "reading an article")
        except UsageError as error:
            await self.bot.tell(interaction, "kb.not_applied", trouble=echo(str(error), TROUBLE))
            return None


class SavingCog(commands.Cog):
    """The entry in the menu of a message."""

    def __init__(self, bot: PolicyBot) -> None:
        self.bot = bot
        self._menu = app_commands.ContextMenu(name="Save as article", callback=self.save)
        self._menu.default_permissions = discord.Permissions(manage_messages=True)

    async def cog_load(self) -> None:
        """Add the entry, which a cog does not find by itself."""
        self.bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Take it out again."""
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

    @app_commands.guild_only()
    async def save(self, interaction: Interaction, message: discord.Message) -> None:
        """Open a form with what somebody answered, and with the question where the answer replied to one."""
        if not await allowed(self.bot, interaction, Permit.BASE):
            return
        text = without_mentions(message.content)
        if not text:
            await self.bot.tell(interaction, "asking.no_words")
            return
        asked = message.reference.resolved if message.reference else None
        question = " ".join(without_mentions(asked.content).split())[:TITLE] if isinstance(asked, discord.Message) else ""
        wording = self.bot.wording_for(interaction)
        link = message_link(interaction.guild_id, message.channel.id, message.id)
        source = wording.say("editing.message", link=f"<{link}>")
        form = new_article_modal(self.bot, wording, title=question, asks=[question], text=text, source=source)
        await self.bot.sender.open(interaction, form)


def new_article_modal(  # noqa: PLR0913 - what is known of an article before it is written, each by name
    bot: PolicyBot,
    wording: Wording,
    *,
    title: str = "",
    asks: Sequence[str] = (),
    text: str = "",
    source: str = "",
    topic: str | None = None,
) -> Form:
    """Return a form for a new article, to be shown with ``bot.sender.open``; when it is sent, the draft is offered.

    ``source`` is a title, an address, or ``title <address>``.
    """

    async def filled(interaction: Interaction, texts: Mapping[str, str]) -> None:
        words = Draft(texts["title"], _lines(texts["asks"]), texts["text"], texts["source"], topic)
        today = bot.parts.clock.today()
        await _propose(
            bot, interaction, Act.NEW, texts["reason"], lambda read: drafted(words, bot.parts.serving.faq.base, today, read)
        )

    fields = [
        Field("title", wording.say("editing.title"), title, TITLE),
        Field("asks", wording.say("editing.asks"), "\n".join(asks), long=True),
        Field("text", wording.say("editing.text"), text, long=True),
        Field("source", wording.say("editing.source"), source, SOURCE, needed=False),
        Field("reason", wording.say("editing.reason"), most=REASON, needed=False),
    ]
    return Form(wording.say("editing.new"), fields, filled)


def without_mentions(text: str) -> str:
    """Return a message's text without anybody's name, and custom emoji by their names."""
    return _MENTION.sub("", _EMOJI.sub(r"\1", text)).strip()


def _form(article: Article, passage: int, wording: Wording, filled: Filled) -> Form:
    """Return a form with an article's words; what is too long for a field is left out, and stays as it is."""
    fields = [
        Field("title", wording.say("editing.title"), article.title, TITLE),
        Field("asks", wording.say("editing.asks"), "\n".join(article.asks), long=True),
        Field("text", wording.say("editing.text"), article.passages[passage].text, long=True),
        Field("reason", wording.say("editing.reason"), most=REASON, needed=False),
    ]
    return Form(wording.say("editing.edit"), [field for field in fields if units(field.text) <= field.most], filled)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


async def _propose(bot: PolicyBot, interaction: Interaction, act: Act, reason: str | None, make: Callable[[Read], Edit]) -> None:
    """Offer a file that is made of what somebody handed in, or say why it cannot be made."""
    if not await allowed(bot, interaction, Permit.BASE):
        return
    await bot.sender.defer(interaction, private=True)
    read = partial(bot.parts.serving.content.file, None)
    try:
        edit = await in_thread(lambda: make(read), "composing")
        rules = await in_thread(lambda: house_rules(read, edit), "composing") if act is Act.NEW else {}
    except UsageError as error:
        await bot.tell(interaction, "kb.not_applied", trouble=echo(str(error), TROUBLE))
        return
    note = _until_live(rules, bot.wording_for(interaction)) if act is Act.NEW else ""
    await offer(bot, interaction, Change(act, detail=titled(edit), reason=reason or None, edits=(edit,)), note=note)


def _until_live(rules: Mapping[str, Any], wording: Wording) -> str:
    """Return how a draft goes live, and what the house rules want besides by then."""
    wanted = [wording.say(f"editing.rule_{key}", least=rules[key][0], most=rules[key][1]) for key in RANGES if rules.get(key)]
    wanted += rules.get("require") or ()
    return " ".join([wording.say("editing.draft"), *([wording.say("editing.rules", rules=", ".join(wanted))] if wanted else [])])
