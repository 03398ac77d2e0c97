"""What differs between two versions of an article is told part by part, and nothing that is the same."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace
from typing import TYPE_CHECKING

import pytest
from game_server import REFUNDS

from bot.desk.differing import MANY, PASSAGE, SINGLE, Difference, find_differences
from bot.faq.articles import Article, Place, Source, Status
from bot.faq.loading import first_sentence

if TYPE_CHECKING:
    from bot.faq.articles import Passage

FIRST, SECOND, GIFTS = REFUNDS.passages


def differences(**values: object) -> list[Difference]:
    return list(find_differences(REFUNDS, replace(REFUNDS, **values)))  # type: ignore[arg-type]  # named by tests


def a_difference(part: str, before: str | None, after: str | None, heading: str | None = None) -> Difference:
    return Difference("refunds", part, before, after, heading)


def test_an_article_that_moved_differs_in_nothing() -> None:
    assert differences(place=Place("elsewhere.md", 9)) == []


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"until": dt.date(2027, 8, 31)}, [a_difference("until", None, "2027-08-31")]),
        ({"status": Status.DRAFT}, [a_difference("status", "live", "draft")]),
        ({"title": "Refunds"}, [a_difference("title", REFUNDS.title, "Refunds")]),
        ({"asks": (*REFUNDS.asks[1:], "cash back")}, [
            a_difference("asks", REFUNDS.asks[0], None),
            a_difference("asks", None, "cash back"),
        ]),
        ({"asks": REFUNDS.asks[::-1]}, []),
        ({"sources": (*REFUNDS.sources, Source("Rules", "Staff", "https://example.org", copy=True))}, [
            a_difference("sources", None, "Rules · Staff · https://example.org · copy")
        ]),
    ],
    ids=["until", "status", "title", "a phrasing for another", "another order", "a source"],
)  # fmt: skip
def test_keys_are_told_as_they_were_and_are(values: dict[str, object], found: list[Difference]) -> None:
    assert differences(**values) == found


@pytest.mark.parametrize(
    ("passages", "found"),
    [
        (
            (replace(FIRST, text="No refunds. Never."), SECOND, GIFTS),
            [a_difference(PASSAGE, first_sentence(FIRST.text), "No refunds.", FIRST.heading)],
        ),
        (
            (FIRST, SECOND, replace(GIFTS, heading="Presents?", asks=GIFTS.asks[:1])),
            [
                a_difference(PASSAGE, first_sentence(GIFTS.text), None, GIFTS.heading),
                *(a_difference("asks", text, None, GIFTS.heading) for text in GIFTS.asks),
                a_difference(PASSAGE, None, first_sentence(GIFTS.text), "Presents?"),
                a_difference("asks", None, GIFTS.asks[0], "Presents?"),
            ],
        ),
        ((GIFTS, FIRST, SECOND), []),
        (
            (FIRST, replace(SECOND, asks=(*SECOND.asks, "when is it back")), GIFTS),
            [a_difference("asks", None, "when is it back", SECOND.heading)],
        ),
    ],
    ids=["first sentence", "another heading", "another order", "its phrasing"],
)
def test_a_passage_is_told_by_its_first_sentence(passages: tuple[Passage, ...], found: list[Difference]) -> None:
    assert differences(passages=passages) == found


def test_a_text_that_differs_only_later_has_equal_first_sentences() -> None:
    [found] = differences(passages=(replace(FIRST, text=f"{FIRST.text} And more."), SECOND, GIFTS))
    assert (found.part, found.before) == (PASSAGE, found.after)


def test_no_key_of_an_article_is_left_out() -> None:
    told = {*SINGLE, *MANY, "sources", "passages"}
    assert {field.name for field in fields(Article)} - told == {"id", "place"}
