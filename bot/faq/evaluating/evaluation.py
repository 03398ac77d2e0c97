"""Questions with known answers → how well a FAQ answers them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.faq.evaluating.intervals import LEVEL, bootstrap, exact_bounds
from bot.faq.evaluating.metrics import BINS, Name, Share, bin_numbers, metrics_of
from bot.faq.evaluating.outcomes import Outcome, Outcomes, gather, judge

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.faq.articles import KnowledgeBase, LabelledQuestion
    from bot.faq.evaluating.metrics import Metric
    from bot.faq.evaluating.outcomes import Ints
    from bot.faq.gating import Answers

UNLABELLED = "unlabelled"
"""The group of the questions that name no style or no kind."""

ENOUGH_TO_PROMISE = 200
"""Judged answers from which a precision is promised; before, it is what the calibration leads one to expect."""

TESTED = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.975)
"""Confidences that are tested for keeping the precision, from the highest down until one fails. Fixed beforehand, and tried in this order,
they share one error of 5 %; of many cuts chosen afterwards one would pass by luck."""

SAME = 1e-12
"""Resamples that differ by less are the same but for rounding."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure, 0 to 1, with its 95 % interval; ``of`` says over how many.

    ``None`` where there was nothing to measure; the interval also where nothing can be said of it.
    """

    name: Name
    value: float | None
    low: float | None
    high: float | None
    of: int


@dataclass(frozen=True, slots=True)
class Group:
    """All figures of some of the questions: of a style, of a kind, or of all."""

    name: str
    questions: int
    measures: tuple[Measure, ...]

    def __getitem__(self, name: Name | str) -> Measure:
        """Return a figure by its name."""
        return self.measures[list(Name).index(Name(name))]


@dataclass(frozen=True, slots=True)
class Kept:
    """The precision that was promised, and the one reached: ``right`` of the ``answers`` given, with exact 95 % bounds.

    ``proved`` is the lowest of :data:`TESTED` from which these questions prove the precision, if any does.
    """

    promised: float
    answers: int
    right: int
    low: float
    high: float
    proved: float | None = None

    @property
    def reached(self) -> float | None:
        """The share of right answers, ``None`` where nothing was answered."""
        return self.right / self.answers if self.answers else None

    @property
    def verdict(self) -> str:
        """``kept``, ``not kept`` (the whole interval is below the promise), or ``not enough yet``: then the precision is only expected."""
        if self.answers < ENOUGH_TO_PROMISE:
            return "not enough yet"
        return "kept" if self.high >= self.promised else "not kept"


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions of like confidence: what was claimed of them, and what was true (with exact 95 % bounds)."""

    questions: int
    least: float
    most: float
    confidence: float
    right: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything measured with one list of questions. Equal outcomes give an equal evaluation."""

    base: str
    knowledge_version: str
    articles: int
    precision: float
    overall: Group
    by_style: tuple[Group, ...]
    by_kind: tuple[Group, ...]
    kept: Kept
    reliability: tuple[Bin, ...]
    wrong_answers: tuple[Outcome, ...]
    """The surest first."""
    ranked_low: tuple[Outcome, ...]
    """Questions whose article came after another and that were not answered wrongly; those not found at all first."""


def evaluate(faq: Answers, questions: Iterable[LabelledQuestion], *, precision: float = 0.95) -> Evaluation:
    """Ask every question and measure what comes back."""
    articles = {article.id: article for article in faq.base.articles}
    outcomes = [judge(question, faq.ask(question.question, precision=precision), articles) for question in questions]
    return measure(outcomes, faq.base, precision)


def measure(outcomes: Sequence[Outcome], base: KnowledgeBase, precision: float) -> Evaluation:
    """Measure outcomes that are already there."""
    arrays = gather(outcomes)
    wrong, low = _mistakes(outcomes)
    return Evaluation(
        base=base.name,
        knowledge_version=base.version,
        articles=len(base.live),
        precision=precision,
        overall=_measure_group("all", arrays, precision),
        by_style=_measure_groups([row.question.style for row in outcomes], arrays, precision),
        by_kind=_measure_groups([row.question.kind for row in outcomes], arrays, precision),
        kept=_kept(arrays, precision),
        reliability=tuple(_reliability(arrays)),
        wrong_answers=wrong,
        ranked_low=low,
    )


def _measure_groups(labels: Iterable[str | None], outcomes: Outcomes, precision: float) -> tuple[Group, ...]:
    named = np.array([label or UNLABELLED for label in labels], object)
    names = sorted(set(named.tolist()))
    return tuple(_measure_group(name, outcomes.select(named == name), precision) for name in names)


def _measure_group(name: str, outcomes: Outcomes, precision: float) -> Group:
    metrics = metrics_of(outcomes, precision)
    intervals = bootstrap(outcomes.cluster, metrics)
    once = np.ones((1, len(outcomes)))
    measures = []
    for key in Name:
        found = float(metrics[key](once)[0])
        figures = (found, *_unstuck(metrics[key], found, intervals[key], outcomes.cluster))
        value, low, high = (None if np.isnan(figure) else figure for figure in figures)
        measures.append(Measure(key, value, low, high, of=int(metrics[key].counted.sum())))
    return Group(name, len(outcomes), tuple(measures))


def _unstuck(metric: Metric, value: float, interval: tuple[float, float], cluster: Ints) -> tuple[float, float]:
    """Return the interval; where every resample repeats the figure (0 of 30 is no proof of 0), exact bounds of a share instead.

    They count clusters, which are what was drawn independently: rather too wide than too narrow.
    """
    if interval[1] - interval[0] > SAME or np.isnan(value):
        return interval
    if not isinstance(metric, Share):
        return float("nan"), float("nan")
    tries = len(np.unique(cluster[metric.counted]))
    return exact_bounds(round(value * tries), tries)


def _kept(outcomes: Outcomes, precision: float) -> Kept:
    answers, right = int(outcomes.answered.sum()), int(outcomes.answered_right.sum())
    return Kept(precision, answers, right, *exact_bounds(right, answers), _proved(outcomes, precision))


def _proved(outcomes: Outcomes, precision: float) -> float | None:
    """Return the lowest tested confidence that keeps the precision for sure, as all above it do: by exact one-sided bounds."""
    proved = None
    for cut in reversed(TESTED):
        answered = outcomes.confidence >= cut
        tries, right = int(answered.sum()), int((answered & outcomes.top_right).sum())
        if tries >= ENOUGH_TO_PROMISE:
            if exact_bounds(right, tries, 2 * LEVEL - 1)[0] < precision:
                break
            proved = cut
    return proved


def _reliability(outcomes: Outcomes) -> Iterable[Bin]:
    numbers = bin_numbers(outcomes.confidence, counted=~outcomes.guarded)
    for number in range(BINS):
        inside = numbers == number
        if not inside.any():
            continue
        confidence, right = outcomes.confidence[inside], outcomes.top_right[inside]
        low, high = exact_bounds(int(right.sum()), len(right))
        least, most, mean = float(confidence.min()), float(confidence.max()), float(confidence.mean())
        yield Bin(len(right), least, most, confidence=mean, right=float(right.mean()), low=low, high=high)


def _mistakes(rows: Sequence[Outcome]) -> tuple[tuple[Outcome, ...], tuple[Outcome, ...]]:
    """Return wrong answers, the surest first, and right articles ranked low, the lowest first."""
    wrong = [row for row in rows if row.answered_wrongly]
    low = [row for row in rows if row.answerable and row.rank != 1 and not row.answered_wrongly]
    wrong.sort(key=lambda row: (-row.decision.confidence, row.question.id))
    low.sort(key=lambda row: (row.rank > 0, -row.rank, -row.decision.confidence, row.question.id))
    return tuple(wrong), tuple(low)
