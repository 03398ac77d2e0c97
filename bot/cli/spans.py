"""Lines as values: pieces of text, each with its emphasis. How that looks is the terminal's business."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable


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
    return split_lines([*spans, Span(text[at:])])


def split_lines(spans: Iterable[Span]) -> list[Line]:
    """Cut spans into lines at the line ends in their texts."""
    lines: list[list[Span]] = [[]]
    for span in spans:
        first, *rest = span.text.split("\n")
        lines[-1].append(Span(first, span.emphasis))
        lines += [[Span(text, span.emphasis)] for text in rest]
    return [tuple(span for span in line if span.text) for line in lines]


def text_of(line: Line) -> str:
    """Return a line's text alone."""
    return "".join(span.text for span in line)
