"""Labels for suggestions: at most 30 characters, made of the words of each title that tell it apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.faq.normalising import find_words, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.faq.language import Language

LONGEST = 30
"""Characters of a label that a phone shows on a button without cutting."""

EMPTY = 0.3
"""General rarity below which a word goes first when a title is too long."""


def label_articles(titles: Sequence[str], language: Language) -> list[str]:
    """Return a label for each title. Words that all of the titles share go before the ones that tell them apart."""
    shared = set.intersection(*({word.text for word in find_words(title)} for title in titles)) if len(titles) > 1 else set()
    return [_label(title, shared, language) for title in titles]


def _label(title: str, shared: set[str], language: Language) -> str:
    """The run of words that fits and says most: whole where it fits, never beginning or ending in function words."""
    words = title.rstrip("?!. ").split()
    worth = [_keep(word, shared, language) for word in words]
    runs = [(start, end) for start in range(len(words)) for end in range(start + 1, len(words) + 1) if _fits(words[start:end])]
    if not runs:
        return _capital(title[: LONGEST - 1].rstrip() + "…")
    telling = [
        (start, end) for start, end in runs if (start, end) == (0, len(words)) or min(worth[start], worth[end - 1]) >= EMPTY
    ] or runs
    start, end = max(telling, key=lambda run: (round(sum(worth[run[0] : run[1]]), 6), -run[0]))
    return _capital(_joined(words[start:end]))


def _fits(words: Sequence[str]) -> bool:
    return len(_joined(words)) <= LONGEST


def _joined(words: Sequence[str]) -> str:
    return " ".join(words).strip(" ,:;-?!.")


def _keep(word: str, shared: set[str], language: Language) -> float:
    """How much a label needs a word: function words least, then words that the other titles have too."""
    folded = fold(word.strip("?!.,:;()'\""))
    rarity = language.rarity(folded)
    return rarity if rarity < EMPTY else rarity + (0.0 if folded in shared else 1.0)


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]
