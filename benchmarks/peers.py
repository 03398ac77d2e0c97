"""What a bot's author could pick instead of the engine, each in a few lines: a knowledge base in, ranked articles out.

Every system compares a question with each phrasing and takes an article's best one. Its score is also its confidence: none of
them has another. No system is tuned here; each is used as its own manual starts.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import bm25s
import numpy as np
import Stemmer
from minilm import Embedder, missing
from rapidfuzz import fuzz, process, utils
from scipy.sparse import csr_matrix

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.faq.articles import Article, KnowledgeBase

    Cut = Callable[[str], list[str]]
    System = Callable[[str], "Ranked"]

RANKED = 20
"""Articles that a system returns."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """What a system makes of a question: article ids, best first, and how sure it is of the first."""

    articles: tuple[str, ...]
    sure: float


def phrasings_of(base: KnowledgeBase) -> tuple[list[str], list[str]]:
    """Return all that an article may be asked by (titles, phrasings, headings), each with its article's id."""
    rows = [(text, article.id) for article in base.live for text in _texts(article)]
    return [text for text, _ in rows], [owner for _, owner in rows]


def _texts(article: Article) -> dict[str, None]:
    parts = [text for passage in article.passages for text in (passage.heading, *passage.asks) if text]
    return dict.fromkeys([article.title, *article.asks, *parts])


def rank(scores: np.ndarray, owners: Sequence[str]) -> Ranked:
    """Rank articles by their best phrasing; equal scores stay in the base's order."""
    order = np.argsort(-scores, kind="stable")
    first = tuple(dict.fromkeys(owners[at] for at in order[: RANKED * 20] if scores[at] > 0))[:RANKED]
    return Ranked(first, float(scores[order[0]]) if first else 0.0)


def fuzzy(scorer: Callable[..., float]) -> Callable[[KnowledgeBase], System]:
    """``process.extract`` of rapidfuzz with a scorer, as most bots use it."""

    def build(base: KnowledgeBase) -> System:
        texts, owners = phrasings_of(base)
        prepared = [utils.default_process(text) for text in texts]

        def ask(question: str) -> Ranked:
            found = process.extract(utils.default_process(question), prepared, scorer=scorer, limit=None)
            articles = tuple(dict.fromkeys(owners[at] for _, _, at in found))[:RANKED]
            return Ranked(articles, found[0][1] if found else 0.0)

        return ask

    return build


def bm25(base: KnowledgeBase) -> System:
    """Build bm25s with the Snowball stemmer."""
    texts, owners = phrasings_of(base)
    stemmer = Stemmer.Stemmer("english")
    index = bm25s.BM25()
    index.index(bm25s.tokenize(texts, stemmer=stemmer, stopwords=None, show_progress=False), show_progress=False)

    def ask(question: str) -> Ranked:
        tokens = bm25s.tokenize([question], stemmer=stemmer, stopwords=None, show_progress=False, return_ids=False)[0]
        return rank(index.get_scores(tokens) if tokens else np.zeros(len(texts)), owners)

    return ask


def words(text: str) -> list[str]:
    return utils.default_process(text).split()


def letters(text: str) -> list[str]:
    """Return groups of 3 to 5 letters, word by word with its edges."""
    padded = [f" {word} " for word in words(text)]
    return [word[at : at + size] for word in padded for size in (3, 4, 5) for at in range(max(1, len(word) - size + 1))]


def tf_idf(cut: Cut) -> Callable[[KnowledgeBase], System]:
    """Cosine of rarity-weighted counts (Salton), with the smoothing that scikit-learn made usual."""

    def build(base: KnowledgeBase) -> System:
        texts, owners = phrasings_of(base)
        pieces = [Counter(cut(text)) for text in texts]
        spread = Counter(piece for counts in pieces for piece in counts)
        at = {piece: number for number, piece in enumerate(spread)}
        rarity = np.log((1 + len(texts)) / (1 + np.array(list(spread.values())))) + 1
        rows = np.repeat(np.arange(len(texts)), [len(counts) for counts in pieces])
        columns = np.array([at[piece] for counts in pieces for piece in counts])
        weights = np.array([count for counts in pieces for count in counts.values()]) * rarity[columns]
        lengths = np.sqrt(np.bincount(rows, weights**2, minlength=len(texts)))
        matrix = csr_matrix((weights / lengths[rows], (rows, columns)), (len(texts), len(at)))

        def ask(question: str) -> Ranked:
            asked = np.zeros(len(at))
            for piece, count in Counter(cut(question)).items():
                if piece in at:
                    asked[at[piece]] = count * rarity[at[piece]]
            return rank(matrix @ asked / max(float(np.linalg.norm(asked)), 1e-9), owners)

        return ask

    return build


def fts5(tokenizer: str, cut: Cut) -> Callable[[KnowledgeBase], System]:
    """SQLite's full-text search, any of the question's pieces, ranked by its own bm25."""

    def build(base: KnowledgeBase) -> System:
        texts, owners = phrasings_of(base)
        database = sqlite3.connect(":memory:")
        database.execute(f'CREATE VIRTUAL TABLE asks USING fts5(text, tokenize="{tokenizer}")')
        database.executemany("INSERT INTO asks(rowid, text) VALUES (?, ?)", enumerate(texts))

        def ask(question: str) -> Ranked:
            wanted = " OR ".join(f'"{piece}"' for piece in dict.fromkeys(cut(question)))
            rows = database.execute("SELECT rowid, -rank FROM asks WHERE asks MATCH ? ORDER BY rank", (wanted,)) if wanted else ()
            scores = np.zeros(len(texts))
            for row, score in rows:
                scores[row] = score
            return rank(scores, owners)

        return ask

    return build


def trigrams(text: str) -> list[str]:
    return [word[at : at + 3] for word in words(text) for at in range(len(word) - 2)]


def embeddings(base: KnowledgeBase) -> System:
    """Build MiniLM sentence embeddings, cosine of unit vectors."""
    texts, owners = phrasings_of(base)
    embedder = Embedder()
    vectors = embedder.embed(texts)

    def ask(question: str) -> Ranked:
        return rank(vectors @ embedder.embed([question])[0], owners)

    return ask


PEERS: dict[str, Callable[[KnowledgeBase], System]] = {
    "rapidfuzz WRatio": fuzzy(fuzz.WRatio),
    "rapidfuzz token_set_ratio": fuzzy(fuzz.token_set_ratio),
    "rapidfuzz token_sort_ratio": fuzzy(fuzz.token_sort_ratio),
    "bm25s + stemmer": bm25,
    "TF-IDF, words": tf_idf(words),
    "TF-IDF, letters 3-5": tf_idf(letters),
    "SQLite FTS5 porter": fts5("porter unicode61", words),
    "SQLite FTS5 trigram": fts5("trigram", trigrams),
} | ({} if missing() else {"MiniLM embeddings": embeddings})
