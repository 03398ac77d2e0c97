"""A base that went through arrays and plain data is the same base and decides the same."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from game_server import GAME_SERVER, TODAY, faq_of

from bot.faq import FAQ, Overlay
from bot.faq.articles import LabelledQuestion, Place, Source, Status, Synonym, Taught
from bot.faq.basing import base_from, base_rows
from bot.faq.compiling import Compiled, compile_base, restore_base
from bot.faq.errors import Fault, Severity
from bot.faq.fusing import load_weights
from bot.faq.loading import Limits, Sheets
from bot.faq.storing import Stored

if TYPE_CHECKING:
    from bot.faq.articles import KnowledgeBase

EVERYTHING = replace(
    GAME_SERVER,
    articles=tuple(
        replace(
            article,
            tags=("one", "two"),
            see_also=("claims",),
            sources=(Source("Rules", "Staff", "https://example.org", "2026", copy=True), Source("Wiki")),
            as_of="2026-11",
            until=dt.date(2027, 1, 2),
            review_by=dt.date(2026, 12, 31),
            owner="Ann",
            label=f"Label {at}",
            status=list(Status)[at % 3] if at > 1 else Status.LIVE,
            place=Place("a/b.md", at + 1, 2),
        )
        for at, article in enumerate(GAME_SERVER.articles)
    ),
    questions=(LabelledQuestion("q1", "what?", ("claims",), "2", "kind", "style", Place("q.yaml", 3, 4)),),
    overlay=Overlay((Taught("claims", "zzz qqq www"),), ("tell me a story",), (Synonym(("loot",), "gear", Place("x")),)),
)
WARNINGS = (Fault(Place("a.md", 1, 2), "old", "renew it", Severity.WARNING, "review-due"),)


def through_json(base: KnowledgeBase) -> KnowledgeBase:
    return base_from(json.loads(json.dumps(list(base_rows(base)))))


@pytest.mark.parametrize(
    "base", [GAME_SERVER, EVERYTHING, replace(GAME_SERVER, articles=())], ids=["plain", "everything", "empty"]
)
def test_a_base_comes_back_from_rows_as_it_was(base: KnowledgeBase) -> None:
    assert through_json(base) == base


def test_no_field_of_the_values_is_left_out_of_the_example() -> None:
    """A field added later is at its default in the example, and this fails until the example gives it a value."""
    for value in (
        EVERYTHING,
        EVERYTHING.articles[0],
        EVERYTHING.overlay,
        EVERYTHING.articles[0].sources[0],
        EVERYTHING.questions[0],
    ):
        for field in dataclasses.fields(value):
            assert getattr(value, field.name) not in (field.default, None, ()) or field.name in {
                "version",
                "topics",
                "not_for",
                "status",
            }, field


def compiled(faq: FAQ) -> FAQ:
    stored = compile_base(Compiled(faq.base, faq.index, WARNINGS, Sheets()))
    carried = Stored({name: array.copy() for name, array in stored.arrays.items()}, json.loads(json.dumps(list(stored.values))))
    restored = restore_base(carried, Limits())
    assert restored.warnings == WARNINGS
    return FAQ(restored.base, restored.index, load_weights(), today=lambda: TODAY, warnings=restored.warnings)


@pytest.mark.parametrize("base", [GAME_SERVER, EVERYTHING], ids=["plain", "everything"])
def test_a_compiled_base_decides_and_explains_the_same(base: KnowledgeBase) -> None:
    before, after = faq_of(base), compiled(faq_of(base))
    for question in (
        "how do refunds work",
        "refnud plz",
        "zzz qqq www",
        "tell me a story",
        "summer event",
        "my loot is gone",
        "xyz",
        "",
    ):
        assert after.ask(question) == before.ask(question)
        assert after.explain(question) == before.explain(question)


def test_an_empty_base_survives() -> None:
    base = replace(GAME_SERVER, articles=())
    assert compiled(faq_of(base)).ask("anything").hits == ()


def test_the_shipped_base_decides_the_same(shipped: FAQ) -> None:
    after = compiled(shipped)
    for row in shipped.base.questions[:40]:
        assert replace(after.ask(row.question, as_of=TODAY), took_ms=0) == replace(
            shipped.ask(row.question, as_of=TODAY), took_ms=0
        )


def test_arrays_that_are_not_there_are_an_error() -> None:
    stored = compile_base(Compiled(GAME_SERVER, faq_of().index, (), Sheets()))
    with pytest.raises(KeyError):
        restore_base(Stored({"near.ids": np.zeros(0)}, stored.values), Limits())
