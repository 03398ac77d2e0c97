"""The protocol's figures, with intervals, for a list of judged questions. Every figure is a share, 0 to 1."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb
from typing import TYPE_CHECKING

import numpy as np

from bot.faq.evaluating.intervals import exact_bounds, resampled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datasets import Case
    from peers import Ranked

SPLITS = 10
"""Ways in which the questions are halved to pick a threshold on one half and apply it to the other."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A set's questions after a system ranked them, as arrays: the right article's place (0: not ranked) and the confidence."""

    place: np.ndarray
    sure: np.ndarray
    answerable: np.ndarray
    cluster: np.ndarray

    @property
    def first(self) -> np.ndarray:
        """Whether the right article came first."""
        return self.place == 1


@dataclass(frozen=True, slots=True)
class Figures:
    """The protocol's figures for one system on one set; ``low`` and ``high`` bound P@1 (bootstrap over articles)."""

    p_at_1: float
    low: float
    high: float
    recall_at_3: float
    mrr_at_10: float
    auroc: float
    coverage: float


def judge(cases: Sequence[Case], ranked: Sequence[Ranked]) -> Judged:
    """Hold what a system ranked against what was expected."""
    places = [
        next((at for at, article in enumerate(found.articles, 1) if article in case.expect), 0)
        for case, found in zip(cases, ranked, strict=True)
    ]
    names = [min(case.expect) if case.expect else f"?{at}" for at, case in enumerate(cases)]
    _, cluster = np.unique(names, return_inverse=True)
    answerable = np.array([bool(case.expect) for case in cases])
    return Judged(np.array(places), np.array([found.sure for found in ranked]), answerable, cluster)


def measure(judged: Judged) -> Figures:
    """Return all figures of a system on a set."""
    known = judged.answerable
    place = judged.place[known]
    draws = np.concatenate([rows @ (judged.first & known) / (rows @ known) for rows in resampled(judged.cluster)])
    low, high = np.quantile(draws, [0.025, 0.975])
    return Figures(
        p_at_1=float((place == 1).mean()),
        low=float(low),
        high=float(high),
        recall_at_3=float(((place > 0) & (place <= 3)).mean()),
        mrr_at_10=float(np.where((place > 0) & (place <= 10), 1 / np.maximum(place, 1), 0).mean()),
        auroc=auroc(judged.sure, known),
        coverage=coverage(judged.sure, judged.first, known),
    )


def auroc(sure: np.ndarray, answerable: np.ndarray) -> float:
    """How surely an answerable question has more confidence than another; ties count half. NaN where all are answerable."""
    values, which = np.unique(sure, return_inverse=True)
    yes = np.bincount(which[answerable], minlength=len(values))
    no = np.bincount(which[~answerable], minlength=len(values))
    if not yes.sum() or not no.sum():
        return float("nan")
    below = np.cumsum(no) - no / 2
    return float((yes * below).sum() / (yes.sum() * no.sum()))


def coverage(sure: np.ndarray, right: np.ndarray, answerable: np.ndarray, precision: float = 0.95) -> float:
    """Share of answerable questions answered at that precision: cut picked on one half, applied to the other, both ways, ten splits.

    Questions of equal confidence are answered all or none.
    """
    shares = []
    random = np.random.default_rng(1)
    for _ in range(SPLITS):
        order = random.permutation(len(sure))
        halves = order[::2], order[1::2]
        for picking, judging in (halves, halves[::-1]):
            cut = lowest_cut(sure[picking], right[picking], precision)
            answered = sure[judging] >= cut
            shares.append((answerable[judging] & answered).sum() / max(1, answerable[judging].sum()))
    return float(np.mean(shares))


def lowest_cut(sure: np.ndarray, right: np.ndarray, precision: float) -> float:
    """Return the lowest confidence from which answers keep a precision; infinity where none does."""
    falling = np.argsort(-sure, kind="stable")
    reached = np.cumsum(right[falling]) / np.arange(1, len(falling) + 1)
    last_of_equals = np.append(np.diff(sure[falling]) != 0, True)
    good = np.flatnonzero((reached >= precision) & last_of_equals)
    return float(sure[falling[good[-1]]]) if len(good) else float("inf")


def mcnemar(one: Judged, other: Judged) -> tuple[int, int, float]:
    """Compare who puts the right article first: right only in ``one``, only in ``other``, and the exact two-sided p (McNemar 1947)."""
    known = one.answerable
    ours = int((one.first & ~other.first & known).sum())
    theirs = int((~one.first & other.first & known).sum())
    tries = ours + theirs
    tail = sum(comb(tries, hits) for hits in range(min(ours, theirs) + 1)) / 2**tries
    return ours, theirs, min(1.0, 2 * tail)


def reached(judged: Judged, cut: float) -> tuple[int, int, float, float]:
    """Return answers from a confidence on, how many of them are right, and exact 95 % bounds of that share."""
    answered = judged.sure >= cut
    answers, right = int(answered.sum()), int((answered & judged.first).sum())
    return answers, right, *exact_bounds(right, answers)
