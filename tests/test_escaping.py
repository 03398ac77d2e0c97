from __future__ import annotations

import sys
import time
import unicodedata
from itertools import product

import pytest
from discord_markdown import kinds, read_raw, shown
from hypothesis import given
from hypothesis import strategies as st

from bot.escaping import ECHOED, NOTHING, echo, escape, visible
from bot.fitting import units

ATTACKS = (
    *("@everyone", "@here", "<@123456789012345678>", "<@!123456789012345678>", "<@&123456789012345678>", "<#123456789012345678>"),
    *("<id:customize>", "<id:guide>", "</ask:123456789012345678>", "</kb reload:123456789012345678>", "<t:1700000000>"),
    *("<t:1700000000:R>", "<t:-1:F>", "<:kim:123456789012345678>", "<a:kim:123456789012345678>", ":joy:", ":+1::skin-tone-2:"),
    *(
        "https://evil.example",
        "http://evil.example/a_b_c",
        "HTTPS://EVIL.example",
        "<https://evil.example>",
        "https:\\//x.example",
    ),
    *(
        "[free](https://evil.example)",
        "[free](<https://evil.example> 'title')",
        "[a[b]c](https://evil.example)",
        "[](https://x.y)",
    ),
    *("discord.gg/abcdef", "discord.com/invite/abcdef", "<mailto:a@evil.example>", "a@evil.example", "discord://-/channels/1"),
    *("**bold**", "*it*", "_it_", "__under__", "___both___", "***both***", "~~gone~~", "||secret||", "`code`", "``a ` b``"),
    *("```\ncode\n```", "```py\nx```", "# heading", "## heading", "### heading", "-# small", "> quote", ">>> all of it"),
    *("- item", "* item", "+ item", "1. item", "12345. item", "  - item", "- - item", "- # x", "> # x", "-   -# x"),
    *("\\", "\\\\", "\\*a\\*", "\\`a`", "a\\", "\\@everyone", "\\<@1>", "@\\everyone", "<@\\1>", "\\[a](https://b.c)"),
    *("¯\\_(ツ)_/¯", "snake_case_name", "2*3*4", "a|b||c||d", "@@everyone", "<<@1>>", "<@1", "@everyon", "@everyone@here"),
    *(
        "@\u200beveryone",
        "\u202e@everyone",
        "@\u2060here",
        "<@\u200b1>",
        "ht\u00adtps://evil.example",
        "https:\u200b//evil.example",
    ),
)
AROUND = (
    *("{}", "hello {} there", "{0}{0}", "x\n{}", "x\n\n  {}\ny", "**{}**", "`{}`", "||{}||", "> {}", "[{}](https://b.example)"),
    *("\\{}", "a{}b", "-{}", "({})"),
)
INJECTIONS = [around.replace("{0}", attack).replace("{}", attack) for attack, around in product(ATTACKS, AROUND)]

PIECES = st.sampled_from(
    [*ATTACKS, *"*_~|`#<>[]()@:.-+\\/!&\n \t", "1", "ab", "é", "한", "😀", "\u200d", "\ufe0f", "\u0301", "\x1b"]
)
TYPED = st.lists(st.one_of(PIECES, st.text(st.characters(codec=None), max_size=5)), max_size=25).map("".join)


def read_back(markdown: str) -> str:
    return shown(markdown).replace(NOTHING, "")


def assert_plain(markdown: str, text: str) -> None:
    assert read_back(markdown) == text.strip()
    assert kinds(markdown) == set()
    assert read_raw(markdown) == []


def test_nine_hundred_injections_would_do_something_if_they_were_not_escaped() -> None:
    """Most of them do something where nothing is escaped, or the test below would prove nothing."""
    obeyed = {text for text in INJECTIONS if kinds(text) or read_raw(text) or shown(text) != text.strip()}
    assert len(obeyed) >= 900


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_injection_is_shown_as_it_was_typed_and_does_nothing(attack: str) -> None:
    for around in AROUND:
        text = around.replace("{0}", attack).replace("{}", attack)
        assert_plain(escape(text), visible(text))
        assert_plain(echo(text), " ".join(visible(text).split()))


@given(TYPED)
def test_whatever_is_typed_is_shown_and_not_obeyed(text: str) -> None:
    assert_plain(escape(text), visible(text))


