"""Plain data that remembers where it was written: what the readers of YAML and JSON make.

Places are kept as the readers meet them, one after another, and put beside their values only when somebody asks for one: that is
when something is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain] | None"
"""A scalar is always text: ``no``, ``012`` and ``12:30`` stay what they are. ``None`` is where nothing was written."""

Path: TypeAlias = tuple[str | int, ...]
"""Keys and numbers that lead from the root to a value: ``("articles", 0, "asks", 3)``."""


Spot: TypeAlias = tuple[int, int]
"""A line and a column of one file, both counted from 1."""

KEY, VALUE = -1, -2
"""End a path that leads to a key, or to where a value begins that is found at its key."""


class Mark(NamedTuple):
    """A spot whose parts have names."""

    line: int
    column: int


START = Mark(1, 1)


@dataclass(frozen=True)
class Tree:
    """Data, and the mark of each of its values in the order of the file; in a mapping each key's mark comes before its value's."""

    data: Plain
    marks: Sequence[Spot]
    rows: Mapping[int, Spot] = field(default_factory=dict)
    """The marks of mappings that are entries of a list, by their :func:`id`: those of articles and passages are always needed."""
    root: Path = ()
    """Where the data belong, of which they may be a part."""

    @cached_property
    def places(self) -> dict[Path, Spot]:
        """The place of every value by its path: a list, a mapping or nothing under a key is found at its key, for which authors look."""
        found: dict[Path, Spot] = {}
        _collect(self.data, self.root, iter(self.marks), found)
        return found

    def key(self, path: Path) -> Spot:
        """Return where the key at a path was written."""
        return self.places.get((*path, KEY)) or nearest(self.places, path)

    def start(self, path: Path) -> Spot:
        """Return where the value at a path begins, even if it has a key."""
        return self.places.get((*path, VALUE)) or nearest(self.places, path)


def _collect(data: Plain, path: Path, marks: Iterator[Spot], places: dict[Path, Spot]) -> None:
    mark = next(marks)
    if isinstance(data, str) or path not in places:
        places[path] = mark
    else:
        places[*path, VALUE] = mark
    if isinstance(data, list):
        for number, item in enumerate(data):
            _collect(item, (*path, number), marks, places)
    elif isinstance(data, dict):
        for key, value in data.items():
            places[*path, key] = places[*path, key, KEY] = next(marks)
            _collect(value, (*path, key), marks, places)


def nearest(places: Mapping[Path, Spot], path: Path) -> Spot:
    """Return the place of the value at a path, or of what it would stand in."""
    while path and path not in places:
        path = path[:-1]
    return places.get(path, START)
