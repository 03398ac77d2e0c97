"""``docs/transcripts.md``: the conversations as they should go, asked of the shipped base.

The page's top explains its comments. Those with ``where: terminal`` are checked here; the others need Discord.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from invariants import assert_sound
from transcripts import flat, read_page

from bot.faq import Kind

if TYPE_CHECKING:
    from transcripts import Turn

    from bot.faq import FAQ, Decision

NOT_YET: dict[str, str] = {
    "3": "quotes the end-of-war declaration rather than the passage on a peace treaty",
    "8": "offers what North Korea demands in place of the deals of 2000 and 2012",
    "13": "quotes the first passage on missing soldiers rather than the one on the 55 boxes",
}
"""Conversations that the engine does not hold as they should go, each with what it does instead. Strict: this list can only shrink."""

KEYS = {
    *("ask", "decision", "article", "passage", "suggests", "near", "guard"),
    *("where", "way", "on", "pick", "press", "moment"),
}


TURNS = read_page()
TERMINAL = [turn for turn in TURNS if turn.wanted["where"] == "terminal"]


def marked(turn: Turn) -> object:
    marks = [pytest.mark.xfail(strict=True, reason=NOT_YET[turn.number])] if turn.number in NOT_YET else []
    return pytest.param(turn, id=f"{turn.number}-{turn.question[:30]}", marks=marks)


def alternatives(turn: Turn, key: str) -> list[list[str]]:
    """``a + b`` is one answer of two parts; ``a or b`` are two answers of which any will do."""
    return [answer.split(" + ") for answer in turn.wanted.get(key, "").split(" or ")]


@pytest.mark.parametrize("turn", [marked(turn) for turn in TERMINAL])
def test_a_conversation_goes_as_it_should(turn: Turn, shipped: FAQ) -> None:
    decision = shipped.ask(turn.question, as_of=turn.day)
    assert_sound(decision, shipped)
    offered = decision.article or [one.article for one in decision.suggestions]
    told = f"{decision.decision} {offered} guard {decision.guard}, near {decision.near}"
    assert decision.decision == turn.wanted["decision"], told
    if "article" in turn.wanted:
        assert [quote.article for quote in decision.passages] in alternatives(turn, "article"), told
    if "passage" in turn.wanted:
        assert [quote.heading or "first" for quote in decision.passages] in alternatives(turn, "passage")
    if "suggests" in turn.wanted:
        assert set(turn.wanted["suggests"].split(", ")) <= {one.article for one in decision.suggestions}, told
    if "near" in turn.wanted:
        assert decision.near == turn.wanted["near"], told
    if "guard" in turn.wanted:
        assert decision.guard == turn.wanted["guard"], told
        assert decision.notice is not None
        assert flat(decision.notice) in turn.talk
    if "pick" in turn.wanted:
        assert turn.wanted["pick"] in {one.article for one in decision.suggestions}, told
    _check_warning(decision, turn)


def _check_warning(decision: Decision, turn: Turn) -> None:
    """The page says ``Check first`` exactly where an article is past its day."""
    if decision.decision is Kind.ANSWERED:
        assert any(quote.expired for quote in decision.passages) == ("Check first:" in turn.talk)


@pytest.mark.parametrize("turn", [turn for turn in TURNS if "article" in turn.wanted], ids=lambda turn: turn.number)
def test_the_page_quotes_the_knowledge_base_word_for_word(turn: Turn, shipped: FAQ) -> None:
    wanted = turn.wanted.get("passage", "").split(" or ")[0].split(" + ")
    for at, name in enumerate(alternatives(turn, "article")[0]):
        passages = shipped.article(name).passages
        heading = wanted[at] if at < len(wanted) else ""
        chosen = [part for part in passages if heading in {"", part.heading or "first"}]
        assert any(flat(part.text) in turn.talk for part in chosen), name


@pytest.mark.parametrize("turn", [turn for turn in TURNS if "pick" in turn.wanted], ids=lambda turn: turn.number)
def test_the_page_shows_the_first_passage_of_what_was_picked(turn: Turn, shipped: FAQ) -> None:
    assert flat(shipped.article(turn.wanted["pick"]).passages[0].text) in turn.talk


def test_the_page_is_complete_and_understood(shipped: FAQ) -> None:
    assert {turn.number.split(".")[0] for turn in TURNS} == {str(number) for number in range(1, 41)}
    assert len(TERMINAL) >= 30
    ids = {article.id for article in shipped.base.live}
    for turn in TURNS:
        assert set(turn.wanted) <= KEYS, turn.number
        assert turn.wanted["where"] in {"terminal", "discord"}
        named = re.split(
            r" \+ | or |, ",
            " or ".join(turn.wanted[key] for key in ("article", "suggests", "near", "pick") if key in turn.wanted),
        )
        assert set(named) - {""} <= ids, turn.number


def test_what_is_not_yet_so_names_conversations_that_exist() -> None:
    assert set(NOT_YET) <= {turn.number for turn in TERMINAL}
