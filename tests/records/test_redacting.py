"""What could tell who somebody is never reaches the records; what people ask about does."""

# ruff: noqa: RUF001 - people type such characters

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot
from bot.faq.loading import load_questions
from bot.records.redacting import LONGEST, MASK, passes_luhn, redact

ROOT = Path(bot.__file__).parents[1]

SECRETS = [
    "<@402653189000000123>",
    "<@!402653189000000123>",
    "<@&402653189000000123>",
    "<#402653189000000123>",
    "@jon_smith",
    "@everyone",
    "402653189000000123",
    "jon.smith@example.org",
    "jon+tag@mail.example.co.uk",
    "jon＠example.org",
    "https://example.org/u/jon?token=1",
    "http://10.0.0.7:8080/",
    "www.example.org",
    "discord.gg/abcdef",
    "example.com/jon",
    "jonsmith.dev",
    "[click](https://example.org/jon)",
    "mailto:jon@example.org",
    "+1 (555) 123-4567",
    "555-123-4567",
    "(030) 901820 12",
    "+49 151 23456789",
    "0151/23456789",
    "+82\u201110\u20111234\u20115678",
    "\u202a+1 555 123 4567\u202c",
    "5551234567",
    "٠١٢٣٤٥٦٧٨٩",
    "4111 1111 1111 1111",
    "4111-1111-1111-1111",
    "4111, 1111, 1111, 1111",
    "4111.1111.1111.1111",
    "378282246310005",
    "DE89 3704 0044 0532 0130 00",
    "GB29NWBK60161331926819",
    "FR14 2004 1010 0505 0001 3M02 606",
    "192.168.10.20",
    "2001:db8:85a3:0:0:8a2e:370:7334",
    "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs",
    "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    "AKIAIOSFODNN7EXAMPLE",
    "sk-proj-abc123def456ghi789",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
    "550e8400-e29b-41d4-a716-446655440000",
    "d41d8cd98f00b204e9800998ecf8427e",
    "aKdLsPqWmZnXbVcFgHjR",
]

ORDINARY = [
    "how many US troops are in South Korea",
    "what happened in 2018-06-12",
    "what about 12.06.2018 or 6/12/2018",
    "is it true for 2016-2017",
    "sanctions between 1950 and 1953, and 2006",
    "resolutions 1718, 2270, 2371 and 2397",
    "about 28,500 troops and 1,000,000 dollars",
    "can i bring my F-15E or my 3 dogs at 12:30",
    "and then.what happens",
    "e.g. the U.S. embassy (i.e. none)",
    "is it 50% or 0.5? #1 > #2 & so on",
    "why 🐕‍🦺?".replace("\u200d", ""),
]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("around", ["{}", "my number is {} ok?", "({}),", "ask {}\nplease", "x {} y {}"])
def test_nothing_that_tells_who_somebody_is_stays(secret: str, around: str) -> None:
    redacted = redact(around.replace("{}", secret))
    assert MASK in redacted
    left = redacted.replace(MASK, " ").split()
    told = {part for part in secret.split() if sum(map(str.isalnum, part)) > 2}
    assert not told & set(left)
    assert sum(map(str.isdigit, "".join(left))) <= 2


@pytest.mark.parametrize("text", ORDINARY)
def test_what_people_ask_about_stays(text: str) -> None:
    assert redact(text) == text


def test_the_questions_of_the_shipped_base_stay_as_they_are() -> None:
    questions = [one.question for one in load_questions(ROOT / "knowledge/questions/gate.yaml")]
    assert len(questions) > 100
    assert [text for text in questions if redact(text) != text and len(text) <= LONGEST] == []


def test_words_around_a_secret_stay() -> None:
    assert redact("can i call +1 555 123 4567 or jon@example.org for a refund") == f"can i call {MASK} or {MASK} for a refund"


def test_a_long_text_is_cut_after_it_was_redacted() -> None:
    text = "word " * 97 + "mail jon.smith@example.org now" * 9
    redacted = redact(text)
    assert len(redacted) == LONGEST
    assert "@" not in redacted
    assert redacted.endswith("…")


@pytest.mark.parametrize(
    ("digits", "valid"), [("4111111111111111", True), ("4111111111111112", False), ("79927398713", True), ("0", True)]
)
def test_the_check_digit_of_a_card(digits: str, *, valid: bool) -> None:
    assert passes_luhn(list(map(int, digits))) is valid


@given(st.text(max_size=300))
def test_whatever_is_typed_is_kept_as_text_of_a_bounded_length(text: str) -> None:
    redacted = redact(text)
    redacted.encode("utf-8")
    assert len(redacted) <= LONGEST
    assert redact(redacted) == redacted


WORDS = st.lists(
    st.sampled_from(["how", "do i", "call", "my", "dog's", "in 2018", "(please)", "🐕", "-", "now."]), max_size=12
).map(" ".join)


@given(WORDS, st.sampled_from([secret for secret in SECRETS if not secret.startswith("@")]), WORDS)
def test_a_secret_anywhere_in_a_text_is_masked(before: str, secret: str, after: str) -> None:
    assert secret not in redact(f"{before} {secret} {after}")


HARD = [
    "1",
    "1 ",
    "a1",
    "@",
    "a@",
    "1.",
    "1:",
    "[](",
    "://",
    "A1",
    "AB12",
    "x.",
    "١",
    "-1",
    "((1",
    "a" * 15 + " ",
    "\u200b",
    "1 , ",
]


def _seconds(text: str) -> float:
    begun = time.process_time()
    for _ in range(5):
        redact(text)
    return time.process_time() - begun


@pytest.mark.parametrize("piece", HARD)
def test_redacting_takes_time_by_length_alone(piece: str) -> None:
    short, long = (piece * 9_999)[:1_500], (piece * 9_999)[:6_000]
    redact(short)
    assert min(_seconds(long) for _ in range(3)) <= 10 * min(_seconds(short) for _ in range(3)) + 0.005
    assert min(_seconds(long) for _ in range(3)) < 0.25, "five of the longest messages take less than a quarter of a second"
