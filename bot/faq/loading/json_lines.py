"""JSON lines → :mod:`nodes`: one object a line, as programs write test questions.

A line is read twice: by ``json``, which knows best what is wrong with it, and by a small scanner, which knows where things stand.
"""

from __future__ import annotations

import contextlib
import json
import re
from typing import TYPE_CHECKING

from bot.faq.loading.decoding import unescaped
from bot.faq.loading.nodes import Entry, Items, Mark, Node, Table, Text
from bot.faq.loading.reporting import StopReadingError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.faq.loading.limits import Limits
    from bot.faq.loading.reporting import Reporter

LONGEST_LINE = 250_000
"""Characters of one question with its labels; a longer line is none, and reading it costs a second."""

_TOKEN = re.compile(r'(?P<text>"(?:[^"\\]|\\.)*")|(?P<bare>[^\s\[\]{},:"]+)|(?P<sign>[\[\]{},:])')


def parse_json_lines(text: str, reporter: Reporter, limits: Limits) -> Items:
    """Return the objects of all lines that can be read; the others are reported. Blank lines are skipped."""
    items: list[Node] = []
    left = limits.values
    for number, line in enumerate(text.split("\n"), 1):
        if left < 0 or reporter.full:
            break
        if line.strip() and _is_json(line, number, reporter):
            scanner = _Scanner(line, number, reporter, limits, left)
            with contextlib.suppress(StopReadingError):
                items.append(scanner.value())
            left = scanner.left
    return Items(tuple(items), Mark(1, 1))


def _is_json(line: str, number: int, reporter: Reporter) -> bool:
    if len(line) > LONGEST_LINE:
        message = f"the line has more than {LONGEST_LINE:,} characters"
        reporter.fault((number, 1), "too-long", message, "write one question a line")
        return False
    try:
        json.loads(line, parse_int=str)
    except json.JSONDecodeError as error:
        reason = error.msg[0].lower() + error.msg[1:]
        reporter.fault((number, error.colno), "syntax", f"this is no JSON: {reason}", "write one whole object a line")
        return False
    except RecursionError:
        reporter.fault((number, 1), "too-deep", "lists and keys nest far too deep", "remove the extra brackets")
        return False
    return True


class _Scanner:
    """Reads one line that is known to be JSON. ``left`` is how many values the file may still have."""

    def __init__(self, line: str, number: int, reporter: Reporter, limits: Limits, left: int) -> None:
        self._tokens: Iterator[re.Match[str]] = _TOKEN.finditer(line)
        self._number = number
        self._reporter = reporter
        self._limits = limits
        self.left = left

    def value(self, match: re.Match[str] | None = None, depth: int = 1) -> Node:
        """Return the value that starts at ``match``, or at the next token."""
        match = match or next(self._tokens)
        self._count(self._mark(match), depth)
        if match["sign"] == "{":
            return self._table(self._mark(match), depth)
        if match["sign"] == "[":
            return self._items(self._mark(match), depth)
        return self._text(match)

    def _count(self, mark: Mark, depth: int) -> None:
        self.left -= 1
        if self.left < 0:
            message = f"more than {self._limits.values:,} values in one file"
            self._reporter.stop(mark, "too-many-values", message, "split the file")
        if depth > self._limits.depth:
            message = f"lists and keys nest deeper than {self._limits.depth}"
            self._reporter.stop(mark, "too-deep", message, "remove the extra brackets")

    def _text(self, match: re.Match[str]) -> Text:
        mark = self._mark(match)
        if match["text"] is None:
            return Text(None if match["bare"] == "null" else match["bare"], mark)
        return Text(unescaped(json.loads(match["text"]), mark, self._reporter), mark)

    def _items(self, mark: Mark, depth: int) -> Items:
        items: list[Node] = []
        while (match := next(self._tokens))["sign"] != "]":
            if match["sign"] != ",":
                items.append(self.value(match, depth + 1))
        return Items(tuple(items), mark)

    def _table(self, mark: Mark, depth: int) -> Table:
        entries: dict[str, Entry] = {}
        while (match := next(self._tokens))["sign"] != "}":
            if match["sign"] != ",":
                key = self._text(match)
                next(self._tokens)  # the colon
                self._enter(entries, str(key.value), key.mark, self.value(depth=depth + 1))
        return Table(entries, mark)

    def _enter(self, entries: dict[str, Entry], key: str, mark: Mark, value: Node) -> None:
        if key in entries:
            first = entries[key].key
            message = f"the key '{key}' is here twice (first in line {first.line}, column {first.column})"
            self._reporter.fault(mark, "duplicate-key", message, "keep one of them")
        else:
            entries[key] = Entry(mark, value)

    def _mark(self, match: re.Match[str]) -> Mark:
        group = match.lastgroup or "sign"
        return Mark(self._number, match.start(group) + 1)
