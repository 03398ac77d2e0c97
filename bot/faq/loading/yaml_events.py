"""YAML text → :mod:`nodes`, from PyYAML's parser *events*.

``yaml.load`` is never used on content: libyaml's loader kills the process on deep nesting, merge keys make 500 bytes run
for minutes, a twin key silently wins, and ``no`` becomes false. Events have none of that, and give every value a place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

from bot.faq.loading.decoding import position, unescaped
from bot.faq.loading.nodes import Entry, Items, Mark, Node, Table, Text
from bot.faq.loading.reporting import StopReadingError
from bot.faq.loading.yaml_wording import explain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.faq.loading.limits import Limits
    from bot.faq.loading.reporting import Reporter

PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser, 25 times faster, or the pure one where PyYAML was built without it (which wants ``[what?]`` in quotes).
Only the events of either are read."""

_NOTHING = {"", "~", "null", "Null", "NULL"}
_DIRECTIVE = re.compile(r"^%", re.MULTILINE)
_GLUED_HASH = re.compile(r"[ \t]+#(?=[^\s#])")


def parse_yaml(text: str, reporter: Reporter, limits: Limits, *, first_line: int = 1) -> Node | None:
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
    """Builds nodes from events, reporting what is refused and going on wherever the rest still makes sense."""

    def __init__(self, text: str, reporter: Reporter, limits: Limits, first_line: int) -> None:
        self._text = text
        self._reporter = reporter
        self._limits = limits
        self._above = first_line - 1
        self._left = limits.values
        self._last_quoted: yaml.ScalarEvent | None = None

    def document(self) -> Node | None:
        """Return the root node; ``None`` for a file without content."""
        self._refuse_directives()
        events: Iterator[yaml.Event] = yaml.parse(self._text, Loader=PARSER)
        root: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    remedy = "keep one document a file: remove this '---'"
                    self._reporter.stop(self._mark(event), "several-documents", "a second YAML document starts here", remedy)
            elif isinstance(event, yaml.NodeEvent):
                root = self._node(event, events, 1)
        return None if isinstance(root, Text) and root.value is None else root

    def report_syntax(self, error: yaml.YAMLError) -> None:
        """Report where libyaml gave up, in an author's words, at the start of what was left open."""
        mark, rule, message, remedy = explain(error, self._text, self._last_quoted)
        line, column = min(mark, position(self._text, len(self._text)))
        self._reporter.fault((line + self._above, column), rule, message, remedy)

    def _refuse_directives(self) -> None:
        """Stop at ``%`` directives: nobody needs them, and libyaml compares every ``%TAG`` with every other."""
        if directive := _DIRECTIVE.search(self._text):
            line, column = position(self._text, directive.start())
            mark = Mark(line + self._above, column)
            self._reporter.stop(mark, "directive", "a line starts with '%'", "put the text in quotes or remove it")

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        mark = self._mark(event)
        self._count(mark, depth)
        if isinstance(event, yaml.AliasEvent):
            message = f"'*{event.anchor}' refers to another place"
            self._reporter.fault(mark, "alias", message, "write the text out, or put it in quotes")
            return Text(f"*{event.anchor}", mark)
        self._refuse_decorations(event, mark)
        if isinstance(event, yaml.ScalarEvent):
            return self._text_node(event, mark)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._items(events, mark, depth)
        return self._table(events, mark, depth)

    def _count(self, mark: Mark, depth: int) -> None:
        self._left -= 1
        if self._left < 0:
            message = f"more than {self._limits.values:,} values in one file"
            self._reporter.stop(mark, "too-many-values", message, "split the file")
        if depth > self._limits.depth:
            message = f"lists and keys nest deeper than {self._limits.depth}"
            self._reporter.stop(mark, "too-deep", message, "remove the extra brackets or indentation")

    def _refuse_decorations(self, event: yaml.Event, mark: Mark) -> None:
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor is not None:
            self._reporter.fault(mark, "anchor", f"'&{anchor}' is a YAML anchor", "remove it, or put the text in quotes")
        if tag is not None:
            self._reporter.fault(mark, "tag", f"'{tag}' is a YAML tag", "remove it, or put the text in quotes")

    def _text_node(self, event: yaml.ScalarEvent, mark: Mark) -> Text:
        value, most = unescaped(event.value, mark, self._reporter), self._limits.body_bytes
        if len(value) > most:
            self._reporter.fault(mark, "too-long", f"a text of {len(value):,} characters", f"keep it under {most:,}")
        if event.style in {"'", '"'}:
            self._last_quoted = event
        elif not event.style:
            self._warn_of_comment(event)
            return Text(None if value in _NOTHING else value, mark)
        return Text(value, mark)

    def _warn_of_comment(self, event: yaml.ScalarEvent) -> None:
        """Warn of ``see #rules``: without quotes, YAML drops everything from the hash on."""
        end = event.end_mark
        hash_sign = _GLUED_HASH.match(self._text, end.index) if end and event.value else None
        if end and hash_sign:
            mark = Mark(end.line + 1 + self._above, end.column + len(hash_sign[0]))
            remedy = "put the text in quotes if it belongs to it"
            self._reporter.warn(mark, "hash-comment", "YAML drops the rest of the line from '#' on", remedy)

    def _items(self, events: Iterator[yaml.Event], mark: Mark, depth: int) -> Items:
        items: list[Node] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(self._node(event, events, depth + 1))
        return Items(tuple(items), mark)

    def _table(self, events: Iterator[yaml.Event], mark: Mark, depth: int) -> Table:
        entries: dict[str, Entry] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._node(event, events, depth + 1)
            value = self._node(next(events), events, depth + 1)
            self._enter(entries, key, value)
        return Table(entries, mark)

    def _enter(self, entries: dict[str, Entry], key: Node, value: Node) -> None:
        if not isinstance(key, Text) or key.value is None:
            self._reporter.fault(key.mark, "key", "a key must be a plain word", "write 'key: value'")
        elif key.value == "<<":
            self._reporter.fault(key.mark, "merge-key", "'<<' merges another mapping in", "write the keys out")
        elif key.value in entries:
            message = f"the key '{key.value}' is here twice (first in line {entries[key.value].key.line})"
            self._reporter.fault(key.mark, "duplicate-key", message, "keep one of them")
        elif len(entries) >= self._limits.keys:
            message = f"more than {self._limits.keys:,} keys in one mapping"
            self._reporter.stop(key.mark, "too-many-keys", message, "make it a list, or split it")
        else:
            entries[key.value] = Entry(key.mark, value)

    def _mark(self, event: yaml.Event) -> Mark:
        start = event.start_mark
        return Mark(start.line + 1 + self._above, start.column + 1) if start else Mark(1 + self._above, 1)
