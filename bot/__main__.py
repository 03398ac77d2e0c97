"""``policybot`` and ``python -m bot``: read the command line, run the command, return its exit code."""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import os
import sys
from typing import TYPE_CHECKING, TextIO, cast

from bot.cli.arguments import help_text, read_arguments
from bot.cli.context import Context
from bot.cli.errors import Exit
from bot.cli.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code. Nothing is raised: every failure has a sentence and a code."""
    # numpy's linear algebra starts a thread a core, which costs 0.1 s and is never used here. It reads this when imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # A base is built of some hundred thousand small objects that all stay: looking through them for garbage costs 0.1 s and finds none.
    gc.set_threshold(200_000, 20, 20)
    terminal = Terminal(_open(sys.stdin, "r"), _open(sys.stdout, "w"), _open(sys.stderr, "w"), os.environ)
    try:
        return _run(sys.argv[1:] if argv is None else argv, terminal)
    except KeyboardInterrupt:
        terminal.warn([""])  # the shell's prompt shall not stand behind the ^C
        return Exit.INTERRUPTED
    except BrokenPipeError:  # whoever read our output has seen enough (``| head``)
        _drop_output()
        return Exit.FINE
    except Exception as error:  # noqa: BLE001 - the last resort: whoever typed a command gets a sentence, not a traceback
        from bot.cli.failing import report  # noqa: PLC0415 - it imports the engine's errors, which --help need not

        code: int = Exit.FAILED
        with contextlib.suppress(OSError):  # standard error may be full too
            code = report(error, terminal, os.environ)
        if isinstance(error, OSError):
            _drop_output()
        return code


def _run(argv: Sequence[str], terminal: Terminal) -> int:
    try:
        request = read_arguments(argv)
    except SystemExit as done:  # argparse has printed the help or the version
        return int(done.code or 0)
    if request.command is None:
        terminal.say(*help_text().splitlines())
        return Exit.FINE
    context = Context(terminal, os.environ, _today, request.knowledge)
    code: int = request.command.run(request.options, context)
    return code


def _today() -> dt.date:
    """Return the day where the machine stands, which is the reader's day."""
    return dt.datetime.now().astimezone().date()


def _open(stream: TextIO | None, mode: str) -> TextIO:
    """Return a standard stream, or one that leads nowhere in place of one that was closed before we began (``>&-``)."""
    return cast("TextIO", open(os.devnull, mode, encoding="utf-8")) if stream is None else stream  # noqa: PTH123 - kept open


def _drop_output() -> None:
    """Forget what could not be written: the interpreter would try once more when it closes, and complain."""
    with contextlib.suppress(OSError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
