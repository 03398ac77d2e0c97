"""A question from a channel → what to post, if anything. Knows people and channels by their numbers only, and no Discord."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.buttons import Action, ButtonId
from bot.faq.decisions import Kind
from bot.following import follow_up
from bot.listening import unprompted
from bot.records import PAUSED
from bot.replies import Button, Reply, answer_reply, repeat_reply, reply_to, taken_as
from bot.saying import quote_of

if TYPE_CHECKING:
    from bot.faq import FAQ
    from bot.faq.decisions import Decision
    from bot.ledger import Asked, Ledger
    from bot.parts import Parts
    from bot.pausing import Pauses
    from bot.records import ServerSettings
    from bot.wording import Wording


@dataclass(frozen=True, slots=True)
class Answer:
    """What to post, and the decision behind it."""

    reply: Reply
    decision: Decision


class Answering:
    """Asks the FAQ that serves at this moment, and words the reply."""

    def __init__(self, parts: Parts, ledger: Ledger, pauses: Pauses) -> None:
        self._serving, self._settings, self._clock = parts.serving, parts.settings, parts.clock
        self._ledger, self._pauses = ledger, pauses

    def answer(self, asked: Asked, server: ServerSettings, wording: Wording) -> Answer | None:
        """Return what to post for a question; ``None`` is silence."""
        if not asked.overheard:
            return self.asked(asked, server, wording)
        precision = self._settings.precision_in(server, asked=False)
        faq = self._serving.faq
        decision = unprompted(faq, asked.text, precision=precision)
        if decision is None or self._is_paused(asked):
            return None
        if any(self._pauses.of_article(one) or self._ledger.repeated(asked.channel, one) for one in articles_of(decision)):
            return None  # nobody wants to read that here unasked
        return Answer(self._worded(asked, decision, faq, wording), decision)

    def asked(self, asked: Asked, server: ServerSettings, wording: Wording) -> Answer:
        """Return what to post for a question whose asker waits."""
        faq = self._serving.faq
        precision = self._settings.precision_in(server)
        followed = follow_up(faq, asked.text, asked.context, precision) if asked.context and server.follow_ups else None
        decision = self._without_paused(followed.decision if followed else faq.ask(asked.text, precision=precision))
        if held := self._held_back(asked, decision, wording):
            return held
        reply = self._worded(asked, decision, faq, wording)
        if followed and followed.taken_as:
            reply = taken_as(reply, followed.taken_as, wording)
        gap = decision.decision is Kind.DECLINED and decision.guard is None
        if gap and server.human_channel and asked.server is not None:
            label = wording.say("buttons.human_named" if asked.private else "buttons.human")
            human = Button(label, ButtonId(Action.HUMAN, asker=asked.asker))
            reply = replace(reply, buttons=(*reply.buttons, human))
        return Answer(reply, decision)

    def replied(self, question: int, reply: int, decision: Decision, *, hidden: bool = False) -> None:
        """Write down what was replied; ``hidden``: to one person alone, so that nobody is led there later."""
        answered, version = decision.decision is Kind.ANSWERED and not hidden, decision.knowledge_version
        self._ledger.answer(question, reply, articles_of(decision), answered=answered, version=version)

    def passage(self, article: str, passage: int, wording: Wording, *, asker: int) -> Reply:
        """Return a passage that somebody picked; ``KeyError`` where the article is gone."""
        faq = self._serving.faq
        if self._pauses.of_article(article):
            return Reply(wording.say("pause.checking"))
        return answer_reply([quote_of(faq.article(article), passage, self._clock.today())], faq.base, wording, asker=asker)

    def _is_paused(self, asked: Asked) -> bool:
        return self._pauses.here(asked.server, asked.channel, asked.parent) is not None

    def _without_paused(self, decision: Decision) -> Decision:
        """Return a decision whose choices leave out what is paused, unless nothing would be left."""
        left = tuple(one for one in decision.suggestions if not self._pauses.of_article(one.article))
        return replace(decision, suggestions=left) if left else decision

    def _held_back(self, asked: Asked, decision: Decision, wording: Wording) -> Answer | None:
        """Return the line for what a moderator has paused; it counts as no answer, and not as a gap of the content either."""
        if self._is_paused(asked):
            key = "pause.here"
        elif any(map(self._pauses.of_article, articles_of(decision))):
            key = "pause.checking"
        else:
            return None
        silent = replace(decision, decision=Kind.DECLINED, article=None, passages=(), suggestions=(), guard=PAUSED)
        return Answer(Reply(wording.say(key)), silent)

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
