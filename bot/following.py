"""Questions asked in reply to the bot's own answer: *and when did it start?* is read with that answer's article. Knows no Discord."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.faq.decisions import Kind

if TYPE_CHECKING:
    from bot.faq import FAQ, Decision


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What to reply instead of the plain decision. ``taken_as`` says how the question was read; it is empty where nothing is answered."""

    decision: Decision
    taken_as: str


def follow_up(faq: FAQ, question: str, article: str, precision: float = 0.95) -> FollowUp | None:
    """Decide about a question that replies to an answer of the bot; ``article`` is the id of the article that was quoted.

    ``None``: the question has nothing to do with that answer, or the article is gone; ask it as usual. Else it leans on the answer:
    either it plainly asks for one of the article's passages, or it is declined, because another article would answer that it does
    not name (*who signed it?* in reply to a summit is not answered with an armistice).
    """
    if not faq.knows(article):
        return None
    alone = faq.ask(question, precision=precision)
    if faq.stands_alone(alone):
        return None
    together = faq.ask(question, precision=precision, context=article)
    if together != alone:
        return FollowUp(together, _taken_as(together, faq))
    if alone.article in {None, article}:
        return None
    return FollowUp(replace(alone, decision=Kind.DECLINED, article=None, passages=(), near=alone.article), "")


def _taken_as(decision: Decision, faq: FAQ) -> str:
    """The article's name and the heading of the passage quoted, both in their author's words."""
    quoted = decision.passages[0]
    article = faq.article(quoted.article)
    return f"{article.label or article.title}: {quoted.heading}" if quoted.heading else article.title