@given(TYPED, st.integers(min_value=10, max_value=300))
def test_an_echo_is_one_short_line_that_begins_like_the_text(text: str, limit: int) -> None:
    line = echo(text, limit)
    assert units(line) <= limit
    assert not set(line) & set("\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
    assert kinds(line) == set()
    assert read_raw(line) == []
    whole = " ".join(visible(text).split())
    assert read_back(line) == whole or whole.startswith(read_back(line).removesuffix("…"))


def test_an_echo_is_cut_at_two_hundred_characters_and_says_so() -> None:
    assert echo("a" * ECHOED) == "a" * ECHOED
    assert echo("a" * (ECHOED + 1)) == "a" * (ECHOED - 1) + "…"
    assert echo("*" * ECHOED) == "\\*" * 99 + "…"


def test_ordinary_words_are_left_as_they_are() -> None:
    text = "What's the \"US\" policy (since 2017)? It costs 5%, e.g. a lot; isn't it: yes! A well-known co-op's R&D / 24 + 7."
    assert escape(text) == text.replace("e.g", "e\\.g")


@pytest.mark.parametrize(
    "char", ["\u202e", "\u2066", "\u200b", "\u200c", "\u2060", "\ufeff", "\u00ad", "\u2800", "\u3164", "\U000e0041"]
)
def test_what_has_no_shape_or_turns_the_reading_goes(char: str) -> None:
    assert escape(f"a{char}b") == "ab"


@pytest.mark.parametrize("char", ["\x00", "\x07", "\x1b", "\x7f", "\x9b", chr(0xD800)])
def test_controls_and_halves_of_characters_go(char: str) -> None:
    assert escape(f"a{char}b") == "ab"


def test_accents_are_kept_but_no_towers_of_them() -> None:
    assert escape("a\u0301\u0327e\u0301") == "a\u0301\u0327e\u0301"
    assert escape("a" + "\u0301" * 50 + "b") == "a\u0301\u0301\u0301b"


@pytest.mark.parametrize("emoji", ["👩‍👩‍👧‍👦", "❤️", "🏳️‍🌈", "👍🏽", "🇰🇵"])
def test_an_emoji_of_several_parts_stays_one(emoji: str) -> None:
    assert escape(emoji) == emoji


def test_the_joiner_of_emoji_goes_elsewhere() -> None:
    assert escape("a\u200db") == "ab"
    assert escape("😀\u200db") == "😀b"
    assert escape("a\ufe0f") == "a"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x85", "\u2028", "\u2029", "\x0b", "\x0c"])
def test_every_line_end_is_one_to_discord_too(end: str) -> None:
    assert escape(f"a{end}# b") == "a\n\\# b"


@given(st.text(st.characters(codec=None), max_size=300))
def test_what_remains_can_be_sent(text: str) -> None:
    assert escape(text).encode("utf-8") is not None
    assert not [char for char in escape(text) if unicodedata.category(char) in {"Cc", "Cs"} and char != "\n"]


HARD = {
    "brackets": "[",
    "links": "](",
    "backslashes": "\\",
    "pings": "@everyone",
    "ticks": "`",
    "blanks": " ",
    "lines": "\n",
    "indented": "\n    -",
    "numbers": "1.",
    "colons": ":a",
    "accents": "\u0301",
    "emoji": "👩‍",
    "joiners": "\u200d",
    "selectors": "\ufe0f",
    "mixed": "<@1> https://a.b/c *d* _e_ 한",
}


@pytest.mark.parametrize("name", HARD)
def test_escaping_takes_time_in_step_with_length(name: str) -> None:
    unit = HARD[name]
    half, whole = ((unit * length)[:length] for length in (2_000, 4_000))
    short, long = _cost(half), _cost(whole)
    assert long <= (0.02 if sys.gettrace() else 0.005)  # measuring coverage costs more than escaping
    assert long <= 2.5 * max(short, 0.0002)  # below that it is the clock that is measured


def _cost(text: str) -> float:
    """Seconds of CPU for one text: the least of several rounds, so that what else the machine does counts little."""
    rounds = []
    for _ in range(7):
        started = time.process_time()
        for _ in range(5):
            escape(text)
            echo(text)
        rounds.append((time.process_time() - started) / 5)
    return min(rounds)
