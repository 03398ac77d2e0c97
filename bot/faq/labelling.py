"""Labels for suggestions: at most 30 characters, made of the words of each title that tell it apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.faq.normalising import find_words, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.faq.language import Language

LONGEST = 30
"""Characters of a label that a phone shows on a button without cutting."""

NUMBER = 3
"""Characters of ``1. ``."""

TELLING_APART = 1.0
"""Bonus of a word that the other titles lack."""

EMPTY = 0.3
"""General rarity below which a word goes first when a title is too long."""


def label_articles(titles: Sequence[str], language: Language) -> list[str]:
    """Return a label for each title. Words that all of the titles share go before the ones that tell them apart."""
    shared = set.intersection(*({word.text for word in find_words(title)} for title in titles)) if len(titles) > 1 else set()
    labels = [_label(title, shared, language) for title in titles]
    return [
        label if labels.count(label) == 1 else _numbered(title, at)
        for at, (label, title) in enumerate(zip(labels, titles, strict=True))
    ]


def _numbered(title: str, at: int) -> str:
    """A label for a title whose phrases are those of another: its beginning, and a number that makes it one of its kind."""
    return f"{at + 1}. {title}" if len(title) <= LONGEST - NUMBER else f"{at + 1}. {title[: LONGEST - NUMBER - 1].rstrip()}…"


def _label(title: str, shared: set[str], language: Language) -> str:
    """The whole title where it fits, else the phrase of it that says most: never cut inside a run of telling words."""
    words = title.rstrip("?!. ").split()
    worth = [_keep(word, shared, language) for word in words]
    starts = [at for at in range(len(words)) if worth[at] >= EMPTY and (at == 0 or _is_joint(words[at - 1], worth[at - 1]))]
    ends = [at + 1 for at in range(len(words)) if worth[at] >= EMPTY and _is_end(words, worth, at)]
    phrases = [(0, len(words)), *((start, end) for start in starts for end in ends if start < end)]
    fitting = [(start, end) for start, end in phrases if _fits(words[start:end])]
    if not fitting:
        fitting = [(at, end) for at in range(len(words)) for end in range(at + 1, len(words) + 1) if _fits(words[at:end])]
    if not fitting:
        return _capital(title[: LONGEST - 1].rstrip() + "…")
    start, end = max(fitting, key=lambda phrase: (round(sum(worth[phrase[0] : phrase[1]]), 6), -phrase[0]))
    return _capital(_joined(words[start:end]))


def _is_joint(word: str, worth: float) -> bool:
    """Whether a phrase may begin behind this word: a function word, or one with a comma or colon."""
    return worth < EMPTY or word[-1] in ",:;"


def _is_end(words: Sequence[str], worth: Sequence[float], at: int) -> bool:
    return at + 1 == len(words) or worth[at + 1] < EMPTY or words[at][-1] in ",:;"


def _fits(words: Sequence[str]) -> bool:
    return len(_joined(words)) <= LONGEST


def _joined(words: Sequence[str]) -> str:
    return " ".join(words).strip(" ,:;-?!.")


def _keep(word: str, shared: set[str], language: Language) -> float:
    """How much a label needs a word: function words least, then words that the other titles have too."""
    folded = fold(word.strip("?!.,:;()'\""))
    rarity = language.rarity(folded)
    return rarity if rarity < EMPTY else rarity + (0.0 if folded in shared else TELLING_APART)


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]
