"""At most twenty candidates, each with its evidence; the order of articles means nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from game_server import article, base_of, passage

from bot.faq.indexing import build_index
from bot.faq.matching import CANDIDATES, FEATURES, gather_evidence
from bot.faq.postings import LARGE
from bot.faq.reading import read

if TYPE_CHECKING:
    from bot.faq.articles import KnowledgeBase
    from bot.faq.indexing import Index
    from bot.faq.language import Language
    from bot.faq.matching import Evidence

QUESTIONS = ["how do refunds work", "refnud plz", "vip", "weather in tehran", "", "😀", "환불", "my " * 200 + "ban"]


def evidence(question: str, index: Index) -> Evidence:
    return gather_evidence(read(question, index.vocabulary), index)


def names(found: Evidence, index: Index) -> list[str]:
    return [index.articles[at].id for at in found.candidates]


def painted(count: int) -> KnowledgeBase:
    letters = [one + two for one in "bcdfgklm" for two in "aeiou" * 2]
    names = [f"{letters[at % 60]}{at}ish" for at in range(count)]
    return base_of(
        *(
            article(f"a{at:02}", f"How do I paint {name}?", (f"paint {name}", f"{name} colour"), passage(f"Use {name}."))
            for at, name in enumerate(names)
        )
    )


@pytest.fixture(scope="module")
def crowd(english: Language) -> Index:
    """Sixty articles about sixty colours, all worded alike."""
    return build_index(painted(60), english)


@pytest.fixture(scope="module")
def multitude(english: Language) -> Index:
    """So many that only the nearest are weighed by all words."""
    assert LARGE <= 600
    return build_index(painted(600), english)


@pytest.mark.parametrize("question", [*QUESTIONS, "how do i paint", "how do i"])
def test_a_large_base_has_candidates_for_anything(question: str, multitude: Index) -> None:
    assert 1 <= len(evidence(question, multitude).candidates) <= CANDIDATES


@pytest.mark.parametrize("at", [0, 123, 599])
def test_of_a_large_base_the_right_article_is_found_however_mistyped(at: int, multitude: Index) -> None:
    meant = multitude.articles[at]
    word = meant.asks[0].removeprefix("paint ")
    assert meant.id in names(evidence(f"how do I paint {word}", multitude), multitude)
    assert meant.id in names(evidence(f"how d i pait {word[:2]}{word[3:]}", multitude), multitude)


@pytest.mark.parametrize("question", [*QUESTIONS, "paint ba0ish", "how do i paint"])
def test_at_most_twenty_articles_are_compared(question: str, crowd: Index) -> None:
    found = evidence(question, crowd)
    assert 1 <= len(found.candidates) <= CANDIDATES
    assert found.candidates.tolist() == sorted(set(found.candidates.tolist()))
    assert CANDIDATES == 20


def test_the_right_article_is_among_them_however_mistyped(crowd: Index) -> None:
    assert "a10" in names(evidence("how do I paint ca10ish", crowd), crowd)
    assert "a10" in names(evidence("how d i pait ca10ihs", crowd), crowd)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_piece_of_evidence_is_a_share(question: str, index: Index) -> None:
    found = evidence(question, index)
    assert found.features.shape == (len(found.candidates), len(FEATURES))
    assert np.isfinite(found.features).all()
    assert (found.features >= 0).all()
    assert (found.features <= 1 + 1e-5).all()


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_nearest_phrasing_belongs_to_its_candidate(question: str, index: Index) -> None:
    found = evidence(question, index)
    owners = index.phrasings.article[found.phrasing]
    assert owners.tolist() == found.candidates.tolist()


def test_relative_evidence_is_one_for_the_best(index: Index) -> None:
    found = evidence("how do refunds work", index)
    relative = [at for at, name in enumerate(FEATURES) if name.endswith("/")]
    assert found.features[:, relative].max(axis=0).tolist() == pytest.approx([1] * len(relative))


def test_a_word_anywhere_in_an_article_is_explained(index: Index) -> None:
    found = evidence("paypal shovel", index)
    explained = dict(zip(names(found, index), found.explained.tolist(), strict=True))
    assert explained["refunds"] == [1, 0]
    assert explained["claims"] == [0, 1]


def test_a_look_alike_speaks_against_its_article_only_when_it_is_near(index: Index) -> None:
    column = FEATURES.index("lookalike")
    trap = evidence("refund of tournament entry fees", index)
    plain = evidence("how do refunds work", index)
    assert trap.features[names(trap, index).index("refunds"), column] > 0
    assert plain.features[:, column].max() == 0
