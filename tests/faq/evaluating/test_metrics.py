"""Every figure against examples worked out by hand, and against the most obvious way to compute it."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, nan
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.evaluating.metrics import BINS, Name, bin_numbers, metrics_of
from bot.faq.evaluating.outcomes import Outcomes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from random import Random


@dataclass(frozen=True)
class Row:
    """One question's outcome, as plain values."""

    answerable: bool = True
    rank: int = 0
    answered: bool = False
    right: bool = False
    suggested: bool = False
    passage: bool | None = None
    confidence: float = 0.5
    guarded: bool = False
    first: bool = True


def arrays(rows: list[Row]) -> Outcomes:
    return Outcomes(
        answerable=np.array([row.answerable for row in rows], bool),
        rank=np.array([row.rank for row in rows], np.int64),
        answered=np.array([row.answered for row in rows], bool),
        answered_right=np.array([row.right for row in rows], bool),
        suggested_right=np.array([row.suggested for row in rows], bool),
        passage_measured=np.array([row.passage is not None for row in rows], bool),
        passage_right=np.array([row.passage is True for row in rows], bool),
        confidence=np.array([0.0 if row.guarded else row.confidence for row in rows], float),
        guarded=np.array([row.guarded for row in rows], bool),
        first_half=np.array([row.first for row in rows], bool),
        cluster=np.arange(len(rows)),
    )


def figures(rows: list[Row], precision: float = 0.95, weights: list[int] | None = None) -> dict[Name, float]:
    drawn = np.ones((1, len(rows))) if weights is None else np.array([weights], float)
    return {name: float(metric(drawn)[0]) for name, metric in metrics_of(arrays(rows), precision).items()}


SIX = [
    Row(rank=1, answered=True, right=True, passage=True, confidence=0.9),
    Row(rank=1, suggested=True, confidence=0.6),
    Row(rank=2, answered=True, confidence=0.8),
    Row(rank=4, suggested=False, confidence=0.3),
    Row(answerable=False, answered=True, confidence=0.7),
    Row(answerable=False, confidence=0.1),
]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (Name.P_AT_1, 2 / 4),
        (Name.RECALL_AT_3, 3 / 4),
        (Name.MRR_AT_10, (1 + 1 + 1 / 2 + 1 / 4) / 4),
        (Name.ANSWERED_RIGHT, 1 / 4),
        (Name.SUGGESTED_RIGHT, 1 / 4),
        (Name.RIGHT_OR_SUGGESTED, 2 / 4),
        (Name.ANSWERED_WRONGLY, 2 / 6),
        (Name.OFF_TOPIC_ANSWERED, 1 / 2),
        (Name.PASSAGE_RIGHT, 1.0),
        (Name.AUROC, (2 + 1 + 2 + 1) / 8),
        # One question a bin: |0.9-1| + |0.6-1| + |0.8-0| + |0.3-0| + |0.7-0| + |0.1-0|, over six.
        (Name.CALIBRATION_ERROR, (0.1 + 0.4 + 0.8 + 0.3 + 0.7 + 0.1) / 6),
    ],
)
def test_six_questions_give_the_figures_worked_out_by_hand(name: Name, expected: float) -> None:
    assert figures(SIX)[name] == pytest.approx(expected)


def test_what_cannot_be_measured_is_no_number() -> None:
    only_off_topic = figures([Row(answerable=False)])
    assert isnan(only_off_topic[Name.P_AT_1])
    assert isnan(only_off_topic[Name.AUROC])
    assert only_off_topic[Name.OFF_TOPIC_ANSWERED] == 0
    assert all(isnan(figure) for figure in figures([]).values())


def test_coverage_takes_the_threshold_of_one_half_to_the_other() -> None:
    first = [Row(rank=1, confidence=0.9), Row(rank=1, confidence=0.8), Row(rank=2, confidence=0.7)]
    second = [Row(rank=1, confidence=0.85, first=False), Row(rank=2, confidence=0.75, first=False)]
    # At full precision the first half's threshold is 0.8, which one of two of the second half reach; the second half's is 0.85,
    # which one of three of the first half reach.
    assert figures([*first, *second], precision=1.0)[Name.COVERAGE] == pytest.approx((1 / 2 + 1 / 3) / 2)


def test_an_off_topic_question_that_is_surer_than_all_others_leaves_no_coverage() -> None:
    rows = [Row(answerable=False, confidence=0.99, first=first) for first in (True, False)]
    rows += [Row(rank=1, confidence=0.9, first=first) for first in (True, False)]
    assert figures(rows)[Name.COVERAGE] == 0


def test_questions_of_equal_confidence_are_answered_all_or_none() -> None:
    half = [Row(rank=1), Row(rank=1), Row(rank=2)]
    rows = [*half, *(Row(rank=1, first=False) for _ in range(3))]
    assert figures(rows, precision=0.9)[Name.COVERAGE] == pytest.approx((0 + 1) / 2)


def test_a_guarded_question_is_covered_at_no_precision() -> None:
    rows = [Row(rank=1, guarded=True, first=first) for first in (True, False)]
    assert figures(rows)[Name.COVERAGE] == 0
    assert isnan(figures(rows)[Name.CALIBRATION_ERROR])


