"""``policybot diff OLD NEW``: what people would notice of a change to a knowledge base, as a report for whoever reviews it."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.errors import Exit
from bot.cli.options import add_precision
from bot.desk.differing import PASSAGE
from bot.desk.previewing import Asked, preview
from bot.desk.reloading import faults_of, files_of, short
from bot.escaping import echo, visible
from bot.faq import load
from bot.faq.errors import ContentError
from bot.faq.loading import load_questions

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator, Sequence

    from bot.cli.context import Context
    from bot.desk.differing import Difference
    from bot.desk.previewing import Move, Preview, Shown
    from bot.faq import FAQ
    from bot.faq.articles import Place
    from bot.faq.errors import Fault

SHOWN = 50
"""Entries of a list in a report; a reviewer reads no more. ``--json`` lists all."""

LONGEST = 1_000
"""Characters of a sentence about one check question: it holds the question, two articles and a phrasing."""


def add_arguments(parser: ArgumentParser) -> None:
    """Describe the options of ``diff``."""
    parser.add_argument("old", type=Path, metavar="OLD", help="the folder as it is served now")
    parser.add_argument("new", type=Path, metavar="NEW", help="the folder as it shall be")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a Markdown report")
    parser.add_argument(
        "--questions", action="append", default=[], type=Path, metavar="FILE", help="further questions to ask of both"
    )
    add_precision(parser)


def run(arguments: Namespace, context: Context) -> int:
    """Compare, print, and fail where a check question loses its answer."""
    old, new = (_open(folder, context) for folder in (arguments.old, arguments.new))
    questions = [Asked(one.question, one.place) for file in arguments.questions for one in load_questions(file)]
    found = preview(old, new, questions, precision=arguments.precision)
    if arguments.json:
        context.terminal.put_json(json.dumps(_as_json(found)))
    else:
        context.terminal.show_as_is(_report(found, arguments.new))
    return Exit.FAULTS if found.lost else Exit.FINE


def _open(folder: Path, context: Context) -> FAQ:
    """Load a folder; of two, its faults need to say in which of them they are."""
    try:
        return load(folder, today=context.today(), state=context.state(), semantic=context.semantic())
    except ContentError as error:
        raise ContentError(fault.below(folder) for fault in faults_of(error)) from error


def _report(found: Preview, folder: Path) -> Iterator[str]:
    """Yield the report: what is lost first, then what moves, then the files."""
    yield f"# What changes: {short(found.before)} → {short(found.after)}"
    yield ""
    yield _summary(found)
    lost = [_fault(one.as_fault(), folder) for one in found.regressions]
    unmet = [_fault(failure.as_fault(), folder) for failure in found.unmet]
    yield from _section("Check questions that lose their answer", lost)
    yield from _section("New check questions without their answer", unmet)
    yield from _section("Check questions removed", [_question(one.question, one.place) for one in found.dropped])
    yield from _section("Questions that get something else", [_moved(move) for move in found.moves])
    yield from _section("Articles", [*_files(found)])


def _summary(found: Preview) -> str:
    if found.before == found.after:
        return "Nothing: the two folders hold the same content."
    if found.alike:
        return "No answer changes: nothing differs that answers are made of."
    lost = len(found.regressions) + len(found.unmet)
    kept = (
        f"{lost} of {found.checked} check questions fail." if lost else f"All {found.checked} check questions keep their answer."
    )
    others = f" {sum(not move.check for move in found.moves)} of {found.asked} further questions move." if found.asked else ""
    return kept + others


def _section(title: str, lines: Sequence[str]) -> Iterator[str]:
    if not lines:
        return
    yield ""
    yield f"## {title} ({len(lines)})"
    yield ""
    yield from chain.from_iterable(f"- {line}".split("\n") for line in lines[:SHOWN])
    if len(lines) > SHOWN:
        yield f"- … and {len(lines) - SHOWN} more"


def _fault(fault: Fault, folder: Path) -> str:
    """Return a fault's line, with a path that leads from the working directory."""
    return f"{_code(str(fault.below(folder).place))} {echo(fault.message, LONGEST)}; {echo(fault.remedy, LONGEST)}"


def _question(text: str, place: Place | None) -> str:
    return f'"{echo(text)}" ({_code(str(place))})' if place else f'"{echo(text)}"'


def _code(text: str) -> str:
    return f"`{visible(text).replace('`', '')}`"


def _moved(move: Move) -> str:
    """Return one question's line; headings are named only where titles alone would look the same."""
    headings = move.before.titles == move.after.titles
    before, after = _shown(move.before, headings=headings), _shown(move.after, headings=headings)
    return f"{_question(move.asked.text, move.asked.place)}: {before} → {after}"


def _shown(shown: Shown, *, headings: bool) -> str:
    if shown.guard:
        return f"declined by the guard {echo(shown.guard)}"
    if not shown.titles:
        return "nothing"
    titles = " / ".join(map(echo, shown.titles))
    if not shown.passages:
        return f"a choice of {titles}"
    named = ", ".join(echo(heading or "first passage") for _, heading in shown.passages)
    return f"{titles} ({named})" if headings else titles


def _files(found: Preview) -> Iterator[str]:
    changes = found.changes
    yield from (f"added: {_code(file)}" for file in files_of(changes.added))
    for article in changes.changed:
        differences = [_difference(one) for one in changes.differences if one.article == article.id]
        yield "\n  - ".join([f"changed: {_code(article.place.path)}", *differences])
    yield from (f"removed: {_code(file)}" for file in files_of(changes.removed))


def _difference(one: Difference) -> str:
    heading = f'"{echo(one.heading)}"' if one.heading else "the first passage"
    part = heading if one.part == PASSAGE else f"{heading}, {_code(one.part)}" if one.heading else _code(one.part)
    if one.before is None or one.after is None:
        return f'{part}: {"new" if one.before is None else "no longer"}: "{echo(one.after or one.before or "")}"'
    if one.before == one.after:
        return f"{part}: changed after the first sentence"
    return f'{part}: "{echo(one.before)}" → "{echo(one.after)}"'


def _as_json(found: Preview) -> dict[str, object]:
    changes = found.changes
    return {
        "before": found.before,
        "after": found.after,
        "articles": {what: [one.id for one in getattr(changes, what)] for what in ("added", "changed", "removed")},
        "differences": [asdict(one) for one in changes.differences],
        "checked": found.checked,
        "asked": found.asked,
        "regressions": [
            {
                "id": one.failure.question.id,
                "question": one.failure.question.question,
                "place": str(one.failure.question.place),
                "expect": list(one.failure.question.expect),
                "stolen_by": one.failure.stolen_by,
                "words": list(one.words),
                "phrasing": one.phrasing,
            }
            for one in found.regressions
        ],
        "unmet": [failure.question.id for failure in found.unmet],
        "dropped": [question.id for question in found.dropped],
        "moves": [
            {
                "question": move.asked.text,
                "check": move.check,
                "before": _shown_json(move.before),
                "after": _shown_json(move.after),
            }
            for move in found.moves
        ],
    }


def _shown_json(shown: Shown) -> dict[str, object]:
    return {
        "decision": shown.kind.value,
        "passages": [{"article": article, "heading": heading} for article, heading in shown.passages],
        "suggestions": sorted(shown.choices),
        "guard": shown.guard,
    }
