"""Words that an author declared to mean the same.

A two-way group is one *term* wherever any of its wordings stands, in articles and questions alike: ``DPRK``, ``N. Korea`` and
``North Korea`` are then the same word, and equally rare. Groups that share a wording are one, whichever was written first. A one-way
synonym only widens the question: who asks for *drills* also means *exercises*, who asks for exercises does not mean drills.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from bot.faq.normalising import Word, read_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.faq.articles import Synonym
    from bot.faq.language import Language

    Key = tuple[tuple[str, ...], bool]

MOST_TARGETS = 20
"""Terms that one wording may add to a question; a word that means everything means nothing, and each costs time at every look-up."""

LONGEST_WORDING = 8
"""Words in the longest wording looked for (Democratic People's Republic of Korea has five)."""


class Term(NamedTuple):
    """One word of a text as the index knows it: a stem, or the name of a synonym group. Offsets are the text's."""

    name: str
    start: int
    end: int
    words: tuple[str, ...]
    """The folded words that it was made of: several for a wording such as ``north korea``."""
    also: tuple[str, ...] = ()
    """Names of the terms that one-way synonyms add."""


@dataclass(frozen=True, slots=True)
class _Wording:
    name: str | None
    also: tuple[str, ...]
    capitals: bool


def joined(groups: Iterable[Iterable[str]], language: Language) -> list[dict[Key, str]]:
    """Return groups of equal wordings, those that share one as one, each wording once and in the order in which it was written first.

    What has no letter, emoji alone, is no wording.
    """
    home: dict[Key, Key] = {}
    written: dict[Key, str] = {}

    def root(key: Key) -> Key:
        while home[key] != key:
            home[key] = key = home[home[key]]
        return key

    for group in groups:
        keys = [(key, wording) for wording in group if (key := wording_key(wording, language))[0]]
        for key, wording in keys:
            written.setdefault(key, wording)
            home.setdefault(key, key)
            home[root(key)] = root(keys[0][0])
    found: dict[Key, dict[Key, str]] = {}
    for key, wording in written.items():
        found.setdefault(root(key), {})[key] = wording
    return list(found.values())


def wording_key(wording: str, language: Language) -> Key:
    """Return what a wording is known by: its stems, and whether it counts only in capitals."""
    words = read_words(wording, language)
    # A single abbreviation that is also a common word (US, WHO) counts only where it is typed as one.
    capitals = len(words) == 1 and wording.replace(".", "").isupper() and words[0].text in language.ordinary_after
    return tuple(language.stem(word.text) for word in words), capitals


class Thesaurus:
    """All synonyms of a base, ready to rewrite word lists into terms. Immutable once built."""

    def __init__(self, synonyms: Iterable[Synonym], language: Language) -> None:
        self._language = language
        self._wordings: dict[tuple[str, ...], _Wording] = {}
        self._reach: dict[str, int] = {}
        """For the first stem of each wording how many stems the longest wording that begins with it has."""
        self._shown: dict[str, str] = {}
        self._shortest: dict[str, str] = {}
        self._members: dict[str, tuple[str, ...]] = {}
        synonyms = tuple(synonyms)
        for group in joined((one.words for one in synonyms if one.two_way), language):
            self._add_group(group)
        for synonym in synonyms:
            if synonym.to is not None:
                self._add_one_way(synonym, synonym.to)
        self._alone = {key[0]: one.name for key, one in self._wordings.items() if len(key) == 1 and one.name and not one.capitals}

    def _add_group(self, wordings: Mapping[Key, str]) -> None:
        (key, capitals), shown = next(iter(wordings.items()))
        name = (" ".join(key).upper() if capitals else " ".join(key)) + "°"
        self._shown[name] = f"{shown}°"
        folded = (" ".join(word.text for word in read_words(wording, self._language)) for wording in wordings.values())
        self._shortest[name] = min(folded, key=len)
        for key, capitals in wordings:
            self._put(key, self._wordings.get(key, _Wording(name, (), capitals)))
            for part in key if len(key) > 1 else ():
                self._members[part] = (*self._members.get(part, ()), name)

    def _add_one_way(self, synonym: Synonym, to: str) -> None:
        targets = tuple(dict.fromkeys(term.name for term in self.read_terms(read_words(to, self._language))))
        for wording in synonym.words:
            key, capitals = wording_key(wording, self._language)
            known = self._wordings.get(key)
            if key:
                self._put(
                    key,
                    _Wording(
                        known.name if known else None,
                        tuple(dict.fromkeys((*(known.also if known else ()), *targets)))[:MOST_TARGETS],
                        capitals,
                    ),
                )

    def _put(self, key: tuple[str, ...], wording: _Wording) -> None:
        self._wordings[key] = wording
        self._reach[key[0]] = max(self._reach.get(key[0], 0), min(len(key), LONGEST_WORDING))

    def groups_with(self, stem: str) -> tuple[str, ...]:
        """Names of the groups one of whose longer wordings holds this stem: ``korea`` → the groups of North and of South Korea."""
        return tuple(dict.fromkeys(self._members.get(stem, ())))

    def shown(self, name: str) -> str | None:
        """A group as its author wrote it first, with ``°``; ``None`` for a plain stem."""
        return self._shown.get(name)

    def spelling(self, name: str, words: str) -> str:
        """How a term is spelt where texts are compared letter by letter: a group always by its shortest wording.

        Else *nk* and *North Korea* would differ in ten letters, and the longest name would count most in every comparison.
        """
        return self._shortest.get(name, words)

    def name_of(self, stem: str) -> str:
        """The group that a single stem stands for, else the stem itself."""
        return self._alone.get(stem, stem)

    def opens(self, stem: str) -> bool:
        """Whether a wording begins with this stem."""
        return stem in self._reach

    def find(self, stems: Sequence[str], at: int, *, capitals: bool) -> tuple[int, str | None]:
        """Return how many stems from ``at`` on are one wording, and its group's name; for no wording or a one-way one, ``None``."""
        for length in range(min(self._reach.get(stems[at], 0), len(stems) - at), 0, -1):
            wording = self._wordings.get(tuple(stems[at : at + length]))
            if wording and (capitals or not wording.capitals):
                return length, wording.name
        return 1, None

    def read_terms(self, words: Sequence[Word]) -> list[Term]:
        """Rewrite words into terms, longest wording first, left to right."""
        stems = [self._language.stem(word.text) for word in words]
        terms: list[Term] = []
        at = 0
        while at < len(words):
            if stems[at] not in self._reach:
                word = words[at]
                terms.append(Term(stems[at], word.start, word.end, (word.text,)))
                at += 1
                continue
            length, wording = self._longest(words, stems, at)
            terms.extend(self._make_terms(words[at : at + length], stems[at : at + length], wording))
            at += length
        return terms

    def _longest(self, words: Sequence[Word], stems: list[str], at: int) -> tuple[int, _Wording | None]:
        for length in range(min(self._reach[stems[at]], len(words) - at), 0, -1):
            wording = self._wordings.get(tuple(stems[at : at + length]))
            if wording and (words[at].capitals or not wording.capitals):
                return length, wording
        return 1, None

    @staticmethod
    def _make_terms(words: Sequence[Word], stems: Sequence[str], wording: _Wording | None) -> list[Term]:
        if wording is None or wording.name is None:
            also = wording.also if wording else ()
            return [Term(stem, word.start, word.end, (word.text,), also) for word, stem in zip(words, stems, strict=True)]
        return [Term(wording.name, words[0].start, words[-1].end, tuple(word.text for word in words), wording.also)]
