"""Messages: questions by mention, reply, direct message or in listening channels, and replies that live as long as their question."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.faq.decisions import Kind
from bot.faq.language import load_language
from bot.ledger import Asked
from bot.listening import asks
from bot.permissions import may_write
from bot.records import unless_in_trouble
from bot.replies import Reply
from bot.views.pressing import buttons_of

if TYPE_CHECKING:
    from bot.answering import Answer
    from bot.client import PolicyBot
    from bot.faq.language import Language
    from bot.records import ServerSettings

MENTION = re.compile(r"<@!?(\d+)>")

ANSWERED_TYPES = frozenset({discord.MessageType.default, discord.MessageType.reply})
"""Messages that people typed; joins, pins and the like are none."""


class AnsweringCog(commands.Cog):
    """Turns messages into questions and sends what the answering says."""

    def __init__(self, bot: PolicyBot) -> None:
        self.bot = bot
        self._following: set[int] = set()
        """Questions whose reply is to follow an edit soon: one time for any number of edits."""

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Take a message on, if it is a question for the bot: cheap checks first, then the backlog."""
        if message.author.bot or message.webhook_id or message.type not in ANSWERED_TYPES:
            return
        settings = await self.bot.server_settings(message.guild.id if message.guild else None)
        asked = self._asked(message, settings)
        if asked is None or self.bot.sender.is_refused(asked.channel) or not _may_answer(message):
            return
        if asked.overheard and not asks(asked.text, self._language()):
            return  # chat must not push questions out of the backlog
        if not asked.overheard and self.bot.too_fast(asked.asker, asked.channel):
            return
        self.bot.backlog.submit(asked.channel, partial(self._answer, message, asked, settings))

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Let a reply follow its question."""
        entry = self.bot.ledger.living(payload.message_id)
        typed = self._own_words(str(payload.data.get("content") or ""))
        if entry is None or not typed or typed == entry.typed:
            return  # Discord tells of previews and pins in the same way
        self.bot.ledger.reword(entry.question, typed)
        if entry.reply is not None and entry.question not in self._following:
            self._following.add(entry.question)
            self.bot.backlog.submit(entry.channel, partial(self._follow_edit, entry.question))

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Let a reply go with its question."""
        await self._gone(payload.channel_id, payload.message_id)

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Let replies go with their questions."""
        for message in payload.message_ids:
            await self._gone(payload.channel_id, message)

    def _asked(self, message: discord.Message, settings: ServerSettings) -> Asked | None:
        """Return the question that a message asks of the bot, ``None`` where it is none of its business."""
        parent = message.channel.parent_id if isinstance(message.channel, discord.Thread) else None
        server, typed = message.guild.id if message.guild else None, self._own_words(message.content)
        asked = Asked(message.id, typed, message.author.id, server, message.channel.id, parent=parent, typed=typed)
        if message.guild is None:
            return replace(asked, context=self._context(message), private=True)
        if self.bot.user in message.mentions:
            unnamed = asked.text == message.content.strip()
            return replace(asked, context=self._context(message), by_ping=unnamed)
        if not self.bot.reads_messages or message.mentions or message.reference:
            return None
        if title := _forum_title(message, settings):
            return replace(asked, text=f"{title}\n{asked.text}", title=title, overheard=True)
        listens = asked.channel in settings.listening or parent in settings.listening
        return replace(asked, overheard=True) if listens else None

    async def _answer(self, message: discord.Message, asked: Asked, settings: ServerSettings) -> None:
        wording = self.bot.wording_of(settings, message.guild)
        answer, asked = self._best_answer(message, asked, settings)
        if answer is None:
            if not asked.overheard and not asked.text:
                await self.bot.sender.reply(message, Reply(wording.say(self._pointer(message))), asked_at=message.created_at)
            return
        if self._is_small_talk(asked, answer) or not await self._claimed(asked):
            return
        if asked.overheard and self.bot.too_fast(asked.asker, asked.channel):
            return
        sent = await self.bot.sender.reply(message, answer.reply, asked_at=message.created_at)
        if sent is None:
            return
        if self.bot.ledger.is_deleted(asked.question):  # while the reply was on its way
            await self.bot.sender.delete(sent)
            return
        await self.bot.settle(asked, sent.id, answer.decision, settings)
        entry = self.bot.ledger.of_question(asked.question)
        if entry is not None and entry.typed != asked.typed:  # it was worded anew while the reply was on its way
            await self._follow_edit(asked.question)

    def _best_answer(self, message: discord.Message, asked: Asked, settings: ServerSettings) -> tuple[Answer | None, Asked]:
        """Answer the asker's own words; where there are none, or no answer, the message that they reply to, where it may be read."""
        wording = self.bot.wording_of(settings, message.guild)
        answer = self.bot.answering.answer(asked, settings, wording) if asked.text else None
        other = _replied_to(message)
        if asked.overheard or other is None or other.author == self.bot.user or not (text := self._own_words(other.content)):
            return answer, asked
        if answer is not None and answer.decision.decision is Kind.ANSWERED:
            return answer, asked  # else "can you answer this?" is about the other message
        theirs = replace(asked, text=text)
        return self.bot.answering.answer(theirs, settings, wording), theirs

    def _is_small_talk(self, asked: Asked, answer: Answer) -> bool:
        """Whether words that only answer the bot, such as *thanks*, want no reply: they ask nothing, or not of an answer."""
        if not asked.by_ping or answer.decision.decision is Kind.ANSWERED:
            return False
        return asked.context is None or not asks(asked.text, self._language())

    async def _claimed(self, asked: Asked) -> bool:
        """Whether this process, now, is the one to answer: at most one reply a question."""
        if not self.bot.ledger.take(asked):
            return False
        claim = self.bot.parts.records.claim(asked.question, self.bot.parts.process)
        return await unless_in_trouble(claim, otherwise=True)  # the nonce still keeps a retried reply single

    async def _follow_edit(self, question: int) -> None:
        self._following.discard(question)
        if entry := self.bot.ledger.living(question):
            await self.bot.answer_anew(replace(entry, private=entry.server is None, context=None, parent=None))

    async def _gone(self, channel: int, message: int) -> None:
        entry = self.bot.ledger.delete(message)
        if entry is not None and entry.question == message and entry.reply is not None:
            await self.bot.sender.delete(self.bot.own_message(entry.server, channel, entry.reply))

    def _own_words(self, content: str) -> str:
        """Return what somebody typed, without the mention of the bot that addressed it."""
        own = str(self.bot.user.id) if self.bot.user else ""
        return MENTION.sub(lambda found: "" if found[1] == own else found[0], content).strip()

    def _language(self) -> Language:
        return load_language(self.bot.parts.serving.faq.base.language)

    def _context(self, message: discord.Message) -> str | None:
        """Return the article of the bot's own answer that a message replies to."""
        other = _replied_to(message)
        if other is None or other.author != self.bot.user:
            return None
        return next((one.article for one in buttons_of(other) if self.bot.parts.serving.faq.knows(one.article)), None)

    def _pointer(self, message: discord.Message) -> str:
        """Return the text for a mention without words: about the message replied to, where that cannot be read, or in general."""
        other = _replied_to(message)
        return "asking.use_menu" if message.reference and (other is None or other.author != self.bot.user) else "asking.empty"


def _replied_to(message: discord.Message) -> discord.Message | None:
    resolved = message.reference.resolved if message.reference else None
    return resolved if isinstance(resolved, discord.Message) else None


def _may_answer(message: discord.Message) -> bool:
    """Whether Discord would take a reply here: asking first saves refused requests, of which a bot may not have many."""
    if message.guild is None:
        return True
    if not isinstance(message.channel, discord.abc.GuildChannel | discord.Thread):
        return True  # not in the cache: the send layer finds out
    allowed = message.channel.permissions_for(message.guild.me)
    return may_write(allowed, message.channel) and allowed.read_message_history and allowed.view_channel


def _forum_title(message: discord.Message, settings: ServerSettings) -> str | None:
    """Return the title of a new post in a chosen forum; its first message has the number of its thread."""
    thread = message.channel
    if isinstance(thread, discord.Thread) and thread.id == message.id and thread.parent_id in settings.forums:
        return thread.name
    return None
