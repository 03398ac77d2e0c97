"""``policybot evaluate``: how well questions find the articles that they should."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.errors import Exit, WrongUsageError
from bot.cli.options import add_precision, write_new
from bot.faq.errors import ContentError
from bot.faq.evaluating import as_svg, as_text, evaluate, to_json
from bot.faq.gating import run_gate
from bot.faq.loading import load_questions

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterable, Iterator, Sequence

    from bot.cli.context import Context
    from bot.cli.terminal import Terminal
    from bot.faq.articles import KnowledgeBase, LabelledQuestion
    from bot.faq.errors import Fault


def add_arguments(parser: ArgumentParser) -> None:
    """Describe the options of ``evaluate``."""
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="questions with the articles that they expect")
    parser.add_argument(
        "--gate", action="append", default=[], type=Path, metavar="FILE", help="likewise, and fail if any of these goes wrong"
    )
    parser.add_argument("--json", action="store_true", help="print all figures as one JSON object")
    parser.add_argument("--svg", type=Path, metavar="OUT", help="draw the reliability curve into a file")
    add_precision(parser)


def run(arguments: Namespace, context: Context) -> int:
    """Measure, print, and fail only where a check question failed."""
    if not arguments.files and not arguments.gate:
        raise WrongUsageError("name at least one file of questions (see: policybot evaluate --help)")
    faq = context.faq(calibrated=True)
    loaded = _load(dict.fromkeys([*arguments.files, *arguments.gate]), faq.base)
    gated = [question for file in dict.fromkeys(arguments.gate) for question in loaded[file]]
    questions = [question for file in loaded.values() for question in file]
    evaluation = evaluate(faq, counted(questions, context.terminal), precision=arguments.precision)
    if arguments.svg:
        write_new(arguments.svg, as_svg(evaluation), replace=True)
    if arguments.json:
        context.terminal.put_json(json.dumps(to_json(evaluation)))
    else:
        context.terminal.show_as_is(as_text(evaluation).splitlines())
    failures = run_gate(faq, gated, precision=arguments.precision)
    context.terminal.warn(str(failure.as_fault()) for failure in failures)
    return Exit.FAULTS if failures else Exit.FINE


def counted(questions: Sequence[LabelledQuestion], terminal: Terminal) -> Iterator[LabelledQuestion]:
    """Yield the questions, and show on standard error how many are done, where that is a screen."""
    if not terminal.stderr.isatty():
        yield from questions
        return
    from rich.console import Console  # noqa: PLC0415 - 60 ms, which a script need not pay
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn  # noqa: PLC0415 - likewise

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=terminal.stderr), transient=True) as bar:
        yield from bar.track(questions)


def _load(files: Iterable[Path], base: KnowledgeBase) -> dict[Path, tuple[LabelledQuestion, ...]]:
    """Return the questions of each file, or raise all faults of all of them."""
    loaded: dict[Path, tuple[LabelledQuestion, ...]] = {}
    faults: list[Fault] = []
    for file in files:
        try:
            loaded[file] = load_questions(file, base=base)
        except ContentError as error:
            faults += error.faults
    if faults:
        raise ContentError(faults)
    return loaded
