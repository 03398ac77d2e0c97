"""One look-up on one screen: what is known of a question after each stage, and what follows from it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from bot.faq.deciding import Verdict, decide
from bot.faq.decisions import Kind
from bot.faq.fusing import fuse
from bot.faq.matching import gather_evidence
from bot.faq.reading import read

if TYPE_CHECKING:
    from bot.faq.articles import Article, Guard
    from bot.faq.fusing import Ranking, Weights
    from bot.faq.indexing import Index
    from bot.faq.matching import Evidence
    from bot.faq.reading import Reading


class Lookup:
    """A question held against an index; the stages' values side by side. The index has at least one article."""

    def __init__(self, question: str, index: Index, weights: Weights) -> None:
        self._index = index
        self.reading: Reading = read(question, index.vocabulary)
        self.evidence: Evidence = gather_evidence(self.reading, index)
        self.ranking: Ranking = fuse(self.reading, self.evidence, index, weights)
        self.near = float(self.evidence.features[self.ranking.order[0], 0])

    @cached_property
    def guard(self) -> Guard | None:
        """The guard that the question falls under; looked for only when somebody wants to know."""
        return self._index.guards.find(self.reading, self.evidence.question, self.near)

    def article(self, place: int = 0) -> Article:
        """Return the article at a place of the ranking, 0 for the best."""
        return self._index.articles[int(self.evidence.candidates[self.ranking.order[place]])]

    def judge(self, cut: float) -> Verdict:
        """Draw the conclusion: a guard wins over :func:`decide`."""
        verdict = decide(self.reading, self.ranking, self.near, cut) if self.reading.positions else Verdict(Kind.DECLINED)
        return Verdict(Kind.DECLINED) if verdict.kind is not Kind.DECLINED and self.guard else verdict
