"""Options that several commands have, and the values that they take."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentTypeError
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser

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
