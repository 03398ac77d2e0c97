"""Options that several commands have, the values that they take, and the files that they name."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentTypeError
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.errors import WrongUsageError

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from os import PathLike

PRECISION = 0.95
"""Share of answers that shall be right, where a person asks the bot and nobody said otherwise."""


def add_precision(parser: ArgumentParser) -> None:
    """Describe ``--precision``, which every command has that asks questions."""
    parser.add_argument(
        "--precision",
        metavar="P",
        type=_precision,
        default=PRECISION,
        help=f"share of answers that shall be right, between 0 and 1 (default {PRECISION}); higher declines more",
    )


def _precision(text: str) -> float:
    try:
        precision = float(text)
    except ValueError:
        precision = 0.0
    if not 0 < precision < 1:
        raise ArgumentTypeError(f"'{text}' is no share between 0 and 1, such as {PRECISION}")
    return precision


def day(text: str) -> dt.date:
    """Return a day given as ``YYYY-MM-DD``."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"'{text}' is no day; write it as 2026-08-31") from None


def write_new(path: str | PathLike[str], text: str, *, replace: bool = False) -> None:
    """Write a file, and never over another one unless ``replace`` says so.

    Raises:
        WrongUsageError: it cannot be written; says why.
    """
    try:
        with Path(path).open("w" if replace else "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL in it
        why = (getattr(error, "strerror", None) or str(error)).lower()
        raise WrongUsageError(f"{path} cannot be written: {why}") from error


def make_folders(folder: Path) -> None:
    """Make a folder, and those above it, where they are not there.

    Raises:
        WrongUsageError: they cannot be made; says why.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongUsageError(f"{folder} cannot be made: {(error.strerror or 'unknown reason').lower()}") from error
