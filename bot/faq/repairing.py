"""Typos → the words that may have been meant, each with how sure that is.

Candidates come from a deletion neighbourhood and are compared letter by letter, with typing slips (neighbour keys, swapped or
doubled letters) counted as less. Repair only ever proposes: the literal word keeps its place beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.faq.neighbourhoods import LONGEST, SHORTEST, Neighbourhood

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.faq.language import Language

TWO_EDITS_FROM = 5
"""Letters from which two edits are allowed: ``tlks`` may be *talks*, ``tks`` may be anything."""

THREE_EDITS_FROM = 11
"""Letters from which three are: ``denuklarizasion``."""

SURE = 0.7
"""From this weight on a repair is taken as what was meant, before a split into two words is tried."""

LEAST = 0.35
"""Weaker repairs are left out: the town Yanji is no kanji."""

EXCITED = 3
"""Equal letters in a row from which a run was typed for effect: no English word has three."""

KEPT = 3
"""Alternatives kept a word."""

SHORTENED = 0.95
"""Worth of a word found by shortening runs of letters: ``sooooo`` is *so* nearly for certain."""

EDIT = 1.6
"""What one edit costs, in letters of the word: ``koera`` stays at 0.8 of *korea*, ``frnace`` at 0.4 of *finance*."""

WRONG_FIRST = 0.12
"""What a wrong first letter costs besides: people seldom mistype it, so ``bending`` is hardly *sending*."""

SWAPPED, NEXT_KEY, DOUBLED, DROPPED = 0.25, 0.2, 0.3, 0.1
"""How much less than an edit a slip counts: two letters swapped, the key beside, a letter doubled or undoubled, one dropped or added."""

COMMON, USED = 0.02, 0.01
"""Head start of a candidate for each step of its Zipf frequency, and for each article that uses it (up to five): of two words as near,
the commoner was meant."""

UNLISTED_ZIPF = 2.5
"""Frequency of words that no list has, such as names."""

CLEARLY = 0.02
"""Lead from which one candidate counts as nearer than another."""

WINDOW = 0.12
"""How far behind the best a repair may be and still stand beside it."""

STRANGER_NEARER, STRANGER_LIKELIER = 0.6, 0.85
"""What is left of a repair's worth where a word from outside the base is nearer (``wether`` is *weather* before it is *whether*), or as
near and commoner."""

REMEMBERED = 4_096
"""Typed words whose repairs are remembered; then all are forgotten, which is simpler than forgetting the oldest."""

KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
"""The letters as they lie on most keyboards that type English."""


@dataclass(frozen=True, slots=True)
class Repair:
    """A word of the vocabulary that a typed word may stand for; ``weight`` is how much of a literal match it is worth, 0 to 1."""

    word: str
    weight: float


class Repairer:
    """Repairs typed words towards one vocabulary, knowing which words of the language stand outside it.

    A word of the vocabulary or the dictionary is never repaired: it is what it says, however near another one is.
    """

    def __init__(self, vocabulary: Mapping[str, int], language: Language, near: Neighbourhood | None = None) -> None:
        """``vocabulary`` maps each word of the base to how many articles use it; ``near`` is its neighbourhood where it is made already."""
        self._vocabulary, self._language = vocabulary, language
        self.near = near or Neighbourhood.of(sorted(vocabulary), deletions=2)
        self._dictionary = language.dictionary  # made here, not by the first typo
        self._repaired: dict[str, tuple[Repair, ...]] = {}

    def knows(self, word: str) -> bool:
        """Whether the word needs no repair."""
        return word in self._vocabulary or self._language.knows(word)

    def is_sure(self, typed: str) -> bool:
        """Whether a typed word is plainly a slip of one word of the base (``makeing``)."""
        return self.mend(typed) is not None

    def mend(self, typed: str) -> Repair | None:
        """Return the word of the base that a mistyped word plainly stands for; ``None`` for a known word, and in doubt."""
        if self.knows(typed):
            return None
        best = next(iter(self.repair(typed)), None)
        return best if best is not None and best.word in self._vocabulary and best.weight >= SURE else None

    def repair(self, typed: str) -> tuple[Repair, ...]:
        """Return the words that may be meant, of the base and of the dictionary; the first is how the word is read."""
        found = self._repaired.get(typed)
        if found is None:
            found = self._repair(typed)
            if len(self._repaired) >= REMEMBERED:
                self._repaired.clear()
            self._repaired[typed] = found
        return found

    def _repair(self, typed: str) -> tuple[Repair, ...]:
        if known := [shorter for shorter in _squeezed(typed) if self.knows(shorter)]:
            best = max(known, key=lambda word: (word in self._vocabulary, self._language.zipf.get(word, 0.0)))
            return (Repair(best, SHORTENED),)
        if not SHORTEST <= len(typed) <= LONGEST or not typed.isalpha():
            return ()
        limit = edits_allowed(len(typed))
        ours = _ranked(typed, self.near.near(typed, deletions=1), 1)
        if limit > 1 and not ours:  # four times as dear, and 8 of 4,255 decisions differ by a hair if it is always done
            ours = _ranked(typed, self.near.near(typed, deletions=2), limit)
        others = _ranked(typed, self._dictionary.near(typed, deletions=1), 1)
        return self._settle(ours, [pair for pair in others if pair[1] not in self._vocabulary])

    def _settle(self, ours: list[tuple[float, str]], others: list[tuple[float, str]]) -> tuple[Repair, ...]:
        """Choose between the base's words and strangers, by likeness and by how often each is meant at all."""
        ranked = sorted(((weight + self._head_start(word), weight, word) for weight, word in ours), reverse=True)[:KEPT]
        strangers = sorted(((weight + self._head_start(word), weight, word) for weight, word in others), reverse=True)[:1]
        if not ranked or not strangers:
            return _within(ranked or strangers, 1.0)
        (best, likest, _), (other, other_likest, _) = ranked[0], strangers[0]
        if other <= best + CLEARLY:
            return (*_within(ranked, 1.0), *_within(strangers, STRANGER_LIKELIER))[:KEPT]
        discount = STRANGER_NEARER if other_likest > likest + CLEARLY else STRANGER_LIKELIER
        return (*_within(strangers, 1.0), *_within(ranked, discount))[:KEPT]

    def _head_start(self, word: str) -> float:
        uses = self._vocabulary.get(word, 0)
        return COMMON * self._language.zipf.get(word, UNLISTED_ZIPF) + USED * min(uses, 5)


