"""The words of one base: how telling each is, and what may be mended towards them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_vocabulary import build_vocabulary

from bot.faq.articles import Synonym
from bot.faq.language import Language, load_language
from bot.faq.normalising import Word
from bot.faq.vocabulary import RELATED_SHARE

if TYPE_CHECKING:
    from bot.faq.synonyms import Term
    from bot.faq.vocabulary import Vocabulary


def vocabulary_of(*articles: str, known: tuple[str, ...] = (), synonyms: tuple[Synonym, ...] = ()) -> Vocabulary:
    return build_vocabulary(Language(), synonyms, [[text] for text in articles], known=known)


def term(vocabulary: Vocabulary, word: str) -> Term:
    return vocabulary.thesaurus.read_terms([Word(word, 0, len(word))])[0]


def test_a_word_of_few_articles_is_more_telling(vocabulary: Vocabulary) -> None:
    assert vocabulary.rarity_of(term(vocabulary, "how")) < vocabulary.rarity_of(term(vocabulary, "ban"))
    assert vocabulary.rarity_of(term(vocabulary, "ban")) < vocabulary.rarity_of(term(vocabulary, "griefers"))


def test_spread_counts_articles_not_uses() -> None:
    vocabulary = vocabulary_of("ban ban ban", "ban appeal", "claim")
    at = vocabulary.id_of("ban")
    assert at is not None
    assert vocabulary.spread[at] == 2


def test_all_rarities_lie_between_nothing_and_one(vocabulary: Vocabulary) -> None:
    assert (vocabulary.rarity > 0).all()
    assert (vocabulary.rarity <= 1).all()


def test_an_unknown_word_is_as_telling_as_the_language_says(vocabulary: Vocabulary) -> None:
    assert vocabulary.unknown_rarity(["the"]) < vocabulary.unknown_rarity(["weather"]) < vocabulary.unknown_rarity(["qwxz"])
    assert vocabulary.unknown_rarity([]) == 0
    assert vocabulary.rarity_of_name("no such term") == 0


def test_function_words_are_told_by_the_language(vocabulary: Vocabulary) -> None:
    assert vocabulary.is_function_word(term(vocabulary, "about"))
    assert not vocabulary.is_function_word(term(vocabulary, "money"))


def test_words_of_guards_are_known_but_stand_in_no_article() -> None:
    vocabulary = vocabulary_of("ban", known=("weather ban",))
    at = vocabulary.id_of("weather")
    assert at is not None
    assert vocabulary.spread[at] == 0
    assert vocabulary.knows("weather")


def test_torn_words_are_joined_and_whole_ones_left() -> None:
    vocabulary = vocabulary_of("denuclearization newcastle new castle")
    assert vocabulary.joins("de", "nuclearization")
    assert not vocabulary.joins("new", "castle")  # both are words already
    assert not vocabulary.joins("some", "thing")  # not a word of the base


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("newyork", ("new", "york")),
        ("claimblocks", ("claim", "blocks")),
        ("refund", ("refund",)),
        ("newyrk", ("newyrk",)),
        ("ban1claim", ("ban1claim",)),
        ("asia", ("asia",)),
        ("refundd", ("refundd",)),  # plainly a slip of one word
    ],
)
def test_run_together_words_are_split(typed: str, parts: tuple[str, ...]) -> None:
    assert vocabulary_of("new york claim blocks refund as ia ban ref und").split(typed) == parts


@given(st.text("abn", max_size=12))
def test_splitting_loses_no_letter(typed: str) -> None:
    assert "".join(vocabulary_of("ban nab abba baba").split(typed)) == typed


def test_relatives_share_their_beginning() -> None:
    vocabulary = vocabulary_of("negotiation northern koreagate")
    assert [word for word, _ in vocabulary.relatives("negotiators")] == ["negotiation"]
    assert list(vocabulary.relatives("korea")) == []
    assert list(vocabulary.relatives("nort")) == []
    assert all(RELATED_SHARE <= share <= 1 for _, share in vocabulary.relatives("negotiators"))


def test_people_read_the_commonest_word_of_a_stem_never_the_stem() -> None:
    vocabulary = build_vocabulary(
        load_language("en"), [Synonym(("VIP", "donor rank"))], [["purchases donor rank"], ["purchases purchased"]]
    )
    shown = {name: vocabulary.name_shown(at) for at, name in enumerate(vocabulary.names)}
    assert shown == {"purchas": "purchases", "vip°": "VIP°"}


def test_a_term_of_a_group_is_found_by_any_of_its_words(vocabulary: Vocabulary) -> None:
    assert vocabulary.term_of("vip") == "vip°"
    assert vocabulary.canonical("vip") == "vip°"
    assert vocabulary.canonical("refund") == "refund"


def test_a_base_without_words_has_an_empty_vocabulary() -> None:
    vocabulary = vocabulary_of()
    assert vocabulary.names == ()
    assert vocabulary.read_text("anything")[0].name == "anything"
