"""Plain data that remembers where it was written: what the YAML and JSON readers make, and the schema looks things up in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Mark(NamedTuple):
    """A line and a column of one file, both counted from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar, always text: ``no``, ``012`` and ``12:30`` stay what they are. ``None`` where nothing was written."""

    value: str | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    mark: Mark


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of a mapping, by its place, with what stands under it."""

    key: Mark
    node: Node


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping; its keys are unique texts."""

    entries: Mapping[str, Entry]
    mark: Mark


Node: TypeAlias = Text | Items | Table
Plain: TypeAlias = "str | list[Plain] | dict[str, Plain] | None"
Step: TypeAlias = str | int


def plain(node: Node) -> Plain:
    """Return the data without its places."""
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return {key: plain(entry.node) for key, entry in node.entries.items()}


def mark_of_value(node: Node, path: Sequence[Step]) -> Mark:
    """Return where the value at ``path`` starts, or its nearest ancestor where there is none.

    A list or mapping under a key is found at its key, and so is nothing: that is the word that an author looks for.
    Steps that lead nowhere are skipped, so a path may name things that the schema made up (a lone text taken for a list).
    """
    return descend(node, path)[1]


def _mark_of_entry(entry: Entry) -> Mark:
    return entry.node.mark if isinstance(entry.node, Text) and entry.node.value is not None else entry.key


def mark_of_key(node: Node, path: Sequence[Step]) -> Mark:
    """Return where the key at ``path`` was written, or what :func:`mark_of_value` says where it is not a key."""
    parent, _ = descend(node, path[:-1])
    if isinstance(parent, Table) and path[-1] in parent.entries:
        return parent.entries[str(path[-1])].key
    return mark_of_value(node, path)


def descend(node: Node, path: Sequence[Step]) -> tuple[Node, Mark]:
    """Return the node at ``path``, and what :func:`mark_of_value` says of it."""
    mark = node.mark
    for step in path:
        if isinstance(node, Table) and isinstance(step, str) and step in node.entries:
            entry = node.entries[step]
            node, mark = entry.node, _mark_of_entry(entry)
        elif isinstance(node, Items) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            mark = node.mark
    return node, mark


def marks(node: Node, prefix: str = "") -> dict[str, Mark]:
    """Return every value's place by its dotted path (``articles.0.asks.3``), by the rule of :func:`mark_of_value`."""
    found: dict[str, Mark] = {}
    _collect(node, prefix, found)
    return found


def _collect(node: Node, path: str, found: dict[str, Mark]) -> None:
    found.setdefault(path, node.mark)
    start = f"{path}." if path else ""
    if isinstance(node, Items):
        for number, item in enumerate(node.items):
            _collect(item, f"{start}{number}", found)
    elif isinstance(node, Table):
        for key, entry in node.entries.items():
            found[f"{start}{key}"] = _mark_of_entry(entry)
            _collect(entry.node, f"{start}{key}", found)
