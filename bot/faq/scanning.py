"""Many texts of a base read at once: the same terms as :meth:`Vocabulary.read_text` finds, as numbers and without offsets.

Most words are one term whatever stands beside them and are looked up as they were typed. Where one may begin a synonym's wording, the
text is cut into wordings; contractions and chat abbreviations are written out first. Only texts in scripts without spaces go the long
way that questions go.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bot.faq.arrays import ranges, repeat
from bot.faq.normalising import Word, expand, find_raw_words, fold, is_one_word, read_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from bot.faq.language import Language
    from bot.faq.synonyms import Thesaurus

OPENS, SPELT, CAPITALS, LONG_WAY = 1, 2, 4, 8
"""What a word asks of its text: that wordings are looked for, that it is written out in other words, that it counts as typed in
capitals, or that all is read as a question is. The first and the third may come together."""


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
        return repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    def spelt(self, thesaurus: Thesaurus) -> list[str]:
        """Return each text as it is compared letter by letter: its words, folded, with a blank between."""
        joined = [thesaurus.spelling(name, " ".join(words)) for name, words in zip(self.names, self.words, strict=True)]
        units, bounds = self.units, pairwise(self.starts.tolist())
        return [" ".join([joined[unit] for unit in units[start:end].tolist()]) for start, end in bounds]


class _Known(NamedTuple):
    """A word as typed: what it asks of its text, its folded form, the unit that it is by itself, and whether it is all capitals."""

    asks: int
    word: str
    unit: int
    upper: bool = False


class Scanner:
    """Scans texts for one base. Scans of one scanner share their units."""

    def __init__(self, language: Language, thesaurus: Thesaurus) -> None:
        self.language, self.thesaurus = language, thesaurus
        self._known: dict[str, tuple[_Known, ...]] = {}
        """The words of each stretch between blanks, since no word goes past one."""
        self._alone: dict[str, tuple[int, ...]] = {}
        """The units that they are by themselves."""
        self._asking: set[str] = set()
        """Stretches of which a word asks something of its text."""
        self._spelt: dict[tuple[str, bool], _Known] = {}
        self._units: dict[tuple[str, tuple[str, ...]], int] = {}
        self._names: list[str] = []

    def scan(self, texts: Iterable[str]) -> Scan:
        """Read texts."""
        units, ends = array("i"), array("q", [0])
        for text in texts:
            units.extend(self._units_of(text))
            ends.append(len(units))
        names, words = zip(*self._units, strict=True) if self._units else ((), ())
        return Scan(np.array(ends, np.int64), np.array(units, np.int32), names, words)

    def names_in(self, text: str) -> tuple[str, ...]:
        """Return the names of one text's terms."""
        return tuple([self._names[unit] for unit in self._units_of(text)])

    def _units_of(self, text: str) -> Sequence[int]:
        stretches = text.split()
        try:
            units = [*chain.from_iterable(map(self._alone.__getitem__, stretches))]
        except KeyError:
            for stretch in stretches:
                if stretch not in self._known:
                    self._look_up(stretch)
            units = [*chain.from_iterable(map(self._alone.__getitem__, stretches))]
        if self._asking.isdisjoint(stretches):
            return units
        found = [*chain.from_iterable(map(self._known.__getitem__, stretches))]
        asks = [one.asks for one in found]
        if LONG_WAY in asks:
            terms = self.thesaurus.read_terms(read_words(text, self.language))
            return [self._unit(term.name, term.words) for term in terms]
        if SPELT in asks:
            found = self._spell_out(found, mixed_case=any(letter.islower() for letter in text))
        return self._cut(found)

    def _look_up(self, stretch: str) -> None:
        found = tuple(map(self._word, find_raw_words(stretch)))
        self._known[stretch] = found
        self._alone[stretch] = tuple([one.unit for one in found])
        if any(one.asks for one in found):
            self._asking.add(stretch)

    def _word(self, raw: str) -> _Known:
        word = fold(raw)
        if not word or not is_one_word(raw):
            return _Known(LONG_WAY, word, -1)
        if word in self.language.ordinary_after or word in self.language.rewrites:
            return _Known(SPELT, word, -1, raw.isupper() and len(word) > 1)
        return self._plain(word)

    def _plain(self, word: str, *, capitals: bool = False) -> _Known:
        known = self._spelt.get((word, capitals))
        if known is None:
            stem = self.language.stem(word)
            opens = OPENS if self.thesaurus.opens(stem) else 0
            known = _Known(opens | (CAPITALS if capitals else 0), word, self._unit(stem, (word,)))
            self._spelt[word, capitals] = known
        return known

    def _spell_out(self, found: Sequence[_Known], *, mixed_case: bool) -> list[_Known]:
        """Write out contractions and chat abbreviations, as :func:`read_words` does."""

        def word_at(at: int) -> Word:
            return Word(found[at].word, at, at, capitals=mixed_case and found[at].upper)

        spelt: list[_Known] = []
        done = 0
        for at in [at for at, one in enumerate(found) if one.asks == SPELT]:
            before, after = word_at(at - 1) if at else None, word_at(at + 1) if at + 1 < len(found) else None
            spelt += found[done:at]
            spelt += [self._plain(one.text, capitals=one.capitals) for one in expand(word_at(at), before, after, self.language)]
            done = at + 1
        return [*spelt, *found[done:]]

    def _cut(self, found: Sequence[_Known]) -> Sequence[int]:
        """Cut words into wordings."""
        opening = [at for at, one in enumerate(found) if one.asks & OPENS]
        if not opening:
            return [one.unit for one in found]
        stems = [self.language.stem(one.word) for one in found]
        units, done = [], 0
        for at in opening:
            if at < done:
                continue  # inside the wording before it
            length, name = self.thesaurus.find(stems, at, capitals=bool(found[at].asks & CAPITALS))
            if name is not None:
                units += [one.unit for one in found[done:at]]
                units.append(self._unit(name, tuple([one.word for one in found[at : at + length]])))
                done = at + length
            elif length > 1:
                units += [one.unit for one in found[done : at + length]]
                done = at + length
        return units + [one.unit for one in found[done:]]

    def _unit(self, name: str, words: tuple[str, ...]) -> int:
        unit = self._units.setdefault((name, words), len(self._units))
        if unit == len(self._names):
            self._names.append(name)
        return unit


def words_of(scan: Scan) -> tuple[list[str], npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """Return the distinct words of a scan, and for each unit where its words begin in the array of word numbers that follows."""
    numbers: dict[str, int] = {}
    flat = [numbers.setdefault(word, len(numbers)) for word in chain.from_iterable(scan.words)]
    starts = np.concatenate([[0], np.cumsum([len(words) for words in scan.words])]).astype(np.int64)
    return list(numbers), starts, np.array(flat, np.int32)
