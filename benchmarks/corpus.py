"""A made-up knowledge base of any size, and mistyped questions to it: seeded, so that every run and every peer sees the same.

Words are real and as frequent as in English (``bot/faq/data/words-en.txt``, Zipf frequencies). An article has a pool of nine words of
its own; three in four content words of its phrasings come from it, so that its phrasings resemble each other as an author's do.
It is word salad: it says how cost grows and whether typos find their phrasing, nothing about meaning.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from datasets import ROOT

from bot.faq.articles import Article, KnowledgeBase, Passage

if TYPE_CHECKING:
    from collections.abc import Sequence

PHRASINGS = 10
"""Phrasings an article, its title among them."""

POOL = 9
FROM_POOL = 0.75

OPENINGS = (
    "how do i", "how can i", "can i", "what is the", "what happens if", "where is the", "when will the", "why is my", "who can",
    "is it possible to", "do i need to", "what are the rules for", "am i allowed to", "how much is the", "which",
)  # fmt: skip

COMMONEST, RAREST = 5.6, 2.0
"""Zipf frequencies of content words; above stand function words, which fill the gaps between them."""

KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")

ONE_EDIT_IN = 10
"""Characters of a mistyped question for each slip: harsh, nearly half of the words are damaged."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A mistyped question and the phrasing that it was made from."""

    question: str
    phrasing: str
    article: str


class Words:
    """Draws real words by how common they are."""

    def __init__(self) -> None:
        fields = (ROOT / "bot" / "faq" / "data" / "words-en.txt").read_text("utf-8").split()
        zipf = {word: int(tenths) / 10 for word, tenths in zip(fields[::2], fields[1::2], strict=True) if word.isalpha()}
        self._function = [word for word, value in zipf.items() if value > COMMONEST]
        self._content = [word for word, value in zipf.items() if RAREST <= value <= COMMONEST and len(word) > 2]
        self._sums = list(accumulate(10 ** zipf[word] for word in self._content))

    def content(self, source: random.Random) -> str:
        """A word that means something."""
        return self._content[bisect_left(self._sums, source.random() * self._sums[-1])]

    def function(self, source: random.Random) -> str:
        """A word that joins others."""
        return source.choice(self._function)


def make_base(phrasings: int, *, seed: int = 1, passage_words: int = 110) -> KnowledgeBase:
    """Make a base of so many different phrasings, ten an article, each article with three passages of so many words in all."""
    source, words = random.Random(seed), Words()
    seen: set[str] = set()
    articles = tuple(_article(number, source, words, seen, passage_words) for number in range(phrasings // PHRASINGS))
    return KnowledgeBase(f"made-{phrasings}", "en", (), (), articles, version=f"made-{phrasings}-{seed}")


def _article(number: int, source: random.Random, words: Words, seen: set[str], passage_words: int) -> Article:
    pool = [words.content(source) for _ in range(POOL)]
    asks: list[str] = []
    while len(asks) < PHRASINGS:
        text = " ".join([source.choice(OPENINGS), *_salad(source.randint(5, 9), pool, source, words)])
        if text not in seen:
            seen.add(text)
            asks.append(text)
    passages = tuple(_passage(passage_words // 3, pool, source, words) for _ in range(3))
    return Article(f"article-{number:06d}", "made", asks[0], tuple(asks[1:]), passages)


def _salad(length: int, pool: Sequence[str], source: random.Random, words: Words) -> list[str]:
    """Two content words in three, three in four of those from the pool."""
    return [
        words.function(source)
        if source.random() < 1 / 3
        else source.choice(pool) if source.random() < FROM_POOL else words.content(source)
        for _ in range(length)
    ]  # fmt: skip


def _passage(length: int, pool: Sequence[str], source: random.Random, words: Words) -> Passage:
    text = " ".join(_salad(length, pool, source, words)).capitalize() + "."
    return Passage(None, text, ((0, len(text)),))


def make_questions(base: KnowledgeBase, count: int, *, seed: int = 2) -> list[Asked]:
    """Mistype phrasings drawn by chance from a base."""
    source = random.Random(seed)
    found = []
    for _ in range(count):
        article = source.choice(base.articles)
        phrasing = source.choice((article.title, *article.asks))
        found.append(Asked(mistype(phrasing, source), phrasing, article.id))
    return found


def mistype(text: str, source: random.Random) -> str:
    """Drop words (one in ten), move one (three times in ten), and slip about once in ten characters."""
    words = [word for word in text.split() if source.random() >= 0.1] or text.split()
    if len(words) > 1 and source.random() < 0.3:
        words.insert(source.randrange(len(words)), words.pop(source.randrange(len(words))))
    letters = list(" ".join(words))
    for _ in range(round(len(letters) / ONE_EDIT_IN * source.uniform(0.5, 1.5))):
        _slip(letters, source)
    return "".join(letters)


def _slip(letters: list[str], source: random.Random) -> None:
    at = source.randrange(len(letters))
    kind = source.randrange(4)
    if kind == 0 and at + 1 < len(letters):
        letters[at], letters[at + 1] = letters[at + 1], letters[at]
    elif kind == 1 and len(letters) > 1:
        del letters[at]
    elif kind == 2:
        letters.insert(at, source.choice("abcdefghijklmnopqrstuvwxyz"))
    else:
        letters[at] = _beside(letters[at], source)


def _beside(letter: str, source: random.Random) -> str:
    for row in KEYS:
        if letter in row:
            at = row.index(letter)
            return row[at - 1] if at and (at + 1 == len(row) or source.random() < 0.5) else row[at + 1]
    return letter
