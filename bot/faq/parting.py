"""Two questions in one message → its two halves, each worth asking alone."""

from __future__ import annotations

import re

from bot.faq.normalising import RAW_CAP

SHORTEST = 8
"""Characters a half must have: ``why? pls`` is one question."""

LONGEST = 1_500
"""Characters a half may have: a longer one is a story, and each half costs a look-up of its own."""

# Every branch begins where no other match could have begun, and gives nothing back: 6,000 blanks cost what 6,000 letters do.
_CUT = re.compile(
    r"(?<![?\uff1f])[?\uff1f]++\s++(?=\S)"
    r"|[\r\n]++"
    r"|(?:[,;]|(?<!\s))\s++(?:and|also|plus)\s++"
    r"(?=(?:also\s+)?(?:who|what|whats|when|where|which|why|how|is|are|can|do|does|did)\b)",
    re.IGNORECASE,
)
_TWO = 2


def parts_of(question: str) -> tuple[str, str] | None:
    """Return the halves of a message that plainly holds two questions, else ``None``. Three and more are one long message."""
    parts = [part.strip() for part in _CUT.split(question[:RAW_CAP])]
    long = [part for part in parts if len(part) >= SHORTEST]
    return (long[0], long[1]) if len(long) == _TWO and max(map(len, long)) <= LONGEST else None
