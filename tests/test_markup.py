from __future__ import annotations

import pytest
from discord_markdown import kinds, read, read_raw, shown, spans
from hypothesis import example, given
from hypothesis import strategies as st

from bot.fitting import beginning, clip, units
from bot.markup import CUT, defuse, embolden, fit, read_markup

WORDS = st.sampled_from(["foo", "bar", "a", "été", "한국", "😀", "x_y", "1953", "don't"])
MARKS = st.sampled_from(
    [
        *(
            "**",
            "*",
            "__",
            "_",
            "~~",
            "||",
            "`",
            "``",
            "```",
            "```\n",
            "\\",
            "\\*",
            "[",
            "]",
            "](https://a.b/c_d)",
            "[x](https://a.b)",
        ),
        *(
            "https://a.b/c_d*e",
            "<https://a.b>",
            "<@1>",
            ":joy:",
            "- ",
            "* ",
            "# ",
            "> ",
            "1. ",
            "-# ",
            ".",
            "! ",
            ", ",
            "(",
            ")",
            "<",
        ),
    ]
)
BLANKS = st.sampled_from([" ", " ", " ", "\n", "\n\n"])
STYLED = st.sampled_from(
    [
        *(
            "one",
            "two three",
            "four five.",
            "Six seven!",
            "**bold words here**",
            "*leaning words*",
            "__under line__",
            "~~gone now~~",
        ),
        *(
            "`code * in _ it`",
            "[a name](https://a.b/c_d)",
            "||a secret||",
            "https://a.b/c_d?e=f",
            "<https://a.b/c>",
            "8. nine",
            "x - y",
        ),
    ]
)
SOUND = st.lists(st.tuples(STYLED, st.sampled_from([" ", " ", "\n", "\n\n"])).map("".join), min_size=3, max_size=12).map("".join)
"""Markdown as an author would write it."""
MARKDOWN = st.lists(st.one_of(WORDS, MARKS, BLANKS), min_size=1, max_size=30).map("".join)


def span_of(text: str, *words: str) -> list[tuple[int, int]]:
    return [(text.index(word), text.index(word) + len(word)) for word in words]


def test_words_that_matter_are_bold() -> None:
    text = "About 28,500 US troops are based in South Korea."
    assert embolden(text, span_of(text, "28,500", "South Korea")) == "About **28,500** US troops are based in **South Korea**."


@pytest.mark.parametrize(
    "text",
    [
        *(
            "**foo** bar",
            "**a foo b**",
            "*foo*",
            "a *b foo* c",
            "__foo__ x",
            "_foo_",
            "~~foo~~",
            "||a foo||",
            "`foo`",
            "`` a`foo ``",
        ),
        *(
            "```\nfoo\n```",
            "```py\nfoo",
            "[foo](https://a.b)",
            "[x](https://a.b/foo)",
            "https://a.b/foo",
            "<https://a.b/foo>",
            ":foo:",
        ),
        *("\\foo", "*foo", "foo*", "2 * 3 foo", "** foo", "a ` foo", "_foo", "foo_"),
    ],
)
def test_where_bold_would_break_the_authors_marks_it_is_left_out(text: str) -> None:
    assert embolden(text, span_of(text, "foo")) == text


@pytest.mark.parametrize(
    "text",
    [
        "**a** foo",
        "- foo",
        "* foo",
        "> foo",
        "foo * b",
        "x_y foo",
        "`a` foo",
        "foo `a",
        "[x](https://a.b) foo",
        "\\* foo",
        "# foo",
    ],
)
def test_beside_the_authors_marks_words_are_bold(text: str) -> None:
    assert embolden(text, span_of(text, "foo")) == text.replace("foo", "**foo**")


def test_a_span_over_a_line_end_or_of_blanks_is_left_out() -> None:
    assert embolden("one two\nthree", [(4, 13)]) == "one two\nthree"
    assert embolden("one two", [(3, 4)]) == "one two"
    assert embolden("one two", [(3, 7)]) == "one two"


