"""The vocabulary of a few texts, without a base around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bot.faq.counting import Counts, count
from bot.faq.scanning import Scanner
from bot.faq.synonyms import Thesaurus
from bot.faq.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.faq.articles import Synonym
    from bot.faq.language import Language


def build_vocabulary(
    language: Language, synonyms: Iterable[Synonym], articles: Sequence[Sequence[str]], *, known: Iterable[str] = ()
) -> Vocabulary:
    """Build the vocabulary of articles' texts. ``known`` are texts of no article (guards), whose words repair may still find."""
    scanner = Scanner(language, Thesaurus(synonyms, language))
    scan = scanner.scan(text for texts in articles for text in texts)
    owner = np.repeat(np.arange(len(articles)), [len(texts) for texts in articles])
    uses = count(scan, owner, np.ones(len(articles), np.int8))
    counts, _ = Counts.of_nothing().changed(uses, scanner.scan(known), language)
    return Vocabulary(language, scanner.thesaurus, counts, len(articles))
