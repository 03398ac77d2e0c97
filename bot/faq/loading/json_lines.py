"""JSON lines → :mod:`nodes`: one object a line, as programs write test questions.

The line is read twice: by ``json``, which knows best what is wrong with it, and by a small scanner, which knows where things stand.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from bot.faq.loading.decoding import has_unseen
from bot.faq.loading.nodes import Entry, Items, Mark, Node, Table, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.faq.loading.limits import Limits
    from bot.faq.loading.reporting import Reporter

_TOKEN = re.compile(r'[ \t]*(?:(?P<text>"(?:[^"\\]|\\.)*")|(?P<bare>[^\s\[\]{},:"]+)|(?P<sign>[\[\]{},:]))')


def parse_json_lines(text: str, reporter: Reporter, limits: Limits) -> Items:
    """Return the objects of all lines that can be read; the others are reported. Blank lines are skipped."""
    items: list[Node] = []
    left = limits.values
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        left -= len(_TOKEN.findall(line))
        if left < 0:
            reporter.fault((number, 1), "too-many-values", f"more than {limits.values:,} values in one file", "split the file")
            break
        if _is_readable(line, number, reporter, limits):
            items.append(_Scanner(line, number, reporter).value())
    return Items(tuple(items), Mark(1, 1))


def _is_readable(line: str, number: int, reporter: Reporter, limits: Limits) -> bool:
    depth = deepest = 0
    for match in _TOKEN.finditer(line):
        depth += (match["sign"] in ("[", "{")) - (match["sign"] in ("]", "}"))
        deepest = max(deepest, depth)
    if deepest > limits.depth:
        reporter.fault((number, 1), "too-deep", f"lists and keys nest deeper than {limits.depth}", "remove the extra brackets")
        return False
    try:
        json.loads(line, parse_int=str)
    except json.JSONDecodeError as error:
        reporter.fault((number, error.colno), "syntax", f"this is no JSON: {error.msg[0].lower()}{error.msg[1:]}", "write one object a line")
        return False
    return True


class _Scanner:
    """Reads one line that is known to be JSON."""

    def __init__(self, line: str, number: int, reporter: Reporter) -> None:
        self._tokens: Iterator[re.Match[str]] = _TOKEN.finditer(line)
        self._number = number
        self._reporter = reporter

    def value(self, match: re.Match[str] | None = None) -> Node:
        """Return the value that starts at ``match``, or at the next token."""
        match = match or next(self._tokens)
        if match["sign"] == "{":
            return self._table(self._mark(match))
        if match["sign"] == "[":
            return self._items(self._mark(match))
        return self._text(match)

    def _text(self, match: re.Match[str]) -> Text:
        mark = self._mark(match)
        if match["text"] is None:
            return Text(None if match["bare"] == "null" else match["bare"], mark)
        value: str = json.loads(match["text"])
        if has_unseen(value):
            self._reporter.fault(mark, "control-character", "an escape makes an invisible character", "write the text without it")
        return Text(value, mark)

    def _items(self, mark: Mark) -> Items:
        items: list[Node] = []
        for match in self._tokens:
            if match["sign"] == "]":
                break
            if match["sign"] != ",":
                items.append(self.value(match))
        return Items(tuple(items), mark)

    def _table(self, mark: Mark) -> Table:
        entries: dict[str, Entry] = {}
        for match in self._tokens:
            if match["sign"] == "}":
                break
            if match["sign"] == ",":
                continue
            key = self._text(match)
            next(self._tokens)  # the colon
            self._enter(entries, str(key.value), key.mark, self.value())
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
