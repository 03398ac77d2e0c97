"""Hand-made values for these tests: a decision in a line, and a FAQ that answers from a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.faq.articles import Article, KnowledgeBase, LabelledQuestion, Passage
from bot.faq.decisions import Decision, Hit, Kind, Quote, Suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable


def decision(
    kind: str, *articles: str, confidence: float = 0.5, guard: str | None = None, heading: str | None = None, text: str = ""
) -> Decision:
    """Decide for the first of ``articles``, which are the hits, best first."""
    decided = Kind(kind)
    hits = tuple(Hit(article, confidence, confidence, f"about {article}", f"it says {article}") for article in articles)
    answered = decided is Kind.ANSWERED
    return Decision(
        question="?",
        decision=decided,
        confidence=confidence,
        knowledge_version="v1",
        article=articles[0] if answered else None,
        passages=(Quote(articles[0], heading, text),) if answered else (),
        suggestions=tuple(Suggestion(hit.article, hit.article, hit.article, confidence) for hit in hits[:3])
        if decided is Kind.SUGGESTED
        else (),
        guard=guard,
        hits=hits,
    )


def question(
    name: str, *expect: str, passage: str | None = None, style: str | None = None, kind: str | None = None
) -> LabelledQuestion:
    return LabelledQuestion(name, f"What about {name}?", expect, passage, kind, style)


def article(name: str, *passages: tuple[str | None, str]) -> Article:
    told = passages or ((None, f"All about {name}."),)
    return Article(
        name, "topic", name, (f"about {name}",), tuple(Passage(heading, text, ((0, len(text)),)) for heading, text in told)
    )


@dataclass
class Table:
    """Answers each question from a table: what a FAQ is to the evaluation."""

    decisions: dict[str, Decision]
    base: KnowledgeBase
    asked: list[tuple[str, float]] = field(default_factory=list)

    def ask(self, question: str, *, precision: float = 0.95) -> Decision:
        self.asked.append((question, precision))
        return self.decisions[question]


def table(pairs: Iterable[tuple[LabelledQuestion, Decision]], *articles: str) -> Table:
    """Make a FAQ of questions and its decisions about them."""
    base = KnowledgeBase("A tiny base", "en", (), (), tuple(article(name) for name in sorted(articles)), version="v1")
    return Table({asked.question: decided for asked, decided in pairs}, base)
