"""A question → positions: what each of its words may mean in one base, and how telling it is.

A position keeps the literal word first; repairs, synonyms and relatives stand beside it at a discount, never in its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from bot.faq.focusing import focus
from bot.faq.normalising import WORD_CAP, Word, clean, read_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.faq.synonyms import Term
    from bot.faq.vocabulary import Vocabulary

POSITIONS_KEPT = 40
"""Positions compared of one question; of a longer message the most telling survive, in their order."""

STRANGERS = 60
"""Different words that neither the base nor the language knows, read of one message; looking for what each may stand for takes longest
of all, and of 600 in a row hardly one is a typo. The first count."""

LONGEST_SPELLING = 8
"""Letters of an abbreviation typed with spaces (``d p r k``)."""

SYNONYM = 0.9
"""Worth of a one-way synonym against the literal word: *drills* finds exercises, but an article about drills comes first."""

BESIDE_OUR_OWN = 0.7
"""What is left of the worth of words used for another where the base has that word itself: an article about it would say it."""

PART = 0.5
"""Worth of a group met through one of its words: a bare ``korea`` is half a mention of North Korea."""

RELATED = 0.6
"""Worth of a word with the same beginning (``negotiators`` for negotiation), times the share of letters in common."""

NOISE = 0.15
"""What is left of the weight of filler (``please``, ``guys``)."""


REMEMBERED = 4_096
"""Words whose positions are remembered; then all are forgotten, which is simpler than forgetting the oldest."""


class How(StrEnum):
    """How an alternative came about; ``--why`` tells it in words."""

    LITERAL = "literal"
    SYNONYM = "synonym"
    REPAIRED = "repaired"
    RELATED = "related"
    EVERYDAY = "everyday"
    PART = "part"


class Alternative(NamedTuple):
    """A term of the base that a position may mean, and how much of a literal match it is worth (0 to 1)."""

    term: int
    weight: float
    how: How


class Position(NamedTuple):
    """One word (or wording) of a question. ``rarity`` says how telling it is; no alternatives: nothing in the base explains it."""

    typed: str
    name: str
    """The name of the literal term, whether the base holds it or not."""
    read_as: str
    rarity: float
    telling: float
    """How much the word means in the language at large, 0 for function words, whatever the base is about."""
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as the base understands it. ``plain`` is its folded text, ``repaired`` the same with repairs written in.

    ``spelt`` are the two as they are compared letter by letter, with synonyms spelt alike; one where nothing was repaired.
    """

    positions: tuple[Position, ...]
    plain: str
    repaired: str
    spelt: tuple[str, ...]


def read(question: str, vocabulary: Vocabulary) -> Reading:
    """Read a question against a vocabulary."""
    text = clean(question)
    typed = _few_strangers(read_words(text, vocabulary.language, cap=WORD_CAP), vocabulary)
    words = list(_joined_and_split(typed, vocabulary))
    weights = {word.start: weight for word, weight in zip(words, focus(words, text, vocabulary.language), strict=True)}
    met = [(term.start, _met(term, typed, vocabulary)) for term, typed in _read_terms(words, vocabulary)]
    positions = tuple(_most_telling([_weighed(position, weights[start]) for start, position in met]))
    spelling = vocabulary.thesaurus.spelling
    plain = [spelling(position.name, position.typed) for position in positions]
    repaired = [spelling(position.name, position.read_as) for position in positions]
    return Reading(
        positions,
        plain=" ".join(position.typed for position in positions),
        repaired=" ".join(position.read_as for position in positions),
        spelt=tuple(dict.fromkeys((" ".join(plain), " ".join(repaired)))),
    )


def _few_strangers(words: list[Word], vocabulary: Vocabulary) -> list[Word]:
    strangers = list(dict.fromkeys(word.text for word in words if not vocabulary.knows(word.text)))
    if len(strangers) <= STRANGERS:
        return words
    too_many = set(strangers[STRANGERS:])
    return [word for word in words if word.text not in too_many]


def _most_telling(positions: list[Position]) -> list[Position]:
    if len(positions) <= POSITIONS_KEPT:
        return positions
    ranked = sorted(range(len(positions)), key=lambda at: (-positions[at].rarity, at))
    seen: set[str] = set()
    kept = [at for at in ranked if not (positions[at].typed in seen or seen.add(positions[at].typed))]  # type: ignore[func-returns-value]
    return [positions[at] for at in sorted(kept[:POSITIONS_KEPT])]


def _joined_and_split(words: list[Word], vocabulary: Vocabulary) -> Iterator[Word]:
    """Mend spaces: ``de nuclearization`` and ``newyork`` become words of the base, where both readings are not words already."""
    at = 0
    while at < len(words):
        word = words[at]
        after = words[at + 1] if at + 1 < len(words) else None
        if (run := _spelt_out(words, at, vocabulary)) > 1:
            yield Word("".join(letter.text for letter in words[at : at + run]), word.start, words[at + run - 1].end)
            at += run
            continue
        if after and vocabulary.joins(word.text, after.text):
            yield Word(word.text + after.text, word.start, after.end)
            at += 2
            continue
        for part in vocabulary.split(word.text):
            yield Word(part, word.start, word.end, word.capitals)
        at += 1


