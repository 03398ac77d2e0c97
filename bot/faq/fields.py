"""Texts of one kind (phrasings, look-alikes, passages) as flat arrays of terms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from bot.faq.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Field:
    """Texts of one kind as flat arrays: the distinct terms of text ``i`` are ``terms[starts[i]:starts[i + 1]]``."""

    texts: tuple[str, ...]
    folded: tuple[str, ...]
    """Each text's words, folded; ``sorted`` the same with the words in alphabetical order."""
    sorted: tuple[str, ...]
    starts: npt.NDArray[np.int32]
    terms: npt.NDArray[np.int32]
    article: npt.NDArray[np.int32]
    """The article (by position in the index) that each text belongs to."""
    passage: npt.NDArray[np.int32]
    """The passage that each text belongs to or is, counted from 0; -1 for a phrasing of the whole article."""
    mass: npt.NDArray[np.float32]
    """Sum of the rarities of each text's terms."""
    of_article: npt.NDArray[np.int32]
    """Texts are sorted by article: those of article ``a`` are ``of_article[a]`` to ``of_article[a + 1]``."""

    def rows(self, article: int) -> range:
        """The texts of one article."""
        return range(int(self.of_article[article]), int(self.of_article[article + 1]))


def build_field(texts: Sequence[Sequence[tuple[str, int]]], vocabulary: Vocabulary) -> Field:
    """Build a field from each owner's texts, each with its passage (-1: none)."""
    rows = [(text, article, passage) for article, group in enumerate(texts) for text, passage in group]
    read = [vocabulary.read_text(text) for text, _, _ in rows]
    terms = [sorted({at for term in found if (at := vocabulary.id_of(term.name)) is not None}) for found in read]
    words = [[word for term in found for word in term.words] for found in read]
    starts = np.concatenate([[0], np.cumsum([len(group) for group in terms])]).astype(np.int32)
    flat = np.fromiter((at for group in terms for at in group), np.int32, int(starts[-1]))
    article = np.array([article for _, article, _ in rows], np.int32)
    weights = np.append(vocabulary.rarity[flat], np.float32(0))
    mass = np.add.reduceat(weights, starts[:-1]) if rows else np.zeros(0, np.float32)
    return Field(
        texts=tuple(text for text, _, _ in rows),
        folded=tuple(" ".join(found) for found in words),
        sorted=tuple(" ".join(sorted(found)) for found in words),
        starts=starts,
        terms=flat,
        article=article,
        passage=np.array([passage for _, _, passage in rows], np.int32),
        mass=np.where(np.diff(starts) > 0, mass, 0).astype(np.float32),
        of_article=np.searchsorted(article, np.arange(len(texts) + 1)).astype(np.int32),
    )


def ranges(starts: npt.NDArray[np.integer], lengths: npt.NDArray[np.integer]) -> npt.NDArray[np.intp]:
    """Concatenate the ranges ``starts[i] … starts[i] + lengths[i]``."""
    shift = np.repeat(starts - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths)
    return np.asarray(shift + np.arange(len(shift)), np.intp)
