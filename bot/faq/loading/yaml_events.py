"""YAML text → a :class:`Tree`, from PyYAML's parser *events*.

``yaml.load`` is never used on content: libyaml's loader kills the process on deep nesting, merge keys make 500 bytes run
for minutes, a twin key silently wins, and ``no`` becomes false. Events have none of that, and give every value a place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from bot.faq.loading.decoding import position, unescaped
from bot.faq.loading.reporting import StopReadingError
from bot.faq.loading.trees import Mark, Tree
from bot.faq.loading.yaml_wording import explain

if TYPE_CHECKING:
    from bot.faq.loading.limits import Limits
    from bot.faq.loading.reporting import Reporter
    from bot.faq.loading.trees import Plain

PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser, 25 times faster, or the pure one where PyYAML was built without it (which wants ``[what?]`` in quotes).
Only the events of either are read."""

_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_DIRECTIVE = re.compile(r"^%", re.MULTILINE)
_GLUED_HASH = re.compile(r"[ \t]+#(?=[^\s#])")
_HASH = re.compile(r"(?<=[ \t])#(?=[^\s#])")
"""The same for a whole file: it must not look at every blank of a long row of them anew."""


def parse_yaml(text: str, reporter: Reporter, limits: Limits, *, first_line: int = 1) -> Tree | None:
    """Return the one document in ``text``, or ``None`` where it is empty or cannot be read as a whole (reported).

    ``first_line`` is the line of the file where ``text`` starts.
    """
    builder = _Builder(text, reporter, limits, first_line)
    try:
        return builder.document()
    except StopReadingError:
        return None
    except yaml.YAMLError as error:
        builder.report_syntax(error)
        return None


