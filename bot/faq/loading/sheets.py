"""A file that was read and checked by itself, before anything is known of the other files."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.faq.articles import Place
from bot.faq.errors import Severity
from bot.faq.loading.nodes import Mark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.faq.errors import Fault
    from bot.faq.loading.shapes import Kind, Shape


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one file holds, as far as it is valid, with the places of its values and what is wrong with the rest.

    ``marks`` go by dotted path (``articles.0.asks.3``). ``claims`` are ids of articles that stand in the file but are not valid,
    so that a link to one of them is no second fault; ``None`` where not even the ids can be read.
    """

    path: str
    kind: Kind
    shape: Shape
    marks: Mapping[str, Mark] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    claims: frozenset[str] | None = frozenset()

    @property
    def valid(self) -> bool:
        """Whether nothing worse than a warning was found."""
        return not any(fault.severity is Severity.FAULT for fault in self.faults)

    def place(self, path: str) -> Place:
        """Return the place of the value at a dotted path, or of its nearest ancestor that has one."""
        while path not in self.marks and path:
            path = path.rpartition(".")[0]
        return Place(self.path, *self.marks.get(path, Mark(1, 1)))
