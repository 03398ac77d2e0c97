"""YAML text → where each of its values stands, and what to put in its place to change one: all else keeps its bytes.

Nothing is dumped anew. The places are those of PyYAML's nodes, so comments, order, quotes and line ends stay as their author wrote them.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple, cast

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN = re.compile(r"\d{4}(?:-\d\d){0,2}|[^\W\d_](?:[\w ,.'()/+%$?!;-]*[\w.)?!])?")
Entry = dict[str, "str | list[str]"]
"""A mapping of texts and lists of texts, to be written."""

_SPECIAL = frozenset({"null", "yes", "no", "true", "false", "on", "off", "y", "n"})
"""Words that YAML takes for something else than text."""


class Splice(NamedTuple):
    """Text that takes the place of what stands in ``[start, end)``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A YAML value and where it stands, without the blanks behind it. ``inline``: it is written in brackets, or within some."""

    start: int
    end: int
    column: int
    inline: bool
    items: tuple[Spot, ...] | None = None
    """Of a list."""
    entries: Mapping[str, tuple[Spot, Spot]] = field(default_factory=dict)
    """Of a mapping: its keys and values."""


def apply(text: str, splices: Iterable[Splice]) -> str:
    """Return the text with every splice made. They must not overlap."""
    for start, end, new in sorted(splices, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def spots(text: str) -> Spot:
    """Return the root of a YAML text that was loaded without faults."""
    return _spot(cast("yaml.Node", yaml.compose(text, Loader=PARSER)), text, inline=False)


def _spot(node: yaml.Node, text: str, *, inline: bool) -> Spot:
    start, end = node.start_mark, node.end_mark.index
    inline = inline or bool(getattr(node, "flow_style", False))
    if isinstance(node, yaml.ScalarNode):
        end = start.index + len(text[start.index : end].rstrip())  # a block's mark stands behind the blank lines after it
        return Spot(start.index, end, start.column, inline)
    if isinstance(node, yaml.SequenceNode):
        items = [_spot(one, text, inline=inline) for one in node.value]
        return Spot(start.index, end if inline or not items else items[-1].end, start.column, inline, tuple(items))
    entries = {key.value: (_spot(key, text, inline=inline), _spot(value, text, inline=inline)) for key, value in node.value}
    last = next(reversed(entries.values()))[1].end if entries and not inline else end
    return Spot(start.index, last, start.column, inline, None, entries)


def scalar(text: str, *, inline: bool) -> str:
    """Return one line of text as YAML: plain where nothing in it can be taken for anything else."""
    if not inline and _PLAIN.fullmatch(text) and text.casefold() not in _SPECIAL:
        return text
    return quoted(text)


def quoted(text: str) -> str:
    """Return a text as a YAML scalar in double quotes, which JSON's are too."""
    return json.dumps(text, ensure_ascii=False)


def change_text(source: str, at: Spot, new: str, *, indent: int) -> Splice:
    """Put another text in a scalar's place; several lines become a block, ``indent`` blanks deep, where one can stand."""
    alone = not source[at.end : _line_end(source, at.end)].strip()
    if "\n" not in new:
        return Splice(at.start, at.end, scalar(new, inline=at.inline))
    if at.inline or not alone or new[0].isspace():
        return Splice(at.start, at.end, quoted(new))
    lines = (" " * indent + line if line else "" for line in new.split("\n"))
    return Splice(at.start, at.end, "|-\n" + "\n".join(lines))


def change_key(source: str, table: Spot, key: str, new: str | None, *, after: str) -> Splice:
    """Let a mapping have one word under a key, or not have the key; one that is not there comes behind another."""
    if key not in table.entries:
        return _behind(source, table, after, f'"{key}": {quoted(new or "")}', [f"{key}: {new}"])
    name, value = table.entries[key]
    if new is None and not table.inline:
        return _without_lines(source, replace(value, start=name.start))
    return Splice(value.start, value.end, scalar(new or "live", inline=table.inline))


def change_list(source: str, table: Spot, key: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Splice]:
    """Turn the texts under a key of an article or of a passage from ``old`` into ``new``, whether the key is there or not."""
    if old == new:
        return
    if key not in table.entries:
        lines = [f"{key}:", *(f"  - {scalar(text, inline=False)}" for text in new)]
        yield _behind(source, table, "text" if "text" in table.entries else "asks", f'"{key}": {_bracketed(new)}', lines)
        return
    name, at = table.entries[key]
    if not old or at.items is None:  # nothing, [] or a lone text
        start = at.start if at.start < at.end else source.index(":", name.end) + 1
        yield Splice(start, max(start, at.end), " " * (at.start == at.end) + _bracketed(new))
    elif not new:
        yield from _emptied(source, name, at)
    elif at.inline:
        spans = [(item.start, item.end) for item in at.items]
        yield from change_row(spans, old, new, [scalar(text, inline=True) for text in new], ", ")
    else:
        yield from _change_block(source, at, old, new)


