"""Markdown → passages: every heading starts one, the text before the first heading is the first.

markdown-it parses blocks only (no emphasis, no links): that tells headings from ``##`` inside code, and where a text may be cut.
Tables are left to its paragraph rule: a table has no blank line, so it stays one block, and its cells need no tokens.
Texts of nothing but paragraphs, headings and plain lists, which most are, are not worth its time: a tenth of a millisecond a line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from bot.faq.articles import Passage, Place
from bot.faq.loading.decoding import position
from bot.faq.loading.trees import Mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it import MarkdownIt

    from bot.faq.loading.reporting import Reporter

_COMMENT = re.compile(r"\s*<!--(?:(?!-->).)*-->[ \t]*\n?\Z", re.DOTALL)
_ASKS_AMID_TEXT = re.compile(r"<!--\s*asks\s*:", re.IGNORECASE)
_LABEL = re.compile(r"\s*<!--\s*([A-Za-z_]{2,12})\s*:")
_WORDING = re.compile(r"[^|\n]+")
_MISSPELT = {"ask", "aks", "askes", "asked"}
LONGEST_HEADING = 200
LONGEST_ASK = 300


class Ask(NamedTuple):
    """A wording from an ``<!-- asks: … -->`` comment, with its place."""

    text: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Section:
    """A passage as found in a file: its content, and where its heading, its text and its asks stand.

    ``blocks`` are start and end in ``text``, and the line of the file.
    """

    heading: str | None
    text: str
    asks: tuple[Ask, ...]
    blocks: tuple[tuple[int, int, int], ...]
    mark: Mark
    text_mark: Mark

    def passage(self, path: str) -> Passage:
        """Return the passage of the file at a path."""
        spans = tuple([(start, end) for start, end, _ in self.blocks])
        return Passage(self.heading, self.text, spans, tuple([ask.text for ask in self.asks]), Place(path, *self.mark))


class _Block(NamedTuple):
    """A top-level block: half-open line numbers from 0, markdown-it's name for it, its fence, its heading."""

    start: int
    end: int
    kind: str
    markup: str = ""
    heading: str | None = None


def split_front_matter(text: str, reporter: Reporter) -> tuple[str, int, int] | None:
    """Return the front matter, and the offset and line where the body starts; ``None`` where there is none (reported)."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        remedy = "start with '---', the keys, and '---' again"
        reporter.fault((1, 1), "front-matter", "the file does not start with '---'", remedy)
        return None
    offset = len(lines[0]) + 1
    for number, line in enumerate(lines[1:], 2):
        if line.rstrip() == "---":
            return text[len(lines[0]) + 1 : offset], offset + len(line) + 1, number + 1
        offset += len(line) + 1
    remedy = "put a line of '---' after its last key"
    reporter.fault((1, 1), "front-matter", "the front matter that starts here never ends", remedy)
    return None


def sections(body: str, first_line: int, reporter: Reporter) -> list[Section]:
    """Return the passages of a body whose first line is ``first_line`` of the file. Faults are reported, not raised."""
    lines = body.split("\n")
    groups: list[list[_Block]] = [[]]
    for block in _blocks(lines):
        if block.heading is not None:
            groups.append([])
        groups[-1].append(block)
    reader = _SectionReader(lines, first_line, reporter)
    return [section for group in groups if group and (section := reader.read(group))]


def in_blocks(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return a text that stands in YAML as it would be read from Markdown, and start and end of its top-level blocks."""
    if text[:1].isalpha() and "\n" not in text and "\r" not in text:
        return text.rstrip(), ((0, len(text.rstrip())),)  # one paragraph
    lines = text.split("\n")
    joined, spans = _joined(lines, _blocks(lines))
    return joined, tuple([(start, end) for start, end, _ in spans])


_WORD = r"[\"'(\u201c\u2018]?\*{0,2}[^\W\d_][^\r]*"
_PLAIN = re.compile(rf"(?:#{{1,6}} +|- )?{_WORD}|<!--(?:(?!-->)[^\r])*-->|")
"""A line that is blank, a comment, or begins with a word, as it is or as a heading or a list's item."""


