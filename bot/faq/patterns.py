"""Patterns of guards: words in this order, ``...`` for any words between, ``(today|right now)`` for a choice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Names = Sequence[frozenset[str]]
    """For each position of a question the names of the terms that it surely means."""
    Choice = Mapping[str, tuple[tuple[str, ...], ...]]
    """Wordings (as names of terms) any of which may stand at one place, by their first name."""

_PIECE = re.compile(r"\.\.\.|…|\(([^()]*)\)|[^\s()…]+")


def is_pattern(wording: str) -> bool:
    """Whether a wording uses ``...`` or ``(a|b)``."""
    return "..." in wording or "…" in wording or "(" in wording


def plain_text(wording: str) -> str:
    """Return a wording without the signs of patterns."""
    return re.sub(r"\.\.\.|[…()|]", " ", wording)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern. Between chunks anything may stand; the places of one chunk are neighbours."""

    chunks: tuple[tuple[Choice, ...], ...]

    def may_fit(self, present: frozenset[str]) -> bool:
        """Whether a question with these names, in whatever order, has one for every place: a cheap first look."""
        for chunk in self.chunks:
            for choice in chunk:  # loops, not a generator of any(): it runs for twenty patterns a question
                if choice.keys().isdisjoint(present):
                    return False
        return True

    @property
    def places(self) -> Iterator[frozenset[str]]:
        """For each place the names of which a question must hold one for the pattern to have a chance."""
        return (frozenset(choice) for chunk in self.chunks for choice in chunk)

    def fits(self, names: Names) -> bool:
        """Whether the chunks stand in the question in this order. The fit of a chunk that ends first leaves most room for the rest."""
        start = 0
        for chunk in self.chunks:
            end = min(_ends(chunk, names, start), default=None)
            if end is None:
                return False
            start = end
        return bool(self.chunks)


def compile_pattern(wording: str, read: Callable[[str], tuple[str, ...]]) -> Pattern:
    """Compile a pattern; ``read`` turns an author's words into names of terms, wordings of several words included."""
    chunks: list[list[Choice]] = [[]]
    plain: list[str] = []

    def close_plain() -> None:
        chunks[-1].extend({name: ((name,),)} for name in read(" ".join(plain)))
        plain.clear()

    for piece in _PIECE.finditer(wording):
        if piece[1] is None and piece.group() not in {"...", "…"}:
            plain.append(piece.group())
            continue
        close_plain()
        if piece[1] is None:
            chunks.append([])
        else:
            chunks[-1].append(_choice(read(choice) for choice in piece[1].split("|")))
    close_plain()
    return Pattern(tuple(tuple(chunk) for chunk in chunks if chunk))


def _choice(wordings: Iterator[tuple[str, ...]]) -> Choice:
    by_first: dict[str, tuple[tuple[str, ...], ...]] = {}
    for wording in wordings:
        if wording:
            by_first[wording[0]] = (*by_first.get(wording[0], ()), wording)
    return by_first


def _ends(chunk: Sequence[Choice], names: Names, start: int) -> set[int]:
    """Return where the chunk may end that begins at ``start`` or later.

    All ways to fit a place are carried along as the set of where they end: ``(a|a a)`` twenty times over has a million ways, but no
    more ends than the question has words.
    """
    ends = set(range(start, len(names)))
    for choice in chunk:
        fitting = (at for at in ends if at < len(names) and not choice.keys().isdisjoint(names[at]))
        ends = {after for at in fitting for after in _steps(choice, names, at)}
    return ends


def _steps(choice: Choice, names: Names, at: int) -> Iterator[int]:
    """Yield where the wordings of one place end that begin at ``at``."""
    for first in names[at] & choice.keys():
        for wording in choice[first]:
            after = at + len(wording)
            if after <= len(names) and all(name in names[at + step] for step, name in enumerate(wording)):
                yield after
