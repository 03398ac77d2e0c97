from __future__ import annotations

import json
from io import BytesIO, StringIO, TextIOWrapper
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shop import Screen

from bot.cli.spans import Emphasis, Span, faint, plain, strong
from bot.cli.terminal import LINE_CAP, Terminal

if TYPE_CHECKING:
    from collections.abc import Mapping


def shown(line: tuple[Span, ...], out: StringIO, environ: Mapping[str, str]) -> str:
    Terminal(StringIO(), out, StringIO(), environ).show(line)
    return out.getvalue()


def test_a_screen_shows_bold_a_pipe_shows_stars() -> None:
    assert shown(strong("no"), Screen(), {"TERM": "xterm"}) == "\x1b[1mno\x1b[22m\n"
    assert shown(faint("-# small"), Screen(), {"TERM": "xterm"}) == "\x1b[2m-# small\x1b[22m\n"
    assert shown(strong("no"), StringIO(), {"TERM": "xterm"}) == "**no**\n"
    assert shown(faint("-# small"), StringIO(), {"TERM": "xterm"}) == "-# small\n"


@pytest.mark.parametrize("environ", [{"TERM": "dumb"}, {}, {"TERM": "xterm", "NO_COLOR": "1"}])
def test_a_screen_that_must_not_or_cannot_gets_no_codes(environ: dict[str, str]) -> None:
    assert shown(strong("no"), Screen(), environ) == "**no**\n"


def test_an_empty_no_color_says_nothing() -> None:
    assert shown(strong("no"), Screen(), {"TERM": "xterm", "NO_COLOR": ""}) == "\x1b[1mno\x1b[22m\n"


def test_only_a_screen_wraps_and_tables_never(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    long = "one two three four five six seven"
    assert shown(plain(long), Screen(), {}) == "one two three four five six\nseven\n"
    assert shown(plain(long), StringIO(), {}) == long + "\n"
    screen = Screen()
    Terminal(StringIO(), screen, StringIO(), {}).show_as_is([long])
    assert screen.getvalue() == long + "\n"


def test_a_window_too_small_to_wrap_for_is_left_to_wrap_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "5")
    assert shown(plain("one two three"), Screen(), {}) == "one two three\n"


@given(st.lists(st.builds(Span, st.text(), st.sampled_from(Emphasis)), max_size=4).map(tuple))
def test_no_text_reaches_a_screen_raw(line: tuple[Span, ...]) -> None:
    told = shown(line, Screen(), {"TERM": "xterm"})
    for code in ("\x1b[1m", "\x1b[2m", "\x1b[22m"):
        told = told.replace(code, "")
    assert all(char.isprintable() or char in "\n " or char > "\x9f" for char in told)
    assert told.count("\x1b") == 0


def test_a_stream_that_cannot_hold_a_character_shows_another() -> None:
    raw = BytesIO()
    out = TextIOWrapper(raw, encoding="ascii")
    Terminal(StringIO(), out, StringIO(), {}).say("as of May · 북한")
    assert raw.getvalue() == b"as of May ? ??\n"


def test_rows_keep_their_tabs_and_nothing_else() -> None:
    out = StringIO()
    Terminal(StringIO(), out, StringIO(), {}).put_row(["a\tb", "c\x1b"])
    assert out.getvalue() == "a    b\tc�\n"


@given(st.text())
def test_json_is_one_line_of_harmless_ascii(text: str) -> None:
    out = StringIO()
    Terminal(StringIO(), out, StringIO(), {}).put_json(json.dumps({"question": text}))
    line = out.getvalue()
    assert line.endswith("\n")
    assert line[:-1].isascii()
    assert line[:-1].isprintable()
    assert json.loads(line) == {"question": text}


def lines_of(data: bytes) -> list[str]:
    stdin = TextIOWrapper(BytesIO(data), encoding="ascii")
    return list(Terminal(stdin, StringIO(), StringIO(), {}).lines())


def test_standard_input_is_one_question_a_line() -> None:
    assert lines_of("one\r\n\n\ufeffzwölf\nlast".encode()) == ["one", "", "\ufeffzwölf", "last"]
    assert lines_of(b"") == []


def test_a_mark_of_utf8_at_the_start_is_no_part_of_the_question() -> None:
    assert lines_of("\ufeffone\n".encode()) == ["one"]


def test_bytes_that_are_no_text_are_replaced() -> None:
    assert lines_of(b"caf\xe9\n\xff\xfe\x00\n") == ["caf�", "��\x00"]


def test_a_line_without_end_is_cut_and_the_next_is_whole() -> None:
    assert [len(line) for line in lines_of(b"x" * (3 * LINE_CAP + 5) + b"\nnext\n")] == [LINE_CAP, 4]


@given(st.lists(st.binary(max_size=60).map(lambda data: data.replace(b"\n", b"")), max_size=5))
def test_any_bytes_give_one_question_a_line(questions: list[bytes]) -> None:
    assert len(lines_of(b"".join(question + b"\n" for question in questions))) == len(questions)
