"""Questions that are declined by kind, whatever article they resemble: live news, opinions, one's own case, other countries.

A guard's wording is a plain example (it fires on questions like it, if no article is more like them) or a pattern: words in this
order, ``...`` for any words between, ``(today|right now)`` for a choice. Both are read through the base's own words, so typos and
synonyms are met here too.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from bot.faq.arrays import protect
from bot.faq.articles import Guard
from bot.faq.comparing import nearest_text
from bot.faq.fields import build_field
from bot.faq.patterns import Pattern, compile_pattern, is_pattern, plain_text
from bot.faq.reading import How
from bot.faq.scanning import Scanner

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.faq.comparing import Weighing
    from bot.faq.reading import Reading
    from bot.faq.vocabulary import Vocabulary

LIKE_EXAMPLE = 0.72
"""Likeness from which a question counts as a guard's plain example: ``who are you and which model do you run on`` and variants."""

OWN_PHRASING = 0.86
"""Likeness to an article's own phrasing from which the article wins against any guard: its author asked for exactly this."""

SURE_WORD = 0.6
"""Worth from which an alternative counts as the word of a pattern: a repair does, an everyday synonym does not."""

DECLINED_BY_MODERATORS = Guard(kind="not-our-topic", when=())
"""Stands for the questions that moderators declared off topic."""


def plain_words(guards: Iterable[Guard]) -> list[str]:
    """Return the wordings' texts without pattern signs, so that the vocabulary knows their words and can repair typos towards them."""
    return [plain_text(wording) for guard in guards for wording in guard.when]


class Guards:
    """All guards of a base, ready to be asked. Immutable once built."""

    def __init__(self, guards: Sequence[Guard], declined: Sequence[str], vocabulary: Vocabulary) -> None:
        """``declined`` are questions that moderators declared off topic: a guard of their own kind, without a line."""
        self._guards = tuple(guards)
        self._vocabulary = vocabulary
        examples = [[(text, -1) for text in guard.when if not is_pattern(text)] for guard in guards]
        self._examples = build_field([*examples, [(text, -1) for text in declined]], vocabulary)
        protect(self._examples)
        read = cache(Scanner(vocabulary.language, vocabulary.thesaurus).names_in)  # the same choices stand in many patterns
        self._patterns = [
            (at, compile_pattern(text, read)) for at, guard in enumerate(guards) for text in filter(is_pattern, guard.when)
        ]
        self._by_name = _index_by_rarest([pattern for _, pattern in self._patterns])

    def find(self, reading: Reading, question: Weighing, nearest_phrasing: float) -> Guard | None:
        """Return the guard that a question falls under, if any. ``nearest_phrasing``: likeness of the best article's phrasing."""
        if nearest_phrasing >= OWN_PHRASING:
            return None
        names = [self._names(reading, at) for at in range(len(reading.positions))]
        present = frozenset[str]().union(*names)
        possible = {at for name in present for at in self._by_name.get(name, ())}
        for guard, pattern in (self._patterns[at] for at in sorted(possible)):
            if pattern.may_fit(present) and pattern.fits(names):
                return self._guards[guard]
        least = max(LIKE_EXAMPLE, nearest_phrasing)
        near, owner = nearest_text(self._examples, reading, question, self._vocabulary, least=least)
        if near < least:
            return None
        return self._guards[owner] if owner < len(self._guards) else DECLINED_BY_MODERATORS

    def _names(self, reading: Reading, at: int) -> frozenset[str]:
        position = reading.positions[at]
        sure = (
            alternative
            for alternative in position.alternatives
            if alternative.weight >= SURE_WORD and alternative.how is not How.EVERYDAY
        )
        return frozenset(self._vocabulary.names[alternative.term] for alternative in sure) | {position.name}


def _index_by_rarest(patterns: Sequence[Pattern]) -> dict[str, list[int]]:
    """Map names to the patterns that hold them at their rarest place, so that a question meets few patterns in vain."""
    uses = Counter(name for pattern in patterns for place in pattern.places for name in place)
    index: dict[str, list[int]] = {}
    for at, pattern in enumerate(patterns):
        for name in min(pattern.places, key=lambda place: max((uses[name] for name in place), default=0), default=frozenset()):
            index.setdefault(name, []).append(at)
    return index
