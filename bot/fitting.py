"""How long a text is for Discord. Pure."""

from __future__ import annotations

from itertools import accumulate


def units(text: str) -> int:
    """Return a text's length in UTF-16 units: what Discord's apps count, and never less than what its servers count."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def beginning(text: str, limit: int) -> str:
    """Return as much of a text's beginning as has at most ``limit`` units."""
    lengths = accumulate(1 + (char > "\uffff") for char in text[:limit])
    return text[: sum(length <= limit for length in lengths)]


def clip(text: str, limit: int) -> str:
    """Return a text without Markdown in at most ``limit`` units; ``…`` ends what was longer."""
    return text if units(text) <= limit else beginning(text, limit - 1).rstrip() + "…"
