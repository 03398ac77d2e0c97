"""Phrasings as a hasty hand would type them: what the calibration asks besides the phrasings themselves.

Only plain slips of the finger, one in every third longer word. The questions that benchmarks are judged by are mistyped otherwise.
"""

from __future__ import annotations

import random
from zlib import crc32

from bot.faq.repairing import KEYBOARD

SLIP = 0.35
"""Share of the words that are mistyped."""

SHORTEST = 4
"""Letters from which a word is mistyped: of shorter ones little would be left."""


def mistype(text: str) -> str:
    """Return a text in small letters with slips in it. Equal texts are mistyped alike."""
    rng = random.Random(crc32(text.encode()))  # noqa: S311 - the same every time is what is wanted
    return " ".join(_slip(word, rng) if len(word) >= SHORTEST and rng.random() < SLIP else word for word in text.lower().split())


def _slip(word: str, rng: random.Random) -> str:
    at = rng.randrange(len(word) - 1)
    head, letter, after, tail = word[:at], word[at], word[at + 1], word[at + 2 :]
    slipped = (
        head + after + letter + tail,
        head + after + tail,
        head + letter + letter + after + tail,
        head + _beside(letter, rng) + after + tail,
    )
    return rng.choice(slipped)


def _beside(letter: str, rng: random.Random) -> str:
    row = next((row for row in KEYBOARD if letter in row), letter)
    at = row.index(letter) + rng.choice((-1, 1))
    return row[at] if 0 <= at < len(row) else row[0]
