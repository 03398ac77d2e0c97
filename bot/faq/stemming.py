"""Stems: ``sanctions``, ``sanctioned`` → ``sanction``, by Snowball's algorithms (Porter's second one for English).

PyStemmer (C) and snowballstemmer (Python) are the same algorithms; the faster is used where it is installed.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import snowballstemmer

if TYPE_CHECKING:
    from collections.abc import Callable

CODES = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish", "fi": "finnish", "fr": "french",
    "hu": "hungarian", "id": "indonesian", "it": "italian", "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
"""Two-letter language codes that ``base.yaml`` may give in place of Snowball's names."""

REMEMBERED = 50_000
"""Stems kept: the vocabulary of a large base. Question words beyond it are stemmed anew."""


def stemmer(language: str) -> Callable[[str], str]:
    """Return a function from a folded word to its stem; words of a language without a Snowball algorithm are their own stems."""
    name = CODES.get(language, language)
    if name not in snowballstemmer.algorithms():
        return str
    stem: Callable[[str], str] = snowballstemmer.stemmer(name).stemWord
    return lru_cache(REMEMBERED)(stem)
