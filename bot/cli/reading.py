"""Standard input → questions, one a line, however long the lines are."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from bot.cli.printable import whole_text

if TYPE_CHECKING:
    from collections.abc import Iterator

LINE_CAP = 64_000
"""Characters read of one line; the engine looks at fewer still. A line without an end must not fill the memory."""


def read_lines(stdin: TextIO) -> Iterator[str]:
    """Yield every line without its end, as soon as it is there; what is beyond the cap is skipped."""
    while line := stdin.readline(LINE_CAP):
        rest = line
        while not rest.endswith("\n") and (rest := stdin.readline(LINE_CAP)):
            pass
        yield whole_text(line.rstrip("\r\n"))
