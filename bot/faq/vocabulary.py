"""The words of one base: their ids, how telling each is, and what a typed word may stand for."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from bot.faq.normalising import Word, read_words
from bot.faq.repairing import Repairer
from bot.faq.synonyms import Thesaurus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import numpy.typing as npt

    from bot.faq.articles import Synonym
    from bot.faq.language import Language
    from bot.faq.synonyms import Term

GENERAL_SHARE = 0.5
"""How much of a word's weight comes from the language at large, the rest from this base. By the base alone ``do`` would be rare in
a base of ten articles; by the language alone ``korea`` would be telling in a base about nothing else."""

SHORTEST_PART = 3
"""Letters a part must have when a typed word is split; else ``asia`` would be ``as`` + ``ia``."""

READ_TEXTS = 4_096
"""Texts whose terms are remembered: all of a small base, which is read three times while it is indexed and again to quote."""

KIN_KEPT = 8
"""Words of the base taken for one word that people use for them; more cost time and find nothing more."""

SHARPNESS = 0.7
"""Exponent of all rarities, under 1 to keep function words from vanishing: *who won* and *who lost* differ in what is common too.
At 1 the profiles find 2 of 100 questions fewer on clinc150 and hwu64."""

RELATED_FROM = 5
"""Letters that two words must share at their start to count as relatives (``negotiator``, ``negotiation``)."""

RELATED_SHARE = 0.65
"""Share of the longer word that the common start must be: ``north`` and ``northern`` are relatives, ``korea`` and ``koreagate`` are not."""


class Vocabulary:
    """All terms of a base. Immutable once built."""

    def __init__(
        self, language: Language, synonyms: Iterable[Synonym], articles: Sequence[Sequence[str]], *, known: Iterable[str] = ()
    ) -> None:
        """``articles`` holds each article's texts. ``known`` are texts of no article (guards), whose words repair may still find."""
        self.language = language
        self.read_text = lru_cache(READ_TEXTS)(self._read_text)
        self.kin = lru_cache(READ_TEXTS)(self._kin)
        self.thesaurus = Thesaurus(synonyms, language)
        self._ids: dict[str, int] = {}
        words: Counter[str] = Counter()
        spread: Counter[int] = Counter()
        commonest: dict[int, float] = {}
        for texts in articles:
            terms = [term for text in texts for term in self.read_text(text)]
            words.update({word for term in terms for word in term.words})
            spread.update({self._ids.setdefault(term.name, len(self._ids)) for term in terms})
            for term in terms:
                at = self._ids[term.name]
                commonest[at] = max(commonest.get(at, 0.0), *map(language.rarity, term.words))
        self._add_known(known, words, commonest)
        self._articles = len(articles)
        self.words: Mapping[str, int] = words
        self._sorted = sorted(word for word in words if len(word) >= RELATED_FROM)
        self.spread = np.array([spread[at] for at in range(len(self._ids))], np.int32)
        """In how many articles each term stands."""
        self.rarity = self._weigh(commonest)
        self.names = tuple(self._ids)
        self._shown = self._choose_shown(words)
        self.repairer = Repairer(words, language)

    def _add_known(self, texts: Iterable[str], words: Counter[str], commonest: dict[int, float]) -> None:
        for term in (term for text in texts for term in self.read_text(text)):
            words.update(word for word in term.words if word not in words)
            at = self._ids.setdefault(term.name, len(self._ids))
            commonest.setdefault(at, max(map(self.language.rarity, term.words)))

    def _choose_shown(self, words: Mapping[str, int]) -> tuple[str, ...]:
        shown = {name: (0, name) for name in self._ids}
        for word, uses in words.items():
            stem = self.language.stem(word)
            if stem in shown:
                shown[stem] = max(shown[stem], (uses, word))
        return tuple(self.thesaurus.shown(name) or word for name, (_, word) in shown.items())

    def _weigh(self, general: Mapping[int, float]) -> npt.NDArray[np.float32]:
        ours = np.log((self._articles + 1) / (self.spread + 0.5)) / np.log((self._articles + 1) / 0.5)
        theirs = np.array([general[at] for at in range(len(self._ids))], np.float32)
        weights: npt.NDArray[np.float32] = np.maximum(ours, 0.02) ** (SHARPNESS * (1 - GENERAL_SHARE)) * np.maximum(
            theirs, 0.02
        ) ** (SHARPNESS * GENERAL_SHARE)
        return weights.astype(np.float32)

    def _read_text(self, text: str) -> tuple[Term, ...]:
        """Read an author's text (phrasing, title, passage) into terms, with offsets into it."""
        return tuple(self.thesaurus.read_terms(read_words(text, self.language)))

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
        return self._shown[at]

    def canonical(self, stem: str) -> str:
        """The name of the term that a single stem belongs to: its synonym group's, else its own."""
        return self.thesaurus.name_of(stem)

    def _kin(self, stem: str) -> tuple[tuple[str, float], ...]:
        """Return the terms of the base that people use for a word, with what they are worth, the nearest first."""
        kin = ((self.canonical(other), worth) for other, worth in self.language.kindred(stem).items())
        ours = [(name, worth) for name, worth in kin if name in self._ids]
        return tuple(sorted(ours, key=lambda pair: -pair[1])[:KIN_KEPT])

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
