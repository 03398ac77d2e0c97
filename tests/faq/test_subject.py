"""What a whole base is about, if it is about one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from game_server import GAME_SERVER, SHIPPED, article, base_of, passage

from bot.faq import load
from bot.faq.articles import Synonym
from bot.faq.indexing import build_index
from bot.faq.language import load_language
from bot.faq.reading import read
from bot.faq.subject import FEWEST_ARTICLES

if TYPE_CHECKING:
    from bot.faq.indexing import Index

ENGLISH = load_language("en")
MATTERS = ["visa", "money", "food", "school", "weather", "doctor", "police", "music", "hotel", "train"]


def about_peru(count: int = len(MATTERS)) -> Index:
    made = [
        article(matter, f"{matter} in Peru", (f"what about {matter} in peru", f"peruvian {matter}"), passage("Ask there."))
        for matter in MATTERS[:count]
    ]
    return build_index(base_of(*made, synonyms=[Synonym(("Peru", "peruvian"))]), ENGLISH)


def missing(question: str, index: Index) -> float:
    return index.subject.missing(read(question, index.vocabulary), 0)


def test_the_word_that_all_articles_are_asked_for_with_is_the_subject() -> None:
    index = about_peru()
    assert {index.vocabulary.names[term] for term in index.subject.terms} == {"peru°"}


def test_a_question_without_the_subject_lacks_what_the_phrasings_have() -> None:
    index = about_peru()
    assert missing("how do I get a visa", index) == 1
    assert missing("how do I get a visa for chile", index) == 1


def test_a_question_that_names_the_subject_lacks_nothing() -> None:
    index = about_peru()
    for question in ("visa for peru", "peruvian visa", "visa for perru"):
        assert missing(question, index) == 0, question


def test_a_function_word_of_the_subject_s_name_does_not_name_it() -> None:
    made = [article(matter, f"{matter} in Peru", (f"what about {matter} in peru",), passage("Ask there.")) for matter in MATTERS]
    index = build_index(base_of(*made, synonyms=[Synonym(("Peru", "Republic of Peru"))]), ENGLISH)
    assert missing("a visa for the republic", index) == 0
    assert missing("what kind of visa do I need", index) == 1


def test_a_small_base_has_no_subject() -> None:
    """In five articles any word may stand in most by chance."""
    index = about_peru(FEWEST_ARTICLES - 1)
    assert index.subject.terms == frozenset()
    assert missing("how do I get a visa", index) == 0


def test_a_base_of_many_matters_has_no_subject() -> None:
    assert build_index(GAME_SERVER, ENGLISH).subject.terms == frozenset()


def test_function_words_are_no_subject() -> None:
    made = [article(matter, f"What about the {matter}?", (f"what is the {matter}",), passage("x")) for matter in MATTERS]
    assert build_index(base_of(*made), ENGLISH).subject.terms == frozenset()


def test_the_shipped_base_is_about_north_korea() -> None:
    index = load(SHIPPED).index
    assert "north korea" in {index.vocabulary.name_shown(term).rstrip("°").casefold() for term in index.subject.terms}
