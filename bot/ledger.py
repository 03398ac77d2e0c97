"""What the bot lately replied to what: for edits, deletions, repeats and presses on buttons.

In memory only, bounded by number and age. After a restart it is empty, and everything that leans on it has a plainer way to go on.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.pacing import Recent

if TYPE_CHECKING:
    from collections.abc import Callable

KEPT = 10_000
"""Questions remembered; the oldest go first. Some 5 MB."""

KEPT_SECONDS = 24 * 3600.0
"""Longest that a question's words stay in memory."""

LIVING_SECONDS = 15 * 60.0
"""How long a reply follows the edits of its question."""

REPEAT_SECONDS = 10 * 60.0
"""How long an answer in a channel counts as just given."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, who asked it where, and, once it is in the ledger, what became of it.

    ``typed`` is what the asker's message says; what was asked (``text``) may be more, such as a forum post's ``title`` before it, or
    the words of somebody else. Where it was ``overheard`` in a listening channel nobody waits: an answer or silence.
    ``context`` is the article of the bot's answer that it replies to, if any; ``by_ping``: the bot was not named, Discord pinged it for
    that reply. ``private``: only the asker will see the reply, so nothing is a repeat. ``parent`` is the channel of a thread.
    """

    question: int
    text: str
    asker: int
    server: int | None
    channel: int
    overheard: bool = False
    context: str | None = None
    private: bool = False
    parent: int | None = None
    typed: str = ""
    title: str = ""
    by_ping: bool = False
    at: float = 0.0
    """When it was taken on, in monotonic seconds."""
    reply: int | None = None
    """The message that answers it, once it is sent."""
    articles: tuple[str, ...] = ()
    """Those quoted, or offered, best first; ``answered`` tells which of the two."""
    answered: bool = False
    version: str = ""
    """That of the content that replied."""
    marked: bool = False
    """The reply was taken back while its article was paused, until it is answered anew."""


class Ledger:
    """Questions and their replies, newest last."""

    def __init__(self, monotonic: Callable[[], float], *, kept: int = KEPT) -> None:
        self._monotonic, self._kept = monotonic, kept
        self._entries: OrderedDict[int, Asked] = OrderedDict()
        self._question_of: dict[int, int] = {}
        self._answers: dict[tuple[int, str], int] = {}
        self._deleted: Recent[int, None] = Recent(kept)

    def take(self, asked: Asked) -> bool:
        """Write down a question; ``False`` if it is there already, or was deleted meanwhile: nobody shall answer it (again)."""
        if asked.question in self._entries or asked.question in self._deleted:
            return False
        now = self._monotonic()
        self._entries[asked.question] = replace(asked, at=now)
        while len(self._entries) > self._kept or now - next(iter(self._entries.values())).at > KEPT_SECONDS:
            self.drop(next(iter(self._entries)))
        return True

    def answer(self, question: int, reply: int, articles: tuple[str, ...], *, answered: bool, version: str = "") -> None:
        """Write down what was replied."""
        if (entry := self._entries.get(question)) is None:
            return
        self._forget_reply(entry)
        marked, articles = entry.marked and not articles, articles or (entry.articles if entry.marked else ())
        self._entries[question] = replace(
            entry, reply=reply, articles=articles, answered=answered, version=version, marked=marked
        )
        self._question_of[reply] = question
        if answered and self.repeated(entry.channel, articles[0]) is None:  # the first answer stays the one that is linked to
            self._answers[entry.channel, articles[0]] = question

    def reword(self, question: int, typed: str) -> None:
        """Write down what a question's message says now."""
        if entry := self._entries.get(question):
            text = f"{entry.title}\n{typed}" if entry.title else typed
            self._entries[question] = replace(entry, typed=typed, text=text)

    def of_question(self, question: int) -> Asked | None:
        """Return what is known of a question."""
        return self._fresh(question, KEPT_SECONDS)

    def living(self, question: int) -> Asked | None:
        """Return a question whose reply still follows its edits."""
        return self._fresh(question, LIVING_SECONDS)

    def of_reply(self, reply: int) -> Asked | None:
        """Return the question that a message of the bot replies to."""
        return self._fresh(self._question_of.get(reply), KEPT_SECONDS)

    def repeated(self, channel: int, article: str) -> Asked | None:
        """Return the question that an article just answered in a channel."""
        return self._fresh(self._answers.get((channel, article)), REPEAT_SECONDS)

    def answered_with(self, article: str) -> tuple[Asked, ...]:
        """Return the questions whose public replies quote an article, newest first."""
        kept = [entry for entry in self._entries.values() if entry.reply and entry.answered and article in entry.articles]
        return tuple(reversed(kept))

    def mark(self, question: int) -> None:
        """Write down that a reply shows its answer no longer, so that nobody is led there, until it is answered anew."""
        if (entry := self._entries.get(question)) and entry.reply is not None:
            self._forget_reply(entry)
            self._entries[question] = replace(entry, marked=True)
            self._question_of[entry.reply] = question

    def marked(self) -> tuple[Asked, ...]:
        """Return the questions whose replies wait to be answered anew."""
        return tuple(entry for entry in self._entries.values() if entry.marked and entry.reply)

    def delete(self, message: int) -> Asked | None:
        """Forget a question or a reply that is gone, and remember that it is; return what was known of it."""
        if (question := self._question_of.get(message)) is None:
            self._deleted[message] = None
            return self.drop(message)
        entry = self._entries[question]
        self._forget_reply(entry)
        self._entries[question] = replace(entry, reply=None)
        return entry

    def drop(self, question: int) -> Asked | None:
        """Forget a question that was taken on; return what was known of it."""
        if entry := self._entries.pop(question, None):
            self._forget_reply(entry)
        return entry

    def is_deleted(self, question: int) -> bool:
        """Whether a question was seen to be deleted."""
        return question in self._deleted

    def forget(self, asker: int) -> int:
        """Forget everything that one person asked; return how many questions that were."""
        theirs = [entry for entry in self._entries.values() if entry.asker == asker]
        for entry in theirs:
            self.drop(entry.question)
        return len(theirs)

    def _fresh(self, question: int | None, seconds: float) -> Asked | None:
        entry = None if question is None else self._entries.get(question)
        return entry if entry is not None and self._monotonic() - entry.at <= seconds else None

    def _forget_reply(self, entry: Asked) -> None:
        if entry.reply is not None:
            self._question_of.pop(entry.reply, None)
        for article in entry.articles:
            if self._answers.get((entry.channel, article)) == entry.question:
                del self._answers[entry.channel, article]
