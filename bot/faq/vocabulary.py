"""The words of one base: their ids, how telling each is, and what a typed word may stand for."""

from __future__ import annotations

from bisect import bisect_left
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np

from bot.faq.arrays import protect
from bot.faq.counting import GENERAL_SHARE, SHARPNESS, Counts
from bot.faq.normalising import read_words
from bot.faq.repairing import Repairer
from bot.faq.scanning import Scanner

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy.typing as npt

    from bot.faq.language import Language
    from bot.faq.neighbourhoods import Neighbourhood
    from bot.faq.reading import Position
    from bot.faq.scanning import Scan
    from bot.faq.synonyms import Term, Thesaurus

TELLING = 0.3
"""Rarity from which a word is telling; below stand question words and the like, and the subject of a base that is about one thing."""

SHORTEST_PART = 3
"""Letters a part must have when a typed word is split; else ``asia`` would be ``as`` + ``ia``."""

READ_TEXTS = 512
"""Texts whose terms are remembered: those that are quoted again and again."""

KIN_KEPT = 8
"""Words of the base taken for one word that people use for them; more cost time and find nothing more."""

RELATED_FROM = 5
"""Letters that two words must share at their start to count as relatives (``negotiator``, ``negotiation``)."""

RELATED_SHARE = 0.65
"""Share of the longer word that the common start must be: ``north`` and ``northern`` are relatives, ``korea`` and ``koreagate`` are not."""


class Vocabulary:
    """All terms of a base. Immutable once built."""

    def __init__(
        self, language: Language, thesaurus: Thesaurus, counts: Counts, articles: int, near: Neighbourhood | None = None
    ) -> None:
        """``counts`` tells what so many ``articles`` use; ``near`` is their words' neighbourhood where it is made already."""
        self.language, self.thesaurus, self.counts = language, thesaurus, counts
        self.names, self.spread, self.rarity = counts.terms.names, counts.terms.uses, counts.weigh(articles)
        protect(self.rarity)
        self.words = dict(zip(counts.words.names, np.maximum(counts.words.uses, 1).tolist(), strict=True))
        """For each word how many articles use it, 1 where only a guard does."""
        self._shown = counts.show(thesaurus)
        self._ids = {name: at for at, name in enumerate(self.names)}
        self._sorted = [word for word in self.words if len(word) >= RELATED_FROM]
        self._read: dict[str, tuple[Term, ...]] = {}
        self.met: dict[tuple[object, ...], Position] = {}
        """What ``reading`` found out about words of earlier questions."""
        self.repairer = Repairer(self.words, language, near)

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

    def tells(self, term: Term) -> bool:
        """Whether a term tells something by itself: rare enough here, and no function word."""
        return self.rarity_of(term) >= TELLING and not self.is_function_word(term)

    def unknown_rarity(self, words: Sequence[str]) -> float:
        """How telling words are that no text of the base holds."""
        return float(max(0.02, *map(self.language.rarity, words)) ** (SHARPNESS * GENERAL_SHARE)) if words else 0.0

    def term_of(self, word: str) -> str:
        """The name of the term that one folded word belongs to."""
        return self.canonical(self.language.stem(word))

    def name_shown(self, at: int) -> str:
        """A term as people may read it: the commonest word that has this stem, or the group's first wording and ``°``."""
        return self._shown[at]

    def canonical(self, stem: str) -> str:
        """The name of the term that a single stem belongs to: its synonym group's, else its own."""
        return self.thesaurus.name_of(stem)

    def kin(self, stem: str) -> tuple[tuple[str, float], ...]:
        """Return the terms of the base that people use for a word, with what they are worth, the nearest first."""
        kin = self.language.kindred(stem)
        ours = [(name, worth) for other, worth in kin.items() if (name := self.canonical(other)) in self._ids]
        return tuple(sorted(ours, key=itemgetter(1), reverse=True)[:KIN_KEPT])

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
