"""The screen: the only place of the command line that reads and writes. What it is given as text, it makes harmless first."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, TextIO

from bot.cli.printable import printable, whole_text
from bot.cli.spans import Emphasis, plain, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.cli.spans import Line

WIDEST = 100
"""Columns of a paragraph, however wide the window: longer lines are hard to read."""

NARROWEST = 20
"""Below this a window is too small to wrap for; a size of 0 is what some serial consoles report."""

LINE_CAP = 64_000
"""Characters read of one line; the engine looks at fewer still. A line without an end must not fill the memory."""

_CODES = {Emphasis.STRONG: "\x1b[1m{}\x1b[22m", Emphasis.FAINT: "\x1b[2m{}\x1b[22m", Emphasis.PLAIN: "{}"}
_MARKS = {Emphasis.STRONG: "**{}**", Emphasis.FAINT: "{}", Emphasis.PLAIN: "{}"}


class Terminal:
    """Standard input, output and error, and what they can show."""

    def __init__(self, stdin: TextIO, stdout: TextIO, stderr: TextIO, environ: Mapping[str, str]) -> None:
        self.stdin, self.stdout, self.stderr = stdin, stdout, stderr
        self._environ = environ
        _reconfigure(stdout, errors="replace")
        _reconfigure(stderr, errors="backslashreplace")
        if stdin.isatty():
            _reconfigure(stdin, errors="replace")
        else:  # a file or a pipe: UTF-8 whatever the locale says, and a line ends where the line feed is
            _reconfigure(stdin, errors="replace", encoding="utf-8-sig", newline="\n")

    @property
    def reads_a_person(self) -> bool:
        """Whether someone types the questions."""
        return self.stdin.isatty()

    @property
    def shows_a_person(self) -> bool:
        """Whether standard output is a screen, not a pipe or a file."""
        return self.stdout.isatty()

    @property
    def coloured(self) -> bool:
        """Whether emphasis may be made with escape sequences (see https://no-color.org)."""
        return self.shows_a_person and not self._environ.get("NO_COLOR") and self._environ.get("TERM", "") not in {"", "dumb"}

    def lines(self) -> Iterator[str]:
        """Yield every line of standard input without its end, as soon as it is there; what is beyond the cap is skipped."""
        while line := self.stdin.readline(LINE_CAP):
            rest = line
            while not rest.endswith("\n") and (rest := self.stdin.readline(LINE_CAP)):
                pass
            yield whole_text(line.rstrip("\r\n"))

    def show(self, *lines: Line, wrapped: bool = True) -> None:
        """Write lines to standard output; where it is a screen, ``wrapped`` between words (tables are not)."""
        width = self._width() if wrapped and self.shows_a_person else 0
        for line in lines:
            for piece in wrap(line, width) if width else [line]:
                self.stdout.write(self.render(piece) + "\n")
        self.stdout.flush()

    def say(self, *texts: str) -> None:
        """Write plain lines to standard output."""
        self.show(*map(plain, texts))

    def show_as_is(self, texts: Iterable[str]) -> None:
        """Write plain lines to standard output and never wrap them: tables, and lines that editors read."""
        self.show(*map(plain, texts), wrapped=False)

    def warn(self, texts: Iterable[str]) -> None:
        """Write plain lines to standard error, which a pipe does not take along."""
        for text in texts:
            self.stderr.write(printable(text) + "\n")
        self.stderr.flush()

    def put_json(self, text: str) -> None:
        """Write a line for programs. ASCII, as ``json.dumps`` makes it, and without DEL, which JSON leaves alone."""
        self.stdout.write(text.replace("\x7f", "\\u007f") + "\n")
        self.stdout.flush()

    def put_text(self, text: str) -> None:
        """Write a text for programs as it is, in UTF-8 where it goes into a file or a pipe."""
        if not self.shows_a_person:
            _reconfigure(self.stdout, encoding="utf-8", newline="")
        self.stdout.write(text)
        self.stdout.flush()

    def put_row(self, cells: Iterable[str]) -> None:
        """Write a line for programs that cut at tabs."""
        self.stdout.write("\t".join(map(printable, cells)) + "\n")
        self.stdout.flush()

    def render(self, line: Line) -> str:
        """Return a line as it is written: texts made harmless, emphasis as codes or as Discord's own marks."""
        marks = _CODES if self.coloured else _MARKS
        return "".join(marks[span.emphasis].format(printable(span.text)) for span in line)

    def _width(self) -> int:
        width = min(shutil.get_terminal_size().columns, WIDEST)
        return width if width >= NARROWEST else 0


def _reconfigure(stream: TextIO, **how: str) -> None:
    """Let a character that a stream cannot hold become another: a reply with a question mark in it beats none."""
    reconfigure = getattr(stream, "reconfigure", None)  # files have it, a test's StringIO does not
    if reconfigure is not None:
        reconfigure(**how)