def change_row(
    spans: Sequence[tuple[int, int]], old: Sequence[str], new: Sequence[str], written: Sequence[str], separator: str
) -> Iterator[Splice]:
    """Turn texts that stand side by side at ``spans`` from ``old`` into ``new``, ``written`` like that. Neither may be empty."""
    for step in _steps(old, new):
        yield from (Splice(*spans[i], written[j]) for i, j in step.replaced)
        first, behind = step.removed.start, step.removed.stop
        if step.removed:
            yield Splice(spans[first - 1][1], spans[behind - 1][1], "") if first else Splice(spans[0][0], spans[behind][0], "")
        if step.added:
            added = [written[j] for j in step.added]
            at = spans[first - 1][1] if first else spans[0][0]
            yield Splice(at, at, separator.join(["", *added] if first else [*added, ""]))


def _change_block(source: str, at: Spot, old: Sequence[str], new: Sequence[str]) -> Iterator[Splice]:
    """Do the same with the items of a list that has a line for each."""
    items, dash = at.items or (), " " * at.column + "- "
    for step in _steps(old, new):
        yield from (Splice(items[i].start, items[i].end, scalar(new[j], inline=False)) for i, j in step.replaced)
        yield from (_without_lines(source, items[i]) for i in step.removed)
        if step.added:
            lines = [dash + scalar(new[j], inline=False) for j in step.added]
            first = step.removed.start
            at_end = _line_end(source, items[first - 1].end) if first else source.rfind("\n", 0, items[0].start) + 1
            yield Splice(at_end, at_end, "\n".join(["", *lines] if first else [*lines, ""]))


class _Step(NamedTuple):
    """Where two lists differ: items that give their place to others, and behind these some that go or some that come."""

    replaced: Sequence[tuple[int, int]]
    removed: range
    added: range


def _steps(old: Sequence[str], new: Sequence[str]) -> Iterator[_Step]:
    for what, i, i_end, j, j_end in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if what != "equal":
            both = min(i_end - i, j_end - j)
            replaced = [(i + number, j + number) for number in range(both)]
            yield _Step(replaced, range(i + both, i_end), range(j + both, j_end))


def _emptied(source: str, name: Spot, at: Spot) -> Iterator[Splice]:
    if at.inline:
        yield Splice(at.start, at.end, "[]")
        return
    colon = source.index(":", name.end) + 1
    yield Splice(colon, colon, " []")
    yield from (_without_lines(source, item) for item in at.items or ())


def _behind(source: str, table: Spot, after: str, inline: str, lines: Iterable[str]) -> Splice:
    """Add a key and its value behind another key's: in braces as ``inline``, else as ``lines``."""
    end = table.entries[after][1].end
    if table.inline:
        return Splice(end, end, f", {inline}")
    end = _line_end(source, end)
    return Splice(end, end, "".join(f"\n{' ' * table.column}{line}" for line in lines))


def added_entries(source: str, at: Spot, entries: Sequence[Entry]) -> Splice:
    """Add mappings to a list that has a line for each and is not empty."""
    end = _line_end(source, (at.items or ())[-1].end)
    return Splice(end, end, "".join(f"\n{line}" for line in written_entries(entries, at.column)))


def written_entries(entries: Sequence[Entry], column: int) -> Iterator[str]:
    """Yield the lines of a list of mappings that starts in a column."""
    for entry in entries:
        for number, (key, value) in enumerate(entry.items()):
            start = " " * column + ("  " if number else "- ") + key + ":"
            if isinstance(value, str):
                yield f"{start} {scalar(value, inline=False)}"
            elif len(value) == 1:
                yield f"{start} {_bracketed(value)}"
            else:
                yield from (start, *(f"{' ' * column}    - {scalar(text, inline=False)}" for text in value))


def _bracketed(texts: Sequence[str]) -> str:
    return f"[{', '.join(scalar(text, inline=True) for text in texts)}]"


def _without_lines(source: str, at: Spot) -> Splice:
    end = _line_end(source, at.end)
    return Splice(source.rfind("\n", 0, at.start) + 1, end + len(source[end : end + 1]), "")


def _line_end(source: str, offset: int) -> int:
    end = source.find("\n", offset)
    return len(source) if end < 0 else end
