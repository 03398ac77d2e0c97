"""When two wordings are the same to a reader: letters count, their case, spacing and punctuation do not."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.faq.articles import Article

_APOSTROPHES = re.compile("['\u2019\u2018`\u00b4]")
_SYMBOLS = "+#$%&@=<>|~^"
_ASCII = {
    code: None if chr(code) in "'`" else " " for code in range(128) if not chr(code).isalnum() and chr(code) not in _SYMBOLS
}


def phrasing_key(text: str) -> str:
    """Return what two phrasings share when they are the same: NFKC, folded case, without punctuation and extra blanks.

    Symbols stay (``c`` is not ``c++``), and so do the marks that other scripts write vowels with. A phrasing of nothing
    but punctuation is its own key.
    """
    if text.isascii():
        spaced = text.lower().translate(_ASCII)
    else:
        folded = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", text).casefold())
        spaced = folded.translate(_ASCII) if folded.isascii() else "".join(map(_kept, folded))
    return " ".join(spaced.split()) or text.strip()


def phrasings_of(article: Article) -> list[str]:
    """Return all wordings of an article, those of its passages too."""
    return [*article.asks, *(text for passage in article.passages for text in passage.asks)]


def _kept(character: str) -> str:
    if character == "#" or unicodedata.category(character)[0] in "LMNS":
        return character
    return " "
