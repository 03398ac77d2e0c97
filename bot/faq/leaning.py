"""Questions that lean on the answer before them (*and when did it start?*): which passage of that answer's article they ask for.

Such a question says only what is new; the rest stands in the answer. So one wording that asks for a passage must hold every word of
the question that means anything, and the question with the article's title must be nearly all of that wording. After an article on
travelling to North Korea *and Iran?* fails the first test, and *what does that mean?* after most articles the second.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from bot.faq.comparing import coverage, weigh
from bot.faq.reading import read

if TYPE_CHECKING:
    import numpy.typing as npt

    from bot.faq.comparing import Floats, Ints
    from bot.faq.indexing import Index
    from bot.faq.language import Language
    from bot.faq.reading import Reading

EXPLAINED = 0.5
"""Worth from which a wording's word explains one of the question: an everyday word does (*end* for *stop*)."""

LONGEST = 4
"""Words of a leaning question that mean anything. *What is the New York channel and who uses it?* says all by itself."""

SAID = 0.9
"""Worth from which a title holds a word of the question as it was typed, or an equal of it."""

ASKED = 0.68
"""Share of a wording that question and title must hold. At 0.67 *what happened then?* would be *what happened to the KEDO reactors*."""

LONE = 0.8
"""The same where a question has one word to go by: *and coal?* asks for *UN coal ban*, *and the UN?* not for *US vs UN sanctions*."""

LEAD = 0.1
"""By how much more of its wording the passage must be asked for than any other passage of the article."""


def leans(reading: Reading, index: Index) -> bool:
    """Whether a short question points back at what was said (``it``, ``they``) or joins on to it (``and``, ``so``)."""
    language = index.vocabulary.language
    if _needed(reading, language).sum() > LONGEST:
        return False
    return any(position.typed in language.pointing | language.joining for position in reading.positions)


def is_titled(reading: Reading, article: int, index: Index) -> bool:
    """Whether a question is no sentence, only something of an article's title: *and the alliance?* changes the subject to that."""
    language = index.vocabulary.language
    if any(position.typed in language.auxiliary | language.modal for position in reading.positions):
        return False  # ``do they have families`` is not about separated ones
    named = _needed(reading, language) & np.array([position.telling > 0 for position in reading.positions], bool)
    return bool(named.any() and (_met_by_title(reading, article, index)[named] >= SAID).all())


def find_passage(question: str, reading: Reading, article: int, index: Index) -> int | None:
    """Return the passage of an article that a leaning question asks for, ``None`` where that is not plain.

    ``article`` is its place in the index, ``reading`` that of the question alone.
    """
    title = index.articles[article].title
    rows = np.array(index.phrasings.rows(article))
    needed = _needed(reading, index.vocabulary.language)
    if not needed.any() or (_met_by_title(reading, article, index)[needed] >= EXPLAINED).all():
        return None  # nothing says which passage is meant
    _, _, met = coverage(index.phrasings, rows, weigh(reading, index), index.vocabulary)
    together = weigh(read(f"{question}\n{title}", index.vocabulary), index)
    _, asked, _ = coverage(index.phrasings, rows, together, index.vocabulary)
    passages = index.phrasings.passage[rows]
    fits = (met[:, needed] >= EXPLAINED).all(axis=1) & (passages >= 0)
    return _clear_winner(np.where(fits, asked, 0), passages, ASKED if needed.sum() > 1 else LONE)


def _needed(reading: Reading, language: Language) -> npt.NDArray[np.bool_]:
    """The words that a wording must hold: all but small ones and filler. ``not``, ``will`` and ``before`` are no small words."""
    words = [position.typed for position in reading.positions]
    if not any(position.telling and position.typed not in language.asking for position in reading.positions):
        return np.zeros(len(words), bool)  # ``how long did it last``, ``why?``: asked of anything
    small = language.small | language.pointing | language.joining | language.auxiliary | language.noise
    joined = [f"{word} {after}" in language.joining for word, after in pairwise([*words, ""])]
    return np.array([word not in small and not joins for word, joins in zip(words, joined, strict=True)], bool)


def _met_by_title(reading: Reading, article: int, index: Index) -> Floats:
    """For each word of a question how well the article's title explains it."""
    rows = np.array([row for row in index.phrasings.rows(article) if index.phrasings.texts[row] == index.articles[article].title])
    _, _, met = coverage(index.phrasings, rows[:1], weigh(reading, index), index.vocabulary)
    by_title: Floats = met[0]
    return by_title


def _clear_winner(asked: Floats, passages: Ints, least: float) -> int | None:
    """The passage of the wording that is asked for most, if it is enough and clearly more than any other passage's."""
    best = int(passages[asked.argmax()])
    others = float(asked[passages != best].max(initial=0))
    return best if asked.max() >= max(least, others + LEAD) else None
