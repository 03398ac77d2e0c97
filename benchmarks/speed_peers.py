"""What else could find the phrasing: each peer built over the same phrasings and asked the same mistyped questions.

A peer is a function from phrasings to a function from a question to the positions of its best five, best first. One that is not
there says so by raising ``ImportError`` (its library) or ``LookupError`` (its server), and the table says why its row is empty.
"""

from __future__ import annotations

import os
import re
import sqlite3
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Finder = Callable[[str], Sequence[int]]
    Peer = Callable[[Sequence[str]], Finder]

TOP = 5
WORD = re.compile(r"\w+")


def wratio(phrasings: Sequence[str]) -> Finder:
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - every peer imports its own library, so that one that lacks stops no other

    return lambda question: [at for *_, at in process.extract(question, phrasings, scorer=fuzz.WRatio, limit=TOP)]


def ratio(phrasings: Sequence[str]) -> Finder:
    from rapidfuzz import fuzz, process  # noqa: PLC0415

    return lambda question: [at for *_, at in process.extract(question, phrasings, scorer=fuzz.ratio, limit=TOP)]


def bm25s(phrasings: Sequence[str]) -> Finder:
    import bm25s as library  # noqa: PLC0415

    ranker = library.BM25(backend="numpy")
    ranker.index(library.tokenize(list(phrasings), stopwords=None, show_progress=False), show_progress=False)

    def find(question: str) -> Sequence[int]:
        asked = library.tokenize([question], stopwords=None, show_progress=False)
        found: Sequence[int] = ranker.retrieve(asked, k=TOP, show_progress=False).documents[0].tolist()
        return found

    return find


def fts5(phrasings: Sequence[str]) -> Finder:
    table = sqlite3.connect(":memory:")
    table.execute("CREATE VIRTUAL TABLE asked USING fts5(text, tokenize='porter unicode61')")
    table.executemany("INSERT INTO asked(rowid, text) VALUES (?, ?)", enumerate(phrasings))

    def find(question: str) -> Sequence[int]:
        words = " OR ".join(f'"{word}"' for word in WORD.findall(question))
        rows = table.execute("SELECT rowid FROM asked WHERE asked MATCH ? ORDER BY rank LIMIT ?", (words, TOP))
        return [row for (row,) in rows]

    return find


def tfidf(phrasings: Sequence[str]) -> Finder:
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415

    groups = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3), dtype=np.float32, sublinear_tf=True)
    weights = groups.fit_transform(phrasings).T.tocsr()

    def find(question: str) -> Sequence[int]:
        scores = (groups.transform([question]) @ weights).toarray()[0]
        best = scores.argpartition(-min(TOP, len(scores)))[-TOP:]
        found: Sequence[int] = best[(-scores[best]).argsort()].tolist()
        return found

    return find


def tantivy(phrasings: Sequence[str]) -> Finder:
    """Terms, each also with one edit from three letters and two from six."""
    import tantivy as library  # noqa: PLC0415

    schema = library.SchemaBuilder().add_text_field("text", stored=False).add_integer_field("at", stored=True).build()
    index = library.Index(schema)
    writer = index.writer(heap_size=200_000_000, num_threads=1)
    for at, text in enumerate(phrasings):
        writer.add_document(library.Document(text=text, at=at))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def either(word: str) -> object:
        term = library.Query.term_query(schema, "text", word)
        if len(word) < 3:
            return term
        fuzzy = library.Query.fuzzy_term_query(schema, "text", word, distance=1 if len(word) < 6 else 2)
        return library.Query.disjunction_max_query([library.Query.boost_query(term, 2.0), fuzzy])

    def find(question: str) -> Sequence[int]:
        words = [(library.Occur.Should, either(word)) for word in WORD.findall(question.lower())]
        hits = searcher.search(library.Query.boolean_query(words), TOP).hits
        return [searcher.doc(place)["at"][0] for _, place in hits]

    return find


class Trigrams:
    """PostgreSQL's ``pg_trgm``: the nearest phrasings by a GiST index over groups of three letters.

    ``POLICYBOT_POSTGRES`` names a server on this machine as libpq does (``host=/tmp/pg user=postgres dbname=postgres``); the table is a
    temporary one.
    """

    def __init__(self, phrasings: Sequence[str]) -> None:
        import psycopg  # noqa: PLC0415

        server = os.environ.get("POLICYBOT_POSTGRES")
        if not server:
            msg = "POLICYBOT_POSTGRES names no server"
            raise LookupError(msg)
        self._connection = psycopg.connect(server, autocommit=True)
        self._connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        self._connection.execute("CREATE TEMPORARY TABLE asked (at integer, text text)")
        with self._connection.cursor() as cursor, cursor.copy("COPY asked FROM STDIN") as copy:
            for row in enumerate(phrasings):
                copy.write_row(row)
        self._connection.execute("CREATE INDEX ON asked USING gist (text gist_trgm_ops)")
        self._connection.execute("ANALYZE asked")
        self._times = Path(f"/proc/{self._connection.info.backend_pid}/schedstat")

    def __call__(self, question: str) -> Sequence[int]:
        """Ask the server for the nearest."""
        rows = self._connection.execute("SELECT at FROM asked ORDER BY text <-> %s LIMIT %s", (question, TOP))
        return [at for (at,) in rows]

    def clock(self) -> float:
        """Seconds of CPU of this process and of the server's process that serves it (Linux)."""
        return process_time() + int(self._times.read_text("ascii").split()[0]) / 1e9


PEERS: dict[str, Peer] = {
    "process.extract(WRatio)": wratio,
    "process.extract(ratio)": ratio,
    "bm25s (numpy)": bm25s,
    "SQLite FTS5": fts5,
    "TF-IDF of letter triples": tfidf,
    "tantivy, fuzzy terms": tantivy,
    "PostgreSQL pg_trgm": Trigrams,
}
