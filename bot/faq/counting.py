"""In how many articles each word and each term of a base stands, and how telling that makes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bot.faq.arrays import count_uses, ranges, repeat
from bot.faq.scanning import words_of
from bot.faq.tallies import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

    from bot.faq.language import Language
    from bot.faq.scanning import Scan
    from bot.faq.synonyms import Thesaurus
    from bot.faq.tallies import Ints

GENERAL_SHARE = 0.5
"""How much of a word's weight comes from the language at large, the rest from this base. By the base alone ``do`` would be rare in
a base of ten articles; by the language alone ``korea`` would be telling in a base about nothing else."""

SHARPNESS = 0.7
"""Exponent of all rarities, under 1 to keep function words from vanishing: *who won* and *who lost* differ in what is common too.
At 1 the profiles find 2 of 100 questions fewer on clinc150 and hwu64."""

BETWEEN = "\n"
"""Stands between the term and the words of a unit; it sorts before all that a term may hold."""


class Uses(NamedTuple):
    """For units, terms and words by their names: in how many more articles they stand."""

    units: Mapping[str, int]
    terms: Mapping[str, int]
    words: Mapping[str, int]


def count(scan: Scan, owner: npt.NDArray[np.integer[Any]], sign: npt.NDArray[np.integer[Any]]) -> Uses:
    """Count the articles of scanned texts. ``owner`` is each text's article, ``sign`` for each article 1, or -1 where it goes."""
    articles, units, _ = count_uses(owner[scan.text_of()], scan.units)
    terms = {name: at for at, name in enumerate(dict.fromkeys(scan.names))}
    term_of = np.array([terms[name] for name in scan.names], np.int64)
    words, starts, flat = words_of(scan)
    lengths = starts[units + 1] - starts[units]
    said = repeat(articles, lengths), flat[ranges(starts[units], lengths)]
    return Uses(
        _summed(unit_names(scan), articles, units, sign),
        _summed(list(terms), *count_uses(articles, term_of[units])[:2], sign),
        _summed(words, *count_uses(*said)[:2], sign),
    )


def _summed(names: Sequence[str], articles: Ints, things: Ints, sign: npt.NDArray[np.integer[Any]]) -> dict[str, int]:
    met = np.bincount(things, minlength=len(names))
    sums = np.bincount(things, sign[articles], minlength=len(names)).astype(int)
    return {names[at]: more for at, more in zip(np.flatnonzero(met).tolist(), sums[met > 0].tolist(), strict=True)}


def unit_names(scan: Scan) -> list[str]:
    """Return a name for each unit, which sorts as terms do."""
    return [f"{name}{BETWEEN}{' '.join(words)}" for name, words in zip(scan.names, scan.words, strict=True)]


@dataclass(frozen=True, slots=True)
class Counts:
    """What a base uses. A unit is a term together with the words that it is made of; ``general`` tells how telling those are at large."""

    units: Tally
    general: npt.NDArray[np.float32]
    terms: Tally
    firsts: Ints
    """Each term's first unit: units are sorted by their terms."""
    words: Tally

    @classmethod
    def of_nothing(cls) -> Counts:
        """Return what a base without a text uses."""
        none = Tally((), np.zeros(0, np.int32))
        return cls(none, np.zeros(0, np.float32), none, np.zeros(0, np.intp), none)

    def changed(self, uses: Uses, known: Scan, language: Language) -> tuple[Counts, Ints]:
        """Return the counts after articles came and went, and each term's new place.

        ``known`` are texts of no article, whose words count as known.
        """
        units, places = self.units.changed(uses.units, dict.fromkeys(_met(unit_names(known), known)))
        terms, term_places = self.terms.changed(uses.terms, dict.fromkeys(_met(known.names, known)))
        spelt = dict.fromkeys(word for words in _met(known.words, known) for word in words)
        general = np.full(len(units.names), -1, np.float32)
        general[places[places >= 0]] = self.general[places >= 0]
        for at in np.flatnonzero(general < 0).tolist():
            general[at] = max(map(language.rarity, units.names[at].partition(BETWEEN)[2].split(" ")))
        words, _ = self.words.changed(uses.words, spelt)
        return Counts(units, general, terms, _firsts(units.names), words), term_places

    def weigh(self, articles: int) -> npt.NDArray[np.float32]:
        """Return how telling each term is, 0 to 1, in a base of so many articles."""
        counts = (self.units.uses > 0) | (self.terms.uses == 0).repeat(self._sizes())  # articles' words, unless none has the term
        rarest = np.maximum.reduceat(np.where(counts, self.general, 0), self.firsts) if len(counts) else self.general
        ours = np.log((articles + 1) / (self.terms.uses + 0.5)) / np.log((articles + 1) / 0.5)
        weights: npt.NDArray[np.float32] = np.maximum(ours, 0.02) ** (SHARPNESS * (1 - GENERAL_SHARE)) * np.maximum(
            rarest, 0.02
        ) ** (SHARPNESS * GENERAL_SHARE)
        return weights.astype(np.float32)

    def show(self, thesaurus: Thesaurus) -> tuple[str, ...]:
        """Return each term as people may read it: the words that most articles have for it, or what its synonyms' author wrote first."""
        sizes = self._sizes()
        most = np.lexsort((self.units.uses, np.repeat(np.arange(len(sizes)), sizes)))[self.firsts + sizes - 1]
        names = zip(self.terms.names, most.tolist(), strict=True)
        return tuple([thesaurus.shown(name) or self.units.names[at][len(name) + 1 :] for name, at in names])

    def _sizes(self) -> Ints:
        """Return how many units each term has."""
        return np.diff(np.append(self.firsts, len(self.general)))


def _firsts(units: Sequence[str]) -> Ints:
    found, name = [], None
    for at, unit in enumerate(units):
        if name is None or not unit.startswith(name):
            name = unit[: unit.index(BETWEEN) + 1]
            found.append(at)
    return np.array(found, np.intp)


def _met(things: Sequence[Any], scan: Scan) -> Iterable[Any]:
    """Yield what stands in a scan's texts, of what its scanner has met anywhere."""
    return (things[unit] for unit in dict.fromkeys(scan.units.tolist()))
