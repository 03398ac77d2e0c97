"""Markdown → passages: every heading starts one, the text before the first heading is the first.

markdown-it parses blocks only (no emphasis, no links): that tells headings from ``##`` inside code, and where a text may be cut.
Tables are left to its paragraph rule: a table has no blank line, so it stays one block, and its cells need no tokens.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from markdown_it import MarkdownIt

from bot.faq.loading.nodes import Mark

if TYPE_CHECKING:
    from markdown_it.token import Token

    from bot.faq.loading.reporting import Reporter
    from bot.faq.loading.shapes import PassageShape

_COMMENT = re.compile(r"\s*<!--(.*?)-->[ \t]*\n?\Z", re.DOTALL)
_LABEL = re.compile(r"\s*([A-Za-z_]{2,12})\s*:")
_WORDING = re.compile(r"[^|\n]+")
LONGEST_HEADING = 200


class Ask(NamedTuple):
    """A wording from an ``<!-- asks: … -->`` comment, with its place."""

    text: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Section:
    """A passage as found in a file: its content, and where its heading, its text and its asks stand."""

    shape: PassageShape
    mark: Mark
    text_mark: Mark
    asks: tuple[Ask, ...]


class _Block(NamedTuple):
    """A top-level block: half-open line numbers from 0, and its token where it has one."""

    start: int
    end: int
    token: Token | None


def split_front_matter(text: str, reporter: Reporter) -> tuple[str, int, int] | None:
    """Return the front matter, and the offset and line where the body starts; ``None`` where there is none (reported)."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        reporter.fault((1, 1), "front-matter", "the file does not start with '---'", "start with '---', the keys, and '---' again")
        return None
    offset = len(lines[0]) + 1
    for number, line in enumerate(lines[1:], 2):
        if line.rstrip() == "---":
            return text[len(lines[0]) + 1 : offset], offset + len(line) + 1, number + 1
        offset += len(line) + 1
    reporter.fault((1, 1), "front-matter", "the front matter that starts here never ends", "put a line of '---' after its last key")
    return None


def sections(body: str, first_line: int, reporter: Reporter) -> list[Section]:
    """Return the passages of a body whose first line is ``first_line`` of the file. Faults are reported, not raised."""
    lines = body.split("\n")
    groups: list[list[_Block]] = [[]]
    for block in _blocks(lines):
        if block.token is not None and block.token.type == "heading_open":
            groups.append([])
        groups[-1].append(block)
    reader = _SectionReader(lines, first_line, reporter)
    return [section for group in groups if group and (section := reader.read(group))]


def blocks_of(text: str) -> list[list[int]]:
    """Return ``[start, end, 0]`` of every top-level block of a text that stands in YAML."""
    lines = text.split("\n")
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    spans = []
    for block in _blocks(lines):
        content = "\n".join(lines[block.start : block.end]).rstrip()
        spans.append([starts[block.start], starts[block.start] + len(content), 0])
    return spans


def _blocks(lines: list[str]) -> list[_Block]:
    """Return the top-level blocks in order, covering every line that is not blank."""
    found: list[_Block] = []
    tokens = _parser().parse("\n".join(lines))
    for token in tokens:
        if token.level == 0 and token.map is not None:
            start, end = token.map
            found.extend(_uncovered(lines, found[-1].end if found else 0, start))
            found.append(_Block(start, end, token))
    found.extend(_uncovered(lines, found[-1].end if found else 0, len(lines)))
    return found


def _uncovered(lines: list[str], start: int, end: int) -> list[_Block]:
    """Return lines that gave no token (link definitions) as a block of their own."""
    filled = [number for number in range(start, end) if lines[number].strip()]
    return [_Block(filled[0], filled[-1] + 1, None)] if filled else []


