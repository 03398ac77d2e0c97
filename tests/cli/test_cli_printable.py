from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.printable import INSTEAD, printable, whole_text


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain · é 북한 😀", "plain · é 북한 😀"),
        ("\x1b[31mred\x1b[0m", "�[31mred�[0m"),
        ("title\x1b]0;owned\x07", "title�]0;owned�"),
        ("\x9b2J", "�2J"),
        ("a\tb", "a    b"),
        ("a\r\nb\nc\u2028d\x0be", "a b c d e"),
        ("over\u202etxet", "over�txet"),
        ("half \ud800", "half �"),
        ("\x00\x7f", "��"),
    ],
)
def test_what_a_terminal_would_obey_is_only_shown(raw: str, shown: str) -> None:
    assert printable(raw) == shown


def test_halves_of_characters_become_a_sign_that_can_be_encoded() -> None:
    assert whole_text("caf\udce9") == f"caf{INSTEAD}"
    assert whole_text("café\x1b") == "café\x1b"


@given(st.text(st.characters(codec=None)))
def test_nothing_of_the_control_kinds_ever_comes_through(text: str) -> None:
    shown = printable(text)
    assert not [char for char in shown if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}]
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert printable(shown) == shown
