"""Many texts of a base read at once: the same terms as :meth:`Vocabulary.read_text` finds, as numbers and without offsets.

Most texts hold only plain words, each of which is one term whatever stands beside it; those are looked up word by word. Texts with a
word that may begin a synonym's wording are cut into wordings; only those with contractions, chat abbreviations or scripts without
spaces go the long way that questions go.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.faq.fields import ranges
from bot.faq.normalising import find_raw_words, fold, is_one_word, read_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from bot.faq.language import Language
    from bot.faq.synonyms import Thesaurus

PLAIN, OPENING, LONG_WAY = 0, 1, 2
"""What a word asks of its text: nothing, that wordings are looked for, or that all is read as a question is."""


@dataclass(frozen=True, slots=True)
class Scan:
    """Texts as *units*: a unit is a term together with the words that it was made of.

    Those of text ``i`` are ``units[starts[i]:starts[i + 1]]``; ``names[unit]`` is a unit's term and ``words[unit]`` its words.
    """

    starts: npt.NDArray[np.int64]
    units: npt.NDArray[np.int32]
    names: Sequence[str]
    words: Sequence[tuple[str, ...]]

    def take(self, rows: npt.NDArray[np.intp]) -> Scan:
        """Return some of the texts, in the order given."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        return Scan(starts, self.units[ranges(self.starts[rows], lengths)], self.names, self.words)

    def text_of(self) -> npt.NDArray[np.intp]:
        """Return for each unit the text that it stands in."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    def folded(self) -> list[str]:
        """Return each text's words, folded, with a blank between."""
        joined = [" ".join(words) for words in self.words]
        units, starts = self.units.tolist(), self.starts.tolist()
        return [" ".join([joined[unit] for unit in units[start:end]]) for start, end in pairwise(starts)]


class Scanner:
    """Scans texts for one base. Scans of one scanner share their units."""

    def __init__(self, language: Language, thesaurus: Thesaurus) -> None:
        self.language, self.thesaurus = language, thesaurus
        self._known: dict[str, tuple[int, int, str]] = {}
        """For each word as typed: what it asks of its text, its unit if it is plain, and its folded form."""
        self._units: dict[tuple[str, tuple[str, ...]], int] = {}

    def scan(self, texts: Iterable[str]) -> Scan:
        """Read texts."""
        units, ends = array("i"), array("q", [0])
        for text in texts:
            units.extend(self._units_of(text))
            ends.append(len(units))
        names, words = zip(*self._units, strict=True) if self._units else ((), ())
        return Scan(np.array(ends, np.int64), np.array(units, np.int32), names, words)

    def _units_of(self, text: str) -> Sequence[int]:
        raws = find_raw_words(text)
        known = self._known
        try:
            found = [known[raw] for raw in raws]
        except KeyError:
            known.update((raw, self._look_up(raw)) for raw in raws if raw not in known)
            found = [known[raw] for raw in raws]
        asks = max([asked for asked, _, _ in found], default=PLAIN)
        if asks == PLAIN:
            return [unit for _, unit, _ in found]
        if asks == OPENING:
            return self._cut(found)
        terms = self.thesaurus.read_terms(read_words(text, self.language))
        return [self._unit(term.name, term.words) for term in terms]

    def _look_up(self, raw: str) -> tuple[int, int, str]:
        word, language = fold(raw), self.language
        if not word or not is_one_word(raw) or word in language.ordinary_after or word in language.rewrites:
            return LONG_WAY, -1, word
        stem = language.stem(word)
        return OPENING if self.thesaurus.opens(stem) else PLAIN, self._unit(stem, (word,)), word

    def _cut(self, found: Sequence[tuple[int, int, str]]) -> Sequence[int]:
        """Cut words into wordings. None of them is an abbreviation that counts only in capitals: those go the long way."""
        stems = [self.language.stem(word) for _, _, word in found]
        units, at = [], 0
        while at < len(found):
            asked, unit, _ = found[at]
            length, name = self.thesaurus.find(stems, at) if asked == OPENING else (1, None)
            units.append(unit if name is None else self._unit(name, tuple(word for _, _, word in found[at : at + length])))
            if name is None:
                units.extend(unit for _, unit, _ in found[at + 1 : at + length])
            at += length
        return units

    def _unit(self, name: str, words: tuple[str, ...]) -> int:
        return self._units.setdefault((name, words), len(self._units))


def count_uses(
    texts: npt.NDArray[np.integer[Any]], things: npt.NDArray[np.integer[Any]]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the distinct pairs of text and thing, sorted by both, and how often each occurs."""
    most = int(things.max(initial=0)) + 1
    pairs, uses = np.unique(texts.astype(np.int64) * most + things, return_counts=True)
    return pairs // most, pairs % most, uses


def words_of(scan: Scan) -> tuple[list[str], npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """Return the distinct words of a scan, and for each unit where its words begin in the array of word numbers that follows."""
    numbers: dict[str, int] = {}
    flat = [numbers.setdefault(word, len(numbers)) for word in chain.from_iterable(scan.words)]
    starts = np.concatenate([[0], np.cumsum([len(words) for words in scan.words])]).astype(np.int64)
    return list(numbers), starts, np.array(flat, np.int32)
