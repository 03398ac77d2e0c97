"""``policybot chat``: a conversation in the terminal, or with whatever is at the other end of a pipe."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING

from bot.cli.errors import Exit
from bot.cli.options import add_precision
from bot.cli.printable import printable
from bot.cli.spans import BLANK, faint, plain, strong
from bot.cli.talking import Talk
from bot.desk.reloading import reload, short
from bot.faq import ContentError, load_last_good
from bot.faq.gating import run_gate

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from bot.cli.context import Context
    from bot.cli.spans import Line
    from bot.cli.terminal import Terminal
    from bot.faq import FAQ
    from bot.faq.articles import KnowledgeBase
    from bot.wording import Wording

PROMPT = "> "
EXAMPLES = 3

KEPT = 1_000
"""Lines of the history."""


def add_arguments(parser: ArgumentParser) -> None:
    """Describe the options of ``chat``."""
    add_precision(parser)


def run(arguments: Namespace, context: Context) -> int:
    """Talk until whoever types has enough."""
    terminal, wording = context.terminal, context.wording()
    faq = _open(context)
    anew = partial(reload, load=context.faq, gate=run_gate)
    talk = Talk(faq, wording, precision=arguments.precision, today=context.today, reload=anew)
    if not terminal.reads_a_person:
        return _answer_all(talk, terminal.lines(), terminal)
    terminal.show(*greeting(faq.base, wording), BLANK)
    with history(context.state() / "chat_history") as remember:
        return _answer_all(talk, _typed(terminal, remember), terminal)


def _open(context: Context) -> FAQ:
    """Load the base in force; while its files have faults, the last good version answers and the faults are told."""
    try:
        return context.faq()
    except ContentError as error:
        kept = load_last_good(context.folder(), state=context.state(), today=context.today(), semantic=context.semantic())
        if kept is None:
            raise
        context.terminal.warn([*map(str, error.faults), context.wording().say("terminal.last_good", version=short(kept.version))])
        return kept


def greeting(base: KnowledgeBase, wording: Wording) -> Iterator[Line]:
    """Yield what a newcomer sees first."""
    yield strong(f"{base.name}: {wording.counted(len(base.live), 'article')}.")
    yield plain("Ask in your own words, for example:")
    examples = base.examples or tuple(article.title for article in base.live)
    yield from (plain(f"  {example}") for example in examples[:EXAMPLES])
    yield faint("/help shows what else you can type; Ctrl-D leaves.")


def _answer_all(talk: Talk, lines: Iterable[str], terminal: Terminal) -> int:
    for line in lines:
        reply = talk.take(line)
        if reply is None:
            break
        if reply.lines:
            terminal.show(*reply.lines, BLANK)
    return Exit.FINE


def _typed(terminal: Terminal, remember: Callable[[str], None]) -> Iterator[str]:
    """Yield what a person types, until they have had enough."""
    while True:
        try:
            line = _prompted(terminal)
        except EOFError:
            terminal.say("")  # the shell's prompt shall not stand behind ours
            return
        remember(line)
        yield line


def _prompted(terminal: Terminal) -> str:
    """Ask for a line. With standard output in a file, the prompt goes to the screen all the same."""
    if terminal.shows_a_person:
        return input(PROMPT)
    terminal.stderr.write(PROMPT)
    terminal.stderr.flush()
    return input()


@contextlib.contextmanager
def history(file: Path) -> Iterator[Callable[[str], None]]:
    """Let lines be edited, and give a function that remembers one. A terminal without either is a terminal all the same."""
    try:
        import readline  # noqa: PLC0415 - Windows has none, nor have some Pythons; lines are edited by its being imported
    except ImportError:
        yield lambda _: None
        return
    # A pasted question of several lines arrives as one; kept as it is, it would come back as several.
    readline.set_auto_history(False)
    with contextlib.suppress(OSError, ValueError):
        readline.read_history_file(file)
    try:
        yield lambda line: readline.add_history(printable(line.strip())) if line.strip() else None
    finally:
        readline.set_history_length(KEPT)
        with contextlib.suppress(OSError, ValueError):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)  # questions are nobody else's business
            readline.write_history_file(file)
