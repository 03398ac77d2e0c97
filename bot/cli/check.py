"""``policybot check``: what is wrong with a knowledge base, what could be better, and what is easily confused."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.errors import Exit
from bot.faq.checking import check
from bot.faq.errors import ContentError
from bot.faq.loading.limits import DEFAULTS
from bot.faq.loading.snapshot import take_snapshot

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterable

    from bot.cli.context import Context
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
    watch = Watch(folder) if arguments.watch else None
    code = _check(folder, context, as_json=arguments.json)
    while watch:
        time.sleep(EVERY)
        if changed := watch.changed_files():
            if not arguments.json:
                context.terminal.say(f"checking again: {context.wording().counted(changed, 'file')} changed")
            _check(folder, context, as_json=arguments.json)
    return code


def _check(folder: Path, context: Context, *, as_json: bool) -> int:
    """Check, print, and return the exit code."""
    report = check(folder, today=context.today(), state=context.state(), semantic=context.semantic())
    if as_json:
        context.terminal.put_json(json.dumps(report.to_json()))
    else:
        told = replace(report, faults=_below(folder, report.faults), warnings=_below(folder, report.warnings))
        context.terminal.show_as_is(told.as_lines())
        counted = context.wording().counted
        context.terminal.say(f"{counted(len(report.faults), 'fault')}, {counted(len(report.warnings), 'warning')}")
    return Exit.FAULTS if report.faults else Exit.FINE


def _below(folder: Path, faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Return faults whose paths lead from the working directory, so that an editor or a terminal can open them."""
    return tuple(fault.below(folder) for fault in faults)


class Watch:
    """Remembers a folder's content as it was at the last look."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: dict[str, str] = {}
        self.changed_files()

    def changed_files(self) -> int:
        """Return how many files were added, changed, removed or refused since the last look.

        A folder that is gone, or being written to right now, is as it was: the next look will tell.
        """
        try:
            found = take_snapshot(self._folder, DEFAULTS)
        except (ContentError, OSError):
            return 0
        before, paths = self._seen, [file.path for file, _ in found.files]
        self._seen = dict(zip(paths, found.hashes, strict=True)) | {fault.place.path: fault.rule for fault in found.faults}
        return len({path for path, _ in before.items() ^ self._seen.items()})
