"""The engine whole: a question in, a decision out. What one look-up does, stage by stage, stands in ``lookup``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING

from bot.faq.cuts import Way
from bot.faq.deciding import Verdict, is_bare
from bot.faq.decisions import Decision, Hit, Kind, Quote, Suggestion
from bot.faq.errors import UsageError
from bot.faq.explaining import Reason, Teller, explain
from bot.faq.labelling import label_articles
from bot.faq.leaning import find_passage, is_titled, leans
from bot.faq.lookup import Lookup
from bot.faq.naming import names
from bot.faq.parting import parts_of
from bot.faq.quoting import quote, rank_passages
from bot.faq.reading import read

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

    from bot.faq.articles import Article, KnowledgeBase
    from bot.faq.cuts import Cuts
    from bot.faq.errors import Fault
    from bot.faq.fusing import Weights
    from bot.faq.indexing import Index
    from bot.faq.loading import Sheets
    from bot.faq.semantic import Meanings

HITS = 10
"""Hits listed with a decision."""


@dataclass(frozen=True, slots=True)
class _Terms:
    """On what terms a question is asked: from which confidence on it is answered, on which day, and whether only that is wanted."""

    cut: float
    day: dt.date
    plain: bool


class FAQ:
    """A knowledge base, ready to be asked. Immutable; asking is a pure function of question, base and arguments.

    ``index`` is what is read of the base, ``weights`` how much each piece of evidence counts.
    """

    def __init__(  # noqa: PLR0913 - all but three are by name, and rarely given
        self,
        base: KnowledgeBase,
        index: Index,
        weights: Weights,
        *,
        today: Callable[[], dt.date],
        warnings: tuple[Fault, ...] = (),
        sheets: Sheets | None = None,
    ) -> None:
        """``today`` tells the day for articles that hold until a date, where :meth:`ask` is not told.

        ``sheets`` are what the base was read from, where it lay in files: the next load starts from them.
        """
        self.base, self.warnings, self.sheets = base, warnings, sheets
        self.index, self.weights, self._today = index, weights, today
        self._by_id = {article.id: article for article in index.articles}
        self._places = {article.id: place for place, article in enumerate(index.articles)}

    @property
    def version(self) -> str:
        """The hash of the content that answers."""
        return self.base.version

    @property
    def cuts(self) -> Cuts:
        """From which confidence answers keep a wanted precision."""
        return self.weights.cuts

    @property
    def meanings(self) -> Meanings | None:
        """What the phrasings mean, where the semantic extra is in use."""
        return self.index.meanings

    def with_cuts(self, cuts: Cuts) -> FAQ:
        """Return the same FAQ, answering from other confidences on (see ``calibrating``)."""
        weights = replace(self.weights, cuts=cuts)
        return FAQ(self.base, self.index, weights, today=self._today, warnings=self.warnings, sheets=self.sheets)

    def with_base(self, base: KnowledgeBase, index: Index) -> FAQ:
        """Return a FAQ of another base that judges as this one does."""
        sheets = replace(self.sheets, compiled=None) if self.sheets else None
        return FAQ(base, index, self.weights, today=self._today, warnings=self.warnings, sheets=sheets)

    def article(self, article_id: str) -> Article:
        """Return a live article; ``KeyError`` for any other id."""
        return self._by_id[article_id]

    def knows(self, article_id: str) -> bool:
        """Whether there is a live article of that id."""
        return article_id in self._by_id

    def ask(  # noqa: PLR0913 - all but the question are by name, and rarely given
        self,
        question: str,
        *,
        precision: float = 0.95,
        context: str | None = None,
        as_of: dt.date | None = None,
        way: Way = Way.ASKED,
        plain: bool = False,
    ) -> Decision:
        """Decide about one question: answer it, offer a choice, or decline.

        ``precision`` is the share of answers that shall be right, between 0 and 1; a higher one answers less, from 0.5 to 0.99.
        What lies outside counts as the nearer of these two.
        ``context`` is the id of the article that the question follows up on (``and when did it start?``): where the question alone
        is not answered, or by an article that it does not name, it is read together with that article's title, and counts only if
        it then plainly asks for one of its passages.
        ``as_of`` is the day on which an article's ``until`` is judged (default: today).
        ``way``: the same precision needs more confidence for a message that was only overheard.
        ``plain``: only what is decided, a fifth cheaper: no hits, and passages whole and without highlights.

        Raises:
            UsageError: the precision is none, or there is no live article of that id.
        """
        _check_precision(precision)
        if context is not None and context not in self._by_id:
            raise UsageError(f"there is no live article {context!r} to follow up on")
        started = perf_counter()
        if not self.index.articles:
            return Decision(question, Kind.DECLINED, 0.0, self.base.version)
        terms = _Terms(self.cuts.cut_for(precision, way), as_of or self._today(), plain)
        whole = Lookup(question, self.index, self.weights)
        verdict = whole.judge(terms.cut)
        decision = self._answer_parts(question, whole, terms) or self._conclude(question, whole, verdict, terms)
        if context is not None and not whole.guard and not self.stands_alone(decision):
            decision = self._follow_up(question, context, whole, terms) or decision
        return replace(decision, took_ms=(perf_counter() - started) * 1000)

    def names(self, question: str, article_id: str) -> bool:
        """Whether a question says by name what it is about: the base's subject, or a name that stands in a live article.

        *Why did the Hanoi summit fail* does, *why did the trip fail* does not. ``KeyError`` where there is no such article.
        """
        return names(read(question, self.index.vocabulary), self._places[article_id], self.index)

    @property
    def has_subject(self) -> bool:
        """Whether the base is about one thing, which most of its phrasings name."""
        return bool(self.index.subject.terms)

    def explain(self, question: str, *, precision: float = 0.95) -> tuple[Reason, ...]:
        """Tell a moderator why a question is decided as it is: what matched what, the score's parts, the runner-up."""
        _check_precision(precision)
        if not self.index.articles:
            return (Reason("the knowledge base has no live article"),)
        found = Lookup(question, self.index, self.weights)
        lines = list(explain(found.reading, found.ranking, found.evidence, self.index, self.weights))
        if found.guard:
            lines.insert(0, Reason(f"guard: {found.guard.kind} ({found.guard.place})"))
        if is_bare(found.reading):
            lines.append(Reason("only a topic word: a choice, however sure"))
        cut = f"answers from confidence {self.cuts.cut_for(precision):.2f} ({self._made_for()}) at precision {precision:g}"
        return (*lines, Reason("", cut))

    def _made_for(self) -> str:
        if not self.cuts.version:
            return "the shipped cut: this base is not calibrated"
        return "calibrated" if self.cuts.version == self.version else "calibrated on earlier content"

    def _answer_parts(self, question: str, whole: Lookup, terms: _Terms) -> Decision | None:
        """Answer two questions in one message, where each alone is answered, by a different article."""
        parts = parts_of(question)
        if not parts or whole.guard:
            return None
        judged = []
        for part in parts:  # the second is looked up only where the first is answered
            found = Lookup(part, self.index, self.weights)
            judged.append((found, found.judge(terms.cut)))
            if judged[-1][1].kind is not Kind.ANSWERED:
                return None
        first, second = (self._conclude(question, found, verdict, terms) for found, verdict in judged)
        if first.article == second.article:
            return None
        return replace(first, passages=(*first.passages, *second.passages), confidence=min(first.confidence, second.confidence))

    def stands_alone(self, decision: Decision) -> bool:
        """Whether a question was answered without need of what was said before it.

        *Who signed it?* was not, however sure of it some article is: it points back at what was said, and names nothing itself.
        """
        if decision.article is None:
            return False
        reading = read(decision.question, self.index.vocabulary)
        article = self._places[decision.article]
        return not leans(reading, self.index) or names(reading, article, self.index) or is_titled(reading, article, self.index)

    def _follow_up(self, question: str, context: str, alone: Lookup, terms: _Terms) -> Decision | None:
        article = self._by_id[context]
        passage = find_passage(question, alone.reading, self._places[context], self.index)
        found = Lookup(f"{question}\n{article.title}", self.index, self.weights)
        verdict = found.judge(terms.cut)
        if passage is None or verdict.kind is not Kind.ANSWERED:
            return None
        decision = self._conclude(question, found, verdict, terms)
        if decision.article != context:
            return None
        return replace(decision, passages=(self._quote(article, passage, alone, terms),))

    def _conclude(self, question: str, found: Lookup, verdict: Verdict, terms: _Terms) -> Decision:
        answered = verdict.kind is Kind.ANSWERED
        best, article = found.ranking.order[0], found.article()
        passages = rank_passages(best, found.evidence, self.index) if answered else []
        return Decision(
            question=question,
            decision=verdict.kind,
            confidence=found.ranking.confidences[0],
            knowledge_version=self.base.version,
            article=article.id if answered else None,
            passages=(self._quote(article, passages[0], found, terms),) if answered else (),
            suggestions=self._suggest(found, verdict.chosen) if verdict.kind is Kind.SUGGESTED else (),
            guard=found.guard.kind if found.guard else None,
            notice=found.guard.reply if found.guard else None,
            near=self._near(found, verdict),
            hits=() if terms.plain else tuple(self._hits(found)),
        )

    def _quote(self, article: Article, passage: int, found: Lookup, terms: _Terms) -> Quote:
        if terms.plain:
            return Quote.of(article, article.passages[passage], terms.day)
        return quote(article, article.passages[passage], found.reading, self.index, terms.day)

    def _near(self, found: Lookup, verdict: Verdict) -> str | None:
        """The one topic that a decline names: where its guard points to, else the nearest article if it is near."""
        if verdict.kind is not Kind.DECLINED:
            return None
        ranked = [found.article(place).id for place in range(len(found.ranking.order))]
        if found.guard and found.guard.point_to:
            return min(found.guard.point_to, key=lambda target: ranked.index(target) if target in ranked else len(ranked))
        return None if verdict.near is None or found.guard else ranked[verdict.near]

    def _suggest(self, found: Lookup, chosen: tuple[int, ...]) -> tuple[Suggestion, ...]:
        articles = [found.article(place) for place in chosen]
        made = label_articles([article.title for article in articles], self.index.vocabulary.language)
        labels = [article.label or label for article, label in zip(articles, made, strict=True)]
        confidences = [found.ranking.confidences[place] for place in chosen]
        return tuple(
            Suggestion(article.id, article.title, label, confidence)
            for article, label, confidence in zip(articles, labels, confidences, strict=True)
        )

    def _hits(self, found: Lookup) -> Iterator[Hit]:
        teller = Teller(found.reading, found.evidence, self.index)
        for place, at in enumerate(found.ranking.order[:HITS]):
            yield Hit(
                article=found.article(place).id,
                confidence=found.ranking.confidences[place],
                score=found.ranking.scores[place],
                phrasing=self.index.phrasings.texts[found.evidence.phrasing[at]],
                why=teller.tell(at),
            )


def _check_precision(precision: float) -> None:
    if not 0 < precision < 1:
        raise UsageError(f"precision must lie between 0 and 1, not {precision}")
