"""Articles that the engine itself takes for each other, the words that tell them apart, and the smallest thing to do about it.

Every phrasing is asked as a question while it is hidden from its own article. Where another article is then clearly nearer than
all that is left of its own, a member who asks like this gets the wrong one. Headings are left out: most say nothing alone.

The cost is one look-up for each phrasing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.faq.errors import Fault, Severity
from bot.faq.matching import FEATURES, gather_evidence
from bot.faq.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy.typing as npt

    from bot.faq.articles import Article
    from bot.faq.indexing import Index
    from bot.faq.matching import Evidence
    from bot.faq.vocabulary import Vocabulary

MOST_PHRASINGS = 20_000
"""Phrasings asked; of a larger base, evenly spread ones."""

LIKE = 0.75
"""Likeness from which two phrasings count as near. Of 14 pairs of the shipped base from 0.65 on, those below were worth no author's
time: *would america go to war with north korea* is 0.77 like *would russia go to war for north korea*, *ofac licence north korean un
mission* 0.66 like *journalists licence ofac nk*."""

MARGIN = 0.15
"""How much nearer than its own article another must be: *what does North Korea want from the US* is 0.76 like its own article and 0.88
like *what does america want from nk*, which is no reason to change either."""

CLEAR = 0.8
"""Likeness at which one phrasing alone makes a pair (*can i rent a bike*, *a boat for the weekend*); else it takes two."""

TELLING = 3
"""Words named for each article of a pair."""


@dataclass(frozen=True, slots=True)
class Confusion:
    """A phrasing that is nearer to another article's phrasing than to all others of its own article. Likeness is 0 to 1."""

    article: str
    phrasing: str
    taken_for: str
    its_phrasing: str
    near: float
    own: float


@dataclass(frozen=True, slots=True)
class Fix:
    """The smallest change that keeps two articles apart: which article to edit, and how."""

    article: str
    advice: str


@dataclass(frozen=True, slots=True)
class ConfusablePair:
    """Two articles (``one`` before ``other`` by id) and the phrasings that confuse them, those to mend first."""

    one: str
    other: str
    confusions: tuple[Confusion, ...]
    words_of_one: tuple[str, ...]
    words_of_other: tuple[str, ...]
    fix: Fix

    def as_fault(self, articles: Iterable[Article]) -> Fault:
        """Return the pair as a warning at the article that the fix is for."""
        place = next(article.place for article in articles if article.id == self.fix.article)
        worst = self.confusions[0]
        sides = f"'{worst.phrasing}' ({worst.article}) and '{worst.its_phrasing}' ({worst.taken_for})"
        message = f"easily confused: {sides}"
        return Fault(place, message, self.fix.advice, Severity.WARNING, "confusable")


def find_confusable(index: Index, *, most: int = MOST_PHRASINGS) -> tuple[ConfusablePair, ...]:
    """Return the confusable pairs of an index, sorted by their ids. ``most`` bounds how many phrasings are asked."""
    pairs: dict[tuple[str, str], list[Confusion]] = defaultdict(list)
    for row in _asked_rows(index, most):
        confusion = _find_confusion(index, row)
        if confusion is not None:
            one, other = sorted((confusion.article, confusion.taken_for))
            pairs[one, other].append(confusion)
    found = (_make_pair(one, other, pairs[one, other], index) for one, other in sorted(pairs) if _is_pair(pairs[one, other]))
    return tuple(pair for pair in found if pair is not None)


def _is_pair(confusions: Sequence[Confusion]) -> bool:
    """Whether the confusions between two articles are worth an author's time."""
    return len(confusions) > 1 or any(each.near >= CLEAR for each in confusions)


