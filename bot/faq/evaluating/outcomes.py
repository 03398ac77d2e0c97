"""One asked question → what became of it; many of them → arrays that the metrics read."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from bot.faq.decisions import Kind
from bot.faq.loading.phrasings import phrasing_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

    from bot.faq.articles import Article, LabelledQuestion, Passage
    from bot.faq.decisions import Decision, Quote

    Bools = npt.NDArray[np.bool_]
    Ints = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]

SHORTEST_PROOF = 20
"""Letters of a quote that must stand in a passage to tell it from one of the same heading."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one labelled question."""

    question: LabelledQuestion
    decision: Decision
    rank: int
    """Place of the first expected article among the hits, counted from 1; 0 where none is among them."""
    passage_right: bool | None
    """Whether the first quoted passage is the labelled one; ``None`` unless it is labelled and the right article answered."""

    @property
    def answerable(self) -> bool:
        """Whether any article should answer."""
        return bool(self.question.expect)

    @property
    def answered(self) -> bool:
        """Whether the engine quoted something."""
        return self.decision.decision is Kind.ANSWERED

    @property
    def answered_right(self) -> bool:
        """Whether the article that answered is an expected one."""
        return self.answered and self.decision.article in self.question.expect

    @property
    def answered_wrongly(self) -> bool:
        """Whether it quoted an article that does not answer, or anything at all where nothing does."""
        return self.answered and not self.answered_right

    @property
    def got(self) -> str | None:
        """The article that answered, else the best hit's."""
        return self.decision.article or (self.decision.hits[0].article if self.decision.hits else None)

    @property
    def why(self) -> str:
        """Why it was got, in a moderator's words."""
        hits = self.decision.hits
        return next((hit.why for hit in hits if hit.article == self.got), hits[0].why if hits else "")

    @property
    def suggested_right(self) -> bool:
        """Whether an expected article is among the suggestions."""
        return any(suggestion.article in self.question.expect for suggestion in self.decision.suggestions)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The same as arrays, one element a question."""

    answerable: Bools
    rank: Ints
    answered: Bools
    answered_right: Bools
    suggested_right: Bools
    passage_measured: Bools
    passage_right: Bools
    confidence: Floats
    """The best hit's. A question that a guard declined has 0: no precision that one could wish for gets it answered."""
    guarded: Bools
    first_half: Bools
    """Which half of the questions it belongs to, by its id alone: thresholds are picked on one half and tried on the other."""
    cluster: Ints
    """Questions of one expected article rise and fall together; each question that must be declined stands for itself."""

    def __len__(self) -> int:
        """How many questions there are."""
        return len(self.answerable)

    @property
    def top_right(self) -> Bools:
        """Whether the best hit is an expected article."""
        return np.equal(self.rank, 1)

    def select(self, which: Bools) -> Outcomes:
        """Return those of some questions, clusters counted anew."""
        picked = {field.name: getattr(self, field.name)[which] for field in fields(self)}
        picked["cluster"] = np.unique(picked["cluster"], return_inverse=True)[1].astype(np.int64)
        return Outcomes(**picked)


def judge(question: LabelledQuestion, decision: Decision, articles: Mapping[str, Article]) -> Outcome:
    """Hold a decision against what was expected."""
    ranks = (at for at, hit in enumerate(decision.hits, 1) if hit.article in question.expect)
    return Outcome(question, decision, next(ranks, 0), _judge_passage(question, decision, articles))


def _judge_passage(question: LabelledQuestion, decision: Decision, articles: Mapping[str, Article]) -> bool | None:
    right = decision.decision is Kind.ANSWERED and decision.article in question.expect
    article = articles.get(decision.article or "")
    if question.passage is None or not right or not decision.passages or article is None:
        return None
    passages = article.passages
    wanted = {at for at, passage in enumerate(passages) if _is_labelled(passage, at, question.passage)}
    if not wanted:
        return None  # the label is about another of the expected articles
    quote = decision.passages[0]
    return quote.article == article.id and bool(wanted & _quoted(quote, passages))


def _is_labelled(passage: Passage, at: int, label: str) -> bool:
    return label == str(at + 1) or (passage.heading is not None and phrasing_key(passage.heading) == phrasing_key(label))


def _quoted(quote: Quote, passages: Sequence[Passage]) -> set[int]:
    """Which passages a quote can come from. It may be cut between blocks: its text settles only what its heading leaves open."""
    same = {at for at, passage in enumerate(passages) if passage.heading == quote.heading}
    start = quote.text.strip().split("\n\n")[0]
    if len(same) > 1 and len(start) >= SHORTEST_PROOF:
        return {at for at in same if start in passages[at].text} or same
    return same


def gather(outcomes: Iterable[Outcome]) -> Outcomes:
    """Turn outcomes into arrays."""
    rows = list(outcomes)
    same = ("answerable", "answered", "answered_right", "suggested_right")
    guarded = np.array([row.decision.guard is not None and not row.answered for row in rows], bool)
    return Outcomes(
        **{name: np.array([getattr(row, name) for row in rows], bool) for name in same},
        rank=np.array([row.rank for row in rows], np.int64),
        passage_measured=np.array([row.passage_right is not None for row in rows], bool),
        passage_right=np.array([row.passage_right is True for row in rows], bool),
        confidence=np.where(guarded, 0.0, np.array([row.decision.confidence for row in rows], float)),
        guarded=guarded,
        first_half=np.array([crc32(row.question.id.encode()) % 2 == 0 for row in rows], bool),
        cluster=_clusters(rows),
    )


def _clusters(rows: Iterable[Outcome]) -> Ints:
    seen: dict[tuple[str, str], int] = {}
    keys = (("article", row.question.expect[0]) if row.answerable else ("question", row.question.id) for row in rows)
    return np.array([seen.setdefault(key, len(seen)) for key in keys], np.int64)
