"""Lines as values: pieces of text, each with its emphasis, and broken between words. How that looks is the terminal's business."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_WORD = re.compile(r"\S+\s*|\s+")
_LIST_MARK = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])?\s+")


class Emphasis(StrEnum):
    """How a piece of text stands out. Never the only carrier of meaning."""

    PLAIN = "plain"
    STRONG = "strong"
    FAINT = "faint"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line, as somebody wrote it: not yet safe to print."""

    text: str
    emphasis: Emphasis = Emphasis.PLAIN


Line: TypeAlias = tuple[Span, ...]

BLANK: Line = ()


def plain(text: str) -> Line:
    """Return a line without emphasis."""
    return (Span(text),)


def faint(text: str) -> Line:
    """Return a line of small print."""
    return (Span(text, Emphasis.FAINT),)


def strong(text: str) -> Line:
    """Return a line that stands out."""
    return (Span(text, Emphasis.STRONG),)


def marked(text: str, ranges: Iterable[tuple[int, int]]) -> list[Line]:
    """Return a text's lines, the given ranges of it standing out. Ranges are half-open, in order and do not overlap."""
    spans: list[Span] = []
    at = 0
    for start, end in ranges:
        spans += [Span(text[at:start]), Span(text[start:end], Emphasis.STRONG)]
        at = end
    whole = (*spans, Span(text[at:]))
    lines, at = [], 0
    for line in text.split("\n"):
        lines.append(part(whole, at, at + len(line)))
        at += len(line) + 1
    return lines


def text_of(line: Line) -> str:
    """Return a line's text alone."""
    return "".join(span.text for span in line)


def wrap(line: Line, width: int) -> Iterator[Line]:
    """Yield the line in pieces of at most ``width`` columns; a word that is longer stays whole, so that it can be copied."""
    text = text_of(line)
    mark = _LIST_MARK.match(text) if columns(text) > width else None
    hang = " " * min(mark.end(), 12) if mark else ""  # what follows stays in the column of a list's or an indented line's text
    for number, (start, end) in enumerate(_pieces(text, width, len(hang))):
        piece = part(line, start, end)
        yield (Span(hang), *piece) if number and hang else piece


def columns(text: str) -> int:
    """Return how many columns of a terminal a text takes: East Asian characters take two, marks none."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF") for char in text)


def part(line: Line, start: int, end: int) -> Line:
    """Return a line's characters from ``start`` to ``end``, with their emphasis."""
    spans: list[Span] = []
    at = 0
    for span in line:
        text = span.text[max(0, start - at) : max(0, end - at)]
        at += len(span.text)
        if text:
            spans.append(Span(text, span.emphasis))
    return tuple(spans)


def _pieces(text: str, width: int, hang: int) -> Iterator[tuple[int, int]]:
    """Yield where each piece starts and ends; the space at a break belongs to neither."""
    start, used = 0, 0
    for match in _WORD.finditer(text):
        word = match.group().rstrip()
        if used and used + columns(word) > width:
            yield start, len(text[: match.start()].rstrip())
            start, used = match.start(), hang
        used += columns(match.group())
    yield start, len(text.rstrip()) if start else len(text)
