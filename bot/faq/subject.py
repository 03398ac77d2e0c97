"""What a whole base is about, if it is about one thing: the words with which most of its articles are asked for.

*Can friends send me money?* is like *can I send money to a friend in North Korea* in all but the one word that makes it our subject.
A base of server rules or a shop has no such word, and then nothing here counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from bot.faq.fields import Field
    from bot.faq.profiles import Profiles
    from bot.faq.reading import Position, Reading
    from bot.faq.vocabulary import Vocabulary

MOST_ARTICLES = 0.75
"""Share of the articles that must be asked for with a word for it to be the base's subject."""

FEWEST_ARTICLES = 8
"""In a smaller base any word may stand in most articles by chance."""

TELLING = 0.35
"""General rarity that a subject must have: *does* stands in most phrasings of any base."""

MENTIONED = 0.5
"""Worth from which an alternative counts as a mention: a bare *korea* does."""


@dataclass(frozen=True, slots=True)
class Subject:
    """``terms`` are the base's subject, ``share`` for each article the share of its phrasings that name it."""

    terms: frozenset[int]
    share: npt.NDArray[np.float32]

    def missing(self, reading: Reading, article: int) -> float:
        """How much a question lacks that the article's phrasings have: 0 where it names the subject, else the article's share."""
        return 0.0 if any(map(self.named_by, reading.positions)) else float(self.share[article])

    def named_by(self, position: Position) -> bool:
        """Whether a word names the subject. The ``of`` in *Democratic People's Republic of Korea* does not: function words never count."""
        mentioned = (other for other in position.alternatives if other.term in self.terms)
        return position.telling > 0 and any(other.weight >= MENTIONED for other in mentioned)


def find_subject(phrasings: Field, profiles: Profiles, vocabulary: Vocabulary) -> Subject:
    """Find the subject in the phrasings of a base and their profiles."""
    articles = len(phrasings.of_article) - 1
    spread = profiles.postings.spread_of_all()[: len(vocabulary.names)]
    common = np.flatnonzero(spread >= max(FEWEST_ARTICLES, MOST_ARTICLES * articles)) if articles >= FEWEST_ARTICLES else ()
    terms = frozenset(int(term) for term in common if _is_telling(vocabulary.name_shown(int(term)), vocabulary))
    named = np.zeros(len(phrasings), bool)
    for term in terms:
        named[np.searchsorted(phrasings.starts, np.flatnonzero(phrasings.terms == term), "right") - 1] = True
    share = np.bincount(phrasings.article, named, minlength=articles) / np.maximum(np.diff(phrasings.of_article), 1)
    return Subject(terms, share.astype(np.float32))


def _is_telling(shown: str, vocabulary: Vocabulary) -> bool:
    return vocabulary.language.telling(shown.rstrip("°").lower()) >= TELLING
