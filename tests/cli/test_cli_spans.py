from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.cli.spans import Emphasis, Span, columns, marked, part, plain, text_of, wrap

LINES = st.lists(st.builds(Span, st.text("ab 북-", max_size=30), st.sampled_from(Emphasis)), max_size=6).map(tuple)


def wrapped(text: str, width: int) -> list[str]:
    return [text_of(line) for line in wrap(plain(text), width)]


def test_lines_break_between_words() -> None:
    assert wrapped("one two three four", 9) == ["one two", "three", "four"]


def test_a_word_that_is_too_long_stays_whole() -> None:
    assert wrapped("see https://example.com/a/very/long/address now", 12) == [
        "see",
        "https://example.com/a/very/long/address",
        "now",
    ]


def test_what_follows_a_list_mark_stays_in_its_column() -> None:
    assert wrapped("- one two three", 9) == ["- one two", "  three"]
    assert wrapped("  1 a choice of words", 14) == ["  1 a choice", "  of words"]


def test_a_line_that_fits_is_left_alone() -> None:
    assert wrapped("    code  with   spaces", 40) == ["    code  with   spaces"]
    assert wrapped("", 40) == [""]


def test_east_asian_characters_take_two_columns() -> None:
    assert columns("북한 ab") == 7
    assert wrapped("북한 북한 북한", 9) == ["북한 북한", "북한"]


def test_emphasis_survives_a_break() -> None:
    (line,) = marked("no, not on an ordinary passport", [(4, 25)])
    first, second = wrap(line, 17)
    assert first == (Span("no, "), Span("not on an", Emphasis.STRONG))
    assert second == (Span("ordinary pa", Emphasis.STRONG), Span("ssport"))


@given(LINES, st.integers(8, 40))
def test_no_word_is_lost_and_no_line_is_too_wide(line: tuple[Span, ...], width: int) -> None:
    pieces = list(wrap(line, width))
    assert " ".join(" ".join(map(text_of, pieces)).split()) == " ".join(text_of(line).split())
    for piece in pieces:
        text = text_of(piece)
        assert columns(text.rstrip()) <= width or len(text.split()) <= 2


@given(LINES, st.integers(0, 40), st.integers(0, 40))
def test_a_part_of_a_line_is_that_part_of_its_text(line: tuple[Span, ...], start: int, end: int) -> None:
    assert text_of(part(line, start, end)) == text_of(line)[start : max(start, end)]
