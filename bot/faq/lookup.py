"""One look-up: what is known of a question after matching, and what follows from it."""

from __future__ import annotations

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

    __slots__ = ("_index", "evidence", "guard", "near", "ranking", "reading")

    def __init__(self, question: str, index: Index, weights: Weights) -> None:
        self._index = index
        self.reading: Reading = read(question, index.vocabulary)
        self.evidence: Evidence = gather_evidence(self.reading, index)
        self.ranking: Ranking = fuse(self.reading, self.evidence, index, weights)
        self.near = float(self.evidence.features[self.ranking.order[0], 0])
        self.guard: Guard | None = index.guards.find(self.reading, self.evidence.question, self.near)

    def article(self, place: int = 0) -> Article:
        """Return the article at a place of the ranking, 0 for the best."""
        return self._index.articles[int(self.evidence.candidates[self.ranking.order[place]])]

    def judge(self, cut: float) -> Verdict:
        """Draw the conclusion: a guard wins, then :func:`decide`."""
        if self.guard or not self.reading.positions:
            return Verdict(Kind.DECLINED)
        return decide(self.reading, self.ranking, self.near, cut)
