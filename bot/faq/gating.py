"""The base's own questions, asked of the engine that was just built: what must keep its answer at every reload."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.faq.decisions import Kind
from bot.faq.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.faq.articles import KnowledgeBase, LabelledQuestion
    from bot.faq.decisions import Decision

SHOWN = 100
"""Characters of a question that a message repeats."""


class Answers(Protocol):
    """What is tested and measured: a FAQ, or anything that answers like one."""

    @property
    def base(self) -> KnowledgeBase:
        """The base, with its check questions."""

    def ask(self, question: str, *, precision: float = ...) -> Decision:
        """Decide about one question."""


@dataclass(frozen=True, slots=True)
class GateFailure:
    """A check question that is not answered as it must be. ``stolen_by`` is the article that came instead, where one did."""

    question: LabelledQuestion
    decision: Decision
    stolen_by: str | None
    sentence: str

    def as_fault(self) -> Fault:
        """Return the failure as a fault at the question."""
        return Fault(self.question.place, self.sentence, self._remedy(), rule="gate")

    def _remedy(self) -> str:
        if not self.question.expect:
            return f"write it under not_for in '{self.stolen_by}' (what it must not answer), or in a guard; or correct its expect"
        wanted = " or ".join(f"'{article}'" for article in self.question.expect)
        other = f", or under not_for in '{self.stolen_by}'" if self.stolen_by else ""
        return f"write a phrasing like it in {wanted}{other}; or correct the question's expect"


def run_gate(
    faq: Answers, questions: Iterable[LabelledQuestion] | None = None, *, precision: float = 0.95
) -> tuple[GateFailure, ...]:
    """Ask every check question of the base, or the ``questions`` given; return those that fail, in their order.

    A question passes when an article that it expects is answered or suggested; one that expects none, when it is not answered.
    """
    gate = faq.base.gate if questions is None else questions
    asked = ((question, faq.ask(question.question, precision=precision)) for question in gate)
    return tuple(_failure(question, decision) for question, decision in asked if not passes(question, decision))


def passes(question: LabelledQuestion, decision: Decision) -> bool:
    """Whether a decision is what a check question demands."""
    if not question.expect:
        return decision.decision is not Kind.ANSWERED
    return not set(question.expect).isdisjoint(_offered(decision))


def _offered(decision: Decision) -> tuple[str, ...]:
    """The articles that a member gets to see, best first."""
    answers = [decision.article] if decision.article else []
    return (*answers, *(quote.article for quote in decision.passages), *(one.article for one in decision.suggestions))


def _failure(question: LabelledQuestion, decision: Decision) -> GateFailure:
    offered = _offered(decision)
    return GateFailure(question, decision, next(iter(offered), None), _sentence(question, decision, offered))


def _sentence(question: LabelledQuestion, decision: Decision, offered: tuple[str, ...]) -> str:
    asked = f"the question '{_shortened(question.question)}'"
    if not question.expect:
        return f"{asked} must not be answered, but '{decision.article}' answers it"
    wanted = " or ".join(f"'{article}'" for article in question.expect)
    if decision.decision is Kind.DECLINED:
        reason = f" by the guard '{decision.guard}'" if decision.guard else ""
        return f"{asked} must find {wanted}, but it is declined{reason}"
    if decision.decision is Kind.ANSWERED:
        return f"{asked} must find {wanted}, but '{offered[0]}' answers it"
    suggested = ", ".join(f"'{article}'" for article in offered)
    return f"{asked} must find {wanted}, but only {suggested} came up"


def _shortened(question: str) -> str:
    line = " ".join(question.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 3] + "..."
