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
    words = title.rstrip("?!. ").split()
    droppable = sorted(range(len(words)), key=lambda at: (_keep(words[at], shared, language), -at))
    kept = set(range(len(words)))
    for at in droppable[:-1]:
        if len(" ".join(words[i] for i in sorted(kept))) <= LONGEST:
            break
        kept.discard(at)
    label = " ".join(words[at] for at in sorted(kept)).strip(" ,:;-")
    return _capital(label if len(label) <= LONGEST else label[: LONGEST - 1] + "…")


def _keep(word: str, shared: set[str], language: Language) -> float:
    """How much a label needs a word: function words least, then words that the other titles have too."""
    folded = fold(word.strip("?!.,:;()'\""))
    rarity = language.rarity(folded)
    return rarity if rarity < EMPTY else rarity + (0.0 if folded in shared else 1.0)


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]
