"""For each key (word, word pair or letter group) the articles that use it, and what a question's keys add up to in each article.

A question is never held against all articles in all of its keys: the rarest keys come first and the rest is left out once a budget of
postings is spent, since what everybody uses tells nobody apart. The few articles that are then compared closely get their exact sums.
Keys that many articles of a large base use are kept as one row of numbers an article, rarer ones as lists of articles.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.faq.arrays import after, ranges, repeat, smallest
from bot.faq.rows import Rows
from bot.faq.tallies import Weave

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from bot.faq.carrying import Carried

    Floats = npt.NDArray[np.float64]
    Entries = tuple[npt.NDArray[np.integer[Any]], npt.NDArray[np.integer[Any]], npt.NDArray[np.integer[Any]]]
    Uses = npt.NDArray[np.uint8]
    Lists = tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], Uses]
    """Keys, owners, uses, sorted by key, then owner."""
    Ints = npt.NDArray[np.intp]

MOST_USES = 255
"""Uses counted of a key in one article; more make it no more typical."""

HEAVY = 1 / 8
"""Share of the articles from which a key is kept as a row: a list would take about as much memory, and more time to add up."""

LARGE = 500
"""Articles from which a base has rows at all; in a smaller one every list is short."""

BUDGET = 24_000
"""Postings added up for one question and channel. At 10,000 articles more finds no more of the right articles (``make speed``)."""

ROW_COST = 1 / 4
"""What adding a row to all articles costs, in postings an article. Rows are added only where a question has nothing but everyday words."""

MINUTE = 1e-9
"""Likeness below which an article is like the question in nothing."""


@dataclass(frozen=True, slots=True)
class Postings:
    """Key ``k`` is used by ``owners[starts[k]:starts[k + 1]]``, ``uses`` times each, unless it is one of ``heavy``.

    Then its row of ``rows`` holds its uses in every article. ``norms`` are the lengths of the articles' vectors.
    """

    starts: npt.NDArray[np.int32]
    owners: npt.NDArray[np.unsignedinteger]
    uses: npt.NDArray[np.uint8]
    heavy: npt.NDArray[np.int32]
    rows: Rows
    spreads: npt.NDArray[np.int32]
    """For each key of ``heavy`` how many articles use it."""
    damped: npt.NDArray[np.float64]
    """What so many uses are worth: their logarithm."""
    norms: npt.NDArray[np.float32]

    def keep(self, carried: Carried) -> Kept:
        """Return what is carried over, as entries of the same keys."""
        owner = carried.moved[self.owners]
        stays = owner >= 0
        key = repeat(np.arange(len(self.starts) - 1, dtype=np.int32), np.diff(self.starts))
        rows = np.zeros((len(self.heavy), carried.after), np.uint8)
        rows[:, carried.place] = self.rows.take(np.arange(len(self.heavy)), carried.kept)
        return Kept((key[stays], owner[stays], self.uses[stays]), self.heavy.astype(np.intp), rows)

    def weighed(self, rarity: npt.NDArray[np.float32]) -> Postings:
        """Return the postings with the lengths of the articles' vectors, which hold their keys' damped uses times their ``rarity``."""
        weights = self.damped[self.uses] * repeat(rarity, np.diff(self.starts))
        squares: Floats = np.asarray(np.bincount(self.owners, weights * weights, minlength=len(self.norms)), np.float64)
        if len(self.heavy):
            rows = self.rows.take(np.arange(len(self.heavy)), np.arange(len(self.norms)))
            squares = squares + (rarity[self.heavy] ** 2) @ (self.damped**2).astype(np.float32)[rows]
        return replace(self, norms=np.maximum(np.sqrt(squares), 1e-6).astype(np.float32))

    def spread_of_all(self) -> npt.NDArray[np.int32]:
        """How many articles use each key."""
        spread = np.diff(self.starts)
        spread[self.heavy] = self.spreads
        return spread

    def spread(self, key: int) -> int:
        """How many articles use a key."""
        at = int(np.searchsorted(self.heavy, key))
        if at < len(self.heavy) and self.heavy[at] == key:
            return int(self.spreads[at])
        return int(self.starts[key + 1] - self.starts[key])

    def add_up(self, keys: Ints, asked: Floats, length: Floats, budget: int = BUDGET) -> Sums:
        """Add up what keys are worth in all articles, as far as the budget goes.

        ``asked`` has a row for each wording of the question, with the worth of each key; ``length`` is the length of each row's vector.
        """
        asked = asked / np.maximum(length, 1e-6)[:, None]
        starts = self.starts[keys].astype(np.intp)
        cost = self.starts[keys + 1] - starts
        listed = cost > 0
        if int(cost.sum()) > budget:
            order = np.argsort(cost, kind="stable")
            listed[order[np.searchsorted(cost[order].cumsum(), budget, "right") :]] = False
        if listed.any() or not len(self.heavy):
            now, later = np.flatnonzero(listed), np.flatnonzero(~listed)
            sums = self._add_lists(starts[now], cost[now], asked[:, now])
        else:
            now, later = self._split_rows(keys, budget)
            sums = asked[:, now] @ self.damped[self.uses_in(keys[now], np.arange(len(self.norms)))]
        return Sums(self, sums, keys[later], asked[:, later])

    def _split_rows(self, keys: Ints, budget: int) -> tuple[Ints, Ints]:
        """Choose the rarest rows that the budget allows, of a question of nothing but everyday words."""
        row, is_heavy = self._rows_of(keys)
        order = np.argsort(np.where(is_heavy, self.spreads[row], len(self.norms)), kind="stable")
        now, later = np.split(order, [max(1, int(budget / (ROW_COST * len(self.norms))))])
        return now, later

    def _rows_of(self, keys: Ints) -> tuple[Ints, npt.NDArray[np.bool_]]:
        """Return for each key its row, and whether it has one."""
        if not len(self.heavy):
            return np.zeros(len(keys), np.intp), np.zeros(len(keys), bool)
        row = np.minimum(np.searchsorted(self.heavy, keys), len(self.heavy) - 1)
        return row, self.heavy[row] == keys

    def _add_lists(self, starts: Ints, lengths: Ints, asked: Floats) -> Floats:
        """Add up lists. The wordings of a question differ in few keys, so that only the first is added up whole."""
        sums = np.empty((len(asked), len(self.norms)))
        sums[0] = self._add_list(starts, lengths, asked[0])
        for at in range(1, len(asked)):
            other = np.flatnonzero(asked[at] != asked[0])
            np.add(sums[0], self._add_list(starts[other], lengths[other], (asked[at] - asked[0])[other]), out=sums[at])
        return sums

    def _add_list(self, starts: Ints, lengths: Ints, asked: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        places = ranges(starts, lengths)
        worth = self.damped.take(self.uses.take(places, mode="clip"), mode="clip")  # the quicker way to what is sure to be there
        worth *= asked.repeat(lengths)
        return np.asarray(np.bincount(self.owners.take(places, mode="clip"), worth, minlength=len(self.norms)), np.float64)

    def uses_in(self, keys: Ints, articles: Ints) -> npt.NDArray[np.uint8]:
        """Return how often some articles (columns, ascending) use some keys (rows)."""
        found = np.zeros((len(keys), len(articles)), np.uint8)
        row, is_heavy = self._rows_of(keys)
        if is_heavy.all():
            return self.rows.take(row, articles)
        if len(self.heavy):
            found[is_heavy] = self.rows.take(row[is_heavy], articles)
        starts, ends, wanted = self.starts[keys], self.starts[keys + 1], articles.astype(self.owners.dtype)
        for at in np.flatnonzero(ends > starts).tolist():
            owners = self.owners[starts[at] : ends[at]]
            place = np.minimum(owners.searchsorted(wanted), len(owners) - 1)
            found[at] = np.where(owners[place] == wanted, self.uses[starts[at] + place], 0)
        return found


@dataclass(frozen=True, slots=True)
class Kept:
    """What is carried over from postings: entries, and rows of the keys that have one. The rows may be written to."""

    lists: Lists
    heavy: Ints
    rows: Uses

    def spread(self, keys: int) -> Ints:
        """In how many articles each of so many keys is left."""
        spread = np.bincount(self.lists[0], minlength=keys)
        spread[self.heavy] = [np.count_nonzero(row != 0) for row in self.rows]  # a third of numpy's own time for all at once
        return spread

    def renumbered(self, places: Ints) -> Kept:
        """Return the same by the keys' new numbers, in the same order; -1 for keys that are left nowhere."""
        heavy = places[self.heavy]
        key, owner, uses = self.lists
        return Kept((places.astype(np.int32)[key], owner, uses), heavy[heavy >= 0], self.rows[heavy >= 0])


