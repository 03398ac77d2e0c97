"""``policybot ask``: one question, or one a line from standard input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli.encoding import as_json, as_row
from bot.cli.errors import Exit
from bot.cli.opening import open_knowledge
from bot.cli.options import add_precision, day
from bot.cli.printable import whole_text
from bot.cli.reading import read_lines
from bot.cli.replying import reply_to
from bot.cli.spans import BLANK, plain

if TYPE_CHECKING:
    import datetime as dt
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterable

    from bot.cli.context import Context
    from bot.faq import FAQ
    from bot.faq.decisions import Decision


def add_arguments(parser: ArgumentParser) -> None:
    """Describe the options of ``ask``."""
    parser.add_argument("question", nargs="+", help="the question; - reads one question a line from standard input")
    parser.add_argument("--json", action="store_true", help="print one JSON object a question")
    parser.add_argument("--why", action="store_true", help="tell what matched what")
    add_precision(parser)
    parser.add_argument("--as-of", metavar="DATE", type=day, help="answer as on that day (YYYY-MM-DD)")


def run(arguments: Namespace, context: Context) -> int:
    """Answer one question, or as many as standard input has."""
    faq = open_knowledge(context, calibrated=arguments.question == ["-"])
    asking = _Asking(faq, arguments, context)
    if arguments.question == ["-"]:
        asking.stream(read_lines(context.terminal.stdin))
    else:
        asking.once(whole_text(" ".join(arguments.question)))
    return Exit.FINE


class _Asking:
    """One run of the command."""

    def __init__(self, faq: FAQ, arguments: Namespace, context: Context) -> None:
        self._faq, self._arguments, self._terminal = faq, arguments, context.terminal
        self._as_of: dt.date = arguments.as_of or context.today()

    def once(self, question: str) -> None:
        decision = self._decide(question)
        if self._arguments.json:
            self._terminal.put_json(as_json(decision, self._why(question)))
            return
        why = self._why(question)
        self._terminal.show(*reply_to(decision, self._faq.base, once=True).lines)
        self._terminal.show(*([BLANK] if why else []), *map(plain, why or ()))

    def stream(self, questions: Iterable[str]) -> None:
        for question in questions:
            decision = self._decide(question)
            if self._arguments.json:
                self._terminal.put_json(as_json(decision, self._why(question)))
            else:
                self._terminal.put_row(as_row(decision, self._faq.base))
                self._terminal.say(*(f"  {line}" for line in self._why(question) or ()))

    def _decide(self, question: str) -> Decision:
        return self._faq.ask(question, precision=self._arguments.precision, as_of=self._as_of)

    def _why(self, question: str) -> tuple[str, ...] | None:
        return self._faq.explain(question, precision=self._arguments.precision) if self._arguments.why else None
