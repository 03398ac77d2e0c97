"""A question from a channel → what to post, if anything. Knows people and channels by their numbers only, and no Discord."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from bot.buttons import Action, ButtonId
from bot.faq.decisions import Kind
from bot.following import follow_up
from bot.listening import unprompted
from bot.replies import Button, answer_reply, repeat_reply, reply_to, taken_as
from bot.saying import quote_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from bot.faq import FAQ
    from bot.faq.decisions import Decision
    from bot.ledger import Ledger
    from bot.records import ServerSettings
    from bot.replies import Reply
    from bot.serving import Serving
    from bot.settings import Settings
    from bot.wording import Wording


class Way(Enum):
    """How a question reached the bot."""

    ASKED = "asked"
    """By mention, command, direct message or press: somebody waits for a reply."""
    OVERHEARD = "overheard"
    """In a listening channel: an answer or silence."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and who asked it where. ``context`` is the article of the bot's answer that it replies to, if any.

    ``private``: only the asker will see the reply, so nothing is a repeat.
    """

    question: int
    text: str
    asker: int
    server: int | None
    channel: int
    way: Way = Way.ASKED
    context: str | None = None
    private: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What to post, and the decision behind it."""

    reply: Reply
    decision: Decision


class Answering:
    """Asks the FAQ that serves at this moment, and words the reply."""

    def __init__(self, serving: Serving, settings: Settings, ledger: Ledger, today: Callable[[], dt.date]) -> None:
        self._serving, self._settings, self._ledger, self._today = serving, settings, ledger, today

    def answer(self, asked: Asked, server: ServerSettings, wording: Wording) -> Answer | None:
        """Return what to post for a question; ``None`` is silence."""
        if asked.way is Way.ASKED:
            return self.asked(asked, server, wording)
        precision = server.listening_precision or self._settings.listening_precision
        faq = self._serving.faq
        decision = unprompted(faq, asked.text, precision=precision)
        return Answer(self._worded(asked, decision, faq, wording), decision) if decision else None

    def asked(self, asked: Asked, server: ServerSettings, wording: Wording) -> Answer:
        """Return what to post for a question whose asker waits."""
        faq = self._serving.faq
        precision = server.precision or self._settings.precision
        if asked.context and server.follow_ups and (followed := follow_up(faq, asked.text, asked.context, precision)):
            reply = self._worded(asked, followed.decision, faq, wording)
            return Answer(taken_as(reply, followed.taken_as, wording) if followed.taken_as else reply, followed.decision)
        decision = faq.ask(asked.text, precision=precision)
        reply = self._worded(asked, decision, faq, wording)
        if server.human_channel and decision.decision is Kind.DECLINED and decision.guard is None and asked.server is not None:
            human = Button(wording.say("buttons.human"), ButtonId(Action.HUMAN, asker=asked.asker))
            reply = replace(reply, buttons=(*reply.buttons, human))
        return Answer(reply, decision)

    def passage(self, article: str, passage: int, wording: Wording, *, asker: int) -> Reply:
        """Return a passage that somebody picked; ``KeyError`` where the article is gone."""
        faq = self._serving.faq
        return answer_reply([quote_of(faq.article(article), passage, self._today())], faq.base, wording, asker=asker)

    def _worded(self, asked: Asked, decision: Decision, faq: FAQ, wording: Wording) -> Reply:
        if decision.article and not asked.private and len(decision.passages) == 1:
            earlier = self._ledger.repeated(asked.channel, decision.article)
            if earlier and earlier.reply and earlier.question != asked.question:
                link = message_link(earlier.server, earlier.channel, earlier.reply)
                return repeat_reply(link, decision.passages[0], faq.base, wording, asker=asked.asker)
        return reply_to(decision, faq.base, wording, asker=asked.asker)


def message_link(server: int | None, channel: int, message: int) -> str:
    """Return the address of a message, which Discord's own programs open in place."""
    return f"https://discord.com/channels/{server or '@me'}/{channel}/{message}"


def articles_of(decision: Decision) -> tuple[str, ...]:
    """Return the articles that a reply shows or offers, best first."""
    quoted = [quote.article for quote in decision.passages]
    return tuple(dict.fromkeys([*quoted, *(suggestion.article for suggestion in decision.suggestions)]))
