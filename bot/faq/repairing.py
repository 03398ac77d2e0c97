"""Typos → the words that may have been meant, each with how sure that is.

Candidates come from a deletion neighbourhood and are compared letter by letter, with typing slips (neighbour keys, swapped or
doubled letters) counted as less. Repair only ever proposes: the literal word keeps its place beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from bot.faq.neighbourhoods import LONGEST, SHORTEST, Neighbourhood

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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

_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


@dataclass(frozen=True, slots=True)
class Repair:
    """A word of the vocabulary that a typed word may stand for; ``weight`` is how much of a literal match it is worth, 0 to 1."""

    word: str
    weight: float


class Repairer:
    """Repairs typed words towards one vocabulary, knowing which words of the language stand outside it.

    A word of the vocabulary or the dictionary is never repaired: it is what it says, however near another one is.
    """

    def __init__(self, vocabulary: Mapping[str, int], language: Language) -> None:
        """``vocabulary`` maps each word of the base to how many articles use it."""
        self._vocabulary, self._language = vocabulary, language
        self._near = Neighbourhood(sorted(vocabulary), deletions=2)
        self.repair = lru_cache(4_096)(self._repair)

    def knows(self, word: str) -> bool:
        """Whether the word needs no repair."""
        return word in self._vocabulary or self._language.knows(word)

    def is_sure(self, typed: str) -> bool:
        """Whether a typed word is plainly a slip of one word of the base (``makeing``)."""
        repairs, _ = self.repair(typed)
        return bool(repairs) and repairs[0].weight >= SURE

    def _repair(self, typed: str) -> tuple[tuple[Repair, ...], str | None]:
        """Return the vocabulary's words that may be meant, best first, and the dictionary's word if that is nearer or no other is."""
        if known := [shorter for shorter in _squeezed(typed) if self.knows(shorter)]:
            best = max(known, key=lambda word: (word in self._vocabulary, self._language.zipf.get(word, 0.0)))
            return ((Repair(best, 0.95),), None) if best in self._vocabulary else ((), best)
        if not SHORTEST <= len(typed) <= LONGEST or not typed.isalpha():
            return (), None
        limit = edits_allowed(len(typed))
        ours = _ranked(typed, self._near.near(typed, deletions=min(limit, 2)), limit)
        others = _ranked(typed, self._language.dictionary.near(typed, deletions=1), 1)
        other = max(
            (
                (weight + 0.02 * self._language.zipf[word], weight, word)
                for weight, word in others
                if word not in self._vocabulary
            ),
            default=None,
        )
        return _settle(ours, other, self._vocabulary, self._language)


def _settle(
    ours: list[tuple[float, str]],
    other: tuple[float, float, str] | None,
    vocabulary: Mapping[str, int],
    language: Language,
) -> tuple[tuple[Repair, ...], str | None]:
    if not ours:
        return (), other[2] if other else None
    ranked = sorted(
        ((weight + 0.02 * language.zipf.get(word, 2.5) + 0.01 * min(vocabulary[word], 5), weight, word) for weight, word in ours),
        reverse=True,
    )
    best = ranked[0]
    discount, read_as = 1.0, None
    if other and other[1] > best[1] + 0.02:  # the dictionary has a clearly nearer word: "wether" is weather rather than whether
        discount, read_as = 0.6, other[2]
    elif other and other[0] > best[0] + 0.02:
        discount = 0.85
    kept = [Repair(word, weight * discount) for value, weight, word in ranked[:KEPT] if value > best[0] - 0.12]
    return tuple(kept), read_as


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


def _ranked(typed: str, words: Iterable[str], limit: int) -> list[tuple[float, str]]:
    ranked = []
    for word in words:
        edits = OSA.distance(typed, word, score_cutoff=limit)
        if edits <= limit and (weight := likeness(typed, word, edits)) >= LEAST:
            ranked.append((weight, word))
    return ranked


def likeness(typed: str, word: str, edits: int) -> float:
    """How likely ``word`` was meant, 0 to 1: edits against length, slips of the finger counted as less, the first letter as more."""
    cost = float(edits)
    if edits == 1:
        cost -= _slip_discount(typed, word)
    length = max(len(typed), len(word))
    weight = 1.0 - 1.6 * cost / (length + 1)
    return weight if typed[0] == word[0] else weight - 0.12


def _slip_discount(typed: str, word: str) -> float:
    """What one edit costs less because fingers do it: a neighbour key, a swap, a doubled or undoubled letter."""
    if len(typed) == len(word):
        at = next(i for i, (a, b) in enumerate(zip(typed, word, strict=True)) if a != b)
        if typed[at] != word[at] and typed[at + 1 :] != word[at + 1 :]:
            return 0.25  # swapped
        return 0.2 if _neighbours(typed[at], word[at]) else 0.0
    longer, shorter = (typed, word) if len(typed) > len(word) else (word, typed)
    at = next((i for i, (a, b) in enumerate(zip(longer, shorter, strict=False)) if a != b), len(shorter))
    return 0.3 if at and longer[at] == longer[at - 1] else 0.1


@lru_cache(1_024)
def _neighbours(one: str, other: str) -> bool:
    places = {key: (row, column) for row, keys in enumerate(_KEYBOARD) for column, key in enumerate(keys)}
    if one not in places or other not in places:
        return False
    (row, column), (other_row, other_column) = places[one], places[other]
    return abs(row - other_row) <= 1 and abs(column - other_column) <= 1
