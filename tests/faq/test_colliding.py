"""Synonyms that make two articles one, and synonyms that nothing needs."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.faq.articles import Article, Guard, KnowledgeBase, Overlay, Passage, Place, Synonym
from bot.faq.colliding import Collision, find_collisions, find_unused, unused_fault
from bot.faq.errors import Severity
from bot.faq.indexing import Index, build_index
from bot.faq.language import load_language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PLACE = Place("synonyms.yaml", 3, 5)
ASKS = {
    "aid": ["who pays for the aid", "relief for farmers", "help after a flood"],
    "lifting": ["when does the ban end", "lifting of the ban on boats", "easing for farmers"],
    "refunds": ["how do i get a refund", "money back for an order", "refund to my card"],
    "hours": ["when is the shop open", "opening hours on sunday", "what time do you close"],
}


def town(
    *synonyms: Synonym,
    guards: Sequence[Guard] = (),
    taught: Sequence[Synonym] = (),
    asks: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> KnowledgeBase:
    everything = ASKS | dict(asks)
    articles = tuple(
        Article(
            name,
            "town",
            name,
            tuple(everything[name]),
            (Passage(None, f"All about {name}.", ((0, 10),)),),
            not_for=("a day off",),
        )
        for name in sorted(everything)
    )
    overlay = Overlay(synonyms=tuple(taught))
    return KnowledgeBase("Town", "en", (), (), articles, synonyms=synonyms, guards=tuple(guards), overlay=overlay)


def index_of(base: KnowledgeBase) -> Index:
    return build_index(base, load_language("en"))


def collisions(base: KnowledgeBase) -> tuple[Collision, ...]:
    return find_collisions(base, index_of(base))


def test_without_synonyms_nothing_collides() -> None:
    assert collisions(town()) == ()


def test_a_group_that_makes_two_phrasings_one_is_a_collision() -> None:
    group = Synonym(("relief", "easing", "reprieve"), place=PLACE)
    (found,) = collisions(town(group, Synonym(("money", "cash"))))
    assert (found.synonym, found.one, found.other) == (group, "aid", "lifting")
    assert (found.its_phrasing, found.other_phrasing) == ("relief for farmers", "easing for farmers")


def test_a_taught_synonym_collides_like_a_written_one() -> None:
    (found,) = collisions(town(taught=[Synonym(("relief", "easing"))]))
    assert found.other == "lifting"


def test_synonyms_of_words_that_both_articles_use_anyway_are_not_to_blame() -> None:
    assert collisions(town(Synonym(("farmers", "peasants")), Synonym(("relief", "reprieve")))) == ()


def test_a_collision_is_a_warning_at_the_synonym() -> None:
    (found,) = collisions(town(Synonym(("relief", "easing"), place=PLACE)))
    fault = found.as_fault()
    assert (fault.place, fault.severity, fault.rule) == (PLACE, Severity.WARNING, "synonym-collision")
    assert fault.message == "'relief, easing' makes 'relief for farmers' (aid) and 'easing for farmers' (lifting) the same"


def unused(*synonyms: Synonym, guards: Sequence[Guard] = ()) -> tuple[Synonym, ...]:
    base = town(*synonyms, guards=guards)
    return find_unused(base, index_of(base))


def test_a_group_that_stands_nowhere_is_unused() -> None:
    nowhere = Synonym(("unicorn", "one-horned horse"), place=PLACE)
    assert unused(nowhere, Synonym(("order", "purchase"))) == (nowhere,)
    fault = unused_fault(nowhere)
    assert (fault.place, fault.severity, fault.rule) == (PLACE, Severity.WARNING, "unused-synonym")
    assert fault.message == "no text of the base has any of 'unicorn, one-horned horse'"


def test_a_one_way_synonym_that_leads_nowhere_is_unused() -> None:
    nowhere = Synonym(("order",), "unicorn")
    assert unused(nowhere, Synonym(("unicorn",), "order")) == (nowhere,)
    assert unused_fault(nowhere).message == "no text of the base has 'unicorn'"


def test_a_synonym_that_only_a_guard_or_a_look_alike_needs_is_used() -> None:
    guard = Guard("live-news", ("what happened today",))
    assert (
        unused(Synonym(("today", "2day")), Synonym(("nowadays",), "today"), Synonym(("day off", "vacation")), guards=[guard])
        == ()
    )


def test_a_wording_of_several_words_is_used_where_it_stands_whole() -> None:
    assert unused(Synonym(("opening hours", "business hours"))) == ()
    apart = Synonym(("hours money", "time is money"))
    assert unused(apart) == (apart,)
