"""The values that authors' files become."""

from __future__ import annotations

import dataclasses
import pickle

import pytest
from game_server import GAME_SERVER, REFUNDS, base_of

from bot.faq.articles import Place, Status, Synonym


def test_drafts_and_retired_articles_are_not_live() -> None:
    base = base_of(
        REFUNDS,
        dataclasses.replace(REFUNDS, id="draft", status=Status.DRAFT),
        dataclasses.replace(REFUNDS, id="old", status=Status.RETIRED),
    )
    assert [article.id for article in base.live] == ["refunds"]
    assert len(base.articles) == 3


def test_a_place_reads_as_editors_link_it() -> None:
    assert str(Place("shop/refunds.md", 7, 3)) == "shop/refunds.md:7:3"
    assert str(Place("base.yaml")) == "base.yaml:1:1"


def test_a_synonym_with_a_target_is_one_way() -> None:
    assert Synonym(("a", "b")).two_way
    assert not Synonym(("a",), to="b").two_way


def test_a_base_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        GAME_SERVER.name = "other"  # type: ignore[misc]  # that is what is tested


def test_a_base_survives_the_way_to_a_child_process() -> None:
    assert pickle.loads(pickle.dumps(GAME_SERVER)) == GAME_SERVER  # noqa: S301  (our own bytes)