def test_bins_are_of_equal_size_and_keep_equal_confidences_together() -> None:
    spread = np.linspace(0, 1, 40)
    assert np.bincount(bin_numbers(spread, counted=np.ones(40, bool))).tolist() == [4] * BINS
    tied = bin_numbers(np.array([0.0] * 30 + [0.5, 1.0]), counted=np.ones(32, bool))
    assert len(set(tied[:30].tolist())) == 1
    assert tied[30] > tied[0]


# --- the same, the obvious way ------------------------------------------------------------------------------------------------


def mean(values: Iterable[float]) -> float:
    values = list(values)
    return sum(values) / len(values) if values else nan


def slow_coverage(rows: list[Row], precision: float) -> float:
    ways = []
    for first in (True, False):
        picked_on = [row for row in rows if row.first is first and not row.guarded]
        applied_to = [row for row in rows if row.first is not first and row.answerable]
        threshold = float("inf")
        for candidate in sorted({row.confidence for row in picked_on}):
            answered = [row for row in picked_on if row.confidence >= candidate]
            share = mean(row.rank == 1 for row in answered)
            if share > 0 and share >= precision - 1e-9:
                threshold = candidate
                break
        if applied_to:
            ways.append(mean(not row.guarded and row.confidence >= threshold for row in applied_to))
    return mean(ways)


def slow_auroc(rows: list[Row]) -> float:
    confidence = [0.0 if row.guarded else row.confidence for row in rows]
    ours = [sure for row, sure in zip(rows, confidence, strict=True) if row.answerable]
    theirs = [sure for row, sure in zip(rows, confidence, strict=True) if not row.answerable]
    return mean(1.0 if one > other else 0.5 if one == other else 0.0 for one in ours for other in theirs)


def slow_calibration_error(rows: list[Row]) -> float:
    counted = [row for row in rows if not row.guarded]
    bins = {}
    for row in counted:
        below = sum(other.confidence < row.confidence for other in counted)
        equal = sum(other.confidence == row.confidence for other in counted)
        bins.setdefault(int((below + (equal - 1) / 2) * BINS / len(counted)), []).append(row)
    gaps = [
        abs(mean(row.confidence for row in inside) - mean(row.rank == 1 for row in inside)) * len(inside)
        for inside in bins.values()
    ]
    return sum(gaps) / len(counted) if counted else nan


def slow_figures(rows: list[Row], precision: float) -> dict[Name, float]:
    ours = [row for row in rows if row.answerable]
    return {
        Name.P_AT_1: mean(row.rank == 1 for row in ours),
        Name.RECALL_AT_3: mean(row.rank in {1, 2, 3} for row in ours),
        Name.MRR_AT_10: mean(1 / row.rank if row.rank else 0 for row in ours),
        Name.ANSWERED_RIGHT: mean(row.right for row in ours),
        Name.SUGGESTED_RIGHT: mean(row.suggested for row in ours),
        Name.RIGHT_OR_SUGGESTED: mean(row.right or row.suggested for row in ours),
        Name.ANSWERED_WRONGLY: mean(row.answered and not row.right for row in rows),
        Name.OFF_TOPIC_ANSWERED: mean(row.answered for row in rows if not row.answerable),
        Name.PASSAGE_RIGHT: mean(row.passage for row in rows if row.passage is not None),
        Name.COVERAGE: slow_coverage(rows, precision),
        Name.AUROC: slow_auroc(rows),
        Name.CALIBRATION_ERROR: slow_calibration_error(rows),
    }


outcome_rows = st.builds(
    Row,
    answerable=st.booleans(),
    rank=st.integers(0, 10),
    answered=st.booleans(),
    right=st.booleans(),
    suggested=st.booleans(),
    passage=st.none() | st.booleans(),
    confidence=st.sampled_from([0.0, 0.125, 0.25, 0.5, 0.75, 1.0]),
    guarded=st.booleans(),
    first=st.booleans(),
)


@given(st.lists(outcome_rows, max_size=25), st.sampled_from([0.5, 0.8, 0.95, 1.0]))
def test_figures_are_those_of_the_obvious_way(rows: list[Row], precision: float) -> None:
    slow = slow_figures(rows, precision)
    assert figures(rows, precision) == {name: pytest.approx(slow[name], nan_ok=True) for name in Name}


@given(st.lists(st.tuples(outcome_rows, st.integers(0, 3)), min_size=1, max_size=15))
def test_a_weight_is_a_question_asked_so_many_times(weighted: list[tuple[Row, int]]) -> None:
    rows, weights = [row for row, _ in weighted], [weight for _, weight in weighted]
    repeated = [row for row, weight in weighted for _ in range(weight)]
    with_weights, with_repeats = figures(rows, weights=weights), figures(repeated)
    del with_weights[Name.CALIBRATION_ERROR], with_repeats[Name.CALIBRATION_ERROR]  # its bins are those of the real questions
    assert with_weights == {name: pytest.approx(figure, nan_ok=True) for name, figure in with_repeats.items()}


@given(st.lists(outcome_rows, max_size=20), st.randoms(use_true_random=False))
def test_the_order_of_the_questions_changes_no_figure(rows: list[Row], random: Random) -> None:
    shuffled = rows[:]
    random.shuffle(shuffled)
    before = figures(rows)
    assert figures(shuffled) == {name: pytest.approx(before[name], nan_ok=True) for name in Name}
