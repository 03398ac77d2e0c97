"""A second way of typing badly, of our own: the given noisy questions were in view while the engine's repair was written.

Seven slips that the given noise has few of or none: neighbour keys, spelling by ear, words run together and torn apart,
chat abbreviations, vowels left out, letters swapped and doubled. :func:`mistype` is a function of the text alone.
"""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Callable

SLIP = 0.35
"""Share of the words of four letters or more that are mistyped; about a fourth of all words, a hasty message on a phone."""

SPACE = 0.06
"""Share of the spaces that are forgotten."""

CHAT = {
    "you": "u", "are": "r", "please": "plz", "people": "ppl", "because": "cuz", "before": "b4", "thanks": "thx", "what": "wat",
    "about": "abt", "with": "w", "for": "4", "to": "2", "want to": "wanna", "going to": "gonna", "i don't know": "idk",
    "right now": "rn", "your": "ur", "and": "n", "why": "y", "the": "da", "something": "smth", "though": "tho", "message": "msg",
}  # fmt: skip

BY_EAR = (
    ("tion", "shun"), ("ough", "uff"), ("ph", "f"), ("ight", "ite"), ("ck", "k"), ("ee", "ea"), ("ie", "ei"), ("qu", "kw"),
    ("ence", "ance"), ("able", "ible"), ("ss", "s"), ("ll", "l"), ("tt", "t"), ("ai", "ay"), ("er", "ur"), ("c", "k"), ("s", "z"),
)  # fmt: skip

KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def mistype(text: str) -> str:
    """Return a text as someone in a hurry might have typed it. Equal texts are mistyped alike."""
    rng = random.Random(crc32(text.encode()))
    small = re.sub(r"[^\w' ]", "", text.lower())
    for long, short in CHAT.items():
        if rng.random() < 0.5:
            small = re.sub(rf"\b{long}\b", short, small)
    words = [_slip(word, rng) if len(word) > 3 and rng.random() < SLIP else word for word in small.split()]
    spaces = ["" if rng.random() < SPACE else " " for _ in words]
    return "".join(word + space for word, space in zip(words, spaces, strict=True)).strip()


def _slip(word: str, rng: random.Random) -> str:
    slips: tuple[Callable[[str, random.Random], str], ...] = (_next_key, _by_ear, _torn, _no_vowel, _swapped, _doubled)
    return rng.choice(slips)(word, rng)


def _next_key(word: str, rng: random.Random) -> str:
    at = rng.randrange(len(word))
    row = next((row for row in KEYS if word[at] in row), None)
    if row is None:
        return word
    place = row.index(word[at]) + rng.choice((-1, 1))
    return word[:at] + row[min(max(place, 0), len(row) - 1)] + word[at + 1 :]


def _by_ear(word: str, rng: random.Random) -> str:
    fitting = [(heard, spelt) for heard, spelt in BY_EAR if heard in word]
    return word.replace(*rng.choice(fitting), 1) if fitting else _swapped(word, rng)


def _torn(word: str, rng: random.Random) -> str:
    at = rng.randrange(2, len(word) - 1)
    return f"{word[:at]} {word[at:]}"


def _no_vowel(word: str, rng: random.Random) -> str:
    vowels = [at for at in range(1, len(word)) if word[at] in "aeiou"]
    if not vowels:
        return _swapped(word, rng)
    at = rng.choice(vowels)
    return word[:at] + word[at + 1 :]


def _swapped(word: str, rng: random.Random) -> str:
    at = rng.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _doubled(word: str, rng: random.Random) -> str:
    at = rng.randrange(len(word))
    return word[: at + 1] + word[at] + word[at + 1 :]
