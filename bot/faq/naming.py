"""Whether a question says by name what it is about: the base's subject, or a name that its article holds.

*Why did the Hanoi summit fail* names something, *why did the trip fail* does not. Of people who did not ask the bot at all, only the
first kind is answered (``bot/listening.py``), and after another answer only the first kind changes the subject.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.faq.reading import How

if TYPE_CHECKING:
    from bot.faq.indexing import Index
    from bot.faq.reading import Position, Reading

NAME = 0.75
"""General rarity from which a word is a name: *Warmbier*, *sarin* and *armistice* are, *money*, *travel* and *monitor* are not."""

AS_TYPED = frozenset({How.LITERAL, How.SYNONYM, How.REPAIRED})
"""Ways to meet a name; an everyday word or a relative of it is no mention."""

SURE = 0.6
"""Worth from which a repair counts as the name that was meant."""


def names(reading: Reading, article: int, index: Index) -> bool:
    """Whether a question names the base's subject, or holds a name that stands in the article (by its place in the index)."""
    return any(index.subject.named_by(position) or _is_name(position, article, index) for position in reading.positions)


def _is_name(position: Position, article: int, index: Index) -> bool:
    if position.telling < NAME or not any(char.isalpha() for char in position.typed):
        return False
    meant = (other for other in position.alternatives if other.weight >= SURE and other.how in AS_TYPED)
    return any(index.has_term(article, other.term) for other in meant)
