"""What the phrasings of a base mean, as vectors, and how like them a question is.

A vector costs 3 ms, so those of a base are kept in ``<state>/meanings``, by the hash of each text: a reload embeds what is new alone.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bot.faq.semantic.model import MODEL_SHA256
from bot.faq.storing import Stored, open_state, read, write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from bot.faq.indexing import Index
    from bot.faq.reading import Reading
    from bot.faq.semantic.model import Embedder, Floats

    Ints = npt.NDArray[np.intp]

LARGEST = 2_000_000_000
"""Bytes read of kept vectors: a million phrasings."""

KEY = 16
"""Bytes of a text's key."""


@dataclass(frozen=True, slots=True)
class Meanings:
    """The vectors of an index's phrasings and of its articles, row by row, and what makes that of a question."""

    texts: Sequence[str]
    vectors: Floats
    starts: Ints
    """The first phrasing of each article; every article has one, its title."""
    centres: Floats
    """Unit vectors of what the phrasings of each article mean together."""
    embedder: Embedder

    def likeness(self, reading: Reading) -> tuple[Floats, Floats]:
        """Return for each article how like its nearest phrasing a question is, and how like its centre, 0 to 1.

        The question counts as it was typed or as it was repaired, whichever is nearer.
        """
        asked = np.stack([self.embedder.embed(wording) for wording in dict.fromkeys((reading.plain, reading.repaired))])
        near = np.maximum.reduceat((self.vectors @ asked.T).max(axis=1), self.starts)
        return np.clip(near, 0, 1), np.clip((self.centres @ asked.T).max(axis=1), 0, 1)

    def give(self, index: Index) -> Index:
        """Return an index of nearly the same phrasings with meanings: what has a vector here is not embedded again."""
        return with_meanings(index, self.embedder, self.keyed())

    def keyed(self) -> dict[bytes, Floats]:
        """Return the vectors by the keys of their texts."""
        return dict(zip(map(_key, self.texts), self.vectors, strict=True))


def with_meanings(index: Index, embedder: Embedder, known: Mapping[bytes, Floats] | None = None) -> Index:
    """Return an index whose phrasings have vectors. ``known`` are vectors made before, by :meth:`Meanings.keyed` keys."""
    texts, made = index.phrasings.texts, dict(known or {})
    for text in texts:
        if (key := _key(text)) not in made:
            made[key] = embedder.embed(text)
    vectors = np.array([made[_key(text)] for text in texts], np.float32)
    starts = index.phrasings.of_article[:-1].astype(np.intp)
    centres = np.add.reduceat(vectors, starts, axis=0)
    centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-9)
    return replace(index, meanings=Meanings(texts, vectors, starts, centres, embedder))


def _key(text: str) -> bytes:
    """The key of a text's vector: it holds for this model alone."""
    return hashlib.sha256(f"{MODEL_SHA256}\n{text}".encode("utf-8", "surrogatepass")).digest()[:KEY]


@dataclass(frozen=True, slots=True)
class KeptMeanings:
    """Vectors in a state directory, one file a base. Whatever goes wrong with them costs time, never an answer."""

    directory: Path

    def give(self, index: Index, embedder: Embedder, name: str) -> Index:
        """Return an index with vectors, kept ones where there are some, and keep them all under the base's name."""
        place = self.directory / hashlib.sha256(name.encode()).hexdigest()[:32]
        known = _read(place)
        found = with_meanings(index, embedder, known)
        keyed = found.meanings.keyed() if found.meanings else {}
        if keyed.keys() - known.keys():
            keys = np.frombuffer(b"".join(keyed), np.uint8)
            with suppress(OSError):
                write(place, Stored({"keys": keys, "vectors": np.array(list(keyed.values()), np.float32)}, []))
        return found


def _read(place: Path) -> dict[bytes, Floats]:
    try:
        with open_state(place, LARGEST) as file:
            stored = read(file)
        if stored is None:
            return {}
        block, vectors = stored.arrays["keys"].tobytes(), stored.arrays["vectors"]
        keys = [block[at : at + KEY] for at in range(0, len(block), KEY)]
        return dict(zip(keys, vectors, strict=True))
    except (OSError, ValueError, TypeError, KeyError):
        return {}
