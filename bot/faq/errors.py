"""The error family of the engine.

::

    FAQError
    └── ContentError      a knowledge base (or questions file) has faults: carries every one of them
    └── UsageError        the caller's arguments are wrong (an empty folder name, a precision of 3)

A fault names the place, what is wrong and what to do, for the author who must act.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bot.faq.articles import Place


class Severity(StrEnum):
    """A ``fault`` keeps a base from being used; a ``warning`` does not."""

    FAULT = "fault"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with the content: where, what, and what to do about it."""

    place: Place
    message: str
    remedy: str
    severity: Severity = Severity.FAULT
    rule: str = ""
    """A short stable name (``duplicate-key``), for tools that read ``check --json``."""

    def below(self, folder: Path) -> Fault:
        """Return the same fault with a path that leads there by way of the folder."""
        return replace(self, place=replace(self.place, path=str(folder / self.place.path)))

    def __str__(self) -> str:
        """``file:line:column: what is wrong: what to do``."""
        mark = "warning: " if self.severity is Severity.WARNING else ""
        return f"{self.place}: {mark}{self.message}; {self.remedy}"


class FAQError(Exception):
    """Base of all errors that the engine raises on purpose."""


class UsageError(FAQError):
    """An argument cannot be used; the message says which and why."""


class ContentError(FAQError):
    """Content has faults. ``faults`` holds all of them, sorted by place; ``str()`` is one line each."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Keep the faults in the order given."""
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))