@dataclass(frozen=True, slots=True)
class Sums:
    """What a question's keys add up to in each article: ``sums`` of the keys looked at, and which were left out."""

    postings: Postings
    sums: Floats
    left: Ints
    left_asked: Floats

    def nearest(self, count: int) -> Ints:
        """Return so many articles, and equals of the last, that are most like the question by the keys looked at; or all that are."""
        scores: Floats = (self.sums[0] if len(self.sums) == 1 else self.sums.max(axis=0)) / self.postings.norms
        near: Ints = np.flatnonzero(scores > max(MINUTE, _least_of(scores, count)))
        if len(near) > count:
            some = scores[near]
            near = near[some >= np.partition(some, -count)[-count]]
        return near

    def likeness(self, articles: Ints) -> npt.NDArray[np.float64]:
        """Return how like some articles (ascending) are to the best of the wordings asked, by all keys, 0 to 1."""
        sums = self.sums[:, articles]
        if len(self.left):
            sums += self.left_asked @ self.postings.damped.take(self.postings.uses_in(self.left, articles), mode="clip")
        best: Floats = sums.max(axis=0) / self.postings.norms[articles]
        return np.minimum(best, 1.0)


def _least_of(scores: Floats, count: int) -> float:
    """Return a score that so many surely have: the highest of so many stretches. It spares a closer look at most of the rest."""
    stretches = len(scores) // (4 * count)
    if stretches <= 1:
        return 0.0
    highest = scores[: len(scores) // stretches * stretches].reshape(stretches, -1).max(axis=0)
    return float(np.partition(highest, -count)[-count]) - MINUTE


def first(scores: npt.NDArray[Any], count: int) -> Ints:
    """Positions of the highest scores, best first; of equal ones the earlier (articles are sorted by id)."""
    if len(scores) > 8 * count:
        least = np.partition(scores, -count)[-count]
        rows = np.flatnonzero(scores >= least)
        return rows[np.argsort(-scores[rows], kind="stable")][:count]
    return np.argsort(-scores, kind="stable")[:count]


def build_postings(entries: Entries, keys: int, articles: int, *, large: int = LARGE, kept: Kept | None = None) -> Postings:
    """Build postings of so many keys from entries (key, owner, uses), sorted by key, then owner; norms are for :meth:`Postings.weighed`.

    ``kept`` is what stays of earlier ones. ``large`` is the number of articles from which rows are made.
    """
    key, owner, uses = entries
    made: Lists = key.astype(np.int32), owner.astype(np.int32), np.minimum(uses, MOST_USES).astype(np.uint8)
    if kept is None:
        kept = Kept(made, np.zeros(0, np.intp), np.zeros((0, articles), np.uint8))
    else:
        others = ~_fill(kept.rows, kept.heavy, made, keys)
        kept = replace(kept, lists=_merged(kept.lists, [part[others] for part in made], articles))
    spread = kept.spread(keys)
    heavy = np.flatnonzero(spread > HEAVY * articles) if articles >= large else np.zeros(0, np.intp)
    (key, owner, uses), rows = _with_rows(kept, heavy, keys)
    return Postings(
        starts=after(np.bincount(key, minlength=keys)),
        owners=owner.astype(smallest(articles)),
        uses=uses,
        heavy=heavy.astype(np.int32),
        rows=Rows.of(rows),
        spreads=spread[heavy].astype(np.int32),
        damped=np.log1p(np.arange(MOST_USES + 1)),
        norms=np.zeros(articles, np.float32),
    )


def _with_rows(kept: Kept, heavy: Ints, keys: int) -> tuple[Lists, Uses]:
    """Return entries as rows for the heavy keys, and lists for all others."""
    if np.array_equal(kept.heavy, heavy):
        return kept.lists, kept.rows
    stays, articles = np.isin(kept.heavy, heavy), kept.rows.shape[1]
    row, owner = np.nonzero(kept.rows[~stays])
    lists = _merged(kept.lists, [kept.heavy[~stays][row], owner, kept.rows[~stays][row, owner]], articles)
    rows: Uses = np.zeros((len(heavy), articles), np.uint8)
    rows[np.isin(heavy, kept.heavy)] = kept.rows[stays]
    others = ~_fill(rows, heavy, lists, keys)
    return (lists[0][others], lists[1][others], lists[2][others]), rows


def _fill(rows: Uses, heavy: Ints, lists: Lists, keys: int) -> npt.NDArray[np.bool_]:
    """Write entries whose key has a row into it; return which they are."""
    key, owner, uses = lists
    row_of = np.full(keys, -1, np.int32)
    row_of[heavy] = np.arange(len(heavy))
    row = row_of[key]
    in_row = row >= 0
    rows[row[in_row], owner[in_row]] = uses[in_row]
    return in_row


def _merged(old: Lists, new: Sequence[npt.NDArray[Any]], articles: int) -> Lists:
    one, other = (key.astype(np.int64) * articles + owner for key, owner in (old[:2], new[:2]))
    weave = Weave.of(one.searchsorted(other), len(one))
    return weave.join(old[0], new[0]), weave.join(old[1], new[1]), weave.join(old[2], new[2])
