"""``policybot check``: what is wrong with a knowledge base, what could be better, and what is easily confused."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.errors import Exit
from bot.cli.printable import printable
from bot.cli.watching import Watch
from bot.faq.checking import check

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Iterable

    from bot.cli.context import Context
    from bot.faq.checking import Report
    from bot.faq.errors import Fault

EVERY = 1.0
"""Seconds between two looks at the folder."""


def add_arguments(parser: ArgumentParser) -> None:
    """Describe the options of ``check``."""
    parser.add_argument("path", nargs="?", type=Path, help="the folder to check (default: the knowledge folder)")
    parser.add_argument("--json", action="store_true", help="print one JSON object a check")
    parser.add_argument("--watch", action="store_true", help="check again whenever a file changes, until Ctrl-C")


def run(arguments: Namespace, context: Context) -> int:
    """Check once, or again and again."""
    folder = context.folder(arguments.path)
    checking = _Checking(folder, context, as_json=arguments.json)
    if arguments.watch:
        checking.watch(time.sleep)
    return checking.once()


def located(report: Report, folder: Path) -> Report:
    """Return a report whose paths lead from the working directory, so that an editor or a terminal can open them."""
    return replace(report, faults=_under(folder, report.faults), warnings=_under(folder, report.warnings))


def _under(folder: Path, faults: Iterable[Fault]) -> tuple[Fault, ...]:
    return tuple(replace(fault, place=replace(fault.place, path=printable(str(folder / fault.place.path)))) for fault in faults)


class _Checking:
    """One run of the command."""

    def __init__(self, folder: Path, context: Context, *, as_json: bool) -> None:
        self._folder, self._context, self._as_json = folder, context, as_json

    def once(self) -> int:
        """Check, print, and return the exit code."""
        report = check(self._folder, today=self._context.today(), state=self._context.state())
        terminal = self._context.terminal
        if self._as_json:
            terminal.put_json(json.dumps(report.to_json()))
        else:
            terminal.show_as_is(located(report, self._folder).as_lines())
            counted = self._context.wording().counted
            terminal.say(f"{counted(len(report.faults), 'fault')}, {counted(len(report.warnings), 'warning')}")
        return Exit.FAULTS if report.faults else Exit.FINE

    def watch(self, pause: Callable[[float], None]) -> None:
        """Check now and after every change; only an interrupt ends it."""
        watch = Watch(self._folder)
        self.once()
        while True:
            pause(EVERY)
            if changed := watch.changed_files():
                if not self._as_json:
                    files = self._context.wording().counted(changed, "file")
                    self._context.terminal.say(f"checking again: {files} changed")
                self.once()
