"""A folder → everything that an author should know before others do: faults, lost check questions, what is easily confused."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from bot.faq import load
from bot.faq.colliding import find_collisions, find_unused, unused_fault
from bot.faq.confusing import find_confusable
from bot.faq.errors import ContentError, Fault, Severity
from bot.faq.gating import run_gate
from bot.faq.indexing import build_index
from bot.faq.language import load_language
from bot.faq.loading.reporting import sorted_faults

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from pathlib import Path

    from bot.faq.articles import KnowledgeBase
    from bot.faq.confusing import ConfusablePair
    from bot.faq.gating import Answers


ALIKE = 10
"""Warnings of one kind that are listed: whoever mends these knows how to mend the rest."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found. ``faults`` keep the base from being used or lose a check question; ``warnings`` do not.

    Both are sorted by place. ``confusable`` holds in full what some of the warnings tell in a line.
    ``notes`` says in plain sentences what was looked at, or why it was not.
    """

    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()
    confusable: tuple[ConfusablePair, ...] = ()

    def as_lines(self) -> tuple[str, ...]:
        """Return a line for each fault and warning, in the order of their places, then the notes; of many warnings alike, the first."""
        kinds = Counter(warning.rule for warning in self.warnings)
        few = [one for rule in kinds for one in [each for each in self.warnings if each.rule == rule][:ALIKE]]
        more = [
            f"… and {number - ALIKE:,} more warnings of the kind '{rule}': --json has all of them"
            for rule, number in kinds.items()
            if number > ALIKE
        ]
        return (*map(str, sorted_faults((*self.faults, *few))), *more, *self.notes)

    def to_json(self) -> dict[str, object]:
        """Return what ``json.dumps`` takes: the same, with the parts of each line apart."""
        return {
            "faults": [_fault_as_json(fault) for fault in self.faults],
            "warnings": [_fault_as_json(fault) for fault in self.warnings],
            "confusable": [asdict(pair) for pair in self.confusable],
            "notes": list(self.notes),
        }


def check(folder: Path, *, today: dt.date, state: Path | None = None, semantic: bool = False) -> Report:
    """Check a knowledge folder.

    Check questions, confusable articles and synonyms are looked at only when the base can be used at all.
    ``state`` is the directory of compiled bases; ``semantic`` as in :func:`bot.faq.load`. Content is never the reason for an exception.

    Raises:
        UsageError: ``folder`` is no folder.
    """
    try:
        faq = load(folder, today=today, state=state, semantic=semantic)
    except ContentError as error:
        note = "Check questions, confusable articles and synonyms were not looked at: mend the faults first."
        return _report(error.faults, notes=(note,))
    return examine(faq, faq.warnings)


def examine(faq: Answers, known: Iterable[Fault] = ()) -> Report:
    """Check a base that can be used. ``known`` is what loading had to say about it."""
    base = faq.base
    index = build_index(base, load_language(base.language))
    pairs = find_confusable(index)
    found = [
        *known,
        *(failure.as_fault() for failure in run_gate(faq)),
        *(pair.as_fault(base.articles) for pair in pairs),
        *(collision.as_fault() for collision in find_collisions(base, index)),
        *(unused_fault(synonym) for synonym in find_unused(base, index)),
    ]
    return _report(found, notes=(_looked_at(base),), confusable=pairs)


def _report(found: Iterable[Fault], notes: tuple[str, ...], confusable: tuple[ConfusablePair, ...] = ()) -> Report:
    ordered = sorted_faults(found)
    return Report(
        faults=tuple(fault for fault in ordered if fault.severity is Severity.FAULT),
        warnings=tuple(fault for fault in ordered if fault.severity is Severity.WARNING),
        notes=notes,
        confusable=confusable,
    )


def _looked_at(base: KnowledgeBase) -> str:
    articles = _counted(len(base.live), "live article")
    synonyms, questions = _counted(len(base.synonyms), "synonym"), _counted(len(base.questions), "check question")
    return f"Looked at {articles}, {synonyms} and {questions}."


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _fault_as_json(fault: Fault) -> dict[str, object]:
    what = {"severity": fault.severity.value, "rule": fault.rule, "message": fault.message, "remedy": fault.remedy}
    return asdict(fault.place) | what
