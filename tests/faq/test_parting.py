"""Two questions in one message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.parting import SHORTEST, parts_of


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ("how do refunds work? when does my ban end?", ("how do refunds work", "when does my ban end?")),
        ("how do refunds work and when does my ban end", ("how do refunds work", "when does my ban end")),
        ("how do refunds work, also can I claim land", ("how do refunds work", "can I claim land")),
        ("how do refunds work and also who is banned", ("how do refunds work", "also who is banned")),
        ("how do refunds work\nwhen does my ban end", ("how do refunds work", "when does my ban end")),
        ("HOW DO REFUNDS WORK AND WHEN DOES MY BAN END", ("HOW DO REFUNDS WORK", "WHEN DOES MY BAN END")),
        ("환불은 어떻게 받나요？ 차단은 언제 끝나나요？", ("환불은 어떻게 받나요", "차단은 언제 끝나나요？")),  # noqa: RUF001
    ],
)
def test_two_questions_are_parted(message: str, parts: tuple[str, str]) -> None:
    assert parts_of(message) == parts


@pytest.mark.parametrize(
    "message",
    [
        "how do refunds work",
        "refunds and gifts",  # one matter
        "why? please tell me how refunds work",  # a first half of three letters
        "how do refunds work? when does my ban end? can I claim land?",  # three
        "is it 5?or 6?",
        "",
        "???",
        "\n\n\n",
    ],
)
def test_one_question_stays_whole(message: str) -> None:
    assert parts_of(message) is None


@given(st.text(max_size=200))
def test_the_halves_are_parts_of_the_message_in_order(message: str) -> None:
    if parts := parts_of(message):
        one, two = parts
        assert min(len(one), len(two)) >= SHORTEST
        assert message.index(one) + len(one) <= message.rindex(two)