def _within(ranked: list[tuple[float, float, str]], discount: float) -> tuple[Repair, ...]:
    """Return those close behind the best, best first."""
    return tuple(Repair(word, weight * discount) for value, weight, word in ranked if value > ranked[0][0] - WINDOW)


def edits_allowed(letters: int) -> int:
    """How many edits a typed word of that length may be away from what was meant."""
    return 1 if letters < TWO_EDITS_FROM else 2 if letters < THREE_EDITS_FROM else 3


def _squeezed(typed: str) -> tuple[str, ...]:
    """Spellings with runs of three or more letters shortened: ``sooooo`` → ``soo``, ``so``."""
    runs: list[str] = []
    for letter in typed:
        if runs and runs[-1][0] == letter:
            runs[-1] += letter
        else:
            runs.append(letter)
    if all(len(run) < EXCITED for run in runs):
        return ()
    return tuple("".join(run[:kept] if len(run) >= EXCITED else run for run in runs) for kept in (2, 1))


def _ranked(typed: str, words: Sequence[str], limit: int) -> list[tuple[float, str]]:
    distances = process.cdist([typed], words, scorer=OSA.distance, score_cutoff=limit)[0].tolist() if words else []
    ranked = ((likeness(typed, word, edits), word) for word, edits in zip(words, distances, strict=True) if edits <= limit)
    return [pair for pair in ranked if pair[0] >= LEAST]


def likeness(typed: str, word: str, edits: int) -> float:
    """How likely ``word`` was meant, 0 to 1: edits against length, slips of the finger counted as less, the first letter as more."""
    cost = float(edits)
    if edits == 1:
        cost -= _slip_discount(typed, word)
    length = max(len(typed), len(word))
    weight = 1.0 - EDIT * cost / (length + 1)
    return weight if typed[0] == word[0] or typed[:2] == word[1::-1] else weight - WRONG_FIRST


def _slip_discount(typed: str, word: str) -> float:
    """What one edit costs less because fingers do it: a neighbour key, a swap, a doubled or undoubled letter."""
    if len(typed) == len(word):
        at = next(i for i, (a, b) in enumerate(zip(typed, word, strict=True)) if a != b)
        if typed[at] != word[at] and typed[at + 1 :] != word[at + 1 :]:
            return SWAPPED
        return NEXT_KEY if _neighbours(typed[at], word[at]) else 0.0
    longer, shorter = (typed, word) if len(typed) > len(word) else (word, typed)
    at = next((i for i, (a, b) in enumerate(zip(longer, shorter, strict=False)) if a != b), len(shorter))
    return DOUBLED if at and longer[at] == longer[at - 1] else DROPPED


@lru_cache(1_024)
def _neighbours(one: str, other: str) -> bool:
    places = {key: (row, column) for row, keys in enumerate(KEYBOARD) for column, key in enumerate(keys)}
    if one not in places or other not in places:
        return False
    (row, column), (other_row, other_column) = places[one], places[other]
    return abs(row - other_row) <= 1 and abs(column - other_column) <= 1
