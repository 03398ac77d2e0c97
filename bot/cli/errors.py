"""What ends a command, and the exit code that tells it to scripts (a contract, see ``docs/architecture.md``)."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """The exit codes of every command."""

    FINE = 0
    FAULTS = 1
    """Content or questions have faults, or regress."""
    USAGE = 2
    FAILED = 70
    CONFIGURATION = 78
    INTERRUPTED = 130


class CommandError(Exception):
    """A command cannot go on; the message is one plain sentence for whoever typed it."""

    exit = Exit.FAILED


class WrongUsageError(CommandError):
    """The command line cannot be understood, or names something that cannot be used."""

    exit = Exit.USAGE


class ConfigurationError(CommandError):
    """A folder or a setting is not there."""

    exit = Exit.CONFIGURATION
