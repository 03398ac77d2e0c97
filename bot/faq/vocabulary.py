"""The words of one base: their ids, how telling each is, and what a typed word may stand for."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.faq.arrays import count_uses, ranges
from bot.faq.normalising import Word, read_words
from bot.faq.repairing import Repairer
from bot.faq.scanning import Scanner, words_of
from bot.faq.synonyms import Thesaurus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import numpy.typing as npt

    from bot.faq.articles import Synonym
    from bot.faq.language import Language
    from bot.faq.neighbourhoods import Neighbourhood
    from bot.faq.scanning import Scan
    from bot.faq.synonyms import Term

GENERAL_SHARE = 0.5
"""How much of a word's weight comes from the language at large, the rest from this base. By the base alone ``do`` would be rare in
a base of ten articles; by the language alone ``korea`` would be telling in a base about nothing else."""

SHORTEST_PART = 3
"""Letters a part must have when a typed word is split; else ``asia`` would be ``as`` + ``ia``."""

READ_TEXTS = 512
"""Texts whose terms are remembered: those that are quoted again and again."""

KIN_KEPT = 8
"""Words of the base taken for one word that people use for them; more cost time and find nothing more."""

SHARPNESS = 0.7
"""Exponent of all rarities, under 1 to keep function words from vanishing: *who won* and *who lost* differ in what is common too.
At 1 the profiles find 2 of 100 questions fewer on clinc150 and hwu64."""

RELATED_FROM = 5
"""Letters that two words must share at their start to count as relatives (``negotiator``, ``negotiation``)."""

RELATED_SHARE = 0.65
"""Share of the longer word that the common start must be: ``north`` and ``northern`` are relatives, ``korea`` and ``koreagate`` are not."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a base side by side: names, how telling each is, in how many articles it stands, how people may read it."""

    names: tuple[str, ...]
    rarity: npt.NDArray[np.float32]
    spread: npt.NDArray[np.int32]
    shown: tuple[str, ...]


class Vocabulary:
    """All terms of a base. Immutable once built."""

    def __init__(
        self, language: Language, thesaurus: Thesaurus, terms: Terms, words: Mapping[str, int], near: Neighbourhood | None = None
    ) -> None:
        """``words`` tells for each word of the base how many articles use it, ``near`` is their neighbourhood where it is made already."""
        self.language, self.thesaurus = language, thesaurus
        self.names, self.rarity, self.spread = terms.names, terms.rarity, terms.spread
        self.words, self.terms = words, terms
        self._ids = {name: at for at, name in enumerate(terms.names)}
        self._sorted = sorted(word for word in words if len(word) >= RELATED_FROM)
        self._read: dict[str, tuple[Term, ...]] = {}
        self._kin_of: dict[str, tuple[tuple[str, float], ...]] = {}
        self.repairer = Repairer(words, language, near)

    def scan(self, texts: Iterable[str]) -> Scan:
        """Read many texts of authors at once."""
        return Scanner(self.language, self.thesaurus).scan(texts)

    def ids_in(self, scan: Scan) -> npt.NDArray[np.int32]:
        """Return for each unit of a scan its term, -1 where no text of the base holds it."""
        return np.array([self._ids.get(name, -1) for name in scan.names], np.int32)[scan.units]

    def read_text(self, text: str) -> tuple[Term, ...]:
        """Read an author's text (phrasing, title, passage) into terms, with offsets into it."""
        read = self._read.get(text)
        if read is None:
            read = tuple(self.thesaurus.read_terms(read_words(text, self.language)))
            if len(self._read) >= READ_TEXTS:
                self._read.clear()
            self._read[text] = read
        return read

    def id_of(self, name: str) -> int | None:
        """The id of a term, if any text of the base holds it."""
        return self._ids.get(name)

    def rarity_of(self, term: Term) -> float:
        """How telling a term is, 0 to 1; for one that the base lacks, by the language at large."""
        at = self._ids.get(term.name)
        return float(self.rarity[at]) if at is not None else self.unknown_rarity(term.words)

    def is_function_word(self, term: Term) -> bool:
        """Whether a term is so common in the language that it means nothing alone (``what``, ``from``)."""
        return self.language.telling(" ".join(term.words)) == 0

    def unknown_rarity(self, words: Sequence[str]) -> float:
        """How telling words are that no text of the base holds."""
        return float(max(0.02, *map(self.language.rarity, words)) ** (SHARPNESS * GENERAL_SHARE)) if words else 0.0

    def term_of(self, word: str) -> str:
        """The name of the term that one folded word belongs to."""
        return self.thesaurus.read_terms([Word(word, 0, len(word))])[0].name

    def name_shown(self, at: int) -> str:
        """A term as people may read it: the commonest word that has this stem, or the group's first wording and ``°``."""
        return self.terms.shown[at]

    def canonical(self, stem: str) -> str:
        """The name of the term that a single stem belongs to: its synonym group's, else its own."""
        return self.thesaurus.name_of(stem)

    def kin(self, stem: str) -> tuple[tuple[str, float], ...]:
        """Return the terms of the base that people use for a word, with what they are worth, the nearest first."""
        found = self._kin_of.get(stem)
        if found is None:
            kin = ((self.canonical(other), worth) for other, worth in self.language.kindred(stem).items())
            ours = [(name, worth) for name, worth in kin if name in self._ids]
            found = tuple(sorted(ours, key=lambda pair: -pair[1])[:KIN_KEPT])
            if len(self._kin_of) >= READ_TEXTS:
                self._kin_of.clear()
            self._kin_of[stem] = found
        return found

    def rarity_of_name(self, name: str) -> float:
        """How telling a term of the base is; 0 for a name that it lacks."""
        at = self._ids.get(name)
        return 0.0 if at is None else float(self.rarity[at])

    def knows(self, word: str) -> bool:
        """Whether the base or the language has the word."""
        return word in self.words or self.language.knows(word)

    def joins(self, one: str, two: str) -> bool:
        """Whether two typed words are one word of the base that was torn apart (``de nuclearization``)."""
        return one + two in self.words and not (self.knows(one) and self.knows(two) and min(len(one), len(two)) >= SHORTEST_PART)

    def split(self, typed: str) -> tuple[str, ...]:
        """Return the two words of the base that a typed word was run together from (``newyork``), else the word itself."""
        if self.knows(typed) or len(typed) < 2 * SHORTEST_PART or not typed.isalpha() or self.repairer.is_sure(typed):
            return (typed,)
        parts = [(typed[:at], typed[at:]) for at in range(SHORTEST_PART, len(typed) - SHORTEST_PART + 1)]
        ours = [pair for pair in parts if all(part in self.words for part in pair)]
        return max(ours, key=lambda pair: (sum(self.words.get(part, 0) for part in pair), pair)) if ours else (typed,)

    def relatives(self, word: str) -> Iterator[tuple[str, float]]:
        """Yield words of the base that begin like this one, with the share of letters they have in common."""
        if len(word) < RELATED_FROM:
            return
        start = word[: max(RELATED_FROM, int(len(word) * RELATED_SHARE))]
        for at in range(bisect_left(self._sorted, start), min(len(self._sorted), bisect_left(self._sorted, start) + 20)):
            other = self._sorted[at]
            if not other.startswith(start):
                return
            common = next((i for i, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))
            share = common / max(len(word), len(other))
            if share >= RELATED_SHARE:
                yield other, share