class _SectionReader:
    """Turns the blocks between two headings into a passage."""

    def __init__(self, lines: list[str], first_line: int, reporter: Reporter) -> None:
        self._lines = lines
        self._first_line = first_line
        self._reporter = reporter

    def read(self, blocks: list[_Block]) -> Section | None:
        """Return the passage, or ``None`` where it has no text (reported where a heading promises one)."""
        heading, mark = None, self._mark(blocks[0])
        if blocks[0].token is not None and blocks[0].token.type == "heading_open":
            heading, blocks = self._heading(blocks[0]), blocks[1:]
        asks: list[Ask] = []
        kept: list[_Block] = []
        for block in blocks:
            comment = self._comment(block)
            if comment is None:
                self._check_closed(block)
                kept.append(block)
            else:
                self._read_comment(comment, block, asks, misplaced=bool(kept))
        if not kept:
            self._report_empty(heading, mark, asks)
            return None
        text, spans = self._join(kept)
        shape: PassageShape = {"heading": heading, "text": text, "asks": [ask.text for ask in asks], "blocks": spans}
        return Section(shape, mark, self._mark(kept[0]), tuple(asks))

    def _mark(self, block: _Block) -> Mark:
        line = self._lines[block.start]
        return Mark(self._first_line + block.start, len(line) - len(line.lstrip()) + 1)

    def _heading(self, block: _Block) -> str:
        raw = "\n".join(self._lines[block.start : block.end]).strip()
        if raw.startswith("#"):
            text = re.sub(r"(^|[ \t])#+[ \t]*$", "", raw.lstrip("#").strip()).strip()
        else:
            text = raw.rpartition("\n")[0].strip()
        if not text:
            self._reporter.fault(self._mark(block), "empty", "the heading is empty", "write a heading, or remove the '#'")
        if "\n" in text or len(text) > LONGEST_HEADING:
            remedy = "shorten it; where no heading is meant, put a blank line between the text and the line of '---' or '==='"
            self._reporter.fault(self._mark(block), "heading", "this heading is too long or has several lines", remedy)
        return text

    def _comment(self, block: _Block) -> str | None:
        """Return the source of a block that is nothing but one comment."""
        if block.token is None or block.token.type != "html_block":
            return None
        source = "\n".join(self._lines[block.start : block.end])
        if source.lstrip().startswith("<!--") and "-->" not in source:
            self._reporter.fault(self._mark(block), "unclosed-comment", "this comment is never closed", "add '-->'")
        return source if _COMMENT.match(source) and source.count("-->") == 1 else None

    def _read_comment(self, source: str, block: _Block, asks: list[Ask], *, misplaced: bool) -> None:
        label = _LABEL.match(source.lstrip().removeprefix("<!--"))
        if label is None:
            return  # a note among authors: never shown
        word = label[1].casefold()
        if word != "asks":
            if word in {"ask", "aks", "askes", "asked", "question", "questions"}:
                self._reporter.fault(self._mark(block), "unknown-key", f"a comment starts with '{label[1]}:'", "did you mean 'asks:'?")
            return
        if misplaced:
            self._reporter.fault(self._mark(block), "asks-comment", "asks stand below the text", "move them right under the heading")
        start = source.index(":") + 1
        asks.extend(self._wordings(source, start, source.rindex("-->"), block))

    def _wordings(self, source: str, start: int, end: int, block: _Block) -> list[Ask]:
        found = []
        for match in _WORDING.finditer(source, start, end):
            text = match[0].strip()
            if text:
                offset = match.start() + match[0].index(text)
                line = source.count("\n", 0, offset)
                column = offset - source.rfind("\n", 0, offset)
                found.append(Ask(text, Mark(self._first_line + block.start + line, column)))
        return found

    def _check_closed(self, block: _Block) -> None:
        token = block.token
        if token is None or token.type != "fence":
            return
        last = self._lines[block.end - 1].strip() if block.end - 1 > block.start else ""
        if not last or set(last) != {token.markup[0]} or len(last) < len(token.markup):
            self._reporter.fault(self._mark(block), "unclosed-fence", "this code block is never closed", f"add a line of {token.markup}")

    def _report_empty(self, heading: str | None, mark: Mark, asks: list[Ask]) -> None:
        if heading is not None or asks:
            self._reporter.fault(mark, "empty-passage", "there is no text under this heading", "write the passage, or remove the heading")

    def _join(self, blocks: list[_Block]) -> tuple[str, list[list[int]]]:
        """Return the passage's text and its blocks, keeping what stood between them except comments."""
        text, spans, previous = "", [], blocks[0].start
        for block in blocks:
            gap = self._lines[previous : block.start]
            if text:
                text += "\n" * (1 + sum(not line.strip() for line in gap))
            content = "\n".join(self._lines[block.start : block.end]).rstrip()
            spans.append([len(text), len(text) + len(content), self._first_line + block.start])
            text, previous = text + content, block.start + content.count("\n") + 1
        return text, spans


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark")
    parser.disable("inline")
    return parser
