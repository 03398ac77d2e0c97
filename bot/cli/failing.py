"""An exception → a sentence on standard error and an exit code."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

import bot
from bot.cli.errors import CommandError, Exit
from bot.faq.errors import ContentError, UsageError
from bot.records.values import RecordsError, StorageRefusedError
from bot.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.cli.terminal import Terminal

_EXITS = {UsageError: Exit.USAGE, RecordsError: Exit.FAILED, StorageRefusedError: Exit.CONFIGURATION}


def report(error: Exception, terminal: Terminal, environ: Mapping[str, str]) -> int:
    """Tell what ended a command, and return the exit code.

    Only what nobody foresaw gets a traceback, and only with ``POLICYBOT_DEBUG=1``: it helps those who mend the program alone.
    """
    if isinstance(error, CommandError | UsageError | RecordsError):
        terminal.warn([f"policybot: {error}"])
        return error.exit if isinstance(error, CommandError) else _EXITS[type(error)]
    if isinstance(error, ContentError):
        terminal.warn([*map(str, error.faults), _summary(error)])
        return Exit.FAULTS
    if environ.get("POLICYBOT_DEBUG") == "1":
        terminal.warn("".join(traceback.format_exception(error)).splitlines())
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    ours = (
        f"policybot: something went wrong inside ({what}); please report this line together with what you typed, "
        f"and that you have version {bot.__version__} (POLICYBOT_DEBUG=1 shows where it happened)"
    )
    terminal.warn([f"policybot: a file or the output could not be used: {error}" if isinstance(error, OSError) else ours])
    return Exit.FAILED


def _summary(error: ContentError) -> str:
    """Return how much is wrong, and what to do next."""
    faults = [fault for fault in error.faults if fault.severity == "fault"]
    files = {fault.place.path for fault in faults}
    counted = Wording.load().counted
    return f"policybot: {counted(len(faults), 'fault')} in {counted(len(files), 'file')}; mend them, then try again"
