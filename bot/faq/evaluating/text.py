"""An evaluation as a page of plain text, at most 100 columns wide. Only the base's own words go beyond ASCII."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from bot.faq.evaluating.evaluation import ENOUGH_TO_PROMISE
from bot.faq.evaluating.metrics import Name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.faq.evaluating.evaluation import Bin, Evaluation, Group, Kept, Measure
    from bot.faq.evaluating.outcomes import Outcome

WIDTH = 100
NAME_WIDTH = 15
CELL_WIDTH = 14
PICTURE_WIDTH = 51
"""Columns of the picture: one for each two hundredths, both ends included."""

MISTAKES_SHOWN = 10

LINES_OF_A_TEXT = 2

LABELS = {
    Name.P_AT_1: "right article first (P@1)",
    Name.RECALL_AT_3: "right article in first three",
    Name.MRR_AT_10: "mean reciprocal rank (MRR@10)",
    Name.ANSWERED_RIGHT: "answered right",
    Name.SUGGESTED_RIGHT: "suggested right",
    Name.RIGHT_OR_SUGGESTED: "right or among suggestions",
    Name.ANSWERED_WRONGLY: "answered wrongly",
    Name.OFF_TOPIC_ANSWERED: "off-topic answered",
    Name.PASSAGE_RIGHT: "right passage first",
    Name.COVERAGE: "coverage at wanted precision",
    Name.AUROC: "answerable from not (AUROC)",
    Name.CALIBRATION_ERROR: "calibration error",
}

OVER = {
    Name.ANSWERED_WRONGLY: "questions",
    Name.OFF_TOPIC_ANSWERED: "off-topic",
    Name.PASSAGE_RIGHT: "labelled, answered right",
    Name.AUROC: "questions",
    Name.CALIBRATION_ERROR: "questions",
}
"""What a figure is taken over, where that is not the answerable questions."""

COLUMNS = {
    Name.P_AT_1: "P@1",
    Name.ANSWERED_RIGHT: "right",
    Name.RIGHT_OR_SUGGESTED: "or suggested",
    Name.ANSWERED_WRONGLY: "wrong",
    Name.OFF_TOPIC_ANSWERED: "off-topic",
}
"""The figures shown for each style and kind; the others are in the JSON form."""


def as_text(evaluation: Evaluation) -> str:
    """Return the evaluation for a terminal: figures, groups, the reliability picture, the worst mistakes."""
    parts = [
        _header(evaluation),
        _overall(evaluation),
        _groups("style", evaluation.by_style),
        _groups("kind", evaluation.by_kind),
        _picture(evaluation.reliability),
        _mistakes("Answered wrongly, the surest first", evaluation.wrong_answers),
        _mistakes("Right article not first, the lowest first", evaluation.ranked_low),
    ]
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part))) + "\n"


def _header(evaluation: Evaluation) -> Iterator[str]:
    yield from textwrap.wrap(plain(evaluation.base), WIDTH)
    questions, articles = evaluation.overall.questions, evaluation.articles
    yield f"{questions:,} questions, {articles:,} articles, wanted precision {evaluation.precision:.1%}"


def _overall(evaluation: Evaluation) -> Iterator[str]:
    yield f"{'':<32}{'value':>8}  {'95 % interval':<16}{'over':>6}"
    for measure in evaluation.overall.measures:
        over = OVER.get(measure.name, "answerable")
        yield f"{LABELS[measure.name]:<32}{_percent(measure.value):>8}  {_range(measure):<16}{measure.of:>6} {over}"
    kept = evaluation.kept
    bounds = f"{kept.low:.1%} - {kept.high:.1%}" if kept.answers else ""
    word = "promised" if kept.answers >= ENOUGH_TO_PROMISE else "expected"
    promise = f"answers ({word} {kept.promised:.1%})"
    yield f"{'answers that are right':<32}{_percent(kept.reached):>8}  {bounds:<16}{kept.answers:>6} {promise}"
    yield f"Is the promise kept? {_verdict(kept)}"


def _verdict(kept: Kept) -> str:
    if kept.answers < ENOUGH_TO_PROMISE:
        return f"Not enough yet: {kept.answers} of {ENOUGH_TO_PROMISE} answers, so {kept.promised:.1%} is only expected."
    told = "Kept" if kept.verdict == "kept" else "Not kept: the whole interval is below it. Ask for a higher precision"
    proof = "No tested confidence proves it" if kept.proved is None else f"Proved from confidence {kept.proved:g} on"
    return f"{told}. {proof}."


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"


def _range(measure: Measure) -> str:
    if measure.low is None or measure.high is None:
        return ""
    return f"{measure.low:.1%} - {measure.high:.1%}"


def _groups(title: str, groups: Sequence[Group]) -> Iterator[str]:
    if len(groups) < 2:  # noqa: PLR2004 - one group is all of the questions, which are shown above
        return
    yield f"{'by ' + title:<{NAME_WIDTH}}{'n':>6}  " + "".join(f"{label:<{CELL_WIDTH}}" for label in COLUMNS.values()).rstrip()
    for group in groups:
        cells = "".join(f"{_cell(group[name]):<{CELL_WIDTH}}" for name in COLUMNS)
        yield f"{_cut(group.name, NAME_WIDTH - 1):<{NAME_WIDTH}}{group.questions:>6}  {cells}".rstrip()


def _cell(measure: Measure) -> str:
    if measure.value is None:
        return "-"
    if measure.low is None or measure.high is None:
        return f"{100 * measure.value:.0f}"
    return f"{100 * measure.value:.0f} ({100 * measure.low:.0f}-{100 * measure.high:.0f})"


def _picture(bins: Sequence[Bin]) -> Iterator[str]:
    """Draw a line a bin: ``o`` what was right, ``-`` its 95 % interval, ``|`` what was claimed (``@`` where both meet)."""
    if not bins:
        return
    yield "Is the confidence kept?  | claimed   o right   - 95 % interval   @ claimed and right are the same"
    side = PICTURE_WIDTH // 2 - 1
    yield f"{'claimed':>8}{'right':>8}{'n':>7}  {'0 %':<{side}}50%{'100 %':>{side}}"
    for each in bins:
        yield f"{each.confidence:>8.1%}{each.right:>8.1%}{each.questions:>7}  {_drawn(each)}".rstrip()


def _drawn(each: Bin) -> str:
    shares = (each.low, each.high, each.right, each.confidence)
    low, high, right, claimed = (round(share * (PICTURE_WIDTH - 1)) for share in shares)
    line = ["-" if low <= at <= high else " " for at in range(PICTURE_WIDTH)]
    line[right] = "o"
    line[claimed] = "@" if claimed == right else "|"
    return "".join(line)


def _mistakes(title: str, mistakes: Sequence[Outcome]) -> Iterator[str]:
    if not mistakes:
        return
    more = len(mistakes) - MISTAKES_SHOWN
    yield title + (f" ({MISTAKES_SHOWN} of {len(mistakes)})" if more > 0 else "")
    for mistake in mistakes[:MISTAKES_SHOWN]:
        yield from _told(mistake)


def _told(mistake: Outcome) -> Iterable[str]:
    question, decision = mistake.question, mistake.decision
    place = f"at place {mistake.rank}" if mistake.rank else "not found"
    expected = f"{', '.join(question.expect)} ({place})" if question.expect else "none"
    yield from _wrapped(f"* {decision.confidence:.2f} ", question.question)
    yield from _wrapped("       ", f"expected {expected}, {decision.decision}, first was {mistake.got or 'nothing'}")
    if mistake.why:
        yield from _wrapped("       because ", mistake.why)


def _wrapped(start: str, text: str) -> list[str]:
    """Write a text after ``start``, on so many lines that most reasons fit and none fills the screen."""
    return textwrap.wrap(
        plain(text), WIDTH, initial_indent=start, subsequent_indent=" " * 7, max_lines=LINES_OF_A_TEXT, placeholder=" ..."
    )


def plain(text: str) -> str:
    """Return a text on one line, without anything that steers a terminal or that XML forbids."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def _cut(text: str, width: int) -> str:
    line = plain(text)
    return line if len(line) <= width else line[: width - 3] + "..."