def _blocks(lines: list[str]) -> list[_Block]:
    """Return the top-level blocks in order, covering every line that is not blank."""
    return list(_plain_blocks(lines)) if all(map(_PLAIN.fullmatch, lines)) else _parsed_blocks(lines)


def _plain_blocks(lines: list[str]) -> Iterator[_Block]:
    """Yield the blocks of lines that are all :data:`_PLAIN`."""
    at, count = 0, len(lines)
    while at < count:
        start, first = at, lines[at][:1]
        at += 1
        if first == "#":
            yield _Block(start, at, "heading_open", heading=_heading(lines[start]))
        elif first == "<":
            yield _Block(start, at, "html_block")
        elif first == "-":
            end = at
            while at < count and lines[at][:1] not in {"#", "<"} and (lines[at - 1] or lines[at][:1] in {"", "-"}):
                at += 1
                end = at if lines[at - 1] else end
            yield _Block(start, end, "bullet_list_open")
        elif first:
            while at < count and lines[at][:1] not in {"", "-", "#", "<"}:
                at += 1
            yield _Block(start, at, "paragraph_open")


def _heading(line: str) -> str:
    """Return a heading without its signs, those at its end too."""
    text = line.lstrip("#").strip()
    bare = text.rstrip("#")
    return bare.rstrip() if bare[-1] in " \t" else text


def _parsed_blocks(lines: list[str]) -> list[_Block]:
    found: list[_Block] = []
    tokens = _parser().parse("\n".join(lines))
    for number, token in enumerate(tokens):
        if token.level == 0 and token.map is not None:
            start, end = token.map
            heading = tokens[number + 1].content if token.type == "heading_open" else None
            found.extend(_uncovered(lines, found[-1].end if found else 0, start))
            found.append(_Block(start, end, token.type, token.markup, heading))
    found.extend(_uncovered(lines, found[-1].end if found else 0, len(lines)))
    return [block for block in found if any(line.strip() for line in lines[block.start : block.end])]


def _uncovered(lines: list[str], start: int, end: int) -> list[_Block]:
    """Return lines that gave no token (link definitions) as a block of their own."""
    filled = [number for number in range(start, end) if lines[number].strip()]
    return [_Block(filled[0], filled[-1] + 1, "definitions")] if filled else []


