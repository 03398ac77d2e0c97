from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from shop import A_QUOTE, REFUNDS, SHIPPING, TODAY, a_base, a_decision

from bot.saying import LINE_LENGTH, declining, expiry_line, passage_number, quote_of, small_print
from bot.wording import Wordings

BASE = a_base(REFUNDS, SHIPPING)
WORDINGS = Wordings.load()
ENGLISH, GERMAN = WORDINGS.of("en"), WORDINGS.of("de")


@pytest.mark.parametrize("name", ["x", "x" * 60, "x" * 100, "x" * 300])
@pytest.mark.parametrize("wording", [ENGLISH, GERMAN], ids=lambda wording: wording.locale)
@pytest.mark.parametrize("more", [{}, {"near": "shipping"}, {"question": "배송"}, {"question": "배송", "near": "shipping"}])
def test_a_declining_line_is_never_long(name: str, wording: object, more: dict[str, str]) -> None:
    for language in ("en", "portuguese", "norwegian"):
        base = a_base(REFUNDS, SHIPPING, name=name, language=language)
        for once in (False, True):
            line, _ = declining(a_decision(**more), base, wording, once=once)  # type: ignore[arg-type]  # a wording
            assert 0 < len(line) <= LINE_LENGTH


def test_small_print_holds_only_what_is_known() -> None:
    assert small_print(A_QUOTE, ENGLISH) == "The shop (copy) · as of May 2025"
    assert small_print(A_QUOTE, GERMAN) == "The shop (Kopie) · Stand Mai 2025"
    assert small_print(replace(A_QUOTE, source=None, copy=False), ENGLISH) == "as of May 2025"
    assert small_print(replace(A_QUOTE, as_of=None, copy=False), ENGLISH) == "The shop"
    assert small_print(replace(A_QUOTE, as_of=None, source=None, copy=False), ENGLISH) == ""


def test_a_picked_passage_says_the_same_as_a_quoted_one() -> None:
    assert quote_of(REFUNDS, 0, TODAY) == replace(A_QUOTE, highlights=(), url="https://shop.example.com/terms")
    assert quote_of(REFUNDS, 1, TODAY).text == "A refund takes five days."
    assert quote_of(SHIPPING, 0, TODAY).source is None


def test_a_passage_that_is_gone_since_the_button_was_made_becomes_the_first() -> None:
    assert quote_of(REFUNDS, 7, TODAY) == quote_of(REFUNDS, 0, TODAY)


def test_a_picked_passage_warns_from_the_day_after() -> None:
    last, after = (quote_of(SHIPPING, 0, dt.date(2026, month, day)) for month, day in ((8, 31), (9, 1)))
    assert expiry_line(last, ENGLISH) is None
    assert expiry_line(after, ENGLISH) == "Check first: the last extension we have on file ran to 31 Aug 2026."
    assert expiry_line(after, GERMAN) == "Bitte prüfen: Die letzte Verlängerung, die uns vorliegt, galt bis 31. Aug. 2026."


def test_a_quote_knows_which_passage_it_is() -> None:
    assert [passage_number(BASE, quote_of(REFUNDS, number, TODAY)) for number in (0, 1)] == [0, 1]
    assert passage_number(BASE, replace(A_QUOTE, heading="gone")) == 0
    assert passage_number(BASE, replace(A_QUOTE, article="gone")) == 0


def test_a_guards_line_comes_before_the_remark_on_letters() -> None:
    decision = a_decision(question="배송", notice="Please write to the office.", near="refunds")
    assert declining(decision, BASE, ENGLISH) == ("Please write to the office.", REFUNDS)
    assert declining(replace(decision, notice=None), BASE, ENGLISH)[1] is None
