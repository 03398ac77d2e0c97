from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.buttons import CUSTOM_ID, TEMPLATE, Action, ButtonId

IDS = st.builds(
    ButtonId,
    st.sampled_from(Action),
    st.from_regex(r"[a-z0-9-]{0,40}", fullmatch=True),
    st.integers(0, 999),
    st.integers(0, 2**64 - 1),
    st.from_regex(r"[A-Za-z0-9_-]{0,20}", fullmatch=True),
)


@given(IDS)
def test_an_id_survives_discord_and_fits_it(button: ButtonId) -> None:
    text = button.encode()
    assert ButtonId.decode(text) == button
    assert len(text) <= CUSTOM_ID
    assert text.isascii()
    assert re.compile(TEMPLATE).fullmatch(text)


def test_the_longest_id_of_every_action_fits() -> None:
    for action in Action:
        text = ButtonId(action, "a" * 40, 999, 2**64 - 1, "9" * 20).encode()
        assert len(text) <= CUSTOM_ID


@given(st.text(max_size=120))
def test_what_is_no_id_is_none(text: str) -> None:
    assert ButtonId.decode(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "p1:explode:refunds:0:1:",  # an action of another version
        "p2:more:refunds:0:1:",  # another form
        "p1:more:refunds:0:1",
        "p1:more:refunds:0:1:\n",
        "p1:more:../etc:0:1:",
        "p1:more:refunds:-1:1:",
        "p1:more:refunds:\N{ARABIC-INDIC DIGIT ONE}:1:",
        "p1:more:refunds:0:1::",
        "x p1:more:refunds:0:1:",
        "p1:more:" + "a" * 41 + ":0:1:",
    ],
)
def test_a_strange_id_is_none(text: str) -> None:
    assert ButtonId.decode(text) is None


@pytest.mark.parametrize(
    "button",
    [
        ButtonId(Action.MORE, "a" * 41),
        ButtonId(Action.MORE, "Refunds"),
        ButtonId(Action.MORE, passage=-1),
        ButtonId(Action.MORE, passage=1_000),
        ButtonId(Action.MORE, asker=10**20),
        ButtonId(Action.MORE, extra="a:b"),
        ButtonId(Action.MORE, extra="9" * 21),
    ],
)
def test_what_does_not_fit_is_refused_when_it_is_made(button: ButtonId) -> None:
    with pytest.raises(ValueError, match="no button's id"):
        button.encode()
