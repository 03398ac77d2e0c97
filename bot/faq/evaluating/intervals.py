"""How far a figure can be trusted: 95 % intervals by resampling, and exact ones for plain shares.

The bootstrap draws whole clusters (all questions of an article): an article that is hard to find is hard to find for all of its
questions, and drawn one by one they would look more certain than they are.
"""

from __future__ import annotations

from math import exp, lgamma, log, log1p
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import numpy.typing as npt

    from bot.faq.evaluating.metrics import Name

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

LEVEL = 0.95
RESAMPLES = 1_000
SEED = 20_260_801
"""Any number; always the same one, so that equal outcomes give equal intervals."""

CELLS_AT_ONCE = 1_000_000
"""Weights held at a time (8 MB): 5,000 questions resampled 1,000 times would need 40 MB at once."""

HALVINGS = 60
"""Steps of a bisection between 0 and 1: all the digits that a float has."""

MOST_TERMS, ENOUGH, TINY = 1_000, 1e-14, 1e-300
"""When the continued fraction stops: after so many terms, when a term changes so little, and what stands in for a zero."""


def bootstrap(cluster: Ints, metrics: Mapping[Name, Callable[[Floats], Floats]]) -> dict[Name, tuple[float, float]]:
    """Return each metric's interval: the middle 95 of 100 resamples of clusters; NaN where no resample could be measured."""
    drawn: dict[Name, list[Floats]] = {name: [np.zeros(0)] for name in metrics}
    for weights in resampled(cluster):
        for name, metric in metrics.items():
            drawn[name].append(metric(weights))
    return {name: _middle(np.concatenate(figures)) for name, figures in drawn.items()}


def resampled(cluster: Ints, resamples: int = RESAMPLES) -> Iterator[Floats]:
    """Yield weights, some rows at a time: how often each question is drawn when its cluster is drawn with replacement.

    ``cluster`` numbers the clusters from 0 without gaps.
    """
    if not len(cluster):
        return
    clusters = int(cluster.max()) + 1
    random = np.random.default_rng(SEED)
    at_once = max(1, CELLS_AT_ONCE // len(cluster))
    for done in range(0, resamples, at_once):
        rows = min(at_once, resamples - done)
        picks = random.integers(0, clusters, (rows, clusters)) + np.arange(rows)[:, None] * clusters
        times = np.bincount(picks.ravel(), minlength=rows * clusters).reshape(rows, clusters)
        yield times[:, cluster].astype(float)


def _middle(figures: Floats) -> tuple[float, float]:
    measured = figures[~np.isnan(figures)]
    if not len(measured):
        return float("nan"), float("nan")
    low, high = np.quantile(measured, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def exact_bounds(hits: int, tries: int, level: float = LEVEL) -> tuple[float, float]:
    """Return the bounds of a share after Clopper and Pearson (1934): never too narrow, also for none or all of a few tries."""
    if tries == 0:
        return 0.0, 1.0
    tail = (1 - level) / 2
    low = 0.0 if hits == 0 else _quantile(tail, hits, tries - hits + 1)
    high = 1.0 if hits == tries else _quantile(1 - tail, hits + 1, tries - hits)
    return low, high


def _quantile(share: float, a: float, b: float) -> float:
    """Return where the beta distribution has ``share`` of its mass below."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if beta_below(middle, a, b) < share else (low, middle)
    return (low + high) / 2


def beta_below(x: float, a: float, b: float) -> float:
    """Return the mass of the beta distribution below ``x`` (the regularised incomplete beta function)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):  # the fraction converges fast on this side of the mean only
        return front * _continued_fraction(x, a, b) / a
    return 1 - front * _continued_fraction(1 - x, b, a) / b


def _continued_fraction(x: float, a: float, b: float) -> float:
    """Evaluate the fraction of the incomplete beta function by Lentz's method."""
    numerator, denominator = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    value = denominator
    for step in range(1, MOST_TERMS):
        even = step * (b - step) * x / ((a + 2 * step - 1) * (a + 2 * step))
        odd = -(a + step) * (a + b + step) * x / ((a + 2 * step) * (a + 2 * step + 1))
        for term in (even, odd):
            denominator = 1 / _not_zero(1 + term * denominator)
            numerator = _not_zero(1 + term / numerator)
            value *= denominator * numerator
        if abs(denominator * numerator - 1) < ENOUGH:
            break
    return value


def _not_zero(value: float) -> float:
    return value if abs(value) > TINY else TINY
