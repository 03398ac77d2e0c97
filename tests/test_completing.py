from __future__ import annotations

import pytest
from game_server import GAME_SERVER, faq_of
from hypothesis import given
from hypothesis import strategies as st

from bot.completing import complete_name, complete_question

FAQ = faq_of()


def test_before_anything_is_typed_the_examples_are_offered() -> None:
    assert complete_question(FAQ, "  ", 25) == list(GAME_SERVER.examples)


def test_what_begins_as_typed_comes_first() -> None:
    assert complete_question(FAQ, "how do i", 3)[0].casefold().startswith("how do i")


def test_a_slip_still_finds_the_question() -> None:
    found = complete_question(FAQ, "refnd polcy", 5)
    assert "refund policy" in found


@given(st.text(max_size=300), st.integers(1, 25))
def test_there_are_never_too_many_and_none_twice(typed: str, most: int) -> None:
    found = complete_question(FAQ, typed, most)
    assert len(found) <= most
    assert len({text.casefold() for text in found}) == len(found)
    names = complete_name(FAQ, typed, most)
    assert len(names) <= most
    assert all(FAQ.knows(name) for _, name in names)


@pytest.mark.parametrize(
    ("typed", "name"), [("refnd", "refunds"), ("RANK", "ranks"), ("summer ev", "event"), ("claims", "claims")]
)
def test_a_part_of_a_name_with_a_slip_finds_the_article(typed: str, name: str) -> None:
    assert complete_name(FAQ, typed, 25)[0][1] == name
