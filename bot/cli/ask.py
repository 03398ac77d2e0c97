"""``policybot ask``: one question, or one a line from standard input."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.cli.errors import Exit
from bot.cli.options import add_precision, day
from bot.cli.printable import whole_text
from bot.cli.replying import reply_to
from bot.cli.spans import BLANK, plain, text_of
from bot.faq.decisions import Kind

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from bot.cli.context import Context
    from bot.faq import FAQ
    from bot.faq.articles import KnowledgeBase
    from bot.faq.decisions import Decision
    from bot.wording import Wording

DECISION = (
    *("question", "decision", "article", "confidence", "passages", "suggestions", "guard", "hits"),
    *("knowledge_version", "took_ms"),
)
PASSAGE = ("article", "heading", "text", "highlights", "source", "url", "as_of")
SUGGESTION = ("article", "title", "label", "confidence")
HIT = ("article", "confidence", "score", "phrasing", "why")
"""What ``--json`` prints, a contract (see ``docs/architecture.md``): the keys in their order; each is an attribute of the same name."""


def add_arguments(parser: ArgumentParser) -> None:
    """Describe the options of ``ask``."""
    parser.add_argument("question", nargs="+", help="the question; - reads one question a line from standard input")
    parser.add_argument("--json", action="store_true", help="print one JSON object a question")
    parser.add_argument("--why", action="store_true", help="tell what matched what")
    add_precision(parser)
    parser.add_argument("--as-of", metavar="DATE", type=day, help="answer as on that day (YYYY-MM-DD)")


def run(arguments: Namespace, context: Context) -> int:
    """Answer one question, or as many as standard input has."""
    answer(context.faq(calibrated=arguments.question == ["-"]), arguments, context)
    return Exit.FINE


def answer(faq: FAQ, arguments: Namespace, context: Context) -> None:
    """Ask a FAQ what was asked, and print what it decides."""
    many, terminal, wording = arguments.question == ["-"], context.terminal, context.wording()
    for question in terminal.lines() if many else [whole_text(" ".join(arguments.question))]:
        decision = faq.ask(question, precision=arguments.precision, as_of=arguments.as_of or context.today())
        why = list(map(str, faq.explain(question, precision=arguments.precision))) if arguments.why else None
        if arguments.json:
            terminal.put_json(as_json(decision, why))
        elif many:
            terminal.put_row(as_row(decision, faq.base, wording))
            terminal.say(*(f"  {line}" for line in why or ()))
        else:
            terminal.show(*reply_to(decision, faq.base, wording, once=True).lines)
            terminal.show(*([BLANK] if why else []), *map(plain, why or ()))


def as_json(decision: Decision, explanation: Sequence[str] | None = None) -> str:
    """Return a decision as one line of ASCII JSON. ``explanation`` is added only where it was asked for."""
    told = _picked(decision, DECISION)
    told["passages"] = [_picked(quote, PASSAGE) for quote in decision.passages]
    told["suggestions"] = [_picked(suggestion, SUGGESTION) for suggestion in decision.suggestions]
    told["hits"] = [_picked(hit, HIT) for hit in decision.hits]
    if explanation is not None:
        told["explanation"] = explanation
    return json.dumps(told)


def as_row(decision: Decision, base: KnowledgeBase, wording: Wording) -> tuple[str, str, str]:
    """Return a decision as the cells of one row: what was decided, the articles, and the reply."""
    if decision.decision is Kind.ANSWERED:
        articles = [quote.article for quote in decision.passages]
    elif decision.decision is Kind.SUGGESTED:
        articles = [suggestion.article for suggestion in decision.suggestions]
    else:
        articles = [decision.near] if decision.near else []
    said = " ".join(" ".join(map(text_of, reply_to(decision, base, wording, once=True).lines)).split())
    return str(decision.decision), ",".join(dict.fromkeys(articles)) or "-", said


def _picked(value: object, names: Sequence[str]) -> dict[str, object]:
    return {name: getattr(value, name) for name in names}
