"""A pseudonym leads back to nobody: another one every month, and none without the key."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kept import NOON

from bot.records.pseudonyms import PseudonymKeys, month_of, new_key

DECEMBER = NOON + dt.timedelta(days=30)
KEYS = PseudonymKeys({"2026-11": b"n" * 32, "2026-12": b"d" * 32})


def test_a_person_is_the_same_within_a_month_and_another_in_the_next() -> None:
    assert KEYS.of(42, NOON) == KEYS.of(42, NOON + dt.timedelta(days=2))
    assert KEYS.of(42, NOON) != KEYS.of(42, DECEMBER)
    assert KEYS.all_of(42) == (KEYS.of(42, NOON), KEYS.of(42, DECEMBER))


def test_a_month_without_a_key_has_no_pseudonyms() -> None:
    with pytest.raises(KeyError):
        KEYS.of(42, NOON - dt.timedelta(days=60))


def test_the_month_is_that_of_utc() -> None:
    late = dt.datetime(2026, 11, 30, 23, 30, tzinfo=dt.timezone(-dt.timedelta(hours=5)))
    assert month_of(late) == "2026-12"


def test_keys_are_random_and_never_shown() -> None:
    assert new_key() != new_key()
    assert len(new_key()) == 32
    assert "nnn" not in repr(KEYS)


@given(st.integers(1, 2**63 - 1), st.integers(1, 2**63 - 1))
def test_two_people_are_two_and_neither_number_shows(one: int, other: int) -> None:
    assert (KEYS.of(one, NOON) == KEYS.of(other, NOON)) is (one == other)
    assert str(one) not in KEYS.of(one, NOON) or one < 10**6
