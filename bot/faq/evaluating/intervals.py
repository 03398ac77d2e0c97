"""How far a figure can be trusted: 95 % intervals by resampling, and exact ones for plain shares.

The bootstrap draws whole clusters (all questions of an article): an article that is hard to find is hard to find for all of its
questions, and drawn one by one they would look more certain than they are.
"""

from __future__ import annotations

from math import lgamma, log, log1p
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bot.faq.evaluating.metrics import Name
    from bot.faq.evaluating.outcomes import Floats, Ints

LEVEL = 0.95
RESAMPLES = 1_000
SEED = 20_260_801
"""Any number; always the same one, so that equal outcomes give equal intervals."""

CELLS_AT_ONCE = 1_000_000
"""Weights held at a time (8 MB): 5,000 questions resampled 1,000 times would need 40 MB at once."""

HALVINGS = 60
"""Steps of a bisection between 0 and 1: all the digits that a float has."""


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
    """Return the bounds of a share after Clopper and Pearson (1934): never too narrow, also for none or all of a few tries.

    The lower bound is the share at which as many hits or more have half of what ``level`` leaves; the upper one likewise for fewer.
    """
    if tries == 0:
        return 0.0, 1.0
    tail = (1 - level) / 2
    low = 0.0 if hits == 0 else _share_where(lambda share: at_least(hits, tries, share) >= tail)
    high = 1.0 if hits == tries else _share_where(lambda share: 1 - at_least(hits + 1, tries, share) <= tail)
    return low, high


def _share_where(reached: Callable[[float], bool]) -> float:
    """Return the least share from which something holds, by halving."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if reached(middle) else (middle, high)
    return high


def at_least(hits: int, tries: int, share: float) -> float:
    """Return how probable ``hits`` or more of ``tries`` are (the upper tail of the binomial distribution)."""
    if share <= 0 or share >= 1:
        return float(share >= 1 or hits <= 0)
    log_ways = [lgamma(tries + 1) - lgamma(count + 1) - lgamma(tries - count + 1) for count in range(hits, tries + 1)]
    counts = np.arange(hits, tries + 1)
    return float(np.exp(np.array(log_ways) + counts * log(share) + (tries - counts) * log1p(-share)).sum())