def _asked_rows(index: Index, most: int) -> Iterator[int]:
    rows = [row for row in range(len(index.phrasings.texts)) if not is_heading(index, row)]
    step = max(1, -(-len(rows) // most))
    yield from rows[::step]


def is_heading(index: Index, row: int) -> bool:
    """Whether a phrasing is a passage's heading rather than something an author expects to be asked."""
    passage = int(index.phrasings.passage[row])
    if passage < 0:
        return False
    return index.articles[int(index.phrasings.article[row])].passages[passage].heading == index.phrasings.texts[row]


def _find_confusion(index: Index, row: int) -> Confusion | None:
    """Return what a phrasing (a row of ``index.phrasings``) is taken for when its own article lacks it, if for anything."""
    article, text = int(index.phrasings.article[row]), index.phrasings.texts[row]
    evidence = gather_evidence(read(text, index.vocabulary), index)
    best = _nearest_other(evidence, article)
    if best is None:
        return None
    near, own = float(_column(evidence, "near")[best]), _nearness_of_the_others(index, evidence, row)
    if near < own + MARGIN:
        return None
    return Confusion(
        article=index.articles[article].id,
        phrasing=text,
        taken_for=index.articles[int(evidence.candidates[best])].id,
        its_phrasing=index.phrasings.texts[int(evidence.phrasing[best])],
        near=near,
        own=own,
    )


def _nearest_other(evidence: Evidence, article: int) -> int | None:
    """Return the position of the nearest other candidate, unless it is far, or one of its look-alikes wards the phrasing off."""
    near = np.where(evidence.candidates == article, -1.0, _column(evidence, "near"))
    best = int(near.argmax())
    warded_off = _column(evidence, "lookalike")[best] > 0  # it is at least as like as the phrasing
    return None if near[best] < LIKE or warded_off else best


def _nearness_of_the_others(index: Index, evidence: Evidence, row: int) -> float:
    """Return how near the other phrasings of a phrasing's own article are."""
    rows = evidence.phrasings.rows
    others = (index.phrasings.article[rows] == index.phrasings.article[row]) & (rows != row)
    return float(evidence.near[others].max(initial=0.0))


def _column(evidence: Evidence, name: str) -> npt.NDArray[np.float32]:
    return evidence.features[:, FEATURES.index(name)]


def _make_pair(one: str, other: str, confusions: list[Confusion], index: Index) -> ConfusablePair | None:
    """Return the pair, unless every phrasing already says which article it means: then nobody could do anything about it."""
    ids = {article.id: at for at, article in enumerate(index.articles)}
    uses = {name: _Uses(index, ids[name]) for name in (one, other)}
    worst_first = sorted(confusions, key=lambda each: (each.own - each.near, each.phrasing))
    words = {one: uses[one].telling(uses[other]), other: uses[other].telling(uses[one])}
    fixes = ((each, _advise(each, words, index.vocabulary)) for each in worst_first)
    found = next(((each, fix) for each, fix in fixes if fix is not None), None)
    if found is None:
        return None
    ordered = sorted(worst_first, key=lambda each: each is not found[0])
    return ConfusablePair(one, other, tuple(ordered), words[one], words[other], found[1])


class _Uses:
    """The words of one article's phrasings: how many use each, and how it is mostly written."""

    def __init__(self, index: Index, article: int) -> None:
        self._vocabulary = index.vocabulary
        rows = index.phrasings.rows(article)
        self._phrasings = len(rows)
        self._counts: Counter[str] = Counter()
        self._written: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for row in rows:
            terms = self._vocabulary.read_text(index.phrasings.texts[row])
            self._counts.update({term.name for term in terms})
            for term in terms:
                self._written[term.name][" ".join(term.words)] += 1

    def share(self, name: str) -> float:
        """Return the share of the phrasings that use a term."""
        return self._counts[name] / self._phrasings

    def telling(self, other: _Uses) -> tuple[str, ...]:
        """Return the words that speak most for this article against another: rare ones, used here and not there."""
        worth = {name: self._vocabulary.rarity_of_name(name) * (self.share(name) - other.share(name)) for name in self._counts}
        best = sorted((name for name in worth if worth[name] > 0), key=lambda name: (-worth[name], name))
        return tuple(self._written[name].most_common(1)[0][0] for name in best[:TELLING])


def _advise(confusion: Confusion, words: dict[str, tuple[str, ...]], vocabulary: Vocabulary) -> Fix | None:
    """Say what to do about a confusion: whichever phrasing does not say which article it means should say it."""
    ours, theirs = words[confusion.article], words[confusion.taken_for]
    if theirs and not _says(confusion.its_phrasing, theirs, vocabulary):
        return Fix(confusion.taken_for, f"reword '{confusion.its_phrasing}': say {_either(theirs)}")
    if ours and not _says(confusion.phrasing, ours, vocabulary):
        return Fix(confusion.article, f"reword '{confusion.phrasing}': say {_either(ours)}")
    return None


def _says(phrasing: str, words: tuple[str, ...], vocabulary: Vocabulary) -> bool:
    wanted = {term.name for word in words for term in vocabulary.read_text(word)}
    return any(term.name in wanted for term in vocabulary.read_text(phrasing))


def _either(words: tuple[str, ...]) -> str:
    return " or ".join(f"'{word}'" for word in words)