def _spelt_out(words: list[Word], at: int, vocabulary: Vocabulary) -> int:
    """How many words from ``at`` on are single letters that together are a word of the base: ``d p r k``."""
    end = at
    while end < len(words) and end - at < LONGEST_SPELLING and len(words[end].text) == 1:
        end += 1
    lengths = (
        length for length in range(end - at, 1, -1) if "".join(word.text for word in words[at : at + length]) in vocabulary.words
    )
    return next(lengths, 1)


def _read_terms(words: list[Word], vocabulary: Vocabulary) -> Iterator[tuple[Term, tuple[str, ...]]]:
    """Yield terms with the words as they were typed. ``north koera`` is a wording too: slips are mended inside wordings."""
    mends = [vocabulary.repairer.mend(word.text) for word in words]
    mended = [word._replace(text=mend.word) if mend else word for word, mend in zip(words, mends, strict=True)]
    at = 0
    for term in vocabulary.thesaurus.read_terms(mended):
        typed = words[at : at + len(term.words)]
        alone = len(typed) == 1 and mends[at] is not None
        at += len(term.words)
        yield vocabulary.thesaurus.read_terms(typed)[0] if alone else term, tuple([word.text for word in typed])


def _weighed(position: Position, weight: float) -> Position:
    if weight == 1:
        return position
    return position._replace(rarity=position.rarity * weight, telling=position.telling * weight)


def _met(term: Term, words: tuple[str, ...], vocabulary: Vocabulary) -> Position:
    """The position that words are by themselves, remembered from one question to the next."""
    key = (term.name, term.words, term.also, words)
    position = vocabulary.met.get(key)
    if position is None:
        if len(vocabulary.met) >= REMEMBERED:
            vocabulary.met.clear()
        position = vocabulary.met[key] = _position(term, words, vocabulary)
    return position


def _position(term: Term, words: tuple[str, ...], vocabulary: Vocabulary) -> Position:
    typed = " ".join(words)
    alternatives: dict[int, Alternative] = {}

    def add(name: str, weight: float, how: How) -> None:
        at = vocabulary.id_of(name)
        if at is not None and (at not in alternatives or alternatives[at].weight < weight):
            alternatives[at] = Alternative(at, weight, how)

    mends = [mend.weight for mend in map(vocabulary.repairer.mend, words) if mend] if words != term.words else []
    add(term.name, min(mends, default=1.0), How.REPAIRED if mends else How.LITERAL)
    for name in term.also:
        add(name, SYNONYM, How.SYNONYM)
    read_as, rarity = " ".join(term.words), None
    if len(term.words) == 1:
        ours = BESIDE_OUR_OWN if vocabulary.id_of(term.name) is not None else 1.0
        for name, worth in vocabulary.kin(term.name):
            add(name, worth * ours, How.EVERYDAY)
        for group in vocabulary.thesaurus.groups_with(term.name) if len(typed) > 1 else ():
            add(group, PART, How.PART)
        if vocabulary.id_of(term.name) is None:
            read_as, rarity = _repair(term.words[0], vocabulary, add)
    else:
        for part in term.words:
            add(vocabulary.language.stem(part), PART, How.PART)
    found = tuple(sorted(alternatives.values(), key=lambda alternative: (-alternative.weight, alternative.term)))
    if rarity is None:
        rarity = vocabulary.rarity_of(term)
    noise = len(term.words) == 1 and typed in vocabulary.language.noise
    return _weighed(
        Position(typed, term.name, read_as, rarity, vocabulary.language.telling(read_as), found), NOISE if noise else 1.0
    )


def _repair(word: str, vocabulary: Vocabulary, add: Callable[[str, float, How], None]) -> tuple[str, float]:
    """Add what a word missing from the base may mean; return how it is read, and how telling that is."""
    if vocabulary.knows(word):
        for other, share in vocabulary.relatives(word):
            add(vocabulary.term_of(other), RELATED * share, How.RELATED)
        return word, vocabulary.unknown_rarity([word])
    repairs = vocabulary.repairer.repair(word)
    for repair in repairs:
        for part in vocabulary.language.rewrites.get(repair.word, (repair.word,)):
            add(vocabulary.term_of(part), repair.weight, How.REPAIRED)
    if not repairs:
        return word, vocabulary.unknown_rarity([word])
    best = repairs[0].word
    if best in vocabulary.words:
        return best, vocabulary.rarity_of_name(vocabulary.term_of(best))
    for name, worth in vocabulary.kin(vocabulary.language.stem(best)):
        add(name, worth * repairs[0].weight, How.EVERYDAY)
    for other, share in vocabulary.relatives(best):
        add(vocabulary.term_of(other), RELATED * share * repairs[0].weight, How.RELATED)
    return best, vocabulary.rarity_of_name(vocabulary.term_of(best)) or vocabulary.unknown_rarity([best])
