"""The questions to look at first: what went wrong worst, each with what the engine thought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.faq.articles import LabelledQuestion
    from bot.faq.decisions import Kind
    from bot.faq.evaluating.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Mistake:
    """One question that went wrong. ``got`` is the best hit, ``why`` its reason in a moderator's words."""

    question: LabelledQuestion
    decided: Kind
    got: str | None
    rank: int
    """Place of the expected article among the hits, counted from 1; 0 where it is not among them (or none was expected)."""
    confidence: float
    why: str


def worst_mistakes(outcomes: Iterable[Outcome]) -> tuple[tuple[Mistake, ...], tuple[Mistake, ...]]:
    """Return wrong answers, the surest first, and right articles ranked low, the lowest first."""
    rows = list(outcomes)
    wrong = [_mistake(row) for row in rows if row.answered_wrongly]
    low = [_mistake(row) for row in rows if row.answerable and row.rank != 1 and not row.answered_wrongly]
    wrong.sort(key=lambda mistake: (-mistake.confidence, mistake.question.id))
    low.sort(key=lambda mistake: (mistake.rank > 0, -mistake.rank, -mistake.confidence, mistake.question.id))
    return tuple(wrong), tuple(low)


def _mistake(row: Outcome) -> Mistake:
    decision = row.decision
    best = decision.hits[0] if decision.hits else None
    got = decision.article or (best.article if best else None)
    why = next((hit.why for hit in decision.hits if hit.article == got), best.why if best else "")
    return Mistake(row.question, decision.decision, got, row.rank, decision.confidence, why)
