"""JSON lines → a :class:`Tree`: one object a line, as programs write test questions.

A line is read twice: by ``json``, which knows best what is wrong with it, and for where things stand in it.
"""

from __future__ import annotations

import json
import re
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.faq.loading.decoding import unescaped
from bot.faq.loading.reporting import StopReadingError
from bot.faq.loading.trees import START, Tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.faq.loading.limits import Limits
    from bot.faq.loading.reporting import Reporter
    from bot.faq.loading.trees import Plain

    Marks = Iterator[tuple[int, int]]

LONGEST_LINE = 250_000
"""Characters of one question with its labels; a longer line is none, and reading it costs a second."""

_VALUE = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s\[\]{},:"]+|[\[{]')
"""The start of a value or a key."""


class _Pairs(list[tuple[str, Any]]):
    """A JSON object with its keys as they were written, twins too."""


_decode = partial(json.loads, parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=_Pairs)


def parse_json_lines(text: str, reporter: Reporter, limits: Limits) -> Tree:
    """Return the objects of all lines that can be read; the others are reported. Blank lines are skipped."""
    reader = _Reader(reporter, limits)
    items: list[Plain] = []
    for number, line in enumerate(text.split("\n"), 1):
        if reader.left < 0 or reporter.full:
            break
        if line.strip() and (found := _read(line, number, reporter)):
            before = len(reader.marks)
            try:
                items.append(reader.value(found[0], ((number, match.start() + 1) for match in _VALUE.finditer(line)), 1))
            except StopReadingError:
                del reader.marks[before:]
    return Tree(items, [START, *reader.marks], root=("questions",))


def _read(line: str, number: int, reporter: Reporter) -> list[Any] | None:
    """Return a list of the line's one value, ``None`` where it is no JSON (reported)."""
    if len(line) > LONGEST_LINE:
        message = f"the line has more than {LONGEST_LINE:,} characters"
        reporter.fault((number, 1), "too-long", message, "write one question a line")
        return None
    try:
        return [_decode(line)]
    except json.JSONDecodeError as error:
        reason = error.msg[0].lower() + error.msg[1:]
        reporter.fault((number, error.colno), "syntax", f"this is no JSON: {reason}", "write one whole object a line")
    except RecursionError:
        reporter.fault((number, 1), "too-deep", "lists and keys nest far too deep", "remove the extra brackets")
    return None


class _Reader:
    """Puts values and places together. ``left`` is how many values the file may still have."""

    def __init__(self, reporter: Reporter, limits: Limits) -> None:
        self.left = limits.values
        self.marks: list[tuple[int, int]] = []
        self._reporter = reporter
        self._limits = limits

    def value(self, value: Any, places: Marks, depth: int) -> Plain:  # noqa: ANN401 - whatever json makes
        """Return a value as text, lists and mappings, and note where it and all in it stand."""
        mark = next(places)
        self.marks.append(mark)
        self.left -= 1
        if self.left < 0:
            message = f"more than {self._limits.values:,} values in one file"
            self._reporter.stop(mark, "too-many-values", message, "split the file")
        if depth > self._limits.depth:
            message = f"lists and keys nest deeper than {self._limits.depth}"
            self._reporter.stop(mark, "too-deep", message, "remove the extra brackets")
        if isinstance(value, _Pairs):
            return self._table(value, places, depth + 1)
        if isinstance(value, list):
            return [self.value(item, places, depth + 1) for item in value]
        if isinstance(value, bool):
            return str(value).lower()
        return value if value is None else unescaped(value, mark, self._reporter)

    def _table(self, pairs: _Pairs, places: Marks, depth: int) -> Plain:
        found: dict[str, Plain] = {}
        first: dict[str, tuple[int, int]] = {}
        for written, inner in pairs:
            before, mark = len(self.marks), next(places)
            self.marks.append(mark)
            key = unescaped(written, mark, self._reporter)
            value = self.value(inner, places, depth)
            if key in found:
                message = f"the key '{key}' is here twice (first in line {first[key][0]}, column {first[key][1]})"
                self._reporter.fault(mark, "duplicate-key", message, "keep one of them")
                del self.marks[before:]
            else:
                found[key], first[key] = value, mark
        return found
