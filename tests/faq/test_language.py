"""What is known of a language before any article is read."""

from __future__ import annotations

import pytest

from bot.faq.language import Language, load_language
from bot.faq.normalising import fold


def test_function_words_say_nothing_and_unknown_words_most(english: Language) -> None:
    assert english.rarity("the") < english.rarity("money") < english.rarity("shovel") < english.rarity("qwxz")
    assert english.rarity("the") == 0
    assert english.rarity("qwxz") == 1


def test_the_dictionary_knows_common_words_and_countries(english: Language) -> None:
    for word in ("refund", "iran", "sweden", "japan", "tehran", "vietnam", "weather"):
        assert english.knows(word), word
    assert not english.knows("refnud")


def test_the_word_list_is_folded_as_questions_are(english: Language) -> None:
    assert [word for word in english.zipf if fold(word) != word] == []


def test_chat_abbreviations_are_folded_and_lead_to_words(english: Language) -> None:
    assert [short for short in english.rewrites if fold(short) != short] == []
    assert english.rewrites["lol"] == ()
    assert english.rewrites["cant"] == ("can", "not")


def test_everyday_words_go_both_ways(english: Language) -> None:
    one_sided = [
        (word, other) for word, others in english.everyday.items() for other in others if word not in english.everyday[other]
    ]
    assert one_sided == []
    assert english.stem("purchase") in english.everyday[english.stem("buy")]


def test_both_names_of_english_are_the_same_language(english: Language) -> None:
    assert load_language("english").zipf == english.zipf


@pytest.mark.parametrize(
    ("name", "word", "stem"), [("de", "sperren", "sperr"), ("german", "sperren", "sperr"), ("ko", "환불", "환불")]
)
def test_a_language_without_data_still_works(name: str, word: str, stem: str) -> None:
    language = load_language(name)
    assert language.stem(word) == stem
    assert not language.knows(word)
    assert language.rarity(word) == 1
    assert language.dictionary.near("sperren", deletions=1) == []


def test_the_lists_of_small_words_are_folded_and_do_not_overlap_where_that_matters(english: Language) -> None:
    lists = (english.interrogative, english.auxiliary, english.modal, english.pointing, english.joining, english.small)
    assert all(lists)
    assert [word for words in (*lists, english.addressing, english.chatter) for word in words if fold(word) != word] == []
    assert english.interrogative <= english.asking
    assert not english.small & (english.asking | english.auxiliary | english.modal)
    assert "us" not in english.small  # the country too


def test_kindred_words_come_with_their_worth(english: Language) -> None:
    kin = english.kindred(english.stem("purchase"))
    assert kin[english.stem("buy")] > kin[english.stem("market")] > 0
    assert all(0 < worth < 1 for stem in english.kin for worth in english.kindred(stem).values())
    assert english.kindred("qwxz") == {}


@pytest.mark.parametrize(
    "name", ["iran", "iraq", "china", "russia", "seoul", "monday", "june", "seven", "north", "blue", "michael"]
)
def test_names_and_the_like_are_nobody_s_kin(name: str, english: Language) -> None:
    """They are used alike and mean something else: an answer on Korea is none on Iran."""
    stem = english.stem(name)
    assert stem not in english.kin
    assert not [other for other, kin in english.kin.items() if stem in kin.split()]


def test_no_word_is_its_own_kin(english: Language) -> None:
    assert not [stem for stem, kin in english.kin.items() if stem in kin.split()]
