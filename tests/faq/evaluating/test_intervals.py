"""Intervals cover the truth as often as they claim, and never claim certainty from a few tries."""

from __future__ import annotations

from math import comb
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.evaluating.intervals import at_least, bootstrap, exact_bounds, resampled
from bot.faq.evaluating.metrics import Name, Share

if TYPE_CHECKING:
    import numpy.typing as npt


@pytest.mark.parametrize(
    ("hits", "tries", "low", "high"),
    [  # Clopper and Pearson's bounds as printed in tables; those of none and all leave 2.5 % on the open side.
        (0, 10, 0.0, 0.3085),
        (1, 10, 0.0025, 0.4450),
        (5, 10, 0.1871, 0.8129),
        (10, 10, 0.6915, 1.0),
        (19, 20, 0.7513, 0.9987),
        (0, 300, 0.0, 0.0122),
        (50, 1000, 0.0373, 0.0654),
    ],
)
def test_exact_bounds_are_those_of_the_tables(hits: int, tries: int, low: float, high: float) -> None:
    assert exact_bounds(hits, tries) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_without_tries_everything_is_possible() -> None:
    assert exact_bounds(0, 0) == (0.0, 1.0)


def binomial_at_least(hits: int, tries: int, share: float) -> float:
    return sum(comb(tries, count) * share**count * (1 - share) ** (tries - count) for count in range(hits, tries + 1))


@given(st.integers(1, 60), st.floats(0.001, 0.999), st.data())
def test_the_tail_of_the_binomial_is_the_sum_of_its_terms(tries: int, share: float, data: st.DataObject) -> None:
    hits = data.draw(st.integers(1, tries))
    assert at_least(hits, tries, share) == pytest.approx(binomial_at_least(hits, tries, share), abs=1e-9)


@given(st.integers(1, 60), st.data())
def test_each_bound_leaves_two_and_a_half_percent_on_its_side(tries: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, tries))
    low, high = exact_bounds(hits, tries)
    assert low <= hits / tries <= high
    if hits > 0:
        assert binomial_at_least(hits, tries, low) == pytest.approx(0.025, abs=1e-6)
    if hits < tries:
        assert 1 - binomial_at_least(hits + 1, tries, high) == pytest.approx(0.025, abs=1e-6)


def test_a_share_of_nothing_or_everything_leaves_no_doubt() -> None:
    assert (at_least(3, 7, 0.0), at_least(3, 7, 1.0)) == (0.0, 1.0)


def test_hundreds_of_thousands_of_tries_are_no_matter() -> None:
    low, high = exact_bounds(30_000, 300_000)
    assert (low, high) == (pytest.approx(0.0989, abs=2e-4), pytest.approx(0.1011, abs=2e-4))


@given(st.lists(st.integers(0, 5), min_size=1, max_size=30))
def test_whole_clusters_are_drawn_as_often_as_there_are_clusters(labels: list[int]) -> None:
    cluster = np.unique(labels, return_inverse=True)[1].astype(np.int64)
    weights = np.concatenate(list(resampled(cluster, 20)))
    assert weights.shape == (20, len(labels))
    for row in weights:
        times = {number: set(row[cluster == number].tolist()) for number in cluster.tolist()}
        assert all(len(each) == 1 for each in times.values())
        assert sum(next(iter(each)) for each in times.values()) == len(times)


def interval(hits: npt.NDArray[np.bool_], cluster: npt.NDArray[np.int64]) -> tuple[float, float]:
    return bootstrap(cluster, {Name.P_AT_1: Share(hits.astype(float), np.ones(len(hits), bool))})[Name.P_AT_1]


def test_equal_outcomes_give_equal_intervals() -> None:
    hits = np.arange(50) % 3 == 0
    assert interval(hits, np.arange(50)) == interval(hits, np.arange(50))


def test_resampling_covers_the_truth_about_as_often_as_it_says() -> None:
    random, truth, runs = np.random.default_rng(7), 0.8, 100
    covered = 0
    for _ in range(runs):
        low, high = interval(random.random(80) < truth, np.arange(80))
        covered += low <= truth <= high
    assert covered >= 88  # 95 expected; the percentile bootstrap is a little narrow, and chance may take a few more


def test_questions_that_go_together_make_the_interval_wider() -> None:
    hits = np.repeat(np.arange(20) % 2 == 0, 10)
    low, high = interval(hits, np.repeat(np.arange(20), 10))
    low_alone, high_alone = interval(hits, np.arange(200))
    assert high - low > 2 * (high_alone - low_alone)


def test_nothing_to_draw_is_no_interval() -> None:
    low, high = interval(np.zeros(0, bool), np.zeros(0, np.int64))
    assert np.isnan(low)
    assert np.isnan(high)
