"""Where a file's faults gather while it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.faq.articles import Place
from bot.faq.errors import Fault, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable


class Reporter:
    """Collects the faults and warnings of one file, at most ``most`` of them, never two faults at one spot and rule."""

    def __init__(self, path: str, most: int) -> None:
        self.path = path
        self._most = most
        self._found: dict[tuple[int, int, str, str], Fault] = {}

    @property
    def found(self) -> tuple[Fault, ...]:
        """Everything reported so far, in the order of reporting."""
        return tuple(self._found.values())

    @property
    def faulty(self) -> bool:
        """Whether anything worse than a warning was reported."""
        return any(fault.severity is Severity.FAULT for fault in self._found.values())

    @property
    def full(self) -> bool:
        """Whether the cap is reached: nothing more is taken in, so nothing more need be looked for."""
        return len(self._found) > self._most

    def fault(self, mark: tuple[int, int], rule: str, message: str, remedy: str) -> None:
        """Report what keeps the base from being used."""
        self._add(mark, rule, message, remedy, Severity.FAULT)

    def warn(self, mark: tuple[int, int], rule: str, message: str, remedy: str) -> None:
        """Report what an author should look at."""
        self._add(mark, rule, message, remedy, Severity.WARNING)

    def marks(self) -> frozenset[tuple[int, int]]:
        """Return where faults were reported so far: what a later stage finds there would be their echo."""
        return frozenset((line, column) for line, column, _, _ in self._found)

    def _add(self, mark: tuple[int, int], rule: str, message: str, remedy: str, severity: Severity) -> None:
        if self.full:
            return
        if len(self._found) == self._most:
            rule, message, remedy = "too-many-faults", f"more than {self._most} faults in one file", "mend these first"
            severity = Severity.FAULT
        fault = Fault(Place(self.path, *mark), message, remedy, severity, rule)
        self._found.setdefault((*mark, rule, message), fault)


def by_place(fault: Fault) -> tuple[str, int, int, str, str]:
    """Sort key: path, line, column, then what is wrong, so that equal content gives an equal list."""
    return fault.place.path, fault.place.line, fault.place.column, fault.rule, fault.message


def sorted_faults(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Return the faults by place."""
    return tuple(sorted(faults, key=by_place))
