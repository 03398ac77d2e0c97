"""``policybot chat``: a conversation in the terminal, or with whatever is at the other end of a pipe."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bot.cli.errors import Exit
from bot.cli.history import History
from bot.cli.opening import open_knowledge
from bot.cli.options import add_precision
from bot.cli.reading import read_lines
from bot.cli.spans import BLANK, faint, plain, strong
from bot.cli.talking import Talk
from bot.faq import ContentError, load_last_good
from bot.faq.gating import run_gate
from bot.reloading import reload, short

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

    from bot.cli.context import Context
    from bot.cli.spans import Line
    from bot.cli.terminal import Terminal
    from bot.faq import FAQ
    from bot.faq.articles import KnowledgeBase
    from bot.wording import Wording

PROMPT = "> "
EXAMPLES = 3


def add_arguments(parser: ArgumentParser) -> None:
    """Describe the options of ``chat``."""
    add_precision(parser)


def run(arguments: Namespace, context: Context) -> int:
    """Talk until whoever types has enough."""
    terminal = context.terminal
    faq = _open(context)
    anew = partial(reload, load=partial(open_knowledge, context), gate=run_gate)
    wording = context.wording()
    talk = Talk(faq, wording, precision=arguments.precision, today=context.today, reload=anew)
    if not terminal.reads_a_person:
        return _answer_all(talk, read_lines(terminal.stdin), terminal)
    terminal.show(*greeting(faq.base, wording), BLANK)
    with History(context.state() / "chat_history") as history:
        return _answer_all(talk, _typed(terminal, history), terminal)


def _open(context: Context) -> FAQ:
    """Load the base in force; while its files have faults, the last good version answers and the faults are told."""
    try:
        return open_knowledge(context)
    except ContentError as error:
        kept = load_last_good(context.folder(), state=context.state(), today=context.today())
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


def _answer_all(talk: Talk, lines: Iterator[str], terminal: Terminal) -> int:
    for line in lines:
        turn = talk.take(line)
        if turn.leaves:
            break
        if turn.reply.lines:
            terminal.show(*turn.reply.lines, BLANK)
    return Exit.FINE


def _typed(terminal: Terminal, history: History) -> Iterator[str]:
    """Yield what a person types, until they have had enough."""
    while True:
        try:
            line = _prompted(terminal)
        except EOFError:
            terminal.say("")  # the shell's prompt shall not stand behind ours
            return
        history.add(line)
        yield line


def _prompted(terminal: Terminal) -> str:
    """Ask for a line. With standard output in a file, the prompt goes to the screen all the same."""
    if terminal.shows_a_person:
        return input(PROMPT)
    terminal.stderr.write(PROMPT)
    terminal.stderr.flush()
    return input()
