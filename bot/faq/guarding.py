"""Questions that are declined by kind, whatever article they resemble: live news, opinions, one's own case, other countries.

A guard's wording is a plain example (it fires on questions like it, if no article is more like them) or a pattern: words in this
order, ``...`` for any words between, ``(today|right now)`` for a choice. Both are read through the base's own words, so typos and
synonyms are met here too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.faq.articles import Guard
from bot.faq.comparing import nearest_text
from bot.faq.fields import build_field
from bot.faq.reading import How

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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

_PIECE = re.compile(r"\.\.\.|…|\(([^()]*)\)|[^\s()…]+")

Choice = tuple[tuple[str, ...], ...]
"""Wordings (as names of terms) any of which may stand at one place of a pattern."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    guard: int
    chunks: tuple[tuple[Choice, ...], ...]
    """Between chunks anything may stand; the places of one chunk are neighbours."""


def is_pattern(wording: str) -> bool:
    """Whether a wording uses ``...`` or ``(a|b)``."""
    return "..." in wording or "…" in wording or "(" in wording


def plain_words(guards: Iterable[Guard]) -> list[str]:
    """Return the wordings' texts without pattern signs, so that the vocabulary knows their words and can repair typos towards them."""
    return [re.sub(r"\.\.\.|[…()|]", " ", wording) for guard in guards for wording in guard.when]


class Guards:
    """All guards of a base, ready to be asked. Immutable once built."""

    def __init__(self, guards: Sequence[Guard], declined: Sequence[str], vocabulary: Vocabulary) -> None:
        """``declined`` are questions that moderators declared off topic: a guard of their own kind, without a line."""
        self._guards = tuple(guards)
        self._vocabulary = vocabulary
        examples = [[(text, -1) for text in guard.when if not is_pattern(text)] for guard in guards]
        self._examples = build_field([*examples, [(text, -1) for text in declined]], vocabulary)
        self._patterns = tuple(
            _Pattern(at, chunks)
            for at, guard in enumerate(guards)
            for text in guard.when
            if is_pattern(text)
            for chunks in [self._compile(text)]
            if chunks
        )

    def __len__(self) -> int:
        return len(self._guards)

    def find(self, reading: Reading, question: Weighing, nearest_phrasing: float) -> Guard | None:
        """Return the guard that a question falls under, if any. ``nearest_phrasing``: likeness of the best article's phrasing."""
        if nearest_phrasing >= OWN_PHRASING:
            return None
        names = [self._names(reading, at) for at in range(len(reading.positions))]
        for pattern in self._patterns:
            if _fits(pattern.chunks, names, 0):
                return self._guards[pattern.guard]
        near, owner = nearest_text(self._examples, reading, question, self._vocabulary)
        if near < max(LIKE_EXAMPLE, nearest_phrasing):
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

    def _compile(self, wording: str) -> tuple[tuple[Choice, ...], ...]:
        chunks: list[list[Choice]] = [[]]
        for piece in _PIECE.finditer(wording):
            if piece.group() in {"...", "…"}:
                chunks.append([])
            elif piece[1] is not None:
                chunks[-1].append(tuple(self._read(choice) for choice in piece[1].split("|") if choice.strip()))
            else:
                chunks[-1].extend(((name,),) for name in self._read(piece.group()))
        return tuple(tuple(chunk) for chunk in chunks if chunk)

    def _read(self, text: str) -> tuple[str, ...]:
        return tuple(term.name for term in self._vocabulary.read_text(text))


def _fits(chunks: Sequence[Sequence[Choice]], names: Sequence[frozenset[str]], start: int) -> bool:
    """Whether the chunks stand in this order, from ``start`` on. The first place that a chunk fits leaves most room for the rest."""
    for chunk in chunks:
        ends = (end for at in range(start, len(names)) for end in _ends(chunk, names, at))
        end = next(ends, None)
        if end is None:
            return False
        start = end
    return True


def _ends(chunk: Sequence[Choice], names: Sequence[frozenset[str]], at: int) -> Iterator[int]:
    """Yield where a chunk that begins at ``at`` would end."""
    if not chunk:
        yield at
        return
    for wording in chunk[0]:
        after = at + len(wording)
        if after <= len(names) and all(name in names[at + step] for step, name in enumerate(wording)):
            yield from _ends(chunk[1:], names, after)
