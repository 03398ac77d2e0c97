"""A base → the arrays of a look-up: what is in it, and what is left out."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from game_server import CLAIMS, EVENT, GAME_SERVER, REFUNDS, base_of

from bot.faq.articles import Overlay, Status, Taught
from bot.faq.indexing import build_index
from bot.faq.language import load_language

if TYPE_CHECKING:
    from collections.abc import Iterator

ENGLISH = load_language("en")


def test_titles_asks_passage_asks_and_headings_ask_for_their_passage() -> None:
    index = build_index(base_of(REFUNDS), ENGLISH)
    asked = dict(zip(index.phrasings.texts, index.phrasings.passage.tolist(), strict=True))
    assert asked["Can I get a refund?"] == asked["refund policy"] == -1
    assert asked["How long does a refund take?"] == asked["refund still not on my card"] == 1
    assert asked["Are gifts refunded?"] == asked["refund for a gift"] == 2
    assert "refund of tournament entry fees" not in asked
    assert index.lookalikes.texts == ("refund of tournament entry fees",)


def test_drafts_are_in_no_array() -> None:
    index = build_index(base_of(REFUNDS, replace(CLAIMS, status=Status.DRAFT)), ENGLISH)
    assert [article.id for article in index.articles] == ["refunds"]
    assert index.vocabulary.id_of("shovel") is None


def test_what_moderators_taught_is_a_phrasing_like_any_other() -> None:
    base = replace(base_of(CLAIMS, REFUNDS), overlay=Overlay(phrasings=(Taught("refunds", "gimme my cash"), Taught("gone", "x"))))
    index = build_index(base, ENGLISH)
    row = index.phrasings.texts.index("gimme my cash")
    assert index.articles[index.phrasings.article[row]].id == "refunds"
    assert "x" not in index.phrasings.texts


def test_tags_are_words_of_their_article() -> None:
    assert build_index(base_of(REFUNDS, EVENT), ENGLISH).vocabulary.id_of("bill") is not None


def test_no_array_of_an_index_can_be_written_to() -> None:
    index = build_index(GAME_SERVER, ENGLISH)
    whole = {
        **dict(arrays_in(index)),
        **dict(arrays_in(index.vocabulary.counts)),
        "rarity": index.vocabulary.rarity,
        **dict(arrays_in(index.vocabulary.repairer.near)),
    }
    assert len(whole) > 30
    assert [name for name, array in whole.items() if array.flags.writeable] == []


def arrays_in(value: object, name: str = "") -> Iterator[tuple[str, np.ndarray]]:
    if isinstance(value, np.ndarray):
        yield name, value
    elif is_dataclass(value):
        for field in fields(value):
            yield from arrays_in(getattr(value, field.name), f"{name}.{type(value).__name__}.{field.name}")


def test_each_passage_is_one_text_with_its_heading() -> None:
    index = build_index(GAME_SERVER, ENGLISH)
    passages = [passage for article in index.articles for passage in article.passages]
    assert len(index.passages) == len(passages)
    for row, passage in enumerate(passages):
        held = index.passages.terms[index.passages.starts[row] : index.passages.starts[row + 1]]
        wanted = index.vocabulary.read_text(f"{passage.heading or ''}\n{passage.text}")
        assert {index.vocabulary.names[term] for term in held} == {term.name for term in wanted}