def build_vocabulary(
    language: Language, synonyms: Iterable[Synonym], articles: Sequence[Sequence[str]], *, known: Iterable[str] = ()
) -> Vocabulary:
    """Build the vocabulary of articles' texts. ``known`` are texts of no article (guards), whose words repair may still find."""
    scanner = Scanner(language, Thesaurus(synonyms, language))
    scan = scanner.scan(text for texts in articles for text in texts)
    owner = np.repeat(np.arange(len(articles)), [len(texts) for texts in articles])
    return vocabulary_of(scan, owner, len(articles), scanner, known=known)


def vocabulary_of(
    scan: Scan, owner: npt.NDArray[np.intp], articles: int, scanner: Scanner, *, known: Iterable[str] = ()
) -> Vocabulary:
    """Build a vocabulary from texts that are scanned already; ``owner`` is each text's article."""
    language, thesaurus = scanner.language, scanner.thesaurus
    beside = scanner.scan(known)
    names, words_in = beside.names, beside.words  # of both scans
    rarest: dict[str, float] = {}
    for unit in dict.fromkeys(scan.units.tolist()):
        rarest[names[unit]] = max(rarest.get(names[unit], 0.0), *map(language.rarity, words_in[unit]))
    for unit in dict.fromkeys(beside.units.tolist()):
        if names[unit] not in rarest:
            rarest[names[unit]] = max(map(language.rarity, words_in[unit]))
    ids = {name: at for at, name in enumerate(rarest)}
    term_of = np.array([ids.get(name, 0) for name in names], np.int32)
    owners = owner[scan.text_of()]
    spread = np.bincount(count_uses(owners, term_of[scan.units])[1], minlength=len(ids)).astype(np.int32)
    words = _count_words(scan, owners, beside)
    terms = Terms(
        tuple(ids),
        _weigh(spread, np.array(list(rarest.values()), np.float32), articles),
        spread,
        _choose_shown(ids, words, language, thesaurus),
    )
    return Vocabulary(language, thesaurus, terms, words)


def _count_words(scan: Scan, owners: npt.NDArray[np.intp], beside: Scan) -> dict[str, int]:
    """Return each word with the number of articles that use it, in the order in which they are met; 1 for words from beside them."""
    words, starts, flat = words_of(beside)
    articles, units, _ = count_uses(owners, scan.units)
    lengths = starts[units + 1] - starts[units]
    found = count_uses(np.repeat(articles, lengths), flat[ranges(starts[units], lengths)])[1]
    uses = np.bincount(found, minlength=len(words))
    return {word: max(1, int(count)) for word, count in zip(words, uses, strict=True)}


def _weigh(spread: npt.NDArray[np.int32], rarest: npt.NDArray[np.float32], articles: int) -> npt.NDArray[np.float32]:
    ours = np.log((articles + 1) / (spread + 0.5)) / np.log((articles + 1) / 0.5)
    weights: npt.NDArray[np.float32] = np.maximum(ours, 0.02) ** (SHARPNESS * (1 - GENERAL_SHARE)) * np.maximum(rarest, 0.02) ** (
        SHARPNESS * GENERAL_SHARE
    )
    return weights.astype(np.float32)


def _choose_shown(ids: Mapping[str, int], words: Mapping[str, int], language: Language, thesaurus: Thesaurus) -> tuple[str, ...]:
    shown = {name: (0, name) for name in ids}
    for word, uses in words.items():
        stem = language.stem(word)
        if stem in shown:
            shown[stem] = max(shown[stem], (uses, word))
    return tuple(thesaurus.shown(name) or word for name, (_, word) in shown.items())
