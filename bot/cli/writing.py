"""Text → a file that someone named on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.errors import WrongUsageError

if TYPE_CHECKING:
    from os import PathLike


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