class _SectionReader:
    """Turns the blocks between two headings into a passage."""

    def __init__(self, lines: list[str], first_line: int, reporter: Reporter) -> None:
        self._lines = lines
        self._first_line = first_line
        self._reporter = reporter

    def read(self, blocks: list[_Block]) -> Section | None:
        """Return the passage, or ``None`` where it has no text (reported where a heading promises one)."""
        heading, mark = blocks[0].heading, self._mark(blocks[0])
        if heading is not None:
            self._check_heading(heading, mark)
            blocks = blocks[1:]
        asks: list[Ask] = []
        kept: list[_Block] = []
        for block in blocks:
            if self._is_comment(block):
                self._read_comment(block, asks, misplaced=bool(kept))
            else:
                self._check_block(block)
                kept.append(block)
        if not kept:
            if heading is not None or asks:
                remedy = "write the passage, or remove the heading"
                self._reporter.fault(mark, "empty-passage", "there is no text under this heading", remedy)
            return None
        text, spans = _joined(self._lines, kept, self._first_line)
        return Section(heading, text, tuple(asks), tuple(spans), mark, self._mark(kept[0]))

    def _mark(self, block: _Block) -> Mark:
        line = self._lines[block.start]
        return Mark(self._first_line + block.start, len(line) - len(line.lstrip()) + 1)

    def _mark_in(self, block: _Block, source: str, offset: int) -> Mark:
        line, column = position(source, offset)
        return Mark(self._first_line + block.start + line - 1, column)

    def _source(self, block: _Block) -> str:
        return "\n".join(self._lines[block.start : block.end])

    def _check_heading(self, heading: str, mark: Mark) -> None:
        if not heading:
            self._reporter.fault(mark, "empty", "the heading is empty", "write a heading, or remove the '#'")
        if "\n" in heading or len(heading) > LONGEST_HEADING:
            remedy = "shorten it; where none is meant, put a blank line between the text and the line of '---' or '==='"
            self._reporter.fault(mark, "heading", "this heading is too long or has several lines", remedy)

    def _is_comment(self, block: _Block) -> bool:
        """Whether a block is nothing but one comment."""
        return block.kind == "html_block" and _COMMENT.match(self._source(block)) is not None

    def _read_comment(self, block: _Block, asks: list[Ask], *, misplaced: bool) -> None:
        source = self._source(block)
        label = _LABEL.match(source)
        word = label[1].casefold() if label else ""
        if word in _MISSPELT:
            self._reporter.fault(self._mark(block), "unknown-key", f"a comment starts with '{word}:'", "did you mean 'asks:'?")
        if label is None or word != "asks":
            return  # a note among authors: never shown
        found = self._wordings(source, label.end(), source.rindex("-->"), block)
        if misplaced:
            remedy = "move them right under the heading"
            self._reporter.fault(self._mark(block), "asks-comment", "asks stand below the text", remedy)
        if not found:
            self._reporter.fault(self._mark(block), "empty", "asks is empty", "write wordings with ' | ' between, or remove it")
        asks.extend(found)

    def _wordings(self, source: str, start: int, end: int, block: _Block) -> list[Ask]:
        found = []
        for match in _WORDING.finditer(source, start, end):
            text = match[0].strip()
            if text:
                mark = self._mark_in(block, source, match.start() + match[0].index(text))
                if len(text) > LONGEST_ASK:
                    self._reporter.fault(mark, "too-long", f"asks has more than {LONGEST_ASK} characters", "shorten or split it")
                found.append(Ask(text, mark))
        return found

    def _check_block(self, block: _Block) -> None:
        """Report what was left open, and asks that people would see."""
        source = self._source(block)
        if block.kind == "fence" and not _is_closed(source, block.markup):
            remedy = f"add a line of {block.markup}"
            self._reporter.fault(self._mark(block), "unclosed-fence", "this code block is never closed", remedy)
        if block.kind == "html_block" and source.lstrip().startswith("<!--") and "-->" not in source:
            self._reporter.fault(self._mark(block), "unclosed-comment", "this comment is never closed", "add '-->'")
        amid = _ASKS_AMID_TEXT.search(source) if block.kind not in {"fence", "code_block"} else None
        if amid:
            mark = self._mark_in(block, source, amid.start())
            remedy = "put them on a line of their own right under the heading"
            self._reporter.fault(mark, "asks-comment", "asks stand amid text", remedy)


def _joined(lines: list[str], blocks: list[_Block], first_line: int = 1) -> tuple[str, list[tuple[int, int, int]]]:
    """Return the text that blocks make and where each stands in it, keeping what stood between them except comments.

    Blanks at the end of a block, and in blank lines, mean nothing and go.
    """
    text, previous = "", blocks[0].start
    spans: list[tuple[int, int, int]] = []
    for block in blocks:
        gap = lines[previous : block.start]
        if text:
            text += "\n" * (1 + sum(not line.strip() for line in gap))
        content = "\n".join(lines[block.start : block.end]).rstrip()
        spans.append((len(text), len(text) + len(content), first_line + block.start))
        text, previous = text + content, block.start + content.count("\n") + 1
    return text, spans


def _is_closed(source: str, fence: str) -> bool:
    last = source.rstrip().rpartition("\n")[2].strip()
    return "\n" in source.rstrip() and len(last) >= len(fence) and set(last) == {fence[0]}


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - 40 ms that plain texts need not pay

    parser = MarkdownIt("commonmark")
    parser.disable("inline")
    return parser
