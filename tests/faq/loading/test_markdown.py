"""Every heading starts a passage, and no block is ever cut open."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.faq.loading.markdown import _blocks, _parsed_blocks, in_blocks, sections
from bot.faq.loading.reporting import Reporter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.faq.loading.markdown import Section

PIECES = [
    "A paragraph.",
    "Two lines\nof one paragraph.",
    "```\n## not a heading\n\nafter a blank\n```",
    "~~~py\n``` inside\n\n~~~",
    "- one\n- two\n\n  with a second paragraph\n- three",
    "1. one\n2. two\n   - inner\n\n   more",
    "> a quote\n> # not a passage\n>\n> more",
    "| a | b |\n| - | - |\n| c | d |",
    "    code by indentation\n\n    after a blank",
    "---",
    "[label]: https://example.org",
    "<div>\nraw\n</div>",
    "Text with [label] and `code`.",
    "\u4e00\u53e5\u3002 \U0001f600",
]
CODE_AND_LISTS = [piece for piece in PIECES if piece.startswith(("```", "~~~", "- ", "1.", ">", "|"))]


def parse(text: str, first_line: int = 1) -> tuple[list[Section], list[str]]:
    reporter = Reporter("f.md", 100)
    found = sections(text, first_line, reporter)
    return found, [f"{fault.place}:{fault.rule}" for fault in reporter.found]


def texts(text: str) -> list[tuple[str | None, str]]:
    return [(section.heading, section.text) for section in parse(text)[0]]


@pytest.mark.parametrize(
    ("body", "passages"),
    [
        ("Text.", [(None, "Text.")]),
        ("\n\nText.\n\n", [(None, "Text.")]),
        ("# A\nText.", [("A", "Text.")]),
        ("a\n\n###### B\nc\n# D\ne", [(None, "a"), ("B", "c"), ("D", "e")]),
        ("## Closed ##\na", [("Closed", "a")]),
        ("##\tTab\na", [("Tab", "a")]),
        ("   ## Indented\na", [("Indented", "a")]),
        ("Underlined\n===\na", [("Underlined", "a")]),
        ("## `code` and *stars*\na", [("`code` and *stars*", "a")]),
        ("####### seven", [(None, "####### seven")]),
        ("#hash", [(None, "#hash")]),
        ("\\# escaped", [(None, "\\# escaped")]),
        ("- # in a list\n- b", [(None, "- # in a list\n- b")]),
        ("a\n\n<!-- a note -->\n\nb", [(None, "a\n\n\nb")]),
        ("<!-- a\nlong note -->\na", [(None, "a")]),
        ("<!-- a note -->\n\n## A\na", [("A", "a")]),
        ("\u00a0\n\na", [(None, "a")]),
        ("[x]: https://example.org", [(None, "[x]: https://example.org")]),
        ("    code\n\ntext", [(None, "    code\n\ntext")]),
    ],
)
def test_headings_start_passages(body: str, passages: list[tuple[str | None, str]]) -> None:
    assert texts(body) == passages
    assert parse(body)[1] == []


def test_places_are_those_of_the_file() -> None:
    ((first, second), faults) = parse("One.\n\n  ## Why?\n\n<!-- asks: a b |\n     c d -->\n\n  Two.\n", first_line=10)
    assert faults == []
    assert (first.mark, first.text_mark) == ((10, 1), (10, 1))
    assert (second.mark, second.text_mark) == ((12, 3), (17, 3))
    assert [(ask.text, ask.mark) for ask in second.asks] == [("a b", (14, 12)), ("c d", (15, 6))]
    assert second.blocks == ((0, 6, 17),)


def test_asks_of_several_comments_gather() -> None:
    ((only,), faults) = parse("## A\n<!-- asks: a -->\n<!-- ASKS: b | -->\nText.\n<!-- checked by me: fine -->\n")
    assert [ask.text for ask in only.asks] == ["a", "b"]
    assert only.text == "Text."
    assert faults == []


def test_asks_may_stand_above_the_first_passage() -> None:
    ((only,), faults) = parse("<!-- asks: a b -->\nText.")
    assert (only.heading, [ask.text for ask in only.asks], faults) == (None, ["a b"], [])


def test_comments_in_code_are_text() -> None:
    ((only,), faults) = parse("```\n<!-- asks: a -->\n```")
    assert only.text == "```\n<!-- asks: a -->\n```"
    assert faults == []


def tiles(text: str, blocks: Sequence[Sequence[int]]) -> bool:
    """Whether blocks are in order, not empty, without blanks around them, and with nothing but blanks between them."""
    edges = [0, *itertools.chain.from_iterable((start, end) for start, end, *_ in blocks), len(text)]
    gaps = [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
    return (
        edges == sorted(edges) and not "".join(gaps).strip() and all(text[s:e].rstrip() == text[s:e] != "" for s, e, *_ in blocks)
    )


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=8))
def test_blocks_tile_the_text_and_never_cut_code_lists_or_tables(pieces: list[str]) -> None:
    text = "\n\n".join(pieces)
    read, blocks = in_blocks(text)
    assert read == text
    assert tiles(text, blocks)
    at = 0
    for piece in pieces:
        if piece in CODE_AND_LISTS:
            assert any(start <= at and at + len(piece) <= end for start, end in blocks), piece
        at += len(piece) + 2


@given(st.text(alphabet="ab#-> `~|[]<!:.=*1\n\t\u00a0", max_size=120))
def test_whatever_is_written_passages_hold_all_of_it(body: str) -> None:
    found, _ = parse(body)
    for section in found:
        assert tiles(section.text, section.blocks)
        lines = body.split("\n")
        for start, _, line in section.blocks:
            assert lines[line - 1].rstrip().startswith(section.text[start:].split("\n")[0].rstrip())


@given(st.text(alphabet="ab# -`\n1.>", max_size=80))
def test_headings_are_those_that_a_full_parser_finds(body: str) -> None:
    tokens = MarkdownIt("commonmark").parse(body)
    expected = [
        tokens[number + 1].content for number, token in enumerate(tokens) if token.type == "heading_open" and token.level == 0
    ]
    found, faults = parse(body)
    headings = [section.heading for section in found if section.heading is not None]
    empty = sum(fault.endswith("empty-passage") for fault in faults)
    assert len(headings) + empty == len(expected)
    assert [heading for heading in expected if heading in headings] == headings or empty


LINES = st.lists(
    st.sampled_from(
        ["", "", "a", "A text.", "- b", "- *c*", "**d** e", "# F", "## G ##", "### h #", "# i#", "<!-- j -->", "<!---->"]
    )
    | st.text(st.sampled_from("ab1.)-+*#>`~|:[]<=!_\\ \t\u00e9\u00a0\u2028"), max_size=12),
    max_size=12,
)


@given(LINES)
def test_plain_lines_have_the_blocks_that_the_parser_finds(lines: list[str]) -> None:
    found, expected = _blocks(lines), _parsed_blocks(lines)
    assert [(each.start, each.heading) for each in found] == [(each.start, each.heading) for each in expected]
    texts = [["\n".join(lines[each.start : each.end]).rstrip() for each in blocks] for blocks in (found, expected)]
    assert texts[0] == texts[1]


@given(
    st.text(
        st.sampled_from("ab1.)-+*#>`~|:[]<=!_\\ \t\u00e9\u00a0\u2028")
        | st.characters(codec="utf-8", exclude_characters="\n\r\0"),
        min_size=1,
    )
)
def test_a_line_that_begins_with_a_letter_is_one_paragraph(line: str) -> None:
    """:func:`in_blocks` does not ask the parser about such lines; the parser agrees."""
    found = [(block.start, block.end, block.heading) for block in _parsed_blocks([line])]
    if line[0].isalpha():
        assert found == [(0, 1, None)]
        assert in_blocks(line) == (line.rstrip(), ((0, len(line.rstrip())),))
