"""Typos → words that may have been meant: proposed at a discount, never for a word that is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.faq.language import Language, load_language
from bot.faq.repairing import KEPT, Repairer, edits_allowed, likeness

if TYPE_CHECKING:
    from collections.abc import Iterable

BASE = dict.fromkeys(
    ("refund", "refunds", "iraq", "korea", "negotiations", "whether", "shovel", "account", "summit", "sweet", "kanji"), 1
)


def repairer(words: Iterable[str] = BASE) -> Repairer:
    return Repairer(dict.fromkeys(words, 1), load_language("en"))


def repaired(typed: str) -> list[str]:
    return [repair.word for repair in repairer().repair(typed)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("refnud", "refund"),  # swapped
        ("refubd", "refund"),  # neighbour key
        ("reffund", "refund"),  # doubled
        ("refnd", "refund"),  # missing
        ("acount", "account"),
        ("shovvel", "shovel"),
        ("negotations", "negotiations"),
        ("negosiasions", "negotiations"),  # three edits in a long word
        ("sumit", "summit"),
    ],
)
def test_a_slip_finds_the_word(typed: str, meant: str) -> None:
    assert repaired(typed)[0] == meant


def test_runs_of_one_letter_are_shortened() -> None:
    assert repaired("refuuuuund") == ["refund"]
    assert repaired("sweeeeet") == ["sweet"]  # two letters stay where the word has two
    assert repaired("sooooo") == ["so"]  # a word of the language, none of the base; "soo" is a rarer one
    assert Repairer({"so": 1}, load_language("en")).repair("sooooo")[0].word == "so"


@pytest.mark.parametrize("country", ["iran", "sweden", "japan", "vietnam", "india", "syria", "ukraine"])
def test_country_names_are_what_they_say(country: str) -> None:
    """``iran`` is one letter from ``iraq``, which the base has; it must never become it."""
    ours = repairer(BASE)
    assert ours.knows(country)


@settings(max_examples=200)
@given(st.sampled_from(sorted(load_language("en").zipf)))
def test_a_word_of_the_dictionary_needs_no_repair(word: str) -> None:
    assert repairer().knows(word)


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=16))
def test_repairs_are_few_and_never_worth_a_literal_word(typed: str) -> None:
    ours = repairer()
    repairs = ours.repair(typed)
    assert len(repairs) <= KEPT
    assert all(0 < repair.weight < 1 and ours.knows(repair.word) for repair in repairs if repair.word != typed)
    assert [repair.word for repair in repairs] == list(dict.fromkeys(repair.word for repair in repairs))


def test_a_nearer_word_of_the_dictionary_discounts_ours() -> None:
    """Who types ``wether`` may mean *whether*, but may as well mean the weather."""
    (plain,) = Repairer({"whether": 1}, Language()).repair("wether")
    ours = [repair for repair in repairer().repair("wether") if repair.word == "whether"]
    assert all(repair.weight <= plain.weight for repair in ours)


def test_a_commoner_word_of_the_dictionary_at_the_same_distance_discounts_ours_a_little() -> None:
    """``wate`` may be the *watr* of the base, but *water* is what people write far oftener."""
    (plain,), (stranger, with_dictionary) = (
        Repairer({"watr": 1}, language).repair("wate") for language in (Language(), load_language("en"))
    )
    assert stranger.word == "water"
    assert plain.weight * 0.8 < with_dictionary.weight < plain.weight


def test_a_typo_of_a_word_outside_the_base_is_read_as_that_word() -> None:
    assert repaired("footbal") == ["football"]


def test_swapping_the_first_two_letters_is_a_slip_like_any_swap() -> None:
    assert likeness("erfund", "refund", 1) == likeness("refnud", "refund", 1)


@pytest.mark.parametrize("typed", ["", "x", "qz", "12345", "a1b2c3", "qzx" * 10, "zzqqxxyy"])
def test_nothing_near_proposes_nothing(typed: str) -> None:
    assert repairer().repair(typed) == ()


def test_a_first_letter_is_seldom_mistyped() -> None:
    assert likeness("refand", "refund", 1) > likeness("befund", "refund", 1)


def test_slips_of_the_finger_count_less_than_other_edits() -> None:
    swapped, neighbour, far = likeness("refnud", "refund", 1), likeness("refumd", "refund", 1), likeness("refuqd", "refund", 1)
    assert swapped > neighbour > far
    assert likeness("reffund", "refund", 1) > likeness("rexfund", "refund", 1)
    assert likeness("환불방볍", "환불방법", 1) > 0  # letters of no keyboard that we know


def test_short_words_bear_fewer_edits() -> None:
    assert [edits_allowed(letters) for letters in (3, 4, 5, 10, 11, 24)] == [1, 1, 2, 2, 3, 3]


def test_a_word_two_edits_away_is_looked_for_only_where_none_is_one_edit_away() -> None:
    near = repairer(["sanction", "traction"])
    assert [repair.word for repair in near.repair("sraction")] == ["traction", "fraction"]
    assert "sanction" in [repair.word for repair in repairer(["sanction"]).repair("sraction")]


def test_only_a_plain_slip_is_sure() -> None:
    assert repairer().is_sure("refnud")
    assert not repairer().is_sure("zzqqxxyy")
