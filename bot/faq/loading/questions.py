"""A file of labelled questions on its own, as ``policybot evaluate`` takes it."""

from __future__ import annotations

import os
from itertools import chain
from typing import TYPE_CHECKING

from bot.faq.articles import Place
from bot.faq.errors import ContentError, Fault, Severity, UsageError
from bot.faq.loading import question_checks
from bot.faq.loading.building import questions_of
from bot.faq.loading.crosschecks import Ids
from bot.faq.loading.files import OPEN_FLAGS, read_all, refusal
from bot.faq.loading.reporting import sorted_faults
from bot.faq.loading.shapes import Kind

if TYPE_CHECKING:
    from pathlib import Path

    from bot.faq.articles import KnowledgeBase, LabelledQuestion
    from bot.faq.loading.limits import Limits


def load(path: Path, base: KnowledgeBase | None, limits: Limits) -> tuple[LabelledQuestion, ...]:
    """See :func:`bot.faq.loading.load_questions`."""
    from bot.faq.loading.parsing import parse  # noqa: PLC0415 - whoever only starts a bot reads questions from the cache

    kind = Kind.QUESTION_LINES if path.suffix.casefold() in {".jsonl", ".ndjson"} else Kind.QUESTIONS
    sheet = parse(str(path), kind, _read(path, limits), limits)
    checks = [sheet.faults, question_checks.check_question_ids([sheet])]
    if base is not None:
        ids = Ids({article.id: article for article in base.articles}, frozenset(), complete=True)
        checks.append(question_checks.check_expectations(sheet, ids))
    faults = sorted_faults(chain.from_iterable(checks))
    if any(fault.severity is Severity.FAULT for fault in faults):
        raise ContentError(faults)
    return tuple(questions_of(sheet))


def _read(path: Path, limits: Limits) -> bytes:
    """Return the file's bytes. The caller chose the path, so links may lead anywhere; devices and FIFOs are still refused."""
    try:
        handle = os.open(path.resolve(), OPEN_FLAGS)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {(error.strerror or 'unknown reason').lower()}") from error
    try:
        why = refusal(os.fstat(handle), limits)
        if why is not None:
            rule, message, remedy = why
            raise ContentError([Fault(Place(str(path)), message, remedy, rule=rule)])
        return read_all(handle, limits.file_bytes)
    finally:
        os.close(handle)
