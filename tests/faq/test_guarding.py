"""Questions that are declined by kind; an article's own phrasing wins against any guard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from game_server import GAME_SERVER, REFUNDS, base_of

from bot.faq.articles import Guard
from bot.faq.comparing import weigh
from bot.faq.guarding import DECLINED_BY_MODERATORS, OWN_PHRASING, Guards, plain_words
from bot.faq.indexing import build_index
from bot.faq.language import load_language
from bot.faq.reading import read

if TYPE_CHECKING:
    from bot.faq.indexing import Index


def index_with(*guards: Guard) -> Index:
    return build_index(base_of(*GAME_SERVER.articles, guards=guards, synonyms=GAME_SERVER.synonyms), load_language("en"))


def kind(question: str, index: Index, *, nearest: float = 0.0) -> str | None:
    reading = read(question, index.vocabulary)
    guard = index.guards.find(reading, weigh(reading, index), nearest)
    return guard.kind if guard else None


def fires(pattern: str, question: str) -> bool:
    return kind(question, index_with(Guard("g", (pattern,)))) == "g"


@pytest.mark.parametrize(
    ("pattern", "question"),
    [
        ("will ... win", "who do you think will finally win"),
        ("will ... win", "will win"),
        ("will … win", "will the reds win"),
        ("(today|right now)", "is it on today"),
        ("(today|right now)", "is it on right now please"),
        ("(who|which one) is (better|the best)", "hey which one is the best?"),
        ("(down|offline)", "the server is offine"),  # a typo
        ("server ... lagging", "the servers lag so much"),  # other endings
        ("buy ... vip", "where can I buy a donor rank"),  # a synonym
        ("a ... b ... c", "a b c"),
        ("... refund ...", "refund"),
        ("weather (in|at) (tehran|paris)", "the weather in paris"),
    ],
)
def test_a_pattern_fires(pattern: str, question: str) -> None:
    assert fires(pattern, question)


@pytest.mark.parametrize(
    ("pattern", "question"),
    [
        ("will ... win", "win will"),
        ("will ... win", "will we lose"),
        ("(today|right now)", "right, and now?"[:5]),
        ("which (one|two)", "which is one"),  # neighbours only
        ("weather (in|at) paris", "weather paris"),
        ("a ... b ... c", "a c b"),
        ("refund ... refund", "refund"),
        ("...", "anything at all"),
        ("()", "anything at all"),
    ],
)
def test_a_pattern_does_not_fire(pattern: str, question: str) -> None:
    assert not fires(pattern, question)


def test_a_later_place_is_tried_where_an_earlier_one_leads_nowhere() -> None:
    assert fires("is it down", "is it is it down")
    assert fires("(the|the server) is down", "the server is down")


def test_a_plain_wording_fires_on_questions_like_it_only() -> None:
    index = index_with(Guard("chit-chat", ("tell me a joke",)))
    assert kind("tell me a joke pls", index) == "chit-chat"
    assert kind("tell me a jokee", index) == "chit-chat"
    assert kind("tell me about refunds", index) is None


def test_a_plain_wording_loses_against_a_nearer_phrasing() -> None:
    index = index_with(Guard("chit-chat", ("tell me a joke",)))
    assert kind("tell me a joke please", index, nearest=0.999) is None
    assert kind("tell me a joke", index, nearest=0.5) == "chit-chat"


def test_an_article_s_own_phrasing_wins_against_a_pattern() -> None:
    index = index_with(Guard("money", ("(refund)",)))
    assert kind("how do refunds work", index, nearest=OWN_PHRASING) is None
    assert kind("how do refunds work", index, nearest=OWN_PHRASING - 0.01) == "money"


def test_of_several_guards_the_first_pattern_in_the_file_wins() -> None:
    index = index_with(Guard("one", ("refund ... gift",)), Guard("two", ("(refund)",)))
    assert kind("refund my gift", index) == "one"
    assert kind("refund", index) == "two"


def test_an_everyday_synonym_is_not_sure_enough_for_a_pattern() -> None:
    """*reimburse* may help to find an article; it must not silence a question about refunds."""
    assert not fires("(reimburse)", "refund")


def test_what_moderators_declined_is_declined() -> None:
    vocabulary = build_index(GAME_SERVER, load_language("en")).vocabulary
    index = build_index(GAME_SERVER, load_language("en"))
    guards = Guards((), ("who is the richest player",), vocabulary)
    reading = read("who is the richest player?", vocabulary)
    assert guards.find(reading, weigh(reading, index), 0.0) is DECLINED_BY_MODERATORS


def test_a_base_without_guards_guards_nothing() -> None:
    assert kind("tell me a joke", build_index(base_of(REFUNDS), load_language("en"))) is None


def test_repair_knows_the_words_of_guards_but_not_their_signs() -> None:
    words = " ".join(plain_words([Guard("g", ("will ... (win|lose) …", "tell me"))])).split()
    assert words == ["will", "win", "lose", "tell", "me"]


def test_a_hostile_pattern_takes_no_time() -> None:
    """A hundred choices of choices must not be tried in every combination."""
    assert not fires(" ... ".join(["(a|a a|a a a)"] * 12) + " b", "a " * 40)