@example("foo ** 3 and foo", "foo")
@example("- **a\n- b ** foo", "foo")
@example("``a` foo ``", "foo")
@example("[x](https://a.b)foo](https://a.b/c_d)", "foo")
@given(MARKDOWN, st.sampled_from(["foo", "bar", "한국", "1953"]))
def test_bold_adds_bold_and_changes_nothing_else(text: str, word: str) -> None:
    places = [(at, at + len(word)) for at in range(len(text)) if text.startswith(word, at)][:3]
    result = embolden(text, places)
    assert shown(result) == shown(text)
    assert kinds(result) - {"bold"} == kinds(text) - {"bold"}
    added = (len(result) - len(text)) // 4
    assert len(spans(result, "bold")) == len(spans(text, "bold")) + added
    unbold = [(node.text, node.kinds) for node in read(result) if "bold" not in node.kinds]
    assert all("**" not in piece or piece in text for piece, _ in unbold)


@pytest.mark.parametrize(
    "text", ["@everyone", "@here", "<@123>", "<@!123>", "<@&123>", "a@everyone.com", "@\u200beveryone @everyone"]
)
def test_an_authors_text_pings_nobody(text: str) -> None:
    assert read_raw(defuse(text)) == []
    assert defuse(text).replace("\u200b", "") == text.replace("\u200b", "")


def test_an_address_of_a_person_is_left_as_it_is() -> None:
    assert defuse("write to info@example.com or @someone") == "write to info@example.com or @someone"


@given(st.text(max_size=200), st.integers(min_value=3, max_value=100))
def test_nothing_is_longer_than_its_room(text: str, limit: int) -> None:
    assert units(clip(text, limit)) <= limit
    assert units(fit(text, limit)) <= limit
    assert units(beginning(text, limit)) <= limit
    assert text.startswith(beginning(text, limit))
    if units(text) <= limit:
        assert clip(text, limit) == fit(text, limit) == beginning(text, limit) == text


def test_length_is_counted_as_discords_apps_do() -> None:
    assert [units(text) for text in ("abc", "é", "한", "😀", "👍🏽", "")] == [3, 1, 1, 2, 4, 0]
    assert clip("😀😀😀", 5) == "😀😀…"


def test_a_long_text_is_cut_between_blocks_then_sentences_then_words() -> None:
    blocks = "One two three.\n\nFour five six.\n\nSeven eight nine."
    assert fit(blocks, 40) == "One two three.\n\nFour five six." + CUT
    sentences = "One two three. Four five six! Seven eight nine ten eleven."
    assert fit(sentences, 40) == "One two three. Four five six!" + CUT
    assert fit("one two three four five six seven", 20) == "one two three four" + CUT


def test_a_block_far_too_early_does_not_empty_the_rest() -> None:
    assert fit("Yes.\n\n" + "word " * 50, 100).count("word") > 15


@pytest.mark.parametrize("opened", ["`{}`", "```\n{}\n```", "**{}**", "||{}||", "[{}](https://a.b)", "<{}>", "__a {}__"])
def test_code_links_and_styles_are_never_cut_open(opened: str) -> None:
    text = "Before it. " + opened.format("inside " * 8 + "end") + " after it."
    for limit in range(15, len(text)):
        cut = fit(text, limit)
        assert cut == "Before it." + CUT or "end" in cut, limit
        assert kinds(cut) <= kinds(text)


def test_code_that_fills_the_room_alone_is_shown_as_plain_text() -> None:
    cut = fit("```\n" + "line\n" * 600 + "```", 200)
    assert kinds(cut) == set()
    assert shown(cut).startswith("``` line line")


@given(SOUND, st.integers(min_value=10, max_value=120))
def test_a_cut_text_shows_the_beginning_of_the_whole_and_no_mark_that_was_cut_open(text: str, limit: int) -> None:
    cut = fit(text, limit)
    assert units(cut) <= limit
    if cut.endswith(CUT):
        beginning_of = shown(cut.removesuffix(CUT))
        assert shown(text).startswith(beginning_of)
        assert kinds(cut) <= kinds(text)
        assert beginning_of


@given(MARKDOWN)
def test_ranges_lie_in_the_text(text: str) -> None:
    markup = read_markup(text)
    assert all(0 <= start < end <= len(text) for start, end in markup.ranges)
    assert 0 <= markup.stray <= len(text)
