"""Teaching that cannot un-teach: what is taught, what it would break, and what is advised."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from game_server import GAME_SERVER, TODAY, faq_of
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk.changes import Act
from bot.desk.previewing import Known, Shown
from bot.desk.proposing import Wanted, consider
from bot.desk.teaching import LONGEST, lesson, owner_of, room_for, synonym_of, teachable, wordings_of
from bot.drafting import KEPT, Drafts
from bot.faq import build
from bot.faq.articles import LabelledQuestion, Place
from bot.records import Taught

if TYPE_CHECKING:
    from bot.desk.changes import Change
    from bot.desk.previewing import Preview
    from bot.desk.proposing import Objection
    from bot.desk.reloading import Verdict
    from bot.faq import FAQ

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
SHOVEL = LabelledQuestion("g", "may i get a refund for the golden shovel", ("refunds",), place=Place("questions/gate.yaml", 2, 3))
GUARDED = faq_of(replace(GAME_SERVER, questions=(SHOVEL,)))


def teach(text: str, article: str) -> Change:
    return lesson(Act.TEACH, [text], faq_of().article(article), NOW)


def considered(faq: FAQ, change: Change, *taught: Taught, warn: bool = False) -> tuple[Verdict, Preview | None, Objection | None]:
    base = replace(faq.base, overlay=change.overlay(taught), version="new")
    return consider(faq, lambda: build(base, today=lambda: TODAY, before=faq), Wanted(change, warn=warn), Known())


def test_every_wording_of_an_article_is_asked_before_a_lesson_is_accepted(faq: FAQ) -> None:
    texts = [one.question for one in wordings_of(faq.base)]
    assert {"Can I get a refund?", "refund policy", "refund for a gift", "do claims expire"} <= set(texts)
    _, found, _ = considered(faq, teach("gelt back", "refunds"))
    assert found is not None
    assert found.checked + found.phrasings == len(texts) + 1


def test_a_lesson_that_breaks_a_question_is_refused_whatever_the_settings_say() -> None:
    verdict, found, why = considered(GUARDED, teach("refund shovel", "claims"), warn=True)
    assert verdict.refused
    assert found is not None
    assert [one.failure.question.question for one in found.regressions] == [SHOVEL.question]
    assert why is not None
    assert (why.word, why.right) == ("refund", "Can I get a refund?")
    assert why.often > why.seldom == 0


def test_the_advice_was_tried_and_breaks_nothing() -> None:
    _, _, why = considered(GUARDED, teach("refund shovel", "claims"))
    assert why is not None
    assert why.advice
    verdict, found, _ = considered(GUARDED, teach(f"refund shovel {why.advice}", "claims"))
    assert verdict.accepted
    assert found is not None
    assert found.lost == ()


def test_where_no_word_helps_none_is_advised() -> None:
    _, _, why = considered(GUARDED, teach("golden shovel refund", "claims"))
    assert why is not None
    assert why.advice == ""


def test_taking_back_is_not_refused_even_where_something_is_lost_by_it() -> None:
    kept = Taught(7, "phrasing", "ranks", "my sparkly thing", 1, NOW)
    question = LabelledQuestion("g", "my sparkly thing now", ("ranks",))
    base = replace(GAME_SERVER, questions=(question,))
    faq = faq_of(replace(base, overlay=teach(kept.text, "ranks").overlay(())))
    assert faq.ask(question.question).article == "ranks"
    change = replace(teach("x", "ranks"), act=Act.FORGET, lessons=(), forget=(7,))
    verdict, found, _ = considered(faq, change, kept)
    assert verdict.accepted
    assert found is not None
    assert found.lost


def test_the_same_words_taught_before_make_room() -> None:
    before = [
        Taught(1, "phrasing", "ranks", "Sell my KIT", 1, NOW),
        Taught(2, "declined", None, "sell my kit?", 1, NOW),
        Taught(3, "phrasing", "ranks", "sell my kits", 1, NOW),
        Taught(4, "synonym", None, "sell my kit", 1, NOW),
    ]
    assert room_for(teach("sell my kit", "claims").lessons, before) == (1, 2)
    assert room_for(lesson(Act.DECLINE, ["sell my kits"], None, NOW).lessons, before) == (3,)
    assert room_for(lesson(Act.TEACH, ["sell my kit"], None, NOW).lessons, before) == (4,)


def test_a_phrasing_of_the_files_has_its_owner(faq: FAQ) -> None:
    owners = [owner_of(faq.base, text) for text in ("REFUND policy?", "refund for a gift", "nobody asks so")]
    assert [one and one.id for one in owners] == ["refunds", "refunds", None]


@pytest.mark.parametrize(
    ("typed", "taught"),
    [
        ("nk = dprk", "nk = dprk"),
        ("nk=dprk = North  Korea", "nk = dprk = North Korea"),
        ("drills>exercises", "drills > exercises"),
        ("a = b > c", "a = b > c"),
        ("alone", None),
        ("= dprk", None),
        ("drills >", None),
        ("> exercises", None),
        ("! = ?", None),
        ("a > b > c", None),
        ("a > b = c", None),
        (" = ".join("abcdefghi"), None),
    ],
)
def test_a_synonym_is_read_as_it_is_taught(typed: str, taught: str | None) -> None:
    assert synonym_of(typed) == taught


def test_what_is_taught_is_one_line_of_words() -> None:
    assert teachable(["a  kit\nfor […] me", "a kit for me", "…", "w" * (LONGEST + 1)]) == ("a kit for me",)


def test_a_draft_is_kept_for_its_own_server_until_many_others_came() -> None:
    drafts = Drafts()
    first = drafts.put(1, ("a",))
    assert drafts.get(1, first) == ("a",)
    assert drafts.get(2, first) is None
    assert drafts.get(0, "") is None
    names = {drafts.put(1, ("b",)) for _ in range(KEPT)}
    assert len(names) == KEPT
    assert drafts.get(1, first) is None


WORDS = st.sampled_from(["refund", "golden", "shovel", "rank", "vip", "ban", "land", "event", "my", "how", "get", "kit", "gift"])


@settings(max_examples=25)
@given(st.lists(WORDS, min_size=1, max_size=5).map(" ".join), st.sampled_from(["refunds", "ranks", "appeals", "claims", "event"]))
def test_a_lesson_that_is_accepted_leaves_every_wording_and_check_question_its_article(text: str, article: str) -> None:
    verdict, _, _ = considered(GUARDED, teach(text, article))
    if not verdict.accepted:
        return
    for one in (*GUARDED.base.gate, *wordings_of(GUARDED.base)):
        before, after = (Shown.of(faq.ask(one.question), faq) for faq in (GUARDED, verdict.faq))
        names = [{name for name, _ in shown.passages} | shown.choices for shown in (before, after)]
        assert one.expect[0] in names[1] or one.expect[0] not in names[0], one.question
    offered = Shown.of(verdict.faq.ask(text), verdict.faq)
    assert article in {name for name, _ in offered.passages} | offered.choices
