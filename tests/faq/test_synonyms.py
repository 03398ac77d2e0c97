"""Words that an author declared to mean the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.articles import Synonym
from bot.faq.language import load_language
from bot.faq.normalising import read_words
from bot.faq.synonyms import Thesaurus

if TYPE_CHECKING:
    from bot.faq.language import Language

NORTH = Synonym(("DPRK", "N. Korea", "North Korea", "Democratic People's Republic of Korea"))
SOUTH = Synonym(("South Korea", "ROK"))
COUNTRY = Synonym(("US", "United States", "America"))


def names(text: str, language: Language, *synonyms: Synonym) -> list[str]:
    return [term.name for term in Thesaurus(synonyms, language).read_terms(read_words(text, language))]


def test_any_wording_of_a_group_is_the_same_term(english: Language) -> None:
    wordings = ("dprk", "D.P.R.K.", "n. korea", "north korea", "Democratic People\u2019s Republic of Korea")
    assert {tuple(names(wording, english, NORTH)) for wording in wordings} == {("dprk°",)}


def test_an_inflected_wording_counts_too(english: Language) -> None:
    assert names("north koreas", english, NORTH) == ["dprk°"]


def test_one_way_widens_only_the_question_that_uses_it(english: Language) -> None:
    thesaurus = Thesaurus([Synonym(("drills", "war games"), to="joint exercises")], english)
    (drills,) = thesaurus.read_terms(read_words("drills", english))
    (joint, exercises) = thesaurus.read_terms(read_words("joint exercises", english))
    assert drills.name == "drill"
    assert drills.also == (joint.name, exercises.name)
    assert joint.also == exercises.also == ()


def test_each_word_of_a_longer_one_way_wording_leads_to_the_target(english: Language) -> None:
    terms = Thesaurus([Synonym(("war games",), to="exercise")], english).read_terms(read_words("war games now", english))
    assert [term.also for term in terms] == [("exercis",), ("exercis",), ()]


def test_the_longest_wording_wins(english: Language) -> None:
    korea = Synonym(("Korea", "peninsula"))
    assert names("north korea and korea", english, korea, NORTH) == ["dprk°", "and", "korea°"]
    assert names("south korea north korea", english, NORTH, SOUTH, korea) == ["south korea°", "dprk°"]


def test_a_wording_in_the_middle_of_others_is_found(english: Language) -> None:
    assert names("can the united states leave", english, COUNTRY) == ["can", "the", "US°", "leav"]


def test_an_abbreviation_that_is_a_common_word_counts_only_as_one(english: Language) -> None:
    assert names("help us", english, COUNTRY) == ["help", "us"]
    assert names("does us recognise it", english, COUNTRY)[1] == "US°"
    assert names("the U.S. said", english, COUNTRY)[1] == "US°"


def test_a_one_way_synonym_of_a_group_keeps_the_group(english: Language) -> None:
    thesaurus = Thesaurus([NORTH, Synonym(("pyongyang", "dprk"), to="capital")], english)
    (dprk,) = thesaurus.read_terms(read_words("dprk", english))
    assert (dprk.name, dprk.also) == ("dprk°", ("capit",))


@given(
    st.permutations([("nk", "norkland"), ("norkland", "N. Korea"), ("dprk", "hermit kingdom"), ("hermit kingdoms", "N Korea")])
)
def test_groups_that_share_a_wording_are_one_whatever_the_order(groups: list[tuple[str, ...]]) -> None:
    english = load_language("en")
    thesaurus = Thesaurus([SOUTH, *map(Synonym, groups)], english)
    name = f"{' '.join(english.stem(word.text) for word in read_words(groups[0][0], english))}°"
    words = ("nk", "norkland", "n. korea", "dprk", "hermit kingdom")
    assert {thesaurus.read_terms(read_words(word, english))[0].name for word in words} == {name}
    assert thesaurus.shown(name) == f"{groups[0][0]}°"
    assert thesaurus.spelling(name, "") == "nk"
    assert thesaurus.read_terms(read_words("rok", english))[0].name == "south korea°"


def test_an_abbreviation_joins_no_group_of_the_common_word(english: Language) -> None:
    assert names("we follow the US", english, COUNTRY, Synonym(("us", "we"))) == ["us°", "follow", "the", "US°"]


def test_a_term_keeps_the_words_and_offsets_that_it_was_made_of(english: Language) -> None:
    text = "is North Korea open"
    term = Thesaurus([NORTH], english).read_terms(read_words(text, english))[1]
    assert term.words == ("north", "korea")
    assert text[term.start : term.end] == "North Korea"


def test_people_read_the_group_as_its_author_wrote_it_first(english: Language) -> None:
    thesaurus = Thesaurus([NORTH], english)
    assert thesaurus.shown("dprk°") == "DPRK°"
    assert thesaurus.shown("korea") is None


def test_a_bare_part_of_a_wording_knows_its_groups(english: Language) -> None:
    thesaurus = Thesaurus([NORTH, SOUTH], english)
    assert thesaurus.groups_with("korea") == ("dprk°", "south korea°")
    assert thesaurus.groups_with("dprk") == ()
    assert thesaurus.name_of("rok") == "south korea°"
    assert thesaurus.name_of("korea") == "korea"


@pytest.mark.parametrize("wording", ["???", "", "lol"])
def test_a_wording_without_words_does_no_harm(wording: str, english: Language) -> None:
    assert names("refund", english, Synonym((wording, "refund"))) == ["refund°"]


def test_groups_that_begin_with_an_emoji_stay_apart() -> None:
    groups = [Synonym(("\U0001f642", "zebra")), Synonym(("\U0001f389", "lion")), Synonym(("\U0001f600",))]
    thesaurus = Thesaurus(groups, load_language("en"))
    zebra, lion = (thesaurus.read_terms(read_words(word, load_language("en")))[0].name for word in ("zebra", "lion"))
    assert zebra != lion
