"""Where in a message the question stands: people greet, tell a story, ask, and give thanks."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.faq.language import Language
    from bot.faq.normalising import Word

ASIDE = 0.55
"""What is left of the weight of words outside the sentences that ask. Not less: *I work in Kaesong. What became of it?*"""

FEWEST = 4
"""Words that the asking sentences must have together; ``Any idea?`` leans on the sentence before it."""

OPENERS_LOOKED_AT = 2
"""Words at the start of a sentence among which a question word makes it a question: ``so why …``."""

_CLAUSE_MARKS = frozenset(",;:)-")

_SENTENCE_END = re.compile("(?<![.!?\u2026\uff1f\uff01\u3002])[.!?\u2026\uff1f\uff01\u3002]++(?=\\s|$)|[\r\n]++")


def focus(words: Sequence[Word], text: str, language: Language) -> list[float]:
    """Return for each word how much it counts: 1 in sentences that ask, less beside them; 1 everywhere if none or all ask."""
    starts = [word.start for word in words]
    counts, inside = [ASIDE] * len(words), 0
    for start, end, mark in _sentences(text, _clauses(words, text, language)):
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        if mark or any(word.text in language.asking for word in words[first : min(last, first + OPENERS_LOOKED_AT)]):
            counts[first:last] = [1.0] * (last - first)
            inside += last - first
    return counts if inside >= FEWEST else [1.0] * len(words)


def _clauses(words: Sequence[Word], text: str, language: Language) -> set[int]:
    """Where a question begins behind a comma or the like: ``quick one, what does DPRK stand for``."""
    return {word.start for word in words if word.text in language.asking and text[: word.start].rstrip()[-1:] in _CLAUSE_MARKS}


def _sentences(text: str, clauses: set[int]) -> list[tuple[int, int, bool]]:
    """Cut a text into sentences and questioning clauses: start, end, and whether a question mark ends it."""
    stops = [(stop.end(), "?" in stop.group() or "\uff1f" in stop.group()) for stop in _SENTENCE_END.finditer(text)]
    found, start = [], 0
    for end, mark in sorted([*stops, *((at, False) for at in clauses), (len(text), False)]):
        found.append((start, end, mark))
        start = end
    return found
