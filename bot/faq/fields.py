"""Texts of one kind (phrasings, look-alikes, passages) as flat arrays of terms."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from bot.faq.arrays import after, count_uses, joined, repeat, smallest
from bot.faq.strings import Strings, join, pack

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from bot.faq.carrying import Carried
    from bot.faq.scanning import Scan
    from bot.faq.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Field:
    """Texts of one kind as flat arrays: the distinct terms of text ``i`` are ``terms[starts[i]:starts[i + 1]]``."""

    texts: tuple[str, ...]
    """The texts as their author wrote them."""
    folded: Strings
    """Each text's words, folded, synonyms spelt alike. Empty for passages."""
    starts: npt.NDArray[np.int32]
    terms: npt.NDArray[np.unsignedinteger]
    article: npt.NDArray[np.int32]
    """The article (by position in the index) that each text belongs to."""
    passage: npt.NDArray[np.int32]
    """The passage that each text belongs to or is, counted from 0; -1 for a phrasing of the whole article."""
    mass: npt.NDArray[np.float32]
    """Sum of the rarities of each text's terms."""
    of_article: npt.NDArray[np.int32]
    """Texts are sorted by article: those of article ``a`` are ``of_article[a]`` to ``of_article[a + 1]``."""

    def __len__(self) -> int:
        return len(self.article)

    def rows(self, article: int) -> range:
        """The texts of one article."""
        return range(int(self.of_article[article]), int(self.of_article[article + 1]))

    def terms_of(self, article: int) -> npt.NDArray[np.unsignedinteger]:
        """The terms of one article's texts, each as often as texts have it."""
        start, end = self.starts[self.of_article[article : article + 2]]
        return self.terms[start:end]


def build_field(texts: Sequence[Sequence[tuple[str, int]]], vocabulary: Vocabulary) -> Field:
    """Build a field from each owner's texts, each with its passage (-1: none)."""
    flat = [text for group in texts for text, _ in group]
    return field_of(texts, vocabulary.scan(flat), vocabulary, texts=flat, letters=True)


def field_of(
    owned: Sequence[Sequence[tuple[str, int]]], scan: Scan, vocabulary: Vocabulary, *, texts: Iterable[str], letters: bool
) -> Field:
    """Build a field from texts that are scanned already. ``letters``: whether they are ever compared letter by letter."""
    article = np.repeat(np.arange(len(owned), dtype=np.int32), [len(group) for group in owned])
    ids, rows = vocabulary.ids_in(scan), scan.text_of()
    row, terms, _ = count_uses(rows[ids >= 0], ids[ids >= 0])
    starts = np.searchsorted(row, np.arange(len(article) + 1)).astype(np.int32)
    narrow = terms.astype(smallest(len(vocabulary.names)))
    folded = scan.spelt(vocabulary.thesaurus) if letters else []
    return Field(
        texts=tuple(texts),
        folded=pack(folded),
        starts=starts,
        terms=narrow,
        article=article,
        passage=np.array([passage for group in owned for _, passage in group], np.int32),
        mass=_mass(starts, narrow, vocabulary),
        of_article=np.searchsorted(article, np.arange(len(owned) + 1)).astype(np.int32),
    )


def carry_field(old: Field, fresh: Field, carried: Carried, vocabulary: Vocabulary) -> Field:
    """Return a field of which a part is carried over; ``fresh`` holds the texts of the fresh articles."""
    narrow = smallest(len(vocabulary.names))
    moved = carried.terms.astype(narrow)  # those that are gone stand in no text that stays
    runs = carried.runs()
    rows = [(old if stays else fresh, *(old if stays else fresh).of_article[[first, end]].tolist()) for stays, first, end in runs]
    held = [field.terms[field.starts[first] : field.starts[end]] for field, first, end in rows]
    terms = [moved[part] if stays else part for (stays, _, _), part in zip(runs, held, strict=True)]
    many = joined((np.diff(field.starts[first : end + 1]) for field, first, end in rows), np.int32)
    per_article = joined((np.diff((old if stays else fresh).of_article[first : end + 1]) for stays, first, end in runs), np.int32)
    starts, flat = after(many), joined(terms, narrow)
    return Field(
        texts=tuple(chain.from_iterable(field.texts[first:end] for field, first, end in rows)),
        folded=join([(field.folded, first, end) for field, first, end in rows if len(field.folded)]),
        starts=starts,
        terms=flat,
        article=np.repeat(np.arange(carried.after, dtype=np.int32), per_article),
        passage=joined((field.passage[first:end] for field, first, end in rows), np.int32),
        mass=_mass(starts, flat, vocabulary),
        of_article=after(per_article),
    )


def _mass(
    starts: npt.NDArray[np.int32], terms: npt.NDArray[np.unsignedinteger], vocabulary: Vocabulary
) -> npt.NDArray[np.float32]:
    row = repeat(np.arange(len(starts) - 1), np.diff(starts))
    return np.bincount(row, vocabulary.rarity[terms], minlength=len(starts) - 1).astype(np.float32)
