"""What the engine says: a contract that other programs read."""

from __future__ import annotations

from dataclasses import fields

from bot.faq.decisions import Decision, Hit, Kind, Quote, Suggestion


def test_the_names_of_a_decision_are_those_of_the_contract() -> None:
    names = {field.name for field in fields(Decision)}
    contract = {
        "question",
        "decision",
        "article",
        "confidence",
        "passages",
        "suggestions",
        "guard",
        "hits",
        "knowledge_version",
        "took_ms",
    }
    assert contract <= names
    assert {"article", "heading", "text", "highlights", "source", "url", "as_of"} <= {field.name for field in fields(Quote)}
    assert {"article", "title", "label", "confidence"} == {field.name for field in fields(Suggestion)}
    assert {"article", "confidence", "score", "phrasing", "why"} == {field.name for field in fields(Hit)}


def test_the_three_kinds_are_plain_words() -> None:
    assert [str(kind) for kind in Kind] == ["answered", "suggested", "declined"]


def test_the_time_that_it_took_makes_no_difference() -> None:
    quick = Decision("q", Kind.DECLINED, 0.1, "v", took_ms=1.0)
    assert quick == Decision("q", Kind.DECLINED, 0.1, "v", took_ms=99.0)
    assert quick != Decision("q", Kind.DECLINED, 0.2, "v", took_ms=1.0)
