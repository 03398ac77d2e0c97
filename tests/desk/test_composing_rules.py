"""What the house rules want of a draft besides what it has."""

from __future__ import annotations

import datetime as dt

from bot.desk.changes import Edit
from bot.desk.composing import house_rules
from bot.faq.drafting import draft_markdown

BASE = b"name: A shop\nlanguage: en\nstyle: {asks: 2-30, passages: 1-6, require: [as_of, sources, review_by]}\n"


def test_only_what_a_draft_has_not_yet_is_wanted_of_it() -> None:
    text = draft_markdown("May I keep a pet dragon?", dt.date(2026, 11, 24), asks=["pet dragon"], text="No, never.")
    rules = house_rules(lambda _: BASE, Edit("server/pets.md", None, text.encode()))
    assert "\nreview_by:" in text
    assert "asks" in rules
    assert "passages" not in rules
    assert rules["require"] == ["as_of", "sources"]
