"""How far a long task has got, on standard error and only where that is a screen."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.cli.terminal import Terminal


@contextmanager
def progress_of(terminal: Terminal) -> Iterator[Callable[[int, int], None] | None]:
    """Give a function that is told how many are done, and of how many; ``None`` where nobody would see it."""
    if not terminal.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - 60 ms, which a script need not pay
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn  # noqa: PLC0415 - likewise

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=terminal.stderr), transient=True) as bar:
        task = bar.add_task("questions", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