class _Builder:
    """Builds a tree from events, reporting what is refused and going on wherever the rest still makes sense."""

    def __init__(self, text: str, reporter: Reporter, limits: Limits, first_line: int) -> None:
        self._text = text
        self._reporter = reporter
        self._limits = limits
        self._first_line = first_line
        self._left = limits.values
        self._marks: list[tuple[int, int]] = []
        self._rows: dict[int, tuple[int, int]] = {}
        self._last_quoted: yaml.ScalarEvent | None = None
        self._may_be_long = len(text) > limits.body_bytes
        self._has_glued_hash = "#" in text and _HASH.search(text) is not None

    def document(self) -> Tree | None:
        """Return the tree; ``None`` for a file without content."""
        self._refuse_directives()
        parser = PARSER(self._text)
        self._next = parser.get_event
        try:
            root, documents = None, 0
            while type(event := self._next()) is not yaml.StreamEndEvent:
                if isinstance(event, yaml.DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        remedy = "keep one document a file: remove this '---'"
                        self._reporter.stop(self._mark(event), "several-documents", "a second YAML document starts here", remedy)
                elif isinstance(event, yaml.NodeEvent):
                    root = self._value(event, 1)
        finally:
            parser.dispose()
        return None if root is None else Tree(root, self._marks, self._rows)

    def report_syntax(self, error: yaml.YAMLError) -> None:
        """Report where libyaml gave up, in an author's words, at the start of what was left open."""
        mark, rule, message, remedy = explain(error, self._text, self._last_quoted)
        line, column = min(mark, position(self._text, len(self._text)))
        self._reporter.fault((line + self._first_line - 1, column), rule, message, remedy)

    def _refuse_directives(self) -> None:
        """Stop at ``%`` directives: nobody needs them, and libyaml compares every ``%TAG`` with every other."""
        if "%" in self._text and (directive := _DIRECTIVE.search(self._text)):
            line, column = position(self._text, directive.start())
            mark = Mark(line + self._first_line - 1, column)
            self._reporter.stop(mark, "directive", "a line starts with '%'", "put the text in quotes or remove it")

    def _value(self, event: Any, depth: int) -> Plain:  # noqa: ANN401 - an event; its declared type lacks half of it
        """Return the value that starts with an event, and note its place."""
        start = event.start_mark
        mark = start.line + self._first_line, start.column + 1
        self._marks.append(mark)
        self._left -= 1
        if self._left < 0 or depth > self._limits.depth:
            self._stop(mark)
        kind = type(event)
        if kind is yaml.AliasEvent:
            message = f"'*{event.anchor}' refers to another place"
            self._reporter.fault(mark, "alias", message, "write the text out, or put it in quotes")
            return f"*{event.anchor}"
        if event.anchor is not None:
            self._reporter.fault(mark, "anchor", f"'&{event.anchor}' is a YAML anchor", "remove it, or put the text in quotes")
        if event.tag is not None:
            self._reporter.fault(mark, "tag", f"'{event.tag}' is a YAML tag", "remove it, or put the text in quotes")
        if kind is yaml.ScalarEvent:
            return self._scalar(event, mark)
        return self._list(depth + 1) if kind is yaml.SequenceStartEvent else self._mapping(depth + 1)

    def _stop(self, mark: tuple[int, int]) -> None:
        if self._left < 0:
            message = f"more than {self._limits.values:,} values in one file"
            self._reporter.stop(mark, "too-many-values", message, "split the file")
        message = f"lists and keys nest deeper than {self._limits.depth}"
        self._reporter.stop(mark, "too-deep", message, "remove the extra brackets or indentation")

    def _scalar(self, event: yaml.ScalarEvent, mark: tuple[int, int]) -> str | None:
        value, style = event.value, event.style
        if self._may_be_long and len(value) > self._limits.body_bytes:
            message = f"a text of {len(value):,} characters"
            self._reporter.fault(mark, "too-long", message, f"keep it under {self._limits.body_bytes:,}")
        if not style:
            if self._has_glued_hash:
                self._warn_of_comment(event)
            return None if value in _NOTHING else value
        if style in "'\"":
            self._last_quoted = event
        return unescaped(value, mark, self._reporter) if style == '"' else value

    def _warn_of_comment(self, event: Any) -> None:  # noqa: ANN401 - likewise
        """Warn of ``see #rules``: without quotes, YAML drops everything from the hash on."""
        end = event.end_mark
        hash_sign = _GLUED_HASH.match(self._text, end.index) if event.value else None
        if hash_sign:
            mark = Mark(end.line + self._first_line, end.column + len(hash_sign[0]))
            remedy = "put the text in quotes if it belongs to it"
            self._reporter.warn(mark, "hash-comment", "YAML drops the rest of the line from '#' on", remedy)

    def _list(self, depth: int) -> Plain:
        items = []
        while type(event := self._next()) is not yaml.SequenceEndEvent:
            at = len(self._marks)
            items.append(item := self._value(event, depth))
            if type(item) is dict:
                self._rows[id(item)] = self._marks[at]
        return items

    def _mapping(self, depth: int) -> Plain:
        found: dict[str, Plain] = {}
        lines: dict[str, int] = {}
        while type(event := self._next()) is not yaml.MappingEndEvent:
            at = len(self._marks)
            key = self._value(event, depth)
            value = self._value(self._next(), depth)
            if isinstance(key, str) and key != "<<" and key not in found and len(found) < self._limits.keys:
                found[key], lines[key] = value, self._marks[at][0]
            else:
                self._refuse(key, self._marks[at], lines)
                del self._marks[at:]
        return found

    def _refuse(self, key: Plain, mark: tuple[int, int], lines: dict[str, int]) -> None:
        if not isinstance(key, str):
            self._reporter.fault(mark, "key", "a key must be a plain word", "write 'key: value'")
        elif key == "<<":
            self._reporter.fault(mark, "merge-key", "'<<' merges another mapping in", "write the keys out")
        elif key in lines:
            message = f"the key '{key}' is here twice (first in line {lines[key]})"
            self._reporter.fault(mark, "duplicate-key", message, "keep one of them")
        else:
            message = f"more than {self._limits.keys:,} keys in one mapping"
            self._reporter.stop(mark, "too-many-keys", message, "make it a list, or split it")

    def _mark(self, event: Any) -> Mark:  # noqa: ANN401 - likewise
        return Mark(event.start_mark.line + self._first_line, event.start_mark.column + 1)
