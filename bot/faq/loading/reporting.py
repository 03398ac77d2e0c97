"""How faults are made, and where those of one file gather while it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from bot.faq.articles import Place
from bot.faq.errors import Fault, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable


def fault(place: Place, rule: str, message: str, remedy: str) -> Fault:
    """Return what keeps the base from being used."""
    return Fault(place, message, remedy, Severity.FAULT, rule)


def warning(place: Place, rule: str, message: str, remedy: str) -> Fault:
    """Return what an author should look at."""
    return Fault(place, message, remedy, Severity.WARNING, rule)


class StopReadingError(Exception):
    """The rest of a file or a line cannot be read; why has been reported."""


class Reporter:
    """Collects the faults and the warnings of one file, each at most ``most``, and never the same one twice at one spot."""

    def __init__(self, path: str, most: int) -> None:
        self.path = path
        self._most = most
        self._faults: dict[tuple[int, int, str, str], Fault] = {}
        self._warnings: dict[tuple[int, int, str, str], Fault] = {}

    @property
    def found(self) -> tuple[Fault, ...]:
        """Everything reported so far, faults first."""
        return (*self._faults.values(), *self._warnings.values())

    @property
    def faulty(self) -> bool:
        """Whether anything worse than a warning was reported."""
        return bool(self._faults)

    @property
    def full(self) -> bool:
        """Whether there are so many faults that no more need be looked for."""
        return len(self._faults) > self._most

    def fault(self, mark: tuple[int, int], rule: str, message: str, remedy: str) -> None:
        """Report what keeps the base from being used. The last one that fits says that there are more."""
        if len(self._faults) == self._most:
            rule, message, remedy = "too-many-faults", f"more than {self._most} faults in one file", "mend the others first"
        if not self.full:
            told = fault(Place(self.path, *mark), rule, _one_line(message), _one_line(remedy))
            self._faults.setdefault((*mark, rule, message), told)

    def stop(self, mark: tuple[int, int], rule: str, message: str, remedy: str) -> NoReturn:
        """Report what makes the rest unreadable, and leave it.

        Raises:
            StopReadingError: always.
        """
        self.fault(mark, rule, message, remedy)
        raise StopReadingError

    def warn(self, mark: tuple[int, int], rule: str, message: str, remedy: str) -> None:
        """Report what an author should look at. Those beyond the cap are dropped: they keep nothing from being used."""
        if len(self._warnings) < self._most:
            told = warning(Place(self.path, *mark), rule, _one_line(message), _one_line(remedy))
            self._warnings.setdefault((*mark, rule, message), told)

    def marks(self) -> frozenset[tuple[int, int]]:
        """Return where faults were reported so far: what a later stage finds there would be their echo."""
        return frozenset((line, column) for line, column, _, _ in self._faults)


def _one_line(text: str) -> str:
    """Return what was quoted from a file so that a fault stays one line."""
    return text.replace("\n", "\\n")


def sorted_faults(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Return the faults by path, line, column, then what is wrong, so that equal content gives an equal list."""
    return tuple(sorted(faults, key=lambda each: (each.place.path, each.place.line, each.place.column, each.rule, each.message)))
