"""The protocol's figures, on judgements small enough to count by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from figures import Judged, auroc, coverage, lowest_cut, mcnemar, measure, reached


def judged(places: list[int], sure: list[float] | None = None, answerable: list[bool] | None = None) -> Judged:
    count = len(places)
    known = np.array(answerable or [True] * count)
    return Judged(np.array(places), np.array(sure or [0.5] * count), known, np.arange(count))


def test_places_become_shares() -> None:
    found = measure(judged([1, 2, 4, 0]))
    assert (found.p_at_1, found.recall_at_3) == (0.25, 0.5)
    assert found.mrr_at_10 == pytest.approx((1 + 1 / 2 + 1 / 4) / 4)
    assert found.low < 0.25 < found.high


def test_equal_confidences_are_answered_all_or_none() -> None:
    right = np.array([True, False, True])
    assert lowest_cut(np.array([0.9, 0.9, 0.8]), right, 0.95) == math.inf
    assert lowest_cut(np.array([0.9, 0.8, 0.8]), right, 0.95) == 0.9


def test_a_confidence_that_says_nothing_has_an_area_of_a_half() -> None:
    answerable = np.array([True, False, True, False])
    assert auroc(np.full(4, 0.3), answerable) == 0.5
    assert auroc(np.array([0.9, 0.1, 0.8, 0.2]), answerable) == 1.0
    assert math.isnan(auroc(np.ones(3), np.ones(3, bool)))


def test_a_perfect_system_covers_everything() -> None:
    everything = np.ones(20, bool)
    assert coverage(np.full(20, 0.9), everything, everything) == 1.0
    assert coverage(np.full(20, 0.9), ~everything, everything) == 0.0


def test_mcnemar_counts_only_what_the_two_disagree_on() -> None:
    ours, theirs = judged([1, 1, 1, 1, 1, 1, 2]), judged([2, 2, 2, 2, 2, 1, 1])
    assert mcnemar(ours, theirs) == (5, 1, pytest.approx(2 * (1 + 6) / 2**6))
    assert mcnemar(ours, ours) == (0, 0, 1.0)


def test_answers_from_a_cut_on_are_counted_with_their_bounds() -> None:
    answers, right, low, high = reached(judged([1, 1, 2, 1], [0.9, 0.8, 0.7, 0.1]), 0.7)
    assert (answers, right) == (3, 2)
    assert low < 2 / 3 < high
