"""Which passage answers this question, and which of its words to show in bold.

A passage is quoted whole; only one longer than a message bears is cut, between its blocks, around the blocks that answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bot.faq.decisions import Quote
from bot.faq.fusing import SAME_TEXT

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from bot.faq.articles import Article, Passage
    from bot.faq.comparing import Floats
    from bot.faq.indexing import Index
    from bot.faq.matching import Evidence
    from bot.faq.reading import Reading

LONGEST_QUOTE = 900
"""Characters quoted at most, unless one block alone is longer."""

BY_TEXT = 0.3
"""Worth of the passage's own text against the wordings that ask for it."""

APART = 1.5
"""Worth of the words that tell an article's passages apart: of *when did the Hanoi summit end*, only *end* says which."""

FIRST = 0.1
"""Head start of the first passage: it answers the article's question as a whole, and is what most people want."""

WHOLE = 0.9
"""Share of a whole-article phrasing's likeness that counts for the first passage."""

HIGHLIGHTS = 3
"""Bold spans at most; more and nothing stands out."""

COMMON_SHARE = 0.2
"""Words that stand in more than this share of the articles are never bold: in this base ``Korea`` tells nobody anything."""

BOLD_FROM = 0.5
"""Worth from which an alternative makes a word bold: synonyms and repairs do, mere relatives do not."""


def rank_passages(candidate: int, evidence: Evidence, index: Index) -> list[int]:
    """Return the passages of a candidate (a row of the evidence), best answer to the question first."""
    phrasings, passages = evidence.phrasings.of(candidate), evidence.passages.of(candidate)
    asked_of = index.phrasings.passage[evidence.phrasings.rows[phrasings]]
    near, told, texts = evidence.near[phrasings], evidence.passages.met[passages], evidence.passages.matrix[passages]
    of_passage = asked_of >= 0
    met, nearest = np.zeros_like(texts), np.zeros(len(told), np.float32)
    np.maximum.at(met, asked_of[of_passage], evidence.phrasings.matrix[phrasings][of_passage])
    np.maximum.at(nearest, asked_of[of_passage], near[of_passage])
    nearest[0] = max(float(nearest[0]), WHOLE * float(near[asked_of < 0].max(initial=0.0)))
    scores = nearest + BY_TEXT * told + APART * (met @ _weights_apart(np.maximum(met, texts), evidence.question.rarity))
    scores[0] += FIRST
    scores += nearest >= SAME_TEXT  # asked in an author's own words: that passage, whatever the words alone say
    return [int(passage) for passage in np.argsort(-scores, kind="stable")]


def _weights_apart(explained: Floats, rarity: Floats) -> Floats:
    """What each word of the question says about *which* passage: a word that all of them hold says nothing."""
    passages = len(explained)
    apart = np.log((passages + 1) / (explained.sum(axis=0) + 0.5)) / np.log((passages + 1) / 0.5)
    weights: Floats = rarity * apart / max(float(rarity.sum()), 1e-6)
    return weights


def quote(article: Article, passage: Passage, reading: Reading, index: Index, as_of: dt.date) -> Quote:
    """Quote a passage for a question."""
    text = _cut(passage, reading, index)
    return Quote.of(article, passage, as_of, text=text, highlights=tuple(find_highlights(text, reading, index)))


def _cut(passage: Passage, reading: Reading, index: Index) -> str:
    """The whole text, or of a long one the run of blocks that explains most of the question."""
    if len(passage.text) <= LONGEST_QUOTE:
        return passage.text
    runs = list(_runs(passage.blocks or ((0, len(passage.text)),)))
    worth = [(sum(rarity for *_, rarity in _met(passage.text[start:end], reading, index)), -start) for start, end in runs]
    start, end = runs[max(range(len(runs)), key=worth.__getitem__)]
    return passage.text[start:end]


def _runs(blocks: tuple[tuple[int, int], ...]) -> Iterator[tuple[int, int]]:
    """Yield, from each block on, the longest run of blocks that fits a quote."""
    for at, (start, end) in enumerate(blocks):
        fitting = [stop for _, stop in blocks[at + 1 :] if stop - start <= LONGEST_QUOTE]
        yield start, fitting[-1] if fitting else end


def find_highlights(text: str, reading: Reading, index: Index) -> list[tuple[int, int]]:
    """Return the spans of the words that matter most for this question, each word once, in order of the text."""
    first: dict[str, tuple[int, int, float]] = {}
    for name, start, end, rarity in _met(text, reading, index):
        first.setdefault(name, (start, end, rarity))
    telling = sorted(first.values(), key=lambda span: (-span[2], span[0]))[:HIGHLIGHTS]
    return _merged(sorted((start, end) for start, end, _ in telling), text)


def _met(text: str, reading: Reading, index: Index) -> list[tuple[str, int, int, float]]:
    """The terms of a text that the question asks for: name, offsets, rarity; common ones left out."""
    vocabulary = index.vocabulary
    wanted = {
        vocabulary.names[other.term]: other.term
        for place in reading.positions
        for other in place.alternatives
        if other.weight >= BOLD_FROM and place.rarity > 0
    }
    limit = max(1.0, COMMON_SHARE * len(index.articles))
    found = []
    for term in vocabulary.read_text(text):
        at = wanted.get(term.name)
        if at is not None and vocabulary.spread[at] <= limit and not vocabulary.is_function_word(term):
            found.append((term.name, term.start, term.end, float(vocabulary.rarity[at])))
    return found


def _merged(spans: list[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Join spans that only a space or hyphen parts: ``Agreed Framework`` is one thing."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and text[joined[-1][1] : start] in {"", " ", "-"}:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
