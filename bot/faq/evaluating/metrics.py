"""Outcomes → figures. Every metric takes weights, so that its value and its bootstrap interval come from one definition.

``weights`` has a row for each resample and a column for each question: how often the question was drawn.
A metric returns one figure a row, NaN where there is nothing to measure. A row of ones gives the metric itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.faq.evaluating.outcomes import Bools, Floats, Ints, Outcomes

BINS = 10
DEEPEST = 10
"""Hits that a decision lists: an article further down counts as not found."""

SLACK = 1e-9
"""A share computed as 0.95 of 100 must not miss a wanted 0.95 by the last bit of a float."""


class Name(StrEnum):
    """The figures, by the names that ``evaluate --json`` gives them."""

    P_AT_1 = "p_at_1"
    RECALL_AT_3 = "recall_at_3"
    MRR_AT_10 = "mrr_at_10"
    ANSWERED_RIGHT = "answered_right"
    SUGGESTED_RIGHT = "suggested_right"
    RIGHT_OR_SUGGESTED = "right_or_suggested"
    ANSWERED_WRONGLY = "answered_wrongly"
    OFF_TOPIC_ANSWERED = "off_topic_answered"
    PASSAGE_RIGHT = "passage_right"
    COVERAGE = "coverage"
    AUROC = "auroc"
    CALIBRATION_ERROR = "calibration_error"


class Metric(Protocol):
    """A figure of some questions."""

    @property
    def counted(self) -> Bools:
        """Which questions it is taken over."""

    def __call__(self, weights: Floats) -> Floats:
        """Return the figure for each row of weights."""


@dataclass(frozen=True, slots=True)
class Share:
    """A mean over some of the questions: ``worth`` of each counted question, and which are ``counted``."""

    worth: Floats
    counted: Bools

    def __call__(self, weights: Floats) -> Floats:
        """Return the weighted mean for each row of weights."""
        return divide(weights @ np.where(self.counted, self.worth, 0.0), weights @ self.counted.astype(float))


def divide(part: Floats, whole: Floats) -> Floats:
    """Divide, NaN where there is nothing to divide by."""
    shares: Floats = np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=whole > 0)
    return shares


def metrics_of(outcomes: Outcomes, precision: float) -> Mapping[Name, Metric]:
    """Return every metric of the outcomes, ready to be given weights."""
    everything, answerable = np.ones(len(outcomes), bool), outcomes.answerable
    rank, answered_right = outcomes.rank, outcomes.answered_right
    found = (rank > 0) & (rank <= DEEPEST)
    return {
        Name.P_AT_1: Share(outcomes.top_right.astype(float), answerable),
        Name.RECALL_AT_3: Share((found & (rank <= 3)).astype(float), answerable),  # noqa: PLR2004 - the metric's name
        Name.MRR_AT_10: Share(np.where(found, 1.0 / np.maximum(rank, 1), 0.0), answerable),
        Name.ANSWERED_RIGHT: Share(answered_right.astype(float), answerable),
        Name.SUGGESTED_RIGHT: Share(outcomes.suggested_right.astype(float), answerable),
        Name.RIGHT_OR_SUGGESTED: Share((answered_right | outcomes.suggested_right).astype(float), answerable),
        Name.ANSWERED_WRONGLY: Share((outcomes.answered & ~answered_right).astype(float), everything),
        Name.OFF_TOPIC_ANSWERED: Share(outcomes.answered.astype(float), ~answerable),
        Name.PASSAGE_RIGHT: Share(outcomes.passage_right.astype(float), outcomes.passage_measured),
        Name.COVERAGE: Coverage(outcomes, precision),
        Name.AUROC: Auroc(outcomes),
        Name.CALIBRATION_ERROR: CalibrationError(outcomes),
    }


class Coverage:
    """Share of the answerable questions that are answered when at least ``precision`` of the answers are right.

    The threshold on the confidence is picked on one half of all questions and applied to the other; both ways, averaged.
    """

    def __init__(self, outcomes: Outcomes, precision: float) -> None:
        self.counted = outcomes.answerable
        self._outcomes = outcomes
        self._precision = precision
        self._sides = (outcomes.first_half, ~outcomes.first_half)

    def __call__(self, weights: Floats) -> Floats:
        """Return the coverage for each row of weights."""
        first, second = self._sides
        both = np.stack([self._one_way(weights, first, second), self._one_way(weights, second, first)])
        measured = ~np.isnan(both)
        return divide(np.where(measured, both, 0.0).sum(axis=0), measured.sum(axis=0).astype(float))

    def thresholds(self, weights: Floats, half: Bools) -> Floats:
        """Return the lowest confidence at which the answers of a half are precise enough; infinity where none is."""
        usable = np.flatnonzero(half & ~self._outcomes.guarded)
        order = usable[np.argsort(-self._outcomes.confidence[usable], kind="stable")]
        if not len(order):
            return np.full(len(weights), np.inf)
        confidence, drawn = self._outcomes.confidence[order], weights[:, order]
        ends = np.flatnonzero(np.append(confidence[1:] != confidence[:-1], True))  # equal confidences are answered all or none
        right, asked = (np.cumsum(each, axis=1)[:, ends] for each in (drawn * self._outcomes.top_right[order], drawn))
        some = np.diff(asked, axis=1, prepend=0) > 0
        fine = some & (right >= self._precision * asked - SLACK) & (right > 0)
        last = len(ends) - 1 - np.argmax(fine[:, ::-1], axis=1)
        return np.where(fine.any(axis=1), confidence[ends][last], np.inf)

    def _one_way(self, weights: Floats, picked_on: Bools, applied_to: Bools) -> Floats:
        threshold = self.thresholds(weights, picked_on)
        counted = np.flatnonzero(applied_to & self._outcomes.answerable)
        drawn = weights[:, counted]
        answered = (self._outcomes.confidence[counted] >= threshold[:, None]) & ~self._outcomes.guarded[counted]
        return divide((drawn * answered).sum(axis=1), drawn.sum(axis=1))


class Auroc:
    """How surely an answerable question has more confidence than one that must be declined; ties count half."""

    def __init__(self, outcomes: Outcomes) -> None:
        self.counted = np.ones(len(outcomes), bool)
        self._answerable = outcomes.answerable
        self._order = np.argsort(outcomes.confidence, kind="stable")
        ordered = outcomes.confidence[self._order]
        self._starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)])

    def __call__(self, weights: Floats) -> Floats:
        """Return the area for each row of weights."""
        if not len(self._starts):
            return np.full(len(weights), np.nan)
        drawn, above = weights[:, self._order], self._answerable[self._order]
        ours = np.add.reduceat(drawn * above, self._starts, axis=1)
        theirs = np.add.reduceat(drawn * ~above, self._starts, axis=1)
        below = np.cumsum(theirs, axis=1) - theirs / 2
        return divide((ours * below).sum(axis=1), ours.sum(axis=1) * theirs.sum(axis=1))


class CalibrationError:
    """How far confidence and share of right best hits lie apart, on average over bins of equally many questions."""

    def __init__(self, outcomes: Outcomes) -> None:
        self.counted = ~outcomes.guarded
        numbers = bin_numbers(outcomes.confidence, counted=self.counted)
        self._in_bin = (numbers[:, None] == np.arange(BINS)).astype(float)
        self._gap = outcomes.confidence - outcomes.top_right

    def __call__(self, weights: Floats) -> Floats:
        """Return the expected calibration error for each row of weights."""
        gaps = np.abs((weights * self._gap) @ self._in_bin).sum(axis=1)
        return divide(gaps, (weights @ self._in_bin).sum(axis=1))


def bin_numbers(confidence: Floats, *, counted: Bools) -> Ints:
    """Sort the counted questions into bins of (nearly) equal size; -1 for the others.

    Equal confidences share a bin, so that the order of the questions changes nothing; some bins may then be empty.
    """
    numbers = np.full(len(confidence), -1, np.int64)
    _, group, sizes = np.unique(confidence[counted], return_inverse=True, return_counts=True)
    middle = np.cumsum(sizes) - (sizes + 1) / 2  # mean place of equal confidences, from 0
    if len(group):
        numbers[counted] = np.floor(middle * BINS / len(group)).astype(np.int64)[group]
    return numbers
